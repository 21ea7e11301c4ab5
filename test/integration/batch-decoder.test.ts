import type { Wei } from '@coffer/core/amount';
import { type Bytes, compare, concat, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { sign } from '@coffer/crypto/secp256k1';
import { rpc } from '@coffer/ethereum/anvil/rpc';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { type BatchItem, decodeBatch, decodeOutcomes, encodeBatch } from '@coffer/offline/host/batch';
import { readPayments } from '@coffer/offline/host/carried';
import type { SettleItem, SupportProof, VaultCall } from '@coffer/offline/host/chain';
import { type Devnet, startDevnet } from '@coffer/offline/host/testing/devnet';
import { encodeCall, REASONS } from '@coffer/offline/host/vault-abi';
import { vaultDomain } from '@coffer/offline/messages/network';
import { acknowledgementDigest, type Payment, paymentDigest } from '@coffer/offline/messages/payment';
import { MEASUREMENT, ROOT } from '@coffer/offline/testing/world';
import { decodeErrorResult, type Log, parseEventLogs } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { random } from '../simulation/kernel/random.ts';
import { DAMAGES, damaged, LAYOUTS, laidOut, layoutOf, serialsOf } from './batch-damage.ts';
import { type Person, person } from './vault-operations.ts';

/**
 * The wallet's decoder of batches against the vault: damaged batches and call data in every layout are run on the real
 * contract. What the vault can read, a wallet reads too, and as the same payments: otherwise evidence against a broken
 * payer could be hidden in it.
 */

const chance = random(7);
const EACH = 20;
const MOST_ITEMS = 64;
const SENDER: Hex = `0x${'5e'.repeat(20)}`;
const RELAY: Hex = `0x${'4e'.repeat(20)}`;

let devnet: Devnet;
let vault: Hex;
let people: readonly Person[];
let batches: readonly Bytes[];
const digest = ({ payment }: { readonly payment: Payment }): Hex =>
  toHex(paymentDigest(vaultDomain(devnet.network), payment));

/** What the vault makes of call data. */
type Verdict =
  | { readonly type: 'reverted'; readonly error: string }
  | {
      readonly type: 'settled';
      readonly logs: readonly Log[];
      readonly outcomes: readonly { readonly id: Hex; readonly payee: Hex; readonly reason: string }[];
    };

/** A contract that passes its call data on to the vault, and its answer back. */
const relay = (): Hex => `0x365f5f375f5f365f5f73${vault.slice(2)}5af13d5f5f3e602a573d5ffd5b3d5ff3`;

async function run(data: Bytes, to: Hex = vault): Promise<Verdict> {
  const calls = [{ from: SENDER, to, data: toHex(data), gas: '0xe00000' }];
  const stateOverrides = { [RELAY]: { code: relay() } };
  const [block] = (await rpc(devnet.anvil.url, 'eth_simulateV1', [
    { blockStateCalls: [{ stateOverrides, calls }] },
    'latest',
  ])) as [{ calls: [{ status: Hex; returnData: Hex; logs: Log[] }] }];
  const [{ status, returnData, logs }] = block.calls;
  if (status !== '0x1') {
    const error =
      returnData === '0x'
        ? 'nothing'
        : decodeErrorResult({ abi: offlineVaultAbi, data: returnData }).errorName;
    return { type: 'reverted', error };
  }
  const [event] = parseEventLogs({ abi: offlineVaultAbi, eventName: 'Settled', logs });
  const outcomes = decodeOutcomes(fromHex(event!.args.outcomes)).map(({ payment, payee, reason }) => ({
    id: toHex(payment),
    payee: toHex(payee),
    reason: REASONS[reason]!,
  }));
  return { type: 'settled', logs, outcomes };
}

async function mined(call: VaultCall): Promise<void> {
  const { url } = devnet.anvil;
  const { data, value } = encodeCall(call);
  const transaction = { from: SENDER, to: vault, data, value: `0x${value.toString(16)}`, gas: '0xe00000' };
  const hash = await rpc(url, 'eth_sendTransaction', [transaction]);
  for (;;) {
    const receipt = (await rpc(url, 'eth_getTransactionReceipt', [hash])) as { status: Hex } | null;
    if (receipt === null) continue;
    expect(receipt.status).toBe('0x1');
    return;
  }
}

function pay(from: number, to: number, serial: number, now: number, supports: readonly SupportProof[] = []) {
  const [payer, payee] = [people[from]!, people[to]!];
  const domain = vaultDomain(devnet.network);
  const payment: Payment = {
    payer: payer.account,
    payee: payee.account,
    amount: BigInt(serial + 1) as Wei,
    serial,
    tGen: now,
    expiry: now + 600,
    settleBy: now + 100_000,
    provedAt: now - 10,
    supports: supports.map((support) => support.payment),
    state: chance.bytes(32),
  };
  const id = paymentDigest(domain, payment);
  const signature = sign(payer.secret, id);
  const acknowledgement = sign(payee.secret, acknowledgementDigest(domain, id));
  return { id, payment, signature, acknowledgement, supports } satisfies SettleItem;
}

beforeAll(async () => {
  devnet = await startDevnet();
  const { url } = devnet.anvil;
  vault = toHex(devnet.network.vault);
  await rpc(url, 'anvil_impersonateAccount', [SENDER]);
  await rpc(url, 'anvil_setBalance', [SENDER, '0xffffffffffffffffffff']);
  people = Array.from({ length: 4 }, () => person(chance, devnet.network, ROOT, MEASUREMENT, true));
  for (const { certificate } of people.slice(0, 3))
    await mined({ type: 'open', certificate, value: (10n ** 18n) as Wei });
  const block = (await rpc(url, 'eth_getBlockByNumber', ['latest', false])) as { timestamp: Hex };
  const now = Number(block.timestamp);
  const earlier = pay(0, 1, 0, now);
  await mined({ type: 'settle', opens: [], items: [earlier] });

  const receipt = (index: number, hashes: number): SupportProof => ({
    payment: earlier.id,
    by: { type: 'receipt', index, path: Array.from({ length: hashes }, () => chance.bytes(32)) },
  });
  const item = (of: SettleItem, place: number): SupportProof => ({
    payment: of.id,
    by: { type: 'item', item: place },
  });
  const first = pay(0, 1, 1, now);
  const second = pay(1, 2, 1, now, [item(first, 0)]);
  const third = pay(2, 0, 1, now, [item(second, 1)]);
  batches = [
    encodeBatch([first]),
    encodeBatch([first, second, third]),
    encodeBatch([pay(1, 0, 2, now, [receipt(0, 0)]), pay(0, 2, 2, now)]),
    encodeBatch([
      first,
      pay(1, 2, 3, now, [receipt(0, 0), item(first, 0), receipt(3, 2)]),
      pay(0, 3, 3, now),
      pay(2, 1, 3, now, Array<SupportProof>(17).fill(receipt(0, 1))),
      pay(2, 1, 4, now),
    ]),
  ];
});
afterAll(() => devnet?.stop());

/** The batch as the wallet reads it, or nothing when it refuses. */
function readable(batch: Bytes): readonly BatchItem[] | undefined {
  try {
    return decodeBatch(batch);
  } catch (error) {
    if (isCofferError(error, 'CHAIN_ANSWER')) return undefined;
    throw error;
  }
}

const named = (items: readonly { readonly payment: Payment }[]) =>
  items.map((item) => `${digest(item)} to ${toHex(item.payment.payee)}`);

/** What a wallet must have read in a batch that the vault took: all but serials that no enclave makes. */
function expected(batch: Bytes, verdict: Extract<Verdict, { type: 'settled' }>, where: string): string[] {
  const serials = serialsOf(batch);
  expect(serials.length, where).toBe(verdict.outcomes.length);
  return verdict.outcomes.flatMap(({ id, payee, reason }, i) => {
    if (serials[i]! <= BigInt(Number.MAX_SAFE_INTEGER)) return [`${id} to ${payee}`];
    expect(reason, where).not.toBe('Settled');
    return [];
  });
}

/** Whether the vault refuses more of a batch than a wallet does: its accounts are out of order, or it is too long. */
function vaultOnly(batch: Bytes): boolean {
  const { accounts, items } = layoutOf(batch);
  const ascending = accounts.every(
    (at, i) => i === 0 || compare(batch.subarray(at - 20, at), batch.subarray(at, at + 20)) < 0,
  );
  return !ascending || items.length > MOST_ITEMS;
}

const settleData = (batch: Bytes, opens = 0) => {
  const certificates = people.slice(0, opens).map(({ certificate }) => certificate);
  const data = fromHex(encodeCall({ type: 'settle', opens: certificates, items: [] }).data);
  const encoded = certificates.map((_, i) => data.slice(100 + 544 * i, 644 + 544 * i));
  return { selector: data.slice(0, 4), opens: encoded, batch };
};

describe('batches', () => {
  const seen = { settled: 0, reverted: 0, vaultOnly: 0, leftOut: 0, reasons: new Set<string>() };

  test('as they are made are settled, and read alike', async () => {
    for (const batch of batches) {
      const verdict = await run(laidOut(chance, 'canonical', settleData(batch)));
      if (verdict.type === 'reverted') expect.fail(verdict.error);
      expect(named(decodeBatch(batch))).toEqual(verdict.outcomes.map(({ id, payee }) => `${id} to ${payee}`));
      expect(verdict.outcomes.some(({ reason }) => reason === 'Settled')).toBe(true);
    }
  });

  test.each(DAMAGES)('damaged by %s are read by both alike, or by none', async (kind) => {
    for (let i = 0; i < EACH; i++) {
      const batch = damaged(chance, kind, chance.pick(batches));
      const where = `${kind} ${i}: ${toHex(batch)}`;
      const read = readable(batch);
      const verdict = await run(laidOut(chance, 'canonical', settleData(batch)));
      if (verdict.type === 'settled') {
        seen.settled++;
        for (const { reason } of verdict.outcomes) seen.reasons.add(reason);
        const wanted = expected(batch, verdict, where);
        if (wanted.length < verdict.outcomes.length) seen.leftOut++;
        expect(read && named(read), where).toEqual(wanted);
        continue;
      }
      expect(verdict.error, where).toBe('OfflineVaultMalformedBatch');
      seen.reverted++;
      if (read === undefined) continue;
      seen.vaultOnly++;
      expect(vaultOnly(batch), where).toBe(true);
    }
  });

  test('of every fate were among them', () => {
    for (const count of [seen.settled, seen.reverted, seen.vaultOnly, seen.leftOut])
      expect(count, JSON.stringify(seen)).toBeGreaterThan(EACH / 2);
    const met = [
      'Settled',
      'PayerUnknown',
      'PayeeIsPayer',
      'TooManySupports',
      'SupportUnsettled',
      'SerialUsed',
    ];
    expect(met.filter((reason) => !seen.reasons.has(reason))).toEqual([]);
  });
});

describe('call data', () => {
  const seen = { settled: 0, reverted: 0 };

  test.each(LAYOUTS)('with %s is read by both alike, or refused by the vault', async (kind) => {
    for (let i = 0; i < EACH; i++) {
      const opens = kind === 'certificates over the offsets' ? 0 : chance.int(3);
      const data = laidOut(chance, kind, settleData(chance.pick(batches), opens));
      // Straight from a plain account the batch is in the transaction; by way of a contract it is in the log.
      for (const to of [vault, RELAY]) {
        const where = `${kind} ${i} to ${to}: ${toHex(data)}`;
        const verdict = await run(data, to);
        const logs = verdict.type === 'settled' ? verdict.logs : [];
        const read = readPayments(vault, { to, input: toHex(data), logs });
        if (verdict.type === 'reverted') {
          seen.reverted++;
          continue;
        }
        seen.settled++;
        const safe = read.length === verdict.outcomes.length;
        expect(safe || kind === 'damaged anywhere', where).toBe(true);
        const told = verdict.outcomes.map(({ id, payee }) => `${id} to ${payee}`);
        expect(named(read), where).toEqual(safe ? told : told.filter((one) => named(read).includes(one)));
      }
      const takes = ['canonical', 'other padding'].includes(kind);
      const { type } = await run(data);
      if (takes) expect(type, kind).toBe('settled');
      if (!takes && !kind.startsWith('damaged')) expect(type, kind).toBe('reverted');
    }
  });

  test('of both fates was among it', () => {
    expect(Math.min(seen.settled, seen.reverted)).toBeGreaterThan(EACH);
  });
});

test('an empty batch is one', async () => {
  const empty = concat(Uint8Array.of(0, 0));
  expect(decodeBatch(empty)).toEqual([]);
  expect(await run(laidOut(chance, 'canonical', settleData(empty)))).toMatchObject({ outcomes: [] });
  const none = await run(laidOut(chance, 'canonical', settleData(new Uint8Array())));
  expect(none).toMatchObject({ error: 'OfflineVaultMalformedBatch' });
});
