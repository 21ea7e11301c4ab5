import { CofferError } from '@coffer/core/error';
import type { Enclave, EnclaveEnd } from '@coffer/enclave/host/enclave';
import { expect, test } from 'vitest';
import { keepAwake } from './awake.ts';

/** An enclave whose clock stands `behind` seconds behind. It answers with its number. */
function fake(number: number, behind: number, limits = true): Enclave & { readonly bodies: number[] } {
  const bodies: number[] = [];
  let end: (end: EnclaveEnd) => void = () => undefined;
  const exited = new Promise<EnclaveEnd>((resolve) => {
    end = resolve;
  });
  const close = () => {
    end({ code: 'closed', message: '' });
    return exited;
  };
  return {
    ...{ bodies, exited, close, pid: 0, phase: 'running', launch: 'fresh', layers: [] },
    ...{ evidence: new Uint8Array(), publicKey: new Uint8Array(), measurement: new Uint8Array() },
    handOver: () => Promise.reject(new Error('not asked here')),
    takeOver: () => Promise.reject(new Error('not asked here')),
    request: async (body) => {
      bodies.push(body[0]!);
      if (behind === 0) return Uint8Array.of(number);
      const details = limits ? { time: 1_000, limit: 1_000 - behind } : { time: 1_000, latest: 1 };
      throw new CofferError('TIME_REFUSED', 'refused', { details });
    },
  };
}

async function keeper(...enclaves: (Enclave | Error)[]) {
  let started = 0;
  const awake = await keepAwake(
    async () => {
      const next = enclaves[started++]!;
      if (next instanceof Error) throw next;
      return next;
    },
    () => undefined,
  );
  return { awake, started: () => started };
}

test('after the machine slept, the enclave is started again once and every request repeated', async () => {
  const [asleep, fresh] = [fake(1, 3_600), fake(2, 0)];
  const { awake, started } = await keeper(asleep, fresh);
  const answers = await Promise.all([7, 8, 9].map((n) => awake.request(Uint8Array.of(n))));
  expect(answers.map(([n]) => n)).toEqual([2, 2, 2]);
  expect(started()).toBe(2);
  expect([asleep.bodies, [...fresh.bodies].sort()]).toEqual([
    [7, 8, 9],
    [7, 8, 9],
  ]);
  await expect(Promise.race([awake.died, Promise.resolve('alive')])).resolves.toBe('alive');
});

test('a clock that stays wrong, or is wrong in another way, is the user’s to set', async () => {
  const { awake, started } = await keeper(fake(1, 60), fake(2, 60), fake(3, 60));
  await expect(awake.request(Uint8Array.of(1))).rejects.toMatchObject({ code: 'TIME_REFUSED' });
  expect(started()).toBe(2);
  for (const other of [fake(1, -60), fake(1, 60, false)]) {
    const wrong = await keeper(other, fake(2, 0));
    await expect(wrong.awake.request(Uint8Array.of(1))).rejects.toMatchObject({ code: 'TIME_REFUSED' });
    expect(wrong.started()).toBe(1);
  }
});

test('an enclave that does not start again, or ends by itself, is told', async () => {
  const { awake } = await keeper(fake(1, 60), new CofferError('LAUNCH_FAILED', 'no room'));
  await expect(awake.request(Uint8Array.of(1))).rejects.toMatchObject({ code: 'LAUNCH_FAILED' });
  expect(await awake.died).toContain('no room');
  const other = fake(1, 0);
  const { awake: second } = await keeper(other);
  await other.close();
  expect(await second.died).toContain('the enclave ended');
});
