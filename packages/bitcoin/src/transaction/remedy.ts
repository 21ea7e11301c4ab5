import { type Sat, sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { BitcoinError } from '../encoding/error.ts';
import { lockScript } from '../script/cashout.ts';
import { coinScript } from '../script/deposit.ts';
import { networkPublicKey } from '../script/keys.ts';
import { leafHash } from '../script/taproot.ts';
import { type LockedCoin, lockedInput, type NetworkCoin, placeIn, useAfter } from './coin.ts';
import { dataScript, sealData } from './data-output.ts';
import { checkDust, checkFeeCap, type FeeChoice, type FeeRules, feeOf } from './fees.ts';
import { checkIntervals, endOf, type Interval } from './intervals.ts';
import { assemble, type PlannedInput, signedSize, type Unsigned } from './spend.ts';
import type { TxOutput } from './transaction.ts';

/**
 * Breach remedy (§IV-D, SAFETY B6): the network takes back the locked output of a cash-out that claims what is not its
 * owner's. It names the defended intervals, in positions of what the cash-out claimed; the rest stays its owner's, within
 * the network. When everything is defended there is nothing to name, and no data output: such a remedy is the smallest.
 *
 * What it brings back is P2WPKH: 12 vbytes fewer now, when a lock is running, for 11 more when it is spent.
 */

/** A locked output and which positions of what was claimed are defended, in their one form. */
export interface RemedyItem {
  readonly locked: LockedCoin;
  readonly defended: readonly Interval[];
}

/** What a remedy is made of; several cash-outs are remedied at once. */
export interface RemedyPlan {
  /** K_System. */
  readonly system: Bytes;
  readonly items: readonly RemedyItem[];
  /** σ: below 2^48. */
  readonly counter: bigint;
  readonly fee: FeeChoice;
  readonly rules: FeeRules;
}

/** A remedy that is ready to be signed with the network's keys of the locks. */
export interface Remedy {
  readonly unsigned: Unsigned;
  /** What it brings back. Its line: `line.ts#remedyLine`. */
  readonly coin: NetworkCoin;
}

/** Whether all that a cash-out claimed is defended. */
export function isAllDefended({ locked, defended }: RemedyItem): boolean {
  return defended.length === 1 && defended[0]!.start === 0n && endOf(defended[0]!) === locked.claimed;
}

function remedyInput({ locked }: RemedyItem): PlannedInput {
  const { lock } = locked;
  const script = lockScript(lock);
  return lock.form === 'p2tr'
    ? lockedInput(locked, { type: 'key', key: lock.network, root: leafHash(script) })
    : lockedInput(locked, { type: 'p2wsh', key: lock.network, script, selector: Uint8Array.of(1) });
}

function returned(
  system: Bytes,
  first: LockedCoin,
): Omit<NetworkCoin, 'outpoint' | 'value'> & { script: Bytes } {
  const use = useAfter('change', first);
  const form = 'p2wpkh';
  return { form, base: first.base, use, script: coinScript(form, networkPublicKey(system, first.base, use)) };
}

/**
 * Builds a remedy of one or several cash-outs. The fee comes from their outputs.
 * @throws BitcoinError `BITCOIN_HONEST` when an item defends nothing; `BITCOIN_INTERVALS`, `BITCOIN_TOO_LARGE`,
 * `BITCOIN_FEE`, `BITCOIN_DUST`
 */
export function planRemedy({ system, items, counter, fee: choice, rules }: RemedyPlan): Remedy {
  const first = items[0]?.locked;
  if (first === undefined || items.some(({ defended }) => defended.length === 0)) {
    throw new BitcoinError('BITCOIN_HONEST', 'A cash-out that claims nothing of others is not taken back.');
  }
  for (const { locked, defended } of items) checkIntervals(defended, locked.claimed);
  const { script, ...coin } = returned(system, first);
  const places = items.map(({ locked }) => ({ outpoint: locked.outpoint, length: locked.claimed }));
  const claims = items.map(({ defended }) => defended);
  const note = (): TxOutput => ({
    value: sat(0n),
    script: dataScript(sealData(system, places, { kind: 'remedy', counter, delay: 0, claims })),
  });
  const notes = items.every(isAllDefended) ? [] : [note()];
  const inputs = items.map(remedyInput);
  const outputs = (value: Sat): TxOutput[] => [{ value, script }, ...notes];
  const held = sat(items.reduce((sum, { locked }) => sum + locked.value, 0n));
  const vsize = signedSize(inputs, outputs(held));
  const fee = feeOf(choice, vsize, rules);
  checkFeeCap(fee, vsize + (choice.parents?.vsize ?? 0), held, rules);
  const value = checkDust(held - fee, script, rules);
  const unsigned = assemble(inputs, outputs(value), fee);
  return { unsigned, coin: { ...coin, value, outpoint: placeIn(unsigned.tx, 0) } };
}
