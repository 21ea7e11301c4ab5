import { wei } from '@coffer/core/amount';
import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { CofferError, isCofferError } from '@coffer/core/error';
import { address } from '@coffer/crypto/secp256k1';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { offlineProgram } from '../enclave/program.ts';
import { type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import { flipped, secretOf } from '../testing/world.ts';
import type { ChainPort } from './chain.ts';
import { MAX_HELD } from './receiving.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';
import { viemChain } from './viem-chain.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

let serial = 0;
const fresh = (name: string): Promise<TestParty> => makeParty(devnet, `${name} ${serial++}`);

async function funded(name: string, amount = 1_000n): Promise<TestParty> {
  const party = await fresh(name);
  await party.wallet.deposit({ amount: wei(amount), idempotencyKey: 'deposit' });
  return party;
}

/** Makes a payment and has it received; the answer goes back unless it is swallowed. */
async function paid(payer: TestParty, payee: TestParty, amount: bigint, swallow = false): Promise<string> {
  const { uri: request } = await payee.wallet.request({});
  const { file, id } = await payer.wallet.pay({
    request,
    amount: wei(amount),
    idempotencyKey: `payment ${serial++}`,
  });
  const answer = await payee.wallet.receive({ payment: file });
  expect(answer.status).toBe('acknowledged');
  if (!swallow) await payer.wallet.takeAnswer({ answer: answer.file });
  return id;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    return error.code;
  }
}

/** The whole state of an enclave, but for what every look at the chain changes. */
const stateOf = ({ enclave }: TestParty): string => toHex(offlineProgram.snapshot(enclave.state));

