import { type Sat, sat } from '@coffer/core/amount';
import { type Bytes, equal } from '@coffer/core/bytes';
import { coinScript } from '../script/deposit.ts';
import { networkPublicKey } from '../script/keys.ts';
import { claimedBy } from './claims.ts';
import { type Claim, type LockedCoin, type NetworkCoin, placeIn, useAfter } from './coin.ts';
import { OP_RETURN } from './data-output.ts';
import type { RemedyItem } from './remedy.ts';
import { dueChange, type Fault, inputsOf, type NetworkView, notesOf, tryOpen } from './seen.ts';
import type { Tx, TxInput } from './transaction.ts';

/**
 * Reads the other transactions of the network: payments and remedies. With `read-cash-out.ts`, a watcher follows every coin
 * of the network through the chain (SAFETY B4).
 */

/** What a transaction is, to who follows the network's coins. */
export type Move =
  | {
      readonly type: 'payment';
      readonly coins: readonly Claim[];
      readonly counter: bigint;
      readonly change?: NetworkCoin;
    }
  | {
      readonly type: 'remedy';
      readonly items: readonly RemedyItem[];
      readonly coin: NetworkCoin;
      /** Not there when everything is defended. */
      readonly counter?: bigint;
    }
  /** Says to be a cash-out: `read-cash-out.ts` judges it. */
  | { readonly type: 'cash-out' }
  /** An owner's sweep, or a stranger's: nothing comes back to the network. */
  | { readonly type: 'sweep' }
  | { readonly type: 'unrelated' }
  | { readonly type: 'wrong'; readonly fault: Fault };

const wrong = (fault: Fault): Move => ({ type: 'wrong', fault });

function readPayment(tx: Tx, view: NetworkView, coins: readonly NetworkCoin[]): Move {
  const places = coins.map(({ outpoint, value }) => ({ outpoint, length: value }));
  const notes = notesOf(tx);
  const data = tryOpen(view.system, places, notes);
  if (typeof data === 'string') return wrong(data);
  if (data.kind === 'cash-out') return { type: 'cash-out' };
  if (data.kind !== 'payment') return wrong('bad-data');
  const claims = coins.map((coin, i): Claim => ({ coin, claims: data.claims[i]! }));
  const claimed: Sat = claimedBy(data);
  // The change comes right before the data.
  const note = tx.outputs.findIndex(({ script }) => script[0] === OP_RETURN);
  const change = dueChange(view, tx, claims, claimed, note - 1);
  if (change === 'change') return wrong('change');
  return {
    type: 'payment',
    coins: claims,
    counter: data.counter,
    ...(change === undefined ? {} : { change: change.coin }),
  };
}

/** Whether IF reads an item as true: any byte but zero, of which the last may be a sign. Consensus asks for no shorter form. */
function isTrue(item: Bytes): boolean {
  return item.some((byte, i) => byte !== 0 && (byte !== 0x80 || i < item.length - 1));
}

/**
 * Whether the network's key spent a locked output. Only then an enclave made the transaction; an owner may make any. Which
 * bytes select a branch of P2WSH no signature covers: whoever relays or mines the transaction may exchange them.
 */
function byNetwork({ witness }: TxInput, { lock }: LockedCoin): boolean {
  return lock.form === 'p2tr' ? witness.length === 1 : witness[1] !== undefined && isTrue(witness[1]);
}

function readRemedy(tx: Tx, view: NetworkView): Move {
  const locked = inputsOf(tx, view.lockedAt);
  if (locked === 'inputs' || !locked.every((item, i) => byNetwork(tx.inputs[i]!, item)))
    return { type: 'sweep' };
  const first = locked[0]!;
  const use = useAfter('change', first);
  const script = coinScript('p2wpkh', networkPublicKey(view.system, first.base, use));
  const [output] = tx.outputs;
  if (output === undefined || !equal(output.script, script)) return wrong('change');
  const coin: NetworkCoin = {
    outpoint: placeIn(tx, 0),
    value: output.value,
    form: 'p2wpkh',
    base: first.base,
    use,
  };
  const notes = notesOf(tx);
  if (notes.length === 0) {
    const items = locked.map((item) => ({
      locked: item,
      defended: [{ start: sat(0n), amount: item.claimed }],
    }));
    return { type: 'remedy', items, coin };
  }
  const places = locked.map(({ outpoint, claimed }) => ({ outpoint, length: claimed }));
  const data = tryOpen(view.system, places, notes);
  if (typeof data === 'string') return wrong(data);
  if (data.kind !== 'remedy') return wrong('bad-data');
  const items = locked.map((item, i) => ({ locked: item, defended: data.claims[i]! }));
  return { type: 'remedy', items, coin, counter: data.counter };
}

/** Reads a payment, remedy or sweep. Total: every transaction gets an answer. */
export function readMove(tx: Tx, view: NetworkView): Move {
  const coins = inputsOf(tx, view.coinAt);
  const locks = tx.inputs.some(({ outpoint }) => view.lockedAt(outpoint) !== undefined);
  if (coins === 'inputs') return wrong(coins);
  if (coins.length > 0) return locks ? wrong('mixed') : readPayment(tx, view, coins);
  return locks ? readRemedy(tx, view) : { type: 'unrelated' };
}
