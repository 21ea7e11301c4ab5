import { expect, it } from 'vitest';
import type { Store } from './store.ts';

/** What a test gives the suite: a store that can be opened again. */
export interface StoreUnderTest {
  readonly open: () => Promise<Store>;
}

/** The rules of the {@link Store} port. Every backend's test calls this. @param make a fresh store for each test */
export function storeCompliance(make: () => Promise<StoreUnderTest>): void {
  const bytes = (...values: number[]) => Uint8Array.from(values);

  it('begins empty, with an instance of its own', async () => {
    const [one, two] = [await (await make()).open(), await (await make()).open()];
    expect(await one.read()).toEqual({ snapshot: undefined, journal: bytes() });
    expect(one.instance).toHaveLength(32);
    expect(one.instance).not.toEqual(two.instance);
    await one.close();
    await two.close();
  });

  it('keeps what was appended, and its instance, over a reopening', async () => {
    const under = await make();
    const store = await under.open();
    await store.append(0, bytes(1, 2, 3));
    await store.append(3, bytes(4));
    const { instance } = store;
    await store.close();
    const again = await under.open();
    expect(again.instance).toEqual(instance);
    expect(await again.read()).toEqual({ snapshot: undefined, journal: bytes(1, 2, 3, 4) });
    await again.close();
  });

  it('cuts a torn end off before it appends', async () => {
    const under = await make();
    const store = await under.open();
    await store.append(0, bytes(1, 2, 3, 9, 9, 9, 9));
    await store.close();
    const again = await under.open();
    await again.append(3, bytes(4));
    expect((await again.read()).journal).toEqual(bytes(1, 2, 3, 4));
    await again.close();
  });

  it('replaces snapshot and journal together, again and again', async () => {
    const under = await make();
    let store = await under.open();
    for (let seq = 1; seq < 5; seq++) {
      await store.append(0, bytes(seq, seq));
      await store.snapshot(10 * seq, bytes(100 + seq));
      expect(await store.read()).toEqual({ snapshot: bytes(100 + seq), journal: bytes() });
      await store.append(0, bytes(seq));
      await store.close();
      store = await under.open();
      expect(await store.read()).toEqual({ snapshot: bytes(100 + seq), journal: bytes(seq) });
    }
    await store.close();
  });
}