describe('the chain is slow, full or busy', () => {
  test('more payments than a batch holds are settled in several, and opens come along', async () => {
    const [alice, anna, bob] = [await funded('alice'), await funded('anna'), await fresh('bob')];
    // Two payers: none may have more than a quarter of a payee's books.
    for (let n = 0; n < 35; n++) for (const payer of [alice, anna]) await paid(payer, bob, 1n);
    const { settled, txs, skipped, finalized } = await bob.wallet.reconcile();
    expect([settled.length, txs.length, skipped.length, finalized.settledIn.length]).toEqual([70, 2, 0, 70]);
    expect((await bob.wallet.show()).status).toMatchObject({ onChain: 70n, withdrawable: 70n });
  });

  test('a support that somebody settles just before is proved by its receipt, and the batch goes again', async () => {
    const [alice, bob, carol] = [await funded('alice'), await fresh('bob'), await fresh('carol')];
    await paid(alice, bob, 500n);
    await paid(bob, carol, 300n);
    let raced = 0;
    const racing: ChainPort = {
      ...carol.chain,
      prepare: async (call) => {
        const signed = await carol.chain.prepare(call);
        if (call.type === 'settle' && raced++ === 0) await alice.wallet.reconcile();
        return signed;
      },
    };
    const wallet = await carol.reopen({ chain: racing });
    const { skipped, finalized, txs } = await wallet.reconcile();
    expect(skipped).toEqual([]);
    expect(txs).toHaveLength(2);
    expect(finalized.settledIn).toHaveLength(1);
    expect((await wallet.show()).status.onChain).toBe(300n);
  });

  test('the payer’s wallet settles for a payee that never goes online', async () => {
    const [alice, bob] = [await funded('alice'), await fresh('bob')];
    await paid(alice, bob, 400n);
    const { finalized } = await alice.wallet.reconcile();
    expect(finalized.settledOut).toHaveLength(1);
    expect(await bob.chain.account(bob.enclave.account)).toMatchObject({ status: 'open', balance: 400n });
  });

  test('two reconciliations at once, and one after another, do it once', async () => {
    const [alice, bob] = [await funded('alice'), await fresh('bob')];
    await paid(alice, bob, 400n);
    const runs = await Promise.all([
      bob.wallet.reconcile(),
      bob.wallet.reconcile(),
      alice.wallet.reconcile(),
    ]);
    expect(runs.flatMap(({ finalized }) => finalized.settledIn)).toHaveLength(1);
    expect((await bob.wallet.reconcile()).txs).toEqual([]);
    expect((await bob.wallet.show()).status.onChain).toBe(400n);
  });

  test('payments made while a reconciliation runs stay in the books as what they are', async () => {
    const [alice, bob] = [await funded('alice'), await fresh('bob')];
    await paid(alice, bob, 100n);
    const running = alice.wallet.reconcile();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { uri: request } = await bob.wallet.request({ amount: wei(10n) });
      ids.push((await alice.wallet.pay({ request, idempotencyKey: `while ${serial++}` })).id);
    }
    await running;
    const states = (await alice.wallet.activity())
      .filter(({ id }) => ids.includes(id))
      .map(({ state }) => state);
    expect(states).toEqual(Array(5).fill('in-flight'));
  });

  test('one idempotency key is one payment, however often and for whatever it is used', async () => {
    const [alice, bob] = [await funded('alice'), await fresh('bob')];
    const { uri: request } = await bob.wallet.request({ amount: wei(100n) });
    const both = await Promise.all([
      alice.wallet.pay({ request, idempotencyKey: 'same' }),
      alice.wallet.pay({ request, idempotencyKey: 'same' }),
    ]);
    expect(both[0]).toEqual(both[1]);
    const { uri: other } = await bob.wallet.request({ amount: wei(101n) });
    expect(await codeOf(alice.wallet.pay({ request: other, idempotencyKey: 'same' }))).toBe(
      'IDEMPOTENCY_CONFLICT',
    );
    expect(await codeOf(alice.wallet.deposit({ amount: wei(1n), idempotencyKey: 'same' }))).toBe(
      'IDEMPOTENCY_CONFLICT',
    );
    expect((await alice.wallet.show()).status).toMatchObject({ inFlight: 100n, spendable: 900n });
  });

  test('a second request under a key that is still at work is refused, and never gets the first one’s payment', async () => {
    const [alice, bob, carol] = [await funded('alice'), await fresh('bob'), await fresh('carol')];
    const { uri: bobs } = await bob.wallet.request({ amount: wei(100n) });
    const { uri: carols } = await carol.wallet.request({ amount: wei(100n) });
    const [first, second] = await Promise.allSettled([
      alice.wallet.pay({ request: bobs, idempotencyKey: 'k' }),
      alice.wallet.pay({ request: carols, idempotencyKey: 'k' }),
    ]);
    expect([first.status, second]).toMatchObject([
      'fulfilled',
      { status: 'rejected', reason: { code: 'IDEMPOTENCY_CONFLICT' } },
    ]);
    expect((await alice.wallet.show()).status).toMatchObject({ inFlight: 100n, nextSerial: 1 });
    const to = [address(secretOf('one')), address(secretOf('two'))];
    const withdrawals = await Promise.allSettled(
      to.map((target) => alice.wallet.withdraw({ amount: wei(50n), to: target, idempotencyKey: 'w' })),
    );
    expect(withdrawals).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'IDEMPOTENCY_CONFLICT' } },
    ]);
    const deposits = await Promise.allSettled(
      [10n, 20n].map((amount) => alice.wallet.deposit({ amount: wei(amount), idempotencyKey: 'd' })),
    );
    expect(deposits).toMatchObject([
      { status: 'fulfilled', value: { booked: 10n } },
      { status: 'rejected', reason: { code: 'IDEMPOTENCY_CONFLICT' } },
    ]);
    expect((await alice.wallet.show()).status.depositTotal).toBe(1_010n);
  });

  test('a payment that was refused can be asked for again under its key', async () => {
    const [alice, bob] = [await funded('alice', 50n), await fresh('bob')];
    const { uri: request } = await bob.wallet.request({ amount: wei(80n) });
    expect(await codeOf(alice.wallet.pay({ request, idempotencyKey: 'k' }))).toBe('BALANCE_TOO_LOW');
    await alice.wallet.deposit({ amount: wei(50n), idempotencyKey: 'more' });
    await alice.wallet.pay({ request, idempotencyKey: 'k' });
    expect((await alice.wallet.show()).status).toMatchObject({ inFlight: 80n, nextSerial: 1 });
  });
});

