import { type Sat, sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { compactSize } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';

/** What fees a transaction needs, and how much of them may come out of the network's coins (SAFETY B5). */

/** Satoshi for 1,000 virtual bytes, as Bitcoin Core counts: 1 sat/vB is 1000. */
export type FeeRate = bigint;

/** The rules of a network of enclaves about fees: fixed when it is made, the same for all. */
export interface FeeRules {
  /** Below this nodes relay nothing. */
  readonly minimumRate: FeeRate;
  /** What a replacement pays in addition, for its own size (BIP125). */
  readonly incrementalRate: FeeRate;
  /** Makes outputs dust that cost more than they hold, when spent at this rate. */
  readonly dustRate: FeeRate;
  /** The highest rate that is paid out of the network's coins. */
  readonly maximumRate: FeeRate;
  /** How many thousandths of what leaves the network may be fee. */
  readonly maximumShare: bigint;
  /**
   * How many thousandths of what a remedy takes back. More than of what leaves: where a remedy costs more than it may, what a
   * cheat claims stays with the cheat.
   */
  readonly remedyShare: bigint;
}

/** Core's limits, and caps of 200 sat/vB, a tenth of what leaves, and half of what a remedy takes back. */
export const FEE_RULES: FeeRules = {
  minimumRate: 1000n,
  incrementalRate: 1000n,
  dustRate: 3000n,
  maximumRate: 200_000n,
  maximumShare: 100n,
  remedyShare: 500n,
};

/** Transactions that are on their way, as far as fees go. */
export interface Paid {
  readonly fee: Sat;
  /** A whole number above zero. */
  readonly vsize: number;
}

/** What fee somebody wants. */
export interface FeeChoice {
  readonly rate: FeeRate;
  /** The transaction that this one replaces, together with everything that goes with it (BIP125 rule 3). */
  readonly replaces?: Paid;
  /** Unconfirmed transactions that this one spends from, together: it pays what they lack (child pays for parent). */
  readonly parents?: Paid;
}

/** The fee of a size at a rate, rounded up. */
export function feeAt(rate: FeeRate, vsize: number): Sat {
  return sat((rate * BigInt(vsize) + 999n) / 1000n);
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

function checkPaid(paid: Paid | undefined): void {
  if (paid === undefined || (Number.isSafeInteger(paid.vsize) && paid.vsize > 0)) return;
  throw new BitcoinError('BITCOIN_FEE', 'A transaction has a size of a whole number of vbytes above zero.');
}

/**
 * The fee that a choice comes to for a transaction of `vsize`.
 * @throws BitcoinError `BITCOIN_FEE` when the rate is lower than nodes relay, or another transaction's size is none
 */
export function feeOf({ rate, replaces, parents }: FeeChoice, vsize: number, rules: FeeRules): Sat {
  if (rate < rules.minimumRate) {
    throw new BitcoinError(
      'BITCOIN_FEE',
      `Nodes relay nothing below ${rules.minimumRate} sat for 1000 vbytes.`,
      {
        next: 'Choose a higher rate.',
      },
    );
  }
  checkPaid(replaces);
  checkPaid(parents);
  let fee: bigint = feeAt(rate, vsize);
  if (parents !== undefined) fee = larger(fee, feeAt(rate, vsize + parents.vsize) - parents.fee);
  if (replaces !== undefined) {
    // BIP125 rules 3 and 4, and Core's: a replacement's own rate must be higher, too.
    fee = larger(fee, replaces.fee + feeAt(rules.incrementalRate, vsize));
    fee = larger(fee, (replaces.fee * BigInt(vsize)) / BigInt(replaces.vsize) + 1n);
  }
  return sat(fee);
}

/**
 * The most that may come out of the network's coins: a cheating cash-out that is bumped again and again would otherwise
 * turn the stolen share into a fee for a friendly miner.
 * @param vsize without anything whose size a host can choose: inputs from outside, parents
 * @param claimed what leaves the network, fee included
 * @param share how many thousandths of it
 */
export function feeCap(vsize: number, claimed: Sat, rules: FeeRules, share = rules.maximumShare): Sat {
  const byRate = (rules.maximumRate * BigInt(vsize)) / 1000n;
  const byShare = (claimed * share) / 1000n;
  return sat(byRate < byShare ? byRate : byShare);
}

/** Refuses a fee out of the network's coins above the cap of {@link feeCap}. @throws BitcoinError `BITCOIN_FEE` */
export function checkFeeCap(fee: Sat, vsize: number, claimed: Sat, rules: FeeRules, share?: bigint): void {
  const cap = feeCap(vsize, claimed, rules, share);
  if (fee <= cap) return;
  throw new BitcoinError('BITCOIN_FEE', `A fee of ${fee} sat is more than the ${cap} that this may cost.`, {
    next: 'Choose a lower rate, or add an input of your own that pays the fee.',
    details: { fee, cap, vsize },
  });
}

function isWitnessProgram(script: Bytes): boolean {
  const [version, length] = script;
  return (
    version !== undefined &&
    script.length >= 4 &&
    script.length <= 42 &&
    (version === 0 || (version > 0x50 && version <= 0x60)) &&
    length === script.length - 2
  );
}

/**
 * The least that nodes let an output hold (Core's `GetDustThreshold`): 294 for P2WPKH, 330 for P2TR and P2WSH at the usual
 * 3 sat/vB. Data outputs hold nothing.
 */
export function dustLimit(script: Bytes, rules: FeeRules): Sat {
  if (script[0] === 0x6a) return sat(0n);
  const output = 8 + compactSize(script.length).length + script.length;
  const input = isWitnessProgram(script) ? 32 + 4 + 1 + 26 + 4 : 32 + 4 + 1 + 107 + 4;
  return sat((rules.dustRate * BigInt(output + input)) / 1000n);
}

/** Refuses an output that nodes do not relay. @throws BitcoinError `BITCOIN_DUST` */
export function checkDust(value: bigint, script: Bytes, rules: FeeRules): Sat {
  const least = dustLimit(script, rules);
  if (value >= least) return sat(value);
  throw new BitcoinError(
    'BITCOIN_DUST',
    `An output of ${value} sat is below the ${least} that nodes relay.`,
    {
      next: 'Claim more at once, at a lower fee, or with an input of your own that pays the fee.',
      details: { value, least },
    },
  );
}
