import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bytes, concat, equal, toHex, utf8 } from '@coffer/core/bytes';
import { afterAll, expect, it } from 'vitest';
import { decodeEvidence, verifyEvidence } from '../attestation/evidence.ts';
import { type Enclave, launchEnclave } from '../host/enclave.ts';
import { openFileStore } from '../host/file-store.ts';
import { toyReply, toyRequest } from '../testing/toy.ts';
import type { Platform } from './platform.ts';

/** What a test gives the suite. */
export interface PlatformUnderTest {
  readonly platform: Platform;
  /** Another machine of the same network. */
  readonly other: Platform;
  readonly network: Bytes;
  readonly root: Bytes;
  /** The bundle of the toy ledger (`testing/toy-bundle.ts`). */
  readonly toy: Bytes;
  /** Is this process there, and not just a zombie? */
  readonly alive: (pid: number) => boolean;
}

/** The rules of the {@link Platform} port. Every backend's test calls this. */
export function platformCompliance(under: () => PlatformUnderTest): void {
  let temporary: Promise<string> | undefined;
  afterAll(async () => {
    if (temporary !== undefined) await rm(await temporary, { recursive: true });
  });
  let stores = 0;
  const place = async (): Promise<string> => {
    temporary ??= mkdtemp(join(tmpdir(), 'coffer-platform-'));
    return join(await temporary, String(stores++));
  };
  const start = async (
    directory: string,
    bundle = under().toy,
    platform = under().platform,
  ): Promise<Enclave> =>
    launchEnclave({
      platform,
      bundle,
      store: await openFileStore(directory),
      counter: 'software',
      config: new Uint8Array(0),
    });
  const deposit = (id: string) => toyRequest({ type: 'deposit', id, to: 'alice', amount: 5n });
  const total = async (enclave: Enclave) =>
    toyReply(await enclave.request(toyRequest({ type: 'read', account: 'alice' }))).total;
  const changed = (): Bytes => concat(under().toy, utf8('\n;'));

  it('vouches for what runs, by a chain that verifies offline', async () => {
    const enclave = await start(await place());
    const { network, root, platform } = under();
    const programs = { 'coffer.toy': [enclave.measurement] };
    const verdict = verifyEvidence(enclave.evidence, { network, roots: [root], programs });
    expect(verdict).toMatchObject({ platform: platform.kind, abi: 1, counterClass: 'software' });
    await enclave.close();
  });

  it('measures the bytes that run: one more byte is another program', async () => {
    const [one, two, three] = [
      await start(await place()),
      await start(await place()),
      await start(await place(), changed()),
    ];
    expect(toHex(one.measurement)).toBe(toHex(two.measurement));
    expect(toHex(one.measurement)).not.toBe(toHex(three.measurement));
    expect(toHex(decodeEvidence(three.evidence).attestation.measurement)).toBe(toHex(three.measurement));
    expect(equal(one.publicKey, two.publicKey)).toBe(false);
    await Promise.all([one.close(), two.close(), three.close()]);
  });

  it('gives the same program its state back, and nobody else', async () => {
    const directory = await place();
    const first = await start(directory);
    await first.request(deposit('a'));
    await first.close();
    await expect(start(directory, changed())).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' });
    await expect(start(directory, under().toy, under().other)).rejects.toMatchObject({
      code: 'JOURNAL_BROKEN',
    });
    const again = await start(directory);
    expect(await total(again)).toBe(5n);
    await again.close();
  });

  it('runs several enclaves at once, apart from each other', async () => {
    const enclaves = await Promise.all(Array.from({ length: 3 }, async () => start(await place())));
    await Promise.all(enclaves.map((enclave, index) => enclave.request(deposit(`e${index}`))));
    await enclaves[0]!.close();
    expect(await total(enclaves[1]!)).toBe(5n);
    await Promise.all(enclaves.map((enclave) => enclave.close()));
  });

  it('tells how an enclave ended, and leaves no process', async () => {
    const enclave = await start(await place());
    process.kill(enclave.pid, 'SIGKILL');
    expect(await enclave.exited).toMatchObject({ code: 'ENCLAVE_ENDED' });
    await expect(enclave.request(deposit('late'))).rejects.toMatchObject({ code: 'ENCLAVE_ENDED' });
    expect(under().alive(enclave.pid)).toBe(false);
    const other = await start(await place());
    expect(await other.close()).toMatchObject({ code: 'closed' });
    expect(under().alive(other.pid)).toBe(false);
  });

  it('refuses what is no program', async () => {
    for (const bundle of ['throw new Error("no")', '{{{', 'process.exit(3)', ' ']) {
      await expect(start(await place(), utf8(bundle))).rejects.toMatchObject({ code: 'LAUNCH_FAILED' });
    }
  });
}