describe('what comes from others', () => {
  const codec = paymentMessageCodec as Codec<PaymentMessage>;
  const LIMITS = { maxBytes: 1 << 20, maxDepth: 8, maxItems: 1 << 12 };

  test('a held payment is decided later by its id, once', async () => {
    const [alice, bob] = [await funded('alice'), await fresh('bob')];
    const { uri: request } = await bob.wallet.request({ amount: wei(100n), memo: 'tea' });
    const { message } = await alice.wallet.pay({ request, idempotencyKey: 'k' });
    const { id } = await bob.wallet.hold({ payment: message });
    expect(await bob.wallet.activity()).toMatchObject([
      { id, what: 'receipt', state: 'waiting', amount: 100n },
    ]);
    const answer = await bob.wallet.reject({ payment: id });
    expect(answer).toMatchObject({ status: 'rejected', reason: 'refused' });
    expect((await bob.wallet.receive({ payment: message })).answer).toEqual(answer.answer);
    expect(await alice.wallet.takeAnswer({ answer: answer.answer })).toEqual({ id, status: 'rejected' });
    expect((await alice.wallet.show()).status).toMatchObject({ spendable: 1_000n, inFlight: 0n });
    expect(await alice.wallet.activity()).toMatchObject([
      { state: 'rejected', memo: 'tea' },
      { what: 'deposit' },
    ]);
    expect(await bob.wallet.activity()).toMatchObject([{ state: 'rejected' }]);
  });

  test('a tampered copy that comes first does not keep the genuine payment out, nor its answer', async () => {
    const [alice, bob] = [await funded('alice'), await fresh('bob')];
    const { uri: request } = await bob.wallet.request({ amount: wei(100n) });
    const { message, id } = await alice.wallet.pay({ request, idempotencyKey: 'k' });
    const before = stateOf(bob);
    let refused = 0;
    for (let bit = 0; bit < message.length * 8; bit += 501) {
      const code = await codeOf(bob.wallet.receive({ payment: flipped(message, bit) }));
      expect(code, `bit ${bit}`).not.toBe('none');
      refused++;
    }
    expect(refused).toBeGreaterThan(9);
    expect(stateOf(bob)).toBe(before);
    const answer = await bob.wallet.receive({ payment: message });
    expect(answer.status).toBe('acknowledged');

    const untouched = stateOf(alice);
    for (let bit = 0; bit < answer.answer.length * 8; bit += 37) {
      const code = await codeOf(alice.wallet.takeAnswer({ answer: flipped(answer.answer, bit) }));
      if (code === 'none') expect((await alice.wallet.show()).status.outgoingUnsettled).toBe(100n);
      else expect(stateOf(alice), `bit ${bit}`).toBe(untouched);
      if (code === 'none') break;
    }
    expect(await alice.wallet.takeAnswer({ answer: answer.file })).toEqual({ id, status: 'acknowledged' });
    expect((await alice.wallet.activity())[0]).toMatchObject({ id, state: 'acknowledged' });
  });

  test('a tampered copy does not replace a payment that waits, and does not keep the genuine one out', async () => {
    const [alice, bob] = [await funded('alice'), await fresh('bob')];
    const pay = async (key: string) => {
      const { uri: request } = await bob.wallet.request({ amount: wei(100n) });
      const { message, id } = await alice.wallet.pay({ request, idempotencyKey: key });
      const opened = decode(codec, message, LIMITS);
      // The id covers the payment only: the copy has the same one.
      return { message, id, tampered: encode(codec, { ...opened, certificates: [] }) };
    };
    const first = await pay('genuine first');
    await bob.wallet.hold({ payment: first.message });
    expect((await bob.wallet.hold({ payment: first.tampered })).id).toBe(first.id);
    expect(await codeOf(bob.wallet.receive({ payment: first.tampered }))).not.toBe('none');
    expect((await bob.wallet.activity())[0]).toMatchObject({ id: first.id, state: 'waiting' });
    expect((await bob.wallet.receive({ payment: first.id })).status).toBe('acknowledged');

    const second = await pay('tampered first');
    await bob.wallet.hold({ payment: second.tampered });
    await bob.wallet.hold({ payment: second.message });
    expect(await codeOf(bob.wallet.receive({ payment: second.id }))).not.toBe('none');
    await bob.wallet.hold({ payment: second.message });
    expect((await bob.wallet.receive({ payment: second.id })).status).toBe('acknowledged');

    const third = await pay('tampered held, genuine taken');
    await bob.wallet.hold({ payment: third.tampered });
    const { answer } = await bob.wallet.receive({ payment: third.message });
    const reopened = await bob.reopen();
    expect((await reopened.receive({ payment: third.id })).answer).toEqual(answer);
    expect((await reopened.activity()).map(({ state }) => state)).toEqual(Array(3).fill('acknowledged'));
  });

  test('nobody fills the book with payments that wait', async () => {
    const bob = await fresh('bob');
    const { message } = await (async () => {
      const alice = await funded('alice');
      const { uri: request } = await bob.wallet.request({ amount: wei(1n) });
      return alice.wallet.pay({ request, idempotencyKey: 'k' });
    })();
    const opened = decode(codec, message, LIMITS);
    let last = 'none';
    for (let n = 0; n < 4_000 && last !== 'TOO_MANY_HELD'; n++) {
      const payer = address(secretOf(`payer ${n}`));
      const junk = encode(codec, { ...opened, payment: { ...opened.payment, payer } });
      last = await codeOf(bob.wallet.hold({ payment: junk }));
    }
    expect(last).toBe('TOO_MANY_HELD');
    expect(bob.book.entriesIn(['waiting'])).toHaveLength(MAX_HELD);
  });
});

