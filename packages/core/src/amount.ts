import { CofferError, NOTHING_MOVED } from './error.ts';

/** The base units that Coffer counts money in. */
export type Unit = 'wei' | 'sat';

declare const unit: unique symbol;
/**
 * Money: a non-negative whole number of base units. A branded `bigint`, so it can be neither mixed up with a
 * serial number or a time nor, between units, with other money.
 */
export type Amount<U extends Unit = Unit> = bigint & { readonly [unit]: U };
/** An amount of ether, in wei. */
export type Wei = Amount<'wei'>;
/** An amount of bitcoin, in satoshi. */
export type Sat = Amount<'sat'>;

/** What the contract can hold in one account: `uint88`, about 309 million ether. */
export const MAX_WEI = (1n << 88n) - 1n;
/** 21 million bitcoin. */
export const MAX_SAT = 2_100_000_000_000_000n;

/** Stable codes of what can be wrong with an amount. */
export type AmountCode = 'AMOUNT_RANGE' | 'AMOUNT_NEGATIVE' | 'AMOUNT_SYNTAX';
/** An amount is out of range, negative or not a number. */
export class AmountError extends CofferError<AmountCode> {}

function checked<U extends Unit>(value: bigint, max: bigint): Amount<U> {
  if (value < 0n) throw new AmountError('AMOUNT_NEGATIVE', 'An amount of money cannot be negative.');
  if (value > max)
    throw new AmountError('AMOUNT_RANGE', `The amount is larger than the largest possible, ${max}.`);
  return value as Amount<U>;
}

/** A count of wei. @throws AmountError `AMOUNT_NEGATIVE`, `AMOUNT_RANGE` */
export function wei(value: bigint): Wei {
  return checked<'wei'>(value, MAX_WEI);
}

/** A count of satoshi. @throws AmountError `AMOUNT_NEGATIVE`, `AMOUNT_RANGE` */
export function sat(value: bigint): Sat {
  return checked<'sat'>(value, MAX_SAT);
}

/** No money, in any unit. */
export const ZERO = 0n as Amount<never>;

/** How people write amounts: each name is a power of ten of a base unit. */
export const DENOMINATIONS = {
  wei: { base: 'wei', decimals: 0 },
  gwei: { base: 'wei', decimals: 9 },
  eth: { base: 'wei', decimals: 18 },
  sat: { base: 'sat', decimals: 0 },
  btc: { base: 'sat', decimals: 8 },
} as const satisfies Record<string, { base: Unit; decimals: number }>;
/** A unit that people type. */
export type Denomination = keyof typeof DENOMINATIONS;

/**
 * Parses what a person typed, such as `0.5 eth`, `1eth`, `250000 gwei`. The unit must be named: a bare number is
 * refused, because the difference between wei and ether is everything. No floating point is involved.
 * @throws AmountError `AMOUNT_SYNTAX`, `AMOUNT_RANGE`
 */
export function parseAmount<U extends Unit>(text: string, base: U): Amount<U> {
  const match = /^\s*(\d{1,40})(?:\.(\d{1,40}))?\s*([a-z]+)\s*$/i.exec(text);
  const name = match?.[3]?.toLowerCase();
  const denomination =
    name !== undefined && Object.hasOwn(DENOMINATIONS, name)
      ? DENOMINATIONS[name as Denomination]
      : undefined;
  if (match === null || denomination === undefined || denomination.base !== base) {
    throw new AmountError('AMOUNT_SYNTAX', `“${text.slice(0, 60)}” is not an amount with a unit.`, {
      money: NOTHING_MOVED,
      next: `Write the number and the unit, for example ${base === 'wei' ? '0.5eth or 250000gwei' : '0.01btc or 5000sat'}.`,
    });
  }
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > denomination.decimals) {
    throw new AmountError(
      'AMOUNT_SYNTAX',
      `“${text.slice(0, 60)}” is finer than one ${base}, the smallest unit.`,
    );
  }
  const value = BigInt(match[1]! + fraction.padEnd(denomination.decimals, '0'));
  return checked<U>(value, base === 'wei' ? MAX_WEI : MAX_SAT);
}

/** Writes an amount in a unit that people read: `formatAmount(5n*10n**17n, 'eth')` is `0.5 ETH`. Exact, never rounded. */
export function formatAmount(amount: bigint, denomination: Denomination): string {
  const { decimals } = DENOMINATIONS[denomination];
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  const name = denomination === 'eth' || denomination === 'btc' ? denomination.toUpperCase() : denomination;
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`} ${name}`;
}
