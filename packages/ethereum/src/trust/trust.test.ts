import { type Bytes, compare, toBytesBE, toHex } from '@coffer/core/bytes';
import { decode, encode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { address } from '@coffer/crypto/secp256k1';
import { hashTypedData } from 'viem';
import { describe, expect, test } from 'vitest';
import { buildHeader, parseHeader } from '../proof/header.ts';
import {
  advance,
  anchorOf,
  checkTrust,
  type HeaderTrust,
  headerDigest,
  headerTrust,
  signHeader,
  type TrustedHeader,
  trustedHeader,
  verifyHeader,
} from './trust.ts';

const word = (n: number): Bytes => toBytesBE(BigInt(n), 32);
const secrets = [1, 2, 3, 4].map(word).sort((a, b) => compare(address(a), address(b)));
const stranger = word(99);
const network = { chainId: 31_337n, network: word(7) };
const trust: HeaderTrust = { type: 'signers', k: 2, signers: secrets.map(address) };
const rlp = (number: number, timestamp = 1_000 + number, parent: Bytes = word(number), root = 5): Bytes =>
  buildHeader({ parentHash: parent, stateRoot: word(root), number, timestamp });
const header = parseHeader(rlp(10));
const signed = (by: readonly Bytes[], bytes: Bytes = rlp(10), on = network): TrustedHeader => ({
  type: 'signers',
  header: bytes,
  signatures: by.map((secret) => signHeader(secret, on, parseHeader(bytes))),
});
const [one, two, three, four] = secrets as [Bytes, Bytes, Bytes, Bytes];

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CofferError) return error.code;
    throw error;
  }
  return 'accepted';
}
const judged = (evidence: TrustedHeader, rule = trust, on = network): string =>
  code(() => verifyHeader(rule, on, evidence));

describe('k of n header signers', () => {
  test('k distinct signers are enough, in any order, also more of them', () => {
    expect(verifyHeader(trust, network, signed([one, two])).hash).toEqual(header.hash);
    expect(judged(signed([four, one]))).toBe('accepted');
    expect(judged(signed([three, two, four, one]))).toBe('accepted');
  });

  test('fewer, doubled, foreign and surplus signatures are refused', () => {
    expect(judged(signed([]))).toBe('HEADER_TOO_FEW_SIGNATURES');
    expect(judged(signed([one]))).toBe('HEADER_TOO_FEW_SIGNATURES');
    expect(judged(signed([one, one]))).toBe('HEADER_DUPLICATE_SIGNER');
    expect(judged(signed([one, two, one]))).toBe('HEADER_DUPLICATE_SIGNER');
    expect(judged(signed([one, stranger]))).toBe('HEADER_BAD_SIGNATURE');
    expect(judged(signed([one, two, stranger]))).toBe('HEADER_BAD_SIGNATURE');
    expect(judged(signed([one, two, three, four, one]))).toBe('HEADER_BAD_SIGNATURE');
  });

  test('a signature counts for its header, chain and network only', () => {
    const { signatures } = signed([one, two]);
    expect(judged({ type: 'signers', header: rlp(10, 1_011), signatures })).toBe('HEADER_BAD_SIGNATURE');
    expect(judged(signed([one, two]), trust, { ...network, chainId: 1n })).toBe('HEADER_BAD_SIGNATURE');
    expect(judged(signed([one, two]), trust, { ...network, network: word(8) })).toBe('HEADER_BAD_SIGNATURE');
  });

  test('a flipped bit anywhere in the evidence is refused', () => {
    const bytes = encode(trustedHeader, signed([one, two]));
    for (let i = 0; i < bytes.length * 8; i++) {
      const changed = Uint8Array.from(bytes);
      changed[i >> 3]! ^= 1 << (i & 7);
      const verdict = code(() => verifyHeader(trust, network, decode(trustedHeader, changed)));
      expect(verdict).toMatch(/^(CODEC|HEADER)_/);
    }
  });

  test('the digest is the one that wallets and contracts compute (EIP-712)', () => {
    const expected = hashTypedData({
      domain: { name: 'Coffer Header', version: '1', chainId: 31_337n, salt: toHex(network.network) },
      primaryType: 'FinalHeader',
      types: {
        EIP712Domain: [
          { name: 'name', type: 'string' },
          { name: 'version', type: 'string' },
          { name: 'chainId', type: 'uint256' },
          { name: 'salt', type: 'bytes32' },
        ],
        FinalHeader: [
          { name: 'hash', type: 'bytes32' },
          { name: 'number', type: 'uint64' },
          { name: 'timestamp', type: 'uint64' },
          { name: 'stateRoot', type: 'bytes32' },
        ],
      },
      message: {
        hash: toHex(header.hash),
        number: 10n,
        timestamp: 1_010n,
        stateRoot: toHex(header.stateRoot),
      },
    });
    expect(toHex(headerDigest(network, header))).toBe(expected);
  });

  test('a rule that makes no sense is refused, and so is any header under it', () => {
    const { signers } = trust;
    for (const rule of [
      { ...trust, k: 0 },
      { ...trust, k: 5 },
      { ...trust, k: 1.5 },
      { ...trust, signers: [], k: 1 },
      { ...trust, signers: signers.toReversed() },
      { ...trust, signers: [signers[0]!, signers[0]!] },
      { ...trust, signers: [signers[0]!.subarray(1), signers[1]!] },
    ]) {
      expect(code(() => checkTrust(rule))).toBe('TRUST_MALFORMED');
      expect(judged(signed([one, two]), rule)).toBe('TRUST_MALFORMED');
    }
    expect(decode(headerTrust, encode(headerTrust, trust))).toEqual(trust);
  });

  test('no header, no trust', () => {
    const { signatures } = signed([one, two]);
    expect(judged({ type: 'signers', header: new Uint8Array(40), signatures })).toBe('HEADER_MALFORMED');
  });
});

describe('moving on to a newer header', () => {
  const anchor = anchorOf(header);

  test('goes up, and stays at the same', () => {
    expect(advance(anchor, header)).toBe(anchor);
    expect(advance(anchor, parseHeader(rlp(12))).number).toBe(12);
    expect(advance(anchor, parseHeader(rlp(11, 1_010, header.hash))).number).toBe(11);
  });

  test('never back, in height or in time', () => {
    expect(code(() => advance(anchor, parseHeader(rlp(9))))).toBe('HEADER_STALE');
    expect(code(() => advance(anchor, parseHeader(rlp(20, 1_009))))).toBe('HEADER_TIME');
  });

  test('two blocks at one height, or a child of another, are told with both facts', () => {
    for (const other of [parseHeader(rlp(10, 1_010, word(10), 6)), parseHeader(rlp(11))]) {
      try {
        advance(anchor, other);
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({
          code: 'HEADER_EQUIVOCATION',
          details: { height: 10, known: toHex(anchor.hash), header: toHex(other.hash) },
        });
      }
    }
  });
});
