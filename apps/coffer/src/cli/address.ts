import { isChecksummed } from '../config/checksum.ts';
import { AppError } from '../config/error.ts';

/**
 * An address that a person typed or pasted, its checksum verified.
 * @param flag option it was given with
 * @param given its value; `undefined` stays `undefined`
 * @throws AppError `USAGE`, `ADDRESS_CHECKSUM`
 */
export function readAddress(flag: string, given: string | boolean | undefined): string | undefined {
  if (given === undefined) return undefined;
  const text = String(given);
  const digits = /^0x([0-9a-fA-F]{40})$/.exec(text)?.[1];
  if (digits === undefined) {
    throw new AppError('USAGE', `${flag} takes an Ethereum address: 0x and 40 hexadecimal digits.`);
  }
  if (!isChecksummed(text)) {
    throw new AppError(
      'ADDRESS_CHECKSUM',
      `The address after ${flag} is mistyped: its upper and lower case letters do not match its checksum (EIP-55).`,
      {
        next: 'Copy it again from where it comes from, and compare every digit. Do not just change the case: money sent to a wrong address is lost.',
      },
    );
  }
  return text;
}
