import { type Bytes, concat, fromHex } from '@coffer/core/bytes';
import type { CounterClass } from '@coffer/core/program';
import { sha256 } from '@coffer/crypto/hash';
import { address, addressOf } from '@coffer/crypto/secp256k1';
import { describe, expect, it } from 'vitest';
import { programId, signRelease } from '../attestation/certificates.ts';
import type { GuestMessage } from '../channel/messages.ts';
import {
  Bench,
  type Disk,
  freshCounter,
  freshDisk,
  TEST_NETWORK,
  TEST_ROOT,
  testDevice,
} from '../testing/bench.ts';
import { toyProgram, toyReply, toyRequest } from '../testing/toy.ts';
import { approveHandOver, encodeOrder } from './handover.ts';

const OWNER = sha256(fromHex('0a'));
const OLD = sha256(fromHex('01'));
const NEW = sha256(fromHex('02'));
const release = (measurement: Bytes, root = TEST_ROOT, name = 'coffer.toy') =>
  signRelease(root, TEST_NETWORK, { program: programId(name), measurement });

interface Machine {
  disk: Disk;
  counter: ReturnType<typeof freshCounter>;
}
const machine = (): Machine => ({ disk: freshDisk(), counter: freshCounter() });
const copy = ({ disk, counter }: Machine): Machine => ({
  disk: { snapshot: concat(disk.snapshot), journal: concat(disk.journal) },
  counter: { ...counter },
});

function startOld(at: Machine, extra: { owner?: Bytes | undefined; counterClass?: CounterClass } = {}) {
  const owner = 'owner' in extra ? extra.owner : address(OWNER);
  const rest = extra.counterClass === undefined ? {} : { counterClass: extra.counterClass };
  const named = owner === undefined ? {} : { owner };
  return new Bench({ program: toyProgram(1), ...at, measurement: OLD, ...named, ...rest });
}

function startNew(
  at: Machine,
  id = '31',
  extra: { device?: ReturnType<typeof testDevice>; counterClass?: CounterClass } = {},
) {
  const instance = sha256(fromHex(id));
  return new Bench({ program: toyProgram(2), ...at, measurement: NEW, instance, succeed: true, ...extra });
}

type AnyBench = ReturnType<typeof startOld>;
const keyOf = (bench: AnyBench) => addressOf(bench.ready!.publicKey);

function order(
  from: AnyBench,
  to: AnyBench,
  change: Partial<Parameters<typeof encodeOrder>[0]> = {},
  approver = OWNER,
) {
  const fields = { from: keyOf(from), to: keyOf(to), measurement: NEW };
  return encodeOrder({
    successor: to.ready!.evidence,
    successorKey: to.ready!.publicKey,
    approval: approveHandOver(approver, TEST_NETWORK, fields),
    successorRelease: release(NEW),
    ownRelease: release(OLD),
    ...change,
  });
}

const handOver = (bench: AnyBench, bytes: Bytes) =>
  bench.special((id) => ({ type: 'handOver', id, time: 1000, order: bytes }));
const takeOver = (bench: AnyBench, handed: Bytes) =>
  bench.special((id) => ({ type: 'takeOver', id, time: 1000, size: handed.length }), handed);
const code = (message: GuestMessage | undefined) =>
  message?.type === 'refused' ? message.error.code : `no refusal but ${message?.type}`;
const read = toyRequest({ type: 'read', account: 'alice' });
const balance = (bench: AnyBench) => {
  const message = bench.ask(read);
  return message?.type === 'reply' ? toyReply(message.body).balance : code(message);
};

function funded(at = machine()) {
  const bench = startOld(at);
  bench.ask(toyRequest({ type: 'deposit', id: 'd', to: 'alice', amount: 7n }));
  return { at, bench };
}