describe('the node lies', () => {
  /** Runs bob's reconciliation on a lying node, and then on an honest one. */
  async function lied(lie: (honest: ChainPort) => Partial<ChainPort>): Promise<string> {
    const [alice, bob] = [await funded('alice'), await fresh('bob')];
    await paid(alice, bob, 400n);
    await alice.wallet.reconcile();
    const before = stateOf(bob);
    const wallet = await bob.reopen({ chain: { ...bob.chain, ...lie(bob.chain) } });
    const code = await codeOf(wallet.reconcile());
    if (code !== 'none') expect(stateOf(bob)).toBe(before);
    const honest = await bob.reopen();
    await honest.reconcile();
    expect((await honest.show()).status).toMatchObject({ onChain: 400n, withdrawable: 400n });
    expect(await honest.activity()).toMatchObject([{ state: 'settled' }]);
    return code;
  }
  const tampered = (nodes: readonly Bytes[]): readonly Bytes[] => nodes.map((node) => flipped(node, 40));

  test('wrong storage proofs', async () => {
    const code = await lied((honest) => ({
      evidence: async (header, slots) => {
        const evidence = await honest.evidence(header, slots);
        return {
          ...evidence,
          slots: evidence.slots.map(({ slot, nodes }) => ({ slot, nodes: tampered(nodes) })),
        };
      },
    }));
    expect(code).toBe('CHAIN_ANSWER');
  });

  test('a wrong proof of the vault', async () => {
    const code = await lied((honest) => ({
      evidence: async (header, slots) => {
        const evidence = await honest.evidence(header, slots);
        return { ...evidence, vault: tampered(evidence.vault) };
      },
    }));
    expect(code).toBe('CHAIN_ANSWER');
  });

  test('proofs of other slots than those asked for', async () => {
    const code = await lied((honest) => ({
      evidence: async (header, slots) => {
        const evidence = await honest.evidence(header, slots);
        const nodes = [...evidence.slots.map((slot) => slot.nodes)].reverse();
        return { ...evidence, slots: evidence.slots.map(({ slot }, i) => ({ slot, nodes: nodes[i]! })) };
      },
    }));
    expect(code).toBe('CHAIN_ANSWER');
  });

  test('a header that nobody signed', async () => {
    const code = await lied((honest) => ({
      finalHeader: async () => {
        const header = await honest.finalHeader();
        return { ...header, encoded: flipped(header.encoded, header.encoded.length * 8 - 100) };
      },
    }));
    expect(code).toMatch(/CHAIN_ANSWER|HEADER/);
  });

  test('missing logs: the number of receipts is proved', async () => {
    expect(await lied(() => ({ events: async () => [] }))).toBe('HISTORY_INCOMPLETE');
  });

  test('logs in the wrong order', async () => {
    const alice = await funded('alice');
    const bob = await fresh('bob');
    await paid(alice, bob, 100n);
    await paid(alice, bob, 200n);
    await alice.wallet.reconcile();
    const before = stateOf(bob);
    const shuffled: ChainPort = {
      ...bob.chain,
      events: async (from, to) => [...(await bob.chain.events(from, to))].reverse(),
    };
    const wallet = await bob.reopen({ chain: shuffled });
    expect(await codeOf(wallet.reconcile())).toBe('HISTORY_INCOMPLETE');
    expect(stateOf(bob)).toBe(before);
    const honest = await bob.reopen();
    await honest.reconcile();
    expect((await honest.show()).status.onChain).toBe(300n);
  });

  test('invented logs', async () => {
    const code = await lied((honest) => ({
      events: async (from, to) => {
        const events = await honest.events(from, to);
        return events.map((event) =>
          event.type === 'settled' ? { ...event, payment: new Uint8Array(32) } : event,
        );
      },
    }));
    expect(code).toBe('HISTORY_INCOMPLETE');
  });

  test('an invented log of a payment that nobody settled does not keep it from being settled later', async () => {
    const [alice, bob] = [await funded('alice'), await fresh('bob')];
    const id = await paid(alice, bob, 400n);
    const block = (await alice.chain.finalHeader()).number;
    const lying: ChainPort = {
      ...alice.chain,
      isUsed: async () => true,
      events: async (from, to) => [
        ...(from <= block && block <= to
          ? [{ type: 'settled', block, payment: fromHex(id), payee: bob.enclave.account, tx: '0x' } as const]
          : []),
        ...(await alice.chain.events(from, to)),
      ],
    };
    await (await alice.reopen({ chain: lying })).reconcile();
    expect((await bob.chain.account(bob.enclave.account)).balance).toBe(0n);
    await (await alice.reopen()).reconcile();
    expect((await bob.chain.account(bob.enclave.account)).balance).toBe(400n);
  });

  test('serials that are used, accounts that are open, and are not', async () => {
    expect(await lied(() => ({ isUsed: async () => true }))).toBe('none');
    expect(await lied(() => ({ isUsed: async () => false }))).toBe('CHAIN_ANSWER');
    expect(
      await lied((honest) => ({
        account: async (account) => ({ ...(await honest.account(account)), status: 'absent' }),
      })),
    ).toBe('none');
  });

  test('a deposit that it says is mined and never was', async () => {
    const alice = await fresh('alice');
    const lying: ChainPort = {
      ...alice.chain,
      broadcast: async () => undefined,
      outcome: async () => ({ type: 'mined', ok: true, block: (await alice.chain.finalHeader()).number }),
    };
    const wallet = await alice.reopen({ chain: lying });
    expect(await codeOf(wallet.deposit({ amount: wei(500n), idempotencyKey: 'k' }))).toBe('CHAIN_ANSWER');
    const honest = await alice.reopen();
    expect(await honest.deposit({ amount: wei(500n), idempotencyKey: 'k' })).toMatchObject({ booked: 500n });
    expect((await honest.show()).status.onChain).toBe(500n);
  });

  test('another chain with the same id', async () => {
    const alice = await fresh('alice');
    const { facts } = devnet.network;
    const elsewhere = viemChain({
      network: { ...devnet.network, facts: { ...facts, genesis: new Uint8Array(32) } },
      url: devnet.anvil.url,
      gasSecret: secretOf('gas'),
      latestHeader: devnet.latestHeader,
    });
    const wallet = await alice.reopen({ chain: elsewhere });
    expect(await codeOf(wallet.deposit({ amount: wei(1n), idempotencyKey: 'k' }))).toBe('CHAIN_WRONG');
  });

  test('a gas account without ether is told by name, and the deposit can be asked for again', async () => {
    const alice = await fresh('alice');
    const poor = viemChain({
      network: devnet.network,
      url: devnet.anvil.url,
      gasSecret: secretOf('nobody has funded this'),
      latestHeader: devnet.latestHeader,
    });
    const wallet = await alice.reopen({ chain: poor });
    expect(await codeOf(wallet.deposit({ amount: wei(1n), idempotencyKey: 'k' }))).toBe('GAS_MONEY_LOW');
    expect(await wallet.activity()).toMatchObject([{ state: 'failed', reason: 'GAS_MONEY_LOW' }]);
    const honest = await alice.reopen();
    expect(await honest.deposit({ amount: wei(1n), idempotencyKey: 'k' })).toMatchObject({ booked: 1n });
  });
});

