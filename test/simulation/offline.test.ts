import { expect, test } from 'vitest';
import { runBatch } from './kernel/batch.ts';
import { type Kernel, runSchedule, type World } from './kernel/run.ts';
import { offlineWorld } from './offline/world.ts';

test('thirty schedules end with closed books, and meet what they are there for', { timeout: 180_000 }, () => {
  const result = runBatch(offlineWorld, { rail: 'offline', seed: 1, seeds: 30, events: 150, bail: false });
  expect(result.violations).toEqual([]);
  expect(result.schedules).toBe(30);
  const met = new Set(Object.keys(result.faults));
  const wanted = [
    'lost',
    'duplicated',
    'reordered',
    'partitioned',
    'chain-outage',
    'reorganisation',
    'crash',
    'killed',
    'rollback',
    'clone',
    'disk-damage',
    'swallowed-answer',
    'swallowed-payment',
    'hidden-answer',
    'tamper',
    'replay',
    'bad-evidence',
    'forged-account',
    'settle-badly',
    'lie-about-time',
    'exit',
    'payment-settled',
    'payment-rejected',
    'payment-lapsed',
  ];
  expect(wanted.filter((kind) => !met.has(kind))).toEqual([]);
});

test('the same seed gives the same trace of real enclaves', () => {
  const [a, b] = [runSchedule(offlineWorld, 11, 200), runSchedule(offlineWorld, 11, 200)];
  expect(a.digest).toBe(b.digest);
  expect(a).toEqual(b);
});

test('a theft of one wei from the vault is a violation', () => {
  const robbed = (kernel: Kernel): World => {
    const world = offlineWorld(kernel);
    kernel.time.after(3_000, 'theft', () => {
      world.realm.chain.submit('theft', (vault) => ({ vault: { ...vault, ether: vault.ether - 1n } }));
    });
    return world;
  };
  expect(runSchedule(robbed, 11, 200).violation?.message).toContain('ether differs from the accounts');
});