describe('hand-over to a new version', () => {
  it('moves the state once, and the old enclave answers nothing more, also after a restart', () => {
    const { at, bench: old } = funded();
    const there = machine();
    const next = startNew(there);
    expect(next.ready?.phase).toBe('awaiting');
    expect(balance(next)).toBe('FRAME_UNEXPECTED');
    const bytes = order(old, next);
    expect(handOver(old, bytes)?.type).toBe('handedOver');
    const handed = old.takeParts();
    expect(takeOver(next, handed)?.type).toBe('reply');
    expect(balance(next)).toBe(7n);
    expect(balance(old)).toBe('HANDED_OVER');
    expect(startOld(at).ready?.phase).toBe('stopped');
    expect(balance(startOld(at))).toBe('HANDED_OVER');
    expect(balance(startNew(there))).toBe(7n);
  });

  it('gives the package again to the same successor, when it got lost', () => {
    const { at, bench: old } = funded();
    const there = machine();
    const next = startNew(there);
    const bytes = order(old, next);
    handOver(old, bytes);
    const again = startOld(at);
    expect(handOver(again, bytes)?.type).toBe('handedOver');
    expect(takeOver(next, again.takeParts())?.type).toBe('reply');
    expect(balance(next)).toBe(7n);
  });

  it('stops, stored and counted, before the package leaves', () => {
    const { at, bench: old } = funded();
    const next = startNew(machine());
    old.hold = true;
    expect(handOver(old, order(old, next))).toBeUndefined();
    expect(old.takeParts()).toHaveLength(0);
    const { value } = at.counter;
    old.release();
    expect(old.takeParts().length).toBeGreaterThan(0);
    expect(at.counter.value).toBe(value + 1);
  });

  it('has one successor: a second one, and the old disk, get nothing', () => {
    const { at, bench: old } = funded();
    const before = copy(at);
    const one = startNew(machine(), '31');
    const two = startNew(machine(), '32');
    handOver(old, order(old, one));
    const handed = old.takeParts();
    expect(code(handOver(old, order(old, two)))).toBe('HANDED_OVER');
    expect(code(takeOver(two, handed))).toBe('HANDOVER_REFUSED');
    expect(startOld({ disk: before.disk, counter: at.counter }).fatal).toBe('JOURNAL_ROLLED_BACK');
  });

  it('is not taken twice, nor again after the successor moved on', () => {
    const { bench: old } = funded();
    const there = machine();
    const next = startNew(there);
    const waiting = copy(there);
    handOver(old, order(old, next));
    const handed = old.takeParts();
    takeOver(next, handed);
    next.ask(toyRequest({ type: 'transfer', id: 't', from: 'alice', to: 'bob', amount: 7n }));
    expect(code(takeOver(next, handed))).toBe('HANDOVER_REFUSED');
    expect(startNew({ disk: waiting.disk, counter: there.counter }).fatal).toBe('JOURNAL_ROLLED_BACK');
  });

  it('refuses an altered package', () => {
    const { bench: old } = funded();
    const next = startNew(machine());
    handOver(old, order(old, next));
    const handed = old.takeParts();
    handed[handed.length - 5]! ^= 1;
    expect(code(takeOver(next, handed))).toBe('HANDOVER_REFUSED');
    expect(code(takeOver(next, fromHex('00')))).toBe('HANDOVER_REFUSED');
  });

  it('refuses a successor that the owner, the root or the device did not vouch for, and stays in service', () => {
    const { bench: old } = funded();
    const next = startNew(machine());
    const other = startNew(machine(), '33');
    const weak = startNew(machine(), '34', { counterClass: 'none' });
    const rogue = sha256(fromHex('bad0'));
    const foreign = startNew(machine(), '35', { device: { ...testDevice(), root: address(rogue) } });
    const refused: [string, Bytes][] = [
      ['not the owner', order(old, next, {}, rogue)],
      [
        'approved for another key',
        order(old, next, { successor: other.ready!.evidence, successorKey: other.ready!.publicKey }),
      ],
      ['not published', order(old, next, { successorRelease: release(NEW, rogue) })],
      [
        'published for another program',
        order(old, next, { successorRelease: release(NEW, TEST_ROOT, 'coffer.bank') }),
      ],
      ['release of another version', order(old, next, { successorRelease: release(OLD) })],
      ['own release missing', order(old, next, { ownRelease: release(OLD, rogue) })],
      ['key not in the evidence', order(old, next, { successorKey: other.ready!.publicKey })],
      ['no counter', order(old, weak)],
      ['another root', order(old, foreign)],
      ['garbage', fromHex('8101')],
      ['itself', order(old, old)],
    ];
    for (const [why, bytes] of refused) {
      expect([why, code(handOver(old, bytes))]).toEqual([why, 'HANDOVER_REFUSED']);
      expect(old.takeParts()).toHaveLength(0);
    }
    expect(balance(old)).toBe(7n);
  });

  it('refuses without an owner, and without a counter', () => {
    for (const extra of [{ owner: undefined }, { counterClass: 'none' as const }]) {
      const old = startOld(machine(), extra);
      const next = startNew(machine());
      expect(code(handOver(old, order(old, next)))).toBe('HANDOVER_REFUSED');
    }
  });

  it('refuses a state from an enclave that was never published', () => {
    const at = machine();
    const forged = new Bench({
      program: toyProgram(1),
      ...at,
      measurement: sha256(fromHex('ee')),
      owner: address(OWNER),
    });
    forged.ask(toyRequest({ type: 'deposit', id: 'd', to: 'alice', amount: 1_000_000n }));
    const next = startNew(machine());
    expect(code(handOver(forged, order(forged, next)))).toBe('HANDOVER_REFUSED');
  });
});
