import { type Bytes, compare, equal, toHex } from '@coffer/core/bytes';
import { blob, type Codec, count, fixed, list, record, variants } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { domainSeparator, structType, typedDigest } from '@coffer/crypto/eip712';
import { recover, SignatureError, sign } from '@coffer/crypto/secp256k1';
import { describeHeader, type Header, HeaderError, MAX_HEADER_BYTES, parseHeader } from '../proof/header.ts';

/**
 * The header trust port: why an enclave believes that a block is final (SAFETY O9). The rule is fixed when a network
 * is created, and evidence for another rule is refused. Each variant of {@link HeaderTrust} has the variant of
 * {@link TrustedHeader} with the same `type` as its evidence.
 */

/** Stable codes of why a header is not believed. */
export type TrustCode =
  /** The network's rule itself makes no sense. */
  | 'TRUST_MALFORMED'
  /** The evidence is not a header with signatures. */
  | 'HEADER_MALFORMED'
  /** Fewer than k signers vouch for it. */
  | 'HEADER_TOO_FEW_SIGNATURES'
  /** A signature is broken, made by somebody else or for something else, or there are more than signers. */
  | 'HEADER_BAD_SIGNATURE'
  /** One signer signed twice. */
  | 'HEADER_DUPLICATE_SIGNER'
  /** Older than what is already known. */
  | 'HEADER_STALE'
  /** Higher, but with an earlier time stamp. */
  | 'HEADER_TIME'
  /** Two final blocks exclude each other: the signers are broken, or the chain is. */
  | 'HEADER_EQUIVOCATION';
/** A header is not believed. The enclave keeps the newest one that it trusts. */
export class TrustError extends CofferError<TrustCode> {}

/** Most signers of a network. */
export const MAX_SIGNERS = 32;

/** What signatures are bound to (SAFETY A2). */
export interface ChainNetwork {
  /** EIP-155 id of the public chain. */
  readonly chainId: bigint;
  /** Id of the Coffer network, 32 bytes. */
  readonly network: Bytes;
}

/** Why headers are believed. A parameter of the network, fixed at its creation. */
export type HeaderTrust =
  /** `k` of these signers vouch that the block is final: development and consortium chains. */
  {
    readonly type: 'signers';
    readonly k: number;
    /** Addresses of 20 bytes, sorted, distinct, at most {@link MAX_SIGNERS}. */
    readonly signers: readonly Bytes[];
  };

/** A header with the evidence that it is final, as it travels. Believed only after {@link verifyHeader}. */
export type TrustedHeader = {
  readonly type: 'signers';
  /** RLP, at most {@link MAX_HEADER_BYTES}. */
  readonly header: Bytes;
  /** EIP-2098, 64 bytes each, over {@link headerDigest}, of distinct signers, in any order. */
  readonly signatures: readonly Bytes[];
};

/** Canonical form of {@link HeaderTrust}. Decoding does not check it: see {@link checkTrust}. */
export const headerTrust: Codec<HeaderTrust> = variants({
  signers: record({ k: count(MAX_SIGNERS), signers: list(fixed(20), MAX_SIGNERS) }),
});
/** Canonical form of {@link TrustedHeader}. */
export const trustedHeader: Codec<TrustedHeader> = variants({
  signers: record({ header: blob(MAX_HEADER_BYTES), signatures: list(fixed(64), MAX_SIGNERS) }),
});

/** Checks a network's rule once, before anything is built on it. @throws TrustError `TRUST_MALFORMED` */
export function checkTrust(trust: HeaderTrust): void {
  const { k, signers } = trust;
  const wrong = (message: string): TrustError =>
    new TrustError('TRUST_MALFORMED', `Header trust: ${message}.`);
  if (signers.length === 0 || signers.length > MAX_SIGNERS)
    throw wrong(`there must be 1 to ${MAX_SIGNERS} signers`);
  if (!Number.isSafeInteger(k) || k < 1 || k > signers.length)
    throw wrong(`k must be 1 to ${signers.length}, not ${k}`);
  signers.forEach((signer, i) => {
    if (signer.length !== 20) throw wrong('a signer is an address of 20 bytes');
    if (i > 0 && compare(signers[i - 1]!, signer) >= 0) throw wrong('signers must be sorted and distinct');
  });
}

const FINAL_HEADER = structType('FinalHeader', {
  hash: 'bytes32',
  number: 'uint64',
  timestamp: 'uint64',
  stateRoot: 'bytes32',
});

