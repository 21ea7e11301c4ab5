import { wei } from '@coffer/core/amount';
import { toHex } from '@coffer/core/bytes';
import { address } from '@coffer/crypto/secp256k1';
import { rpc } from '@coffer/ethereum/anvil/rpc';
import { type Hex, parseTransaction } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretOf } from '../testing/world.ts';
import type { ChainPort, SignedTransaction } from './chain.ts';
import type { TransactionSigner } from './signer.ts';
import { type Devnet, makeParty, startDevnet } from './testing/devnet.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

/** A chain that gets dearer than any fee signed before, just after the first one is signed. */
function rising(chain: ChainPort): ChainPort & { readonly sent: SignedTransaction[] } {
  const sent: SignedTransaction[] = [];
  let risen = false;
  return {
    ...chain,
    sent,
    prepare: async (call, signer?: TransactionSigner) => {
      const signed = await chain.prepare(call, signer);
      if (risen) return signed;
      risen = true;
      const { maxFeePerGas } = parseTransaction(signed.raw as Hex);
      await rpc(devnet.anvil.url, 'anvil_setNextBlockBaseFeePerGas', [
        `0x${(maxFeePerGas! * 3n).toString(16)}`,
      ]);
      await rpc(devnet.anvil.url, 'anvil_mine', ['0x1']);
      return signed;
    },
    broadcast: async (transaction) => {
      sent.push(transaction);
      await chain.broadcast(transaction);
    },
  };
}

test('a transaction that no block takes is offered a higher fee: the same call, the same nonce, once', async () => {
  const alice = await makeParty(devnet, 'alice');
  await alice.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
  const chain = rising(alice.chain);
  const wallet = await alice.reopen({ chain, patience: { interval: 20, limit: 20, raiseFeeAfter: 0 } });
  const to = address(secretOf('receiver'));
  const { tx } = await wallet.withdraw({ amount: wei(300n), to, idempotencyKey: 'w' });
  const distinct = new Map(chain.sent.map((transaction) => [transaction.hash, transaction]));
  expect(distinct.size).toBeGreaterThan(1);
  expect(new Set([...distinct.values()].map(({ nonce }) => nonce)).size).toBe(1);
  expect(new Set([...distinct.values()].map(({ raw }) => parseTransaction(raw as Hex).data)).size).toBe(1);
  expect(tx).not.toBe(chain.sent[0]!.hash);
  await wallet.reconcile();
  const balance = await devnet.chain.call((client) => client.getBalance({ address: toHex(to) }));
  expect(balance).toBe(300n);
  expect((await wallet.show()).status).toMatchObject({ onChain: 700n, pendingWithdrawals: 0n });
});

test('a fee that was raised just before the machine died is found again, and whichever was mined counts', async () => {
  const alice = await makeParty(devnet, 'bert');
  const chain = rising(alice.chain);
  const dying: ChainPort = {
    ...chain,
    raiseFee: async (transaction) => {
      const dearer = await chain.raiseFee(transaction);
      // The old one is mined after all; then the machine dies with the new one in the book.
      await rpc(devnet.anvil.url, 'anvil_setNextBlockBaseFeePerGas', ['0x1']);
      await rpc(devnet.anvil.url, 'anvil_mine', ['0x1']);
      await chain.broadcast(transaction);
      return dearer;
    },
    broadcast: async (transaction) => {
      if (chain.sent.length > 0 && transaction.hash !== chain.sent[0]!.hash) throw new Error('dead');
      await chain.broadcast(transaction);
    },
  };
  const doomed = await alice.reopen({
    chain: dying,
    patience: { interval: 20, limit: 20, raiseFeeAfter: 0 },
  });
  const asked = { amount: wei(500n), idempotencyKey: 'd' };
  await expect(doomed.deposit(asked)).rejects.toThrow('dead');
  expect(alice.book.operation('d')!.transactions).toHaveLength(2);
  const reborn = await alice.reopen();
  expect(await reborn.deposit(asked)).toMatchObject({ booked: 500n, tx: chain.sent[0]!.hash });
  expect((await reborn.show()).status).toMatchObject({ onChain: 500n, depositTotal: 500n });
});
