import { sha256 } from '@coffer/crypto/hash';
import { expect, it } from 'vitest';
import type { Counter } from './counter.ts';

/** What a test gives the suite: a counter that can be opened again, as after a crash of whoever keeps it. */
export interface CounterUnderTest {
  readonly open: () => Promise<Counter>;
  /** Drops the open counter without a farewell. */
  readonly crash: () => Promise<void>;
}

/** The rules of the {@link Counter} port. Every backend's test calls this. @param make a fresh counter for each test */
export function counterCompliance(make: () => Promise<CounterUnderTest>): void {
  const head = (number: number) => sha256(Uint8Array.of(number));
  const none = new Uint8Array(32);

  it('begins at zero, with no head', async () => {
    const under = await make();
    const counter = await under.open();
    expect(await counter.read()).toEqual({ value: 0, head: none });
    await under.crash();
  });

  it('advances by one, from the head that it holds', async () => {
    const under = await make();
    const counter = await under.open();
    expect(await counter.advance(none, head(1))).toBe(1);
    expect(await counter.advance(head(1), head(2))).toBe(2);
    expect(await counter.read()).toEqual({ value: 2, head: head(2) });
    await under.crash();
  });

  it('refuses to advance from any other head, and stays', async () => {
    const under = await make();
    const counter = await under.open();
    await counter.advance(none, head(1));
    for (const from of [none, head(2), head(9)]) expect(await counter.advance(from, head(5))).toBeUndefined();
    expect(await counter.read()).toEqual({ value: 1, head: head(1) });
    await under.crash();
  });

  it('lets one of many win who advance from the same head at once', async () => {
    const under = await make();
    const counter = await under.open();
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => counter.advance(none, head(i))));
    expect(results.filter((value) => value === 1)).toHaveLength(1);
    expect(results.filter((value) => value === undefined)).toHaveLength(19);
    await under.crash();
  });

  it('remembers over a crash what it has answered', async () => {
    const under = await make();
    const counter = await under.open();
    for (let i = 0; i < 9; i++) await counter.advance(i === 0 ? none : head(i), head(i + 1));
    await under.crash();
    expect(await (await under.open()).read()).toEqual({ value: 9, head: head(9) });
    await under.crash();
  });
}
