import { AmountError, MAX_WEI, parseAmount, type Wei } from '@coffer/core/amount';
import { isCofferError } from '@coffer/core/error';
import { ether } from './text.ts';

/** Reads an amount that a person typed. @throws AmountError `AMOUNT_SYNTAX`, `AMOUNT_RANGE` */
export function readAmount(text: string): Wei {
  try {
    return parseAmount(text, 'wei');
  } catch (cause) {
    if (!isCofferError(cause, 'AMOUNT_RANGE')) throw cause;
    throw new AmountError('AMOUNT_RANGE', `The largest possible amount is ${ether(MAX_WEI)}.`, { cause });
  }
}
