import { type Sat, sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { BitcoinError } from '../encoding/error.ts';
import { type LockForm, lockScript } from '../script/cashout.ts';
import { coinScript } from '../script/deposit.ts';
import { networkPublicKey } from '../script/keys.ts';
import { leafHash } from '../script/taproot.ts';
import type { NetworkData } from './claims.ts';
import { type LockedCoin, lockedInput, type NetworkCoin, placeIn, useAfter } from './coin.ts';
import {
  dataScript,
  dataSize,
  MAX_DATA_BYTES,
  MAX_DATA_INPUTS,
  MAX_DATA_INTERVALS,
  sealData,
} from './data-output.ts';
import { checkDust, checkFeeCap, type FeeChoice, type FeeRules, feeAt, feeOf } from './fees.ts';
import { checkIntervals, coarsen, endOf, type Interval } from './intervals.ts';
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

const placesOf = (items: readonly RemedyItem[]) =>
  items.map(({ locked }) => ({ outpoint: locked.outpoint, length: locked.claimed }));

function dataOf(items: readonly RemedyItem[], counter: bigint): NetworkData {
  return { kind: 'remedy', counter, delay: 0, claims: items.map(({ defended }) => defended) };
}

function noteOf(system: Bytes, items: readonly RemedyItem[], counter: bigint): TxOutput {
  const sealed = sealData(system, placesOf(items), dataOf(items, counter));
  return { value: sat(0n), script: dataScript(sealed) };
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
  const notes = items.every(isAllDefended) ? [] : [noteOf(system, items, counter)];
  const inputs = items.map(remedyInput);
  const outputs = (value: Sat): TxOutput[] => [{ value, script }, ...notes];
  const held = sat(items.reduce((sum, { locked }) => sum + locked.value, 0n));
  const vsize = signedSize(inputs, outputs(held));
  const fee = feeOf(choice, vsize, rules);
  checkFeeCap(fee, vsize, held, rules, rules.remedyShare);
  const value = checkDust(held - fee, script, rules);
  const unsigned = assemble(inputs, outputs(value), fee);
  return { unsigned, coin: { ...coin, value, outpoint: placeIn(unsigned.tx, 0) } };
}

function fits(items: readonly RemedyItem[], counter: bigint): boolean {
  return (
    items.length <= MAX_DATA_INPUTS &&
    (items.every(isAllDefended) || dataSize(dataOf(items, counter), placesOf(items)) <= MAX_DATA_BYTES)
  );
}

/** An item as it is named: intervals that are too many are named together with what is between them. */
function nameable(item: RemedyItem, counter: bigint): RemedyItem {
  let named = { ...item, defended: coarsen(item.defended, MAX_DATA_INTERVALS) };
  while (!fits([named], counter) && named.defended.length > 1) {
    named = { ...item, defended: coarsen(named.defended, named.defended.length - 1) };
  }
  return named;
}

/** Virtual bytes of an input that takes a locked output back, rounded up. */
const INPUT_VSIZE: Readonly<Record<LockForm, number>> = { p2tr: 58, p2wsh: 80 };

/** Whether an item is worth its input. A cheat could otherwise make thefts of dust that cost more than a remedy may. */
function paysItsWay({ locked }: RemedyItem, { fee, rules }: RemedyPlan): boolean {
  return feeAt(fee.rate, INPUT_VSIZE[locked.lock.form]) * 1000n <= locked.value * rules.remedyShare;
}

/** Remedies of several cash-outs. */
export interface RemedySeries {
  readonly remedies: readonly Remedy[];
  /** What a remedy at this rate costs too much for: it can be tried again, later and at a lower rate, until its lock ends. */
  readonly left: readonly RemedyItem[];
}

/**
 * Remedies of any number of cash-outs, in as few transactions as their data fit. However many intervals of an output are
 * defended, there is a remedy: some of what lies between them is named as well, which only changes whose end pays the fees.
 * @throws BitcoinError as {@link planRemedy} does, except that what is not worth its fee is left
 */
export function planRemedies(plan: RemedyPlan): RemedySeries {
  const batches: { readonly item: RemedyItem; readonly named: RemedyItem }[][] = [];
  const left: RemedyItem[] = [];
  for (const item of plan.items) {
    checkIntervals(item.defended, item.locked.claimed);
    if (!paysItsWay(item, plan)) {
      left.push(item);
      continue;
    }
    const named = nameable(item, plan.counter);
    const batch = batches[batches.length - 1];
    const together = [...(batch ?? []).map((one) => one.named), named];
    if (batch !== undefined && fits(together, plan.counter)) batch.push({ item, named });
    else batches.push([{ item, named }]);
  }
  const remedies: Remedy[] = [];
  for (const batch of batches) {
    try {
      remedies.push(planRemedy({ ...plan, items: batch.map(({ named }) => named) }));
    } catch (error) {
      if (!isCofferError(error, 'BITCOIN_DUST') && !isCofferError(error, 'BITCOIN_FEE')) throw error;
      left.push(...batch.map(({ item }) => item));
    }
  }
  return { remedies, left };
}
