import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Kernel, runSchedule, type World } from './kernel/run.ts';
import { offlineWorld } from './offline/world.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** Attacks, faults, operations and ends that fifty schedules must meet, or they prove less than they seem to. */
const MET = [
  ...['lost', 'duplicated', 'reordered', 'partitioned', 'chain-outage', 'reorganisation'],
  ...['crash', 'killed', 'rollback', 'clone', 'disk-damage', 'all-at-once', 'lie-about-time', 'two-answers'],
  ...['swallowed-answer', 'swallowed-payment', 'hidden-answer', 'tamper', 'replay', 'bad-evidence'],
  ...['forged-account', 'settle-badly', 'dispute-badly', 'exit', 'overspend', 'withdraw-everything'],
  ...['broken-pay-twice', 'broken-pay-from-nothing', 'broken-withdraw', 'broken-cancel', 'broken-claim'],
  ...['op-withdraw', 'op-logout', 'op-cancel', 'op-clean', 'op-freeze-payer', 'op-freeze-payee', 'op-claim'],
  ...['compensated-payer', 'claim-paid', 'disputed', 'loss-attributed'],
  ...['payment-settled', 'payment-rejected', 'payment-lapsed'],
];

test('fifty schedules end with closed books, and meet what they are there for', { timeout: 300_000 }, () => {
  const text = execFileSync(
    process.execPath,
    [MAIN, 'offline', '--seeds', '50', '--events', '400', '--json'],
    {
      encoding: 'utf8',
      maxBuffer: 16 << 20,
    },
  );
  const result = JSON.parse(text);
  expect(result.violated).toEqual([]);
  expect(result).toMatchObject({ schedules: 50, violations: 0 });
  expect(MET.filter((kind) => !(kind in result.faults))).toEqual([]);
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

test('freezing somebody whose enclave is whole is a violation', () => {
  const wronged = (kernel: Kernel): World => {
    const world = offlineWorld(kernel);
    const freeze = (): void => {
      world.realm.chain.submit('wrong', (vault) => {
        const accounts = new Map(vault.accounts);
        const whole = [...accounts].find(([, { address }]) => !world.realm.ledger.isLeaked(address));
        if (whole !== undefined) accounts.set(whole[0], { ...whole[1], status: 2 });
        return { vault: { ...vault, accounts } };
      });
      kernel.time.after(1_000, 'freeze', freeze);
    };
    kernel.time.after(3_000, 'freeze', freeze);
    return world;
  };
  expect(runSchedule(wronged, 11, 300).violation?.message).toContain('frozen, and its enclave is whole');
});
