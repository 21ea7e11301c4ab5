import { formatAmount, type Sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { idOf } from '../encoding/bytes.ts';
import { parseTx, txHash } from '../transaction/transaction.ts';
import type { Account } from './accounts.ts';
import { RegtestReject } from './engine/error.ts';
import type { Regtest } from './engine/regtest.ts';
import { dustLimit } from './engine/standard.ts';
import type { Coin } from './engine/types.ts';
import { ServeError } from './error.ts';

/** Play money on demand, from what the chain's own miner earned. */
export interface Faucet {
  /** Whom blocks are mined for when nobody else is named. */
  readonly script: Bytes;
  /**
   * Pays an amount to a script and leaves it in the mempool. Mines when too little can be spent yet.
   * @returns the transaction's id
   * @throws ServeError `REGTEST_FAUCET_EMPTY`; RegtestReject, for dust for instance
   */
  pay(chain: Regtest, script: Bytes, amount: Sat): Promise<string>;
}

/** Blocks until what a block makes can be spent. */
const MATURITY = 100;
/** Most inputs of one payment: each takes milliseconds to judge. */
const MAX_INPUTS = 200;
/** Satoshi for a virtual byte. */
const FEE_RATE = 2n;
/** Virtual bytes of a P2WPKH input, of two outputs at most, and of the rest; rounded up. */
const INPUT_SIZE = 69n;
const OTHER_SIZE = 100n;
/** Less change than this is left to the miner. */
const LEAST_CHANGE = 1_000n;

/** Coins of a script that nobody spends yet, the largest first. @param mature only those that the next block may spend */
function coinsOf(chain: Regtest, script: Bytes, mature: boolean): Coin[] {
  const next = chain.tip.height + 1;
  return chain
    .scan([script])
    .filter(({ coinbase, height = next }) => !mature || !coinbase || height + MATURITY <= next)
    .filter(({ outpoint }) => chain.spender(outpoint) === undefined)
    .toSorted((a, b) => (a.value < b.value ? 1 : a.value > b.value ? -1 : 0));
}

function feeFor(inputs: number): bigint {
  return FEE_RATE * (OTHER_SIZE + INPUT_SIZE * BigInt(inputs));
}

function choose(coins: readonly Coin[], amount: bigint): { coins: Coin[]; change: bigint } | undefined {
  const chosen: Coin[] = [];
  let sum = 0n;
  for (const coin of coins.slice(0, MAX_INPUTS)) {
    chosen.push(coin);
    sum += coin.value;
    const change = sum - amount - feeFor(chosen.length);
    if (change >= 0n) return { coins: chosen, change };
  }
  return undefined;
}

/** The faucet of an account. */
export function createFaucet({ secret, segwitScript }: Account): Faucet {
  return {
    script: segwitScript,
    pay: async (chain, script, amount) => {
      const least = dustLimit({ script, value: amount }, chain.policy.dustFee);
      if (amount < least) {
        throw new RegtestReject(
          'dust',
          `nodes do not relay so small an output: this address takes at least ${least} sat`,
        );
      }
      // Loaded only here: a chain that nobody asks for money starts without it.
      const { Transaction } = await import('@scure/btc-signer');
      // From here on nothing waits: two payments at once do not spend the same coin.
      if (choose(coinsOf(chain, segwitScript, false), amount) === undefined) {
        throw new ServeError(
          'REGTEST_FAUCET_EMPTY',
          `The faucet does not have ${formatAmount(amount, 'btc')}: what a block makes halves every ${chain.network.halvingInterval} blocks.`,
          { next: 'Ask for less, mine more blocks for it, or start a fresh chain.' },
        );
      }
      let found = choose(coinsOf(chain, segwitScript, true), amount);
      while (found === undefined) {
        chain.mine(1, segwitScript);
        found = choose(coinsOf(chain, segwitScript, true), amount);
      }
      const payment = new Transaction({ allowUnknownOutputs: true });
      for (const { outpoint, value } of found.coins) {
        payment.addInput({ ...outpoint, witnessUtxo: { script: segwitScript, amount: value } });
      }
      payment.addOutput({ script, amount });
      if (found.change >= LEAST_CHANGE) payment.addOutput({ script: segwitScript, amount: found.change });
      payment.sign(secret);
      payment.finalize();
      const tx = parseTx(payment.extract());
      chain.accept(tx);
      return idOf(txHash(tx));
    },
  };
}
