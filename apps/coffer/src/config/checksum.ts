import { utf8 } from '@coffer/core/bytes';
import { keccak256 } from '@coffer/crypto/hash';

/**
 * Whether an address may be used as it is typed: money that goes to a wrong one is gone for ever. Mixed upper and lower
 * case has to be the checksum of EIP-55; an address in one case carries none and is taken.
 * @param address `0x` and 40 hexadecimal digits
 */
export function isChecksummed(address: string): boolean {
  const digits = address.slice(2);
  const lower = digits.toLowerCase();
  if (digits === lower || digits === digits.toUpperCase()) return true;
  const hash = keccak256(utf8(lower));
  return [...lower].every((digit, at) => {
    const nibble = (hash[at >> 1]! >> (at % 2 === 0 ? 4 : 0)) & 15;
    return digits[at] === (nibble >= 8 ? digit.toUpperCase() : digit);
  });
}