/** What a header signer signs: this block is final on this chain, for this network. 32 bytes. */
export function headerDigest(network: ChainNetwork, header: Header): Bytes {
  const domain = domainSeparator({
    name: 'Coffer Header',
    version: '1',
    chainId: network.chainId,
    salt: network.network,
  });
  const { hash, number, timestamp, stateRoot } = header;
  return typedDigest(domain, FINAL_HEADER.hash({ hash, number, timestamp, stateRoot }));
}

/** Signs that a header is final. Whether it is, the caller knows: see `signer/`. @returns 64 bytes */
export function signHeader(secret: Bytes, network: ChainNetwork, header: Header): Bytes {
  return sign(secret, headerDigest(network, header));
}

/**
 * Verifies that the evidence satisfies the network's rule.
 * @throws TrustError `HEADER_MALFORMED`, `HEADER_TOO_FEW_SIGNATURES`, `HEADER_BAD_SIGNATURE`, `HEADER_DUPLICATE_SIGNER`
 */
export function verifyHeader(trust: HeaderTrust, network: ChainNetwork, evidence: TrustedHeader): Header {
  checkTrust(trust);
  const { signatures } = evidence;
  if (signatures.length < trust.k) {
    throw new TrustError(
      'HEADER_TOO_FEW_SIGNATURES',
      `The header has ${signatures.length} signatures; this network asks for ${trust.k}.`,
    );
  }
  if (signatures.length > trust.signers.length) {
    throw new TrustError(
      'HEADER_BAD_SIGNATURE',
      `The header has ${signatures.length} signatures, more than there are signers.`,
    );
  }
  const header = parse(evidence.header);
  const digest = headerDigest(network, header);
  const seen: Bytes[] = [];
  for (const signature of signatures) {
    const signer = signerOf(signature, digest);
    if (!trust.signers.some((known) => equal(known, signer))) {
      throw new TrustError('HEADER_BAD_SIGNATURE', 'A signature is not by a header signer of this network.', {
        details: { signer: toHex(signer) },
      });
    }
    if (seen.some((known) => equal(known, signer))) {
      throw new TrustError('HEADER_DUPLICATE_SIGNER', 'One signer signed the header twice.', {
        details: { signer: toHex(signer) },
      });
    }
    seen.push(signer);
  }
  return header;
}

function parse(rlp: Bytes): Header {
  try {
    return parseHeader(rlp);
  } catch (cause) {
    if (cause instanceof HeaderError) throw new TrustError('HEADER_MALFORMED', cause.message, { cause });
    throw cause;
  }
}

function signerOf(signature: Bytes, digest: Bytes): Bytes {
  try {
    return recover(signature, digest);
  } catch (cause) {
    if (cause instanceof SignatureError) {
      throw new TrustError('HEADER_BAD_SIGNATURE', 'A signature of the header is not valid.', { cause });
    }
    throw cause;
  }
}

/** The newest header that an enclave trusts; part of its state. */
export interface Anchor {
  readonly hash: Bytes;
  readonly stateRoot: Bytes;
  readonly number: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** Canonical form of an {@link Anchor}. */
export const anchor: Codec<Anchor> = record({
  hash: fixed(32),
  stateRoot: fixed(32),
  number: count(),
  timestamp: count(),
});

/** The anchor that a verified header makes. */
export function anchorOf(header: Header): Anchor {
  const { hash, stateRoot, number, timestamp } = header;
  return { hash, stateRoot, number, timestamp };
}

/**
 * Moves on to a verified header. The same header again gives the same anchor object.
 * @throws TrustError `HEADER_STALE` (older), `HEADER_TIME` (time runs backwards), `HEADER_EQUIVOCATION` (same height
 * with another hash, or a child of another block; both hashes are in the error's details)
 */
export function advance(current: Anchor, header: Header): Anchor {
  if (header.number < current.number) {
    throw new TrustError(
      'HEADER_STALE',
      `The header is of ${describeHeader(header)}; ${describeHeader(current)} is already known.`,
      { next: 'Fetch a newer header.' },
    );
  }
  const next = header.number === current.number + 1;
  if (header.number === current.number || next) {
    const claimed = next ? header.parentHash : header.hash;
    if (!equal(claimed, current.hash)) {
      throw new TrustError(
        'HEADER_EQUIVOCATION',
        `Two final blocks exclude each other at height ${current.number}: the header signers, or the chain, are broken.`,
        {
          next: 'Do not go on with this network before its operators explain both blocks.',
          details: {
            height: current.number,
            known: toHex(current.hash),
            claimed: toHex(claimed),
            header: toHex(header.hash),
          },
        },
      );
    }
    if (!next) return current;
  }
  if (header.timestamp < current.timestamp) {
    throw new TrustError(
      'HEADER_TIME',
      `${describeHeader(header)} is higher than the newest known block, but older by its time stamp.`,
    );
  }
  return anchorOf(header);
}
