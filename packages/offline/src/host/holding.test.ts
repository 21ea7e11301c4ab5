import { wei } from '@coffer/core/amount';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { expect, test } from 'vitest';
import { type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import { MAX_HELD, MAX_HELD_PER_PAYER } from './receiving.ts';
import type { Entry } from './records.ts';
import { makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

test('one payer cannot take the room of all, and what expired takes no room', async () => {
  const devnet = await startDevnet();
  try {
    const [alice, carol, bob] = [
      await makeParty(devnet, 'alice'),
      await makeParty(devnet, 'carol'),
      await makeParty(devnet, 'bob'),
    ];
    for (const { wallet } of [alice, carol]) {
      await wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
    }
    const send = async (payer: TestParty, key: string): Promise<string> => {
      const { uri: request } = await bob.wallet.request({ amount: wei(1n) });
      const { message } = await payer.wallet.pay({ request, idempotencyKey: key });
      return (await bob.wallet.hold({ payment: message })).id;
    };
    for (let n = 0; n < MAX_HELD_PER_PAYER; n++) await send(alice, `k${n}`);
    await expect(send(alice, 'one more')).rejects.toMatchObject({ code: 'TOO_MANY_HELD' });
    await send(carol, 'hers');

    // The same payments, had they come long ago: the book does not change an expiry.
    const old = await makeParty(devnet, 'old');
    for (const entry of bob.book.entriesIn(['waiting'])) {
      const expired: Entry = { ...entry, expiry: 1 };
      old.book.putEntry(expired);
    }
    const { uri: request } = await old.wallet.request({ amount: wei(1n) });
    const { message } = await alice.wallet.pay({ request, idempotencyKey: 'to old' });
    const { id } = await old.wallet.hold({ payment: message });
    const shown = await old.wallet.activity();
    expect(shown.find((entry) => entry.id === id)).toMatchObject({ state: 'waiting' });
    const others = shown.filter((entry) => entry.id !== id);
    expect(others).toHaveLength(MAX_HELD_PER_PAYER + 1);
    for (const entry of others) expect(entry).toMatchObject({ state: 'lapsed', reason: 'expired' });
  } finally {
    await devnet.stop();
  }
});

test('messages that expired long ago do not fill the book, and push nothing out that waits', async () => {
  const devnet = await startDevnet();
  try {
    const [alice, bob] = [await makeParty(devnet, 'alice'), await makeParty(devnet, 'bob')];
    await alice.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
    const { uri: request } = await bob.wallet.request({ amount: wei(1n) });
    const { message } = await alice.wallet.pay({ request, idempotencyKey: 'k' });
    const { id } = await bob.wallet.hold({ payment: message });
    const codec = paymentMessageCodec as Codec<PaymentMessage>;
    const { payment, ...rest } = decode(codec, message, { maxBytes: 1 << 18, maxDepth: 8, maxItems: 4_096 });
    for (let n = 1; n <= MAX_HELD + 40; n++) {
      const junk = encode(codec, { ...rest, payment: { ...payment, serial: n, expiry: n } });
      await bob.wallet.hold({ payment: junk });
    }
    const held = bob.book.entriesIn(['waiting']);
    expect(held.length).toBeLessThanOrEqual(MAX_HELD + 1);
    expect(held.map((entry) => entry.id)).toContain(id);
    expect((await bob.wallet.receive({ payment: id })).status).toBe('acknowledged');
  } finally {
    await devnet.stop();
  }
});