describe('time passes', () => {
  test('what nobody settled comes back to its payer and is written off by its payee', async () => {
    const late = await startDevnet();
    try {
      const make = (name: string) => makeParty(late, name);
      const [alice, bob, carol] = [await make('alice'), await make('bob'), await make('carol')];
      await alice.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
      await paid(alice, bob, 300n);
      await paid(bob, carol, 100n);
      await paid(alice, carol, 50n, true);
      const { uri: request } = await bob.wallet.request({ amount: wei(20n) });
      await alice.wallet.pay({ request, idempotencyKey: 'lost' });
      await late.pass(23 * 86_400, [alice, bob, carol]);
      const [a, b, c] = [
        await alice.wallet.reconcile(),
        await bob.wallet.reconcile(),
        await carol.wallet.reconcile(),
      ];
      expect([a.finalized.refunded.length, b.finalized.refunded.length]).toEqual([3, 1]);
      expect([b.finalized.writtenOff.length, c.finalized.writtenOff.length]).toEqual([1, 2]);
      expect(a.txs.length + b.txs.length + c.txs.length).toBe(0);
      expect((await alice.wallet.show()).status).toMatchObject({
        spendable: 1_000n,
        inFlight: 0n,
        outgoingUnsettled: 0n,
      });
      expect((await alice.wallet.activity()).map(({ state }) => state)).toEqual([
        'refunded',
        'refunded',
        'refunded',
        'settled',
      ]);
      expect((await carol.wallet.activity()).map(({ state }) => state)).toEqual(['lapsed', 'lapsed']);
    } finally {
      await late.stop();
    }
  });

  test('without the chain, offline payments go on and everything else says so', async () => {
    const gone = await startDevnet();
    const [alice, bob] = [await makeParty(gone, 'alice'), await makeParty(gone, 'bob')];
    await alice.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
    await gone.stop();
    await paid(alice, bob, 300n);
    expect((await bob.wallet.show()).status).toMatchObject({ spendable: 300n, withdrawable: 0n });
    expect(await bob.wallet.activity()).toHaveLength(1);
    const before = stateOf(alice);
    for (const work of [
      () => alice.wallet.deposit({ amount: wei(1n), idempotencyKey: 'd2' }),
      () => alice.wallet.reconcile(),
      () => bob.wallet.reconcile(),
    ]) {
      const error = await work().catch((thrown: unknown) => thrown);
      expect(isCofferError(error, 'CHAIN_UNREACHABLE')).toBe(true);
      expect((error as CofferError).money).toMatch(/offline payments go on/i);
    }
    expect(stateOf(alice)).toBe(before);
    const reopened = await alice.reopen();
    expect((await reopened.show()).status.outgoingUnsettled).toBe(300n);
    const to = address(secretOf('anybody'));
    const key = { amount: wei(10n), to, idempotencyKey: 'w' };
    expect(await codeOf(reopened.withdraw(key))).toBe('CHAIN_UNREACHABLE');
    expect(await codeOf(reopened.withdraw(key))).toBe('CHAIN_UNREACHABLE');
    expect((await reopened.show()).status.pendingWithdrawals).toBe(10n);
  });
});
