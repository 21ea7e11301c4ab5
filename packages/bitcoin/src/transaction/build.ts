import { type Sat, sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { BitcoinError } from '../encoding/error.ts';
import { coinScript } from '../script/deposit.ts';
import { networkPublicKey } from '../script/keys.ts';
import { claimedBy, type NetworkData } from './claims.ts';
import { type Claim, checkClaims, type NetworkCoin, networkInput, placeIn, useAfter } from './coin.ts';
import { dataScript, OP_RETURN, sealData } from './data-output.ts';
import { checkDust, checkFeeCap, dustLimit, type FeeChoice, type FeeRules, feeOf } from './fees.ts';
import { assemble, type PlannedInput, REPLACEABLE, signedSize, type Unsigned } from './spend.ts';
import type { Outpoint, TxOutput } from './transaction.ts';

/**
 * What all transactions that take money out of the network have in common. Outputs, in this order: what is left of the
 * claims after fee and payments, the payments, the network's change, the data, what is left of an owner's own input.
 *
 * What leaves pays the fee; the change is exactly what nobody claimed, so that it inherits the rest in order (`line.ts`).
 * Only where the rest is too small to be an output, the claims fill it up to the dust limit: the satoshi at its end then
 * belong to no interval.
 */

/** An input that an owner adds from outside to pay a fee above the cap (SAFETY B5). Its signature comes later. */
export interface Funding {
  readonly outpoint: Outpoint;
  readonly output: TxOutput;
  /** Sizes of the items of its witness: 64 for a Taproot key, 72 and 33 for P2WPKH. */
  readonly sizes: readonly number[];
  /** Output script that what is left of it goes to, unless that is dust. */
  readonly change: Bytes;
}

/** What is to be built out of coins of the network. */
export interface Draft {
  /** K_System. */
  readonly system: Bytes;
  readonly coins: readonly Claim[];
  /** What the data says, besides the claims. */
  readonly data: Omit<NetworkData, 'claims'>;
  readonly payments: readonly TxOutput[];
  /** The output script that takes what the claims leave after payments and fee. Without it they must come out even. */
  readonly rest?: Bytes;
  readonly fee: FeeChoice;
  readonly rules: FeeRules;
  readonly funding?: Funding | undefined;
}

/** A transaction out of coins of the network. */
export interface Built {
  readonly unsigned: Unsigned;
  /** What the claims hold together: what leaves the network. */
  readonly claimed: Sat;
  /** The output that takes what is left of the claims, when one was named: always the first. */
  readonly rest?: { readonly outpoint: Outpoint; readonly value: Sat };
  /** What the network keeps, unless everything was claimed. */
  readonly change?: NetworkCoin;
  /** Satoshi of the claims that fill the change up to the dust limit. */
  readonly padding: Sat;
}

const ZERO_SAT = sat(0n);

interface Change {
  readonly coin: Omit<NetworkCoin, 'outpoint'>;
  readonly output: TxOutput;
}

function changeOf({ system, coins, rules }: Draft, left: bigint): Change | undefined {
  if (left === 0n) return undefined;
  const first = coins[0]!.coin;
  const use = useAfter('change', first);
  const script = coinScript('p2tr', networkPublicKey(system, first.base, use));
  const least = dustLimit(script, rules);
  const value = left < least ? least : sat(left);
  return { coin: { value, form: 'p2tr', base: first.base, use }, output: { value, script } };
}

interface Fees {
  /** All of it. */
  readonly fee: bigint;
  readonly fromClaims: bigint;
  /** What goes back to the owner of the added input. */
  readonly back: bigint;
}

/** Who pays: an added input as far as it reaches, then the claims. `even` is what the claims give without a `rest`. */
function share(draft: Draft, vsize: number, even: bigint | undefined, withBack: boolean): Fees | undefined {
  const due = feeOf(draft.fee, vsize, draft.rules);
  const given = even ?? 0n;
  const open = due > given ? due - given : 0n;
  const { funding } = draft;
  if (funding === undefined) {
    if (even === undefined) return { fee: due, fromClaims: due, back: 0n };
    if (open > 0n) throw new BitcoinError('BITCOIN_FEE', `The claims leave ${even} sat for a fee of ${due}.`);
    return { fee: even, fromClaims: even, back: 0n };
  }
  const { value } = funding.output;
  if (withBack) {
    const back = value - open;
    if (back < dustLimit(funding.change, draft.rules)) return undefined;
    return { fee: given + open, fromClaims: given, back };
  }
  if (value >= open) return { fee: given + value, fromClaims: given, back: 0n };
  if (even !== undefined) throw new BitcoinError('BITCOIN_FEE', `The added input lacks ${open - value} sat.`);
  return { fee: due, fromClaims: due - value, back: 0n };
}

/**
 * Builds a transaction out of coins of the network. Signing: the key of each coin, in order; nothing for an added input.
 * @throws BitcoinError `BITCOIN_INTERVALS`, `BITCOIN_DATA`, `BITCOIN_TOO_LARGE` (more intervals than fit), `BITCOIN_FEE`
 * (above the cap, or not enough), `BITCOIN_DUST`, `BITCOIN_SUM`
 */
export function build(draft: Draft): Built {
  const { system, coins, rules, payments, funding } = draft;
  const claimed = checkClaims(coins);
  const data: NetworkData = { ...draft.data, claims: coins.map(({ claims }) => claims) };
  if (claimedBy(data) === 0n) throw new BitcoinError('BITCOIN_INTERVALS', 'Nothing is claimed.');
  const places = coins.map(({ coin }) => ({ outpoint: coin.outpoint, length: coin.value }));
  const note: TxOutput = { value: ZERO_SAT, script: dataScript(sealData(system, places, data)) };
  const held = coins.reduce((sum, { coin }) => sum + coin.value, 0n);
  const change = changeOf(draft, held - claimed);
  const padding = change === undefined ? 0n : change.output.value - (held - claimed);
  for (const { value, script } of payments) checkDust(value, script, rules);
  for (const script of [draft.rest, funding?.change, ...payments.map((payment) => payment.script)]) {
    // A second data output would hide from watchers what this one says.
    if (script?.[0] === OP_RETURN) throw new BitcoinError('BITCOIN_DATA', 'Nobody is paid with data.');
  }
  const available = claimed - padding - payments.reduce((sum, { value }) => sum + value, 0n);
  if (available < 0n) {
    throw payments.length > 0
      ? new BitcoinError('BITCOIN_SUM', 'The claims are worth less than what is paid.')
      : new BitcoinError('BITCOIN_DUST', 'The claims are worth less than what fills up the change.');
  }
  const own: readonly PlannedInput[] = coins.map(({ coin }) => networkInput(system, coin));
  const added: readonly PlannedInput[] =
    funding === undefined
      ? []
      : [{ ...funding, sequence: REPLACEABLE, spend: { type: 'later', sizes: funding.sizes } }];
  const inputs = [...own, ...added];

  const outputs = (rest: bigint, back: bigint): TxOutput[] => [
    ...(draft.rest === undefined ? [] : [{ value: sat(rest), script: draft.rest }]),
    ...payments,
    ...(change === undefined ? [] : [change.output]),
    note,
    ...(back === 0n || funding === undefined ? [] : [{ value: sat(back), script: funding.change }]),
  ];
  const even = draft.rest === undefined ? available : undefined;
  const tried = funding && share(draft, signedSize(inputs, outputs(0n, 1n)), even, true);
  const fees = tried ?? share(draft, signedSize(inputs, outputs(0n, 0n)), even, false)!;
  const rest = available - fees.fromClaims;
  if (draft.rest !== undefined) checkDust(rest, draft.rest, rules);
  const unsigned = assemble(inputs, outputs(rest, fees.back), sat(fees.fee));
  // Where nothing leaves, the fee is a share of what moves.
  const base = draft.rest === undefined && payments.length === 0 ? sat(held) : claimed;
  // Only what the network spends itself: nobody can check what an owner says of the size of its witness, or of parents.
  checkFeeCap(sat(fees.fromClaims), signedSize(own, outputs(rest, 0n)), base, rules);
  const changeIndex = payments.length + (draft.rest === undefined ? 0 : 1);
  return {
    unsigned,
    claimed,
    padding: sat(padding),
    ...(draft.rest === undefined ? {} : { rest: { outpoint: placeIn(unsigned.tx, 0), value: sat(rest) } }),
    ...(change === undefined
      ? {}
      : { change: { ...change.coin, outpoint: placeIn(unsigned.tx, changeIndex) } }),
  };
}
