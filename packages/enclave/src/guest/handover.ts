import { type Bytes, concat, equal, utf8 } from '@coffer/core/bytes';
import { blob, count, decode, encode, fixed, record, type Typed } from '@coffer/core/codec';
import type { Program } from '@coffer/core/program';
import { seal, unseal } from '@coffer/crypto/aead';
import { derive } from '@coffer/crypto/derive';
import { sharedSecret } from '@coffer/crypto/ecdh';
import { structType, typedDigest } from '@coffer/crypto/eip712';
import { address, addressOf, publicKey, recover, sign } from '@coffer/crypto/secp256k1';
import {
  attestationDomain,
  counterClassNumber,
  programId,
  releaseDigest,
} from '../attestation/certificates.ts';
import { decodeEvidence, type EvidenceVerdict, verifyEvidence } from '../attestation/evidence.ts';
import { MAX_ORDER, MAX_SNAPSHOT } from '../channel/messages.ts';
import { EnclaveError } from '../errors.ts';
import type { Life, Phase, PlatformFacts } from './chain.ts';

/**
 * The upgrade hand-over (SAFETY O8): the state of an enclave goes to one successor, which its owner names by key and
 * measurement, and which the root has published. The old enclave has stopped, durably and counted, before the state
 * leaves, encrypted to the successor alone. The owner's word is not enough: it could name a program of its own.
 */

const HandOver = structType('HandOver', { from: 'address', to: 'address', measurement: 'bytes32' });

/** What the owner signs: hand the state of `from` over to `to`, which runs `measurement`. */
export interface HandOverFields {
  /** Address of the old enclave's attestation key. */
  readonly from: Bytes;
  /** Address of the successor's attestation key. */
  readonly to: Bytes;
  readonly measurement: Bytes;
}

/** `HandOver(address from,address to,bytes32 measurement)` as EIP-712 digest. 32 bytes. */
export function handOverDigest(network: Bytes, fields: HandOverFields): Bytes {
  return typedDigest(attestationDomain(network), HandOver.hash(fields));
}

/** The owner's approval. @param secret the owner's secp256k1 secret. @returns 64 bytes (EIP-2098) */
export function approveHandOver(secret: Bytes, network: Bytes, fields: HandOverFields): Bytes {
  return sign(secret, handOverDigest(network, fields));
}

const orderCodec = record({
  /** Evidence of the successor. */
  successor: blob(4096),
  /** Uncompressed public key of the successor's attestation key. */
  successorKey: fixed(65),
  /** The owner's signature, {@link approveHandOver}. */
  approval: fixed(64),
  /** The root's signature of the successor's measurement, {@link signRelease}. */
  successorRelease: fixed(64),
  /** The root's signature of the old enclave's own measurement. */
  ownRelease: fixed(64),
});
/** What the host shows to the old enclave. */
export type HandOverOrder = Typed<typeof orderCodec>;

/** Canonical bytes of an order. */
export function encodeOrder(order: HandOverOrder): Bytes {
  return encode(orderCodec, order);
}

const packageCodec = record({
  predecessor: blob(4096),
  predecessorKey: fixed(65),
  predecessorRelease: fixed(64),
  sealed: blob(MAX_SNAPSHOT),
});

const contentCodec = record({ last: count(), state: blob(MAX_SNAPSHOT) });
const LIMITS = { maxBytes: MAX_SNAPSHOT, maxDepth: 4, maxItems: 64 };

function refused(why: string, cause?: unknown): EnclaveError {
  return new EnclaveError('HANDOVER_REFUSED', `The hand-over was refused: ${why}.`, {
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Verifies the other side: same root, network and program, and a published measurement. */
function verifyPeer<State>(
  program: Program<State>,
  facts: PlatformFacts,
  life: Life,
  peer: { evidence: Bytes; publicKey: Bytes; release: Bytes },
): EvidenceVerdict {
  const { root } = decodeEvidence(life.evidence);
  let verdict: EvidenceVerdict;
  try {
    const { measurement } = decodeEvidence(peer.evidence).attestation;
    verdict = verifyEvidence(peer.evidence, {
      network: facts.network,
      roots: [root],
      programs: { [program.name]: [measurement] },
    });
    const fields = { program: programId(program.name), measurement };
    if (!equal(recover(peer.release, releaseDigest(facts.network, fields)), root)) {
      throw refused('that version of the program is not a published one');
    }
  } catch (cause) {
    if (cause instanceof EnclaveError && cause.code === 'HANDOVER_REFUSED') throw cause;
    throw refused('the other enclave is not a genuine one of this network', cause);
  }
  if (peer.publicKey[0] !== 4 || !equal(addressOf(peer.publicKey), verdict.key)) {
    throw refused('the key is not the one in the evidence');
  }
  return verdict;
}

/**
 * Checks an order, in the old enclave.
 * @returns address of the successor's attestation key
 * @throws EnclaveError `HANDOVER_REFUSED`
 */
export function orderFor<State>(
  program: Program<State>,
  facts: PlatformFacts,
  life: Life,
  bytes: Bytes,
): Bytes {
  if (facts.counter === 'none') {
    throw refused('without a counter nobody knows whether this is the newest state; cash out instead');
  }
  if (life.owner === undefined)
    throw refused('this enclave was created without an owner who could approve it');
  let order: HandOverOrder;
  try {
    order = decode(orderCodec, bytes, { maxBytes: MAX_ORDER, maxDepth: 4, maxItems: 64 });
  } catch (cause) {
    throw refused('the order is malformed', cause);
  }
  const { evidence } = life;
  const verdict = verifyPeer(program, facts, life, {
    evidence: order.successor,
    publicKey: order.successorKey,
    release: order.successorRelease,
  });
  if (counterClassNumber(verdict.counterClass) < counterClassNumber(facts.counter)) {
    throw refused("the successor's rollback protection is weaker");
  }
  // The successor will check this one too; a state that it refuses would be stranded.
  verifyPeer(program, facts, life, {
    evidence,
    publicKey: publicKey(life.secret),
    release: order.ownRelease,
  });
  const fields = { from: address(life.secret), to: verdict.key, measurement: verdict.measurement };
  if (equal(fields.from, fields.to)) throw refused('an enclave cannot succeed itself');
  let approver: Bytes;
  try {
    approver = recover(order.approval, handOverDigest(facts.network, fields));
  } catch (cause) {
    throw refused("the owner's approval is not a signature", cause);
  }
  if (!equal(approver, life.owner)) throw refused('its owner did not approve this successor and version');
  return verdict.key;
}

function packageKey(facts: PlatformFacts, secret: Bytes, other: Bytes, from: Bytes, to: Bytes): Bytes {
  return derive(sharedSecret(secret, other), 'coffer.handover.1', 32, concat(facts.network, from, to));
}

/** The state, for the successor alone. @param nonce 12 fresh random bytes */
export function makePackage<State>(
  program: Program<State>,
  facts: PlatformFacts,
  stopped: Extract<Phase<State>, { type: 'stopped' }>,
  last: number,
  nonce: Bytes,
): Bytes {
  const { life, state, successor } = stopped;
  const order = decode(orderCodec, stopped.order);
  const key = packageKey(facts, life.secret, order.successorKey, address(life.secret), successor);
  const content = encode(contentCodec, { last, state: program.snapshot(state) });
  return encode(packageCodec, {
    predecessor: life.evidence,
    predecessorKey: publicKey(life.secret),
    predecessorRelease: order.ownRelease,
    sealed: seal(key, nonce, content, utf8('coffer.handover.1')),
  });
}

/** A predecessor's state, checked, in the successor. @throws EnclaveError `HANDOVER_REFUSED` */
export function openPackage<State>(
  program: Program<State>,
  facts: PlatformFacts,
  life: Life,
  bytes: Bytes,
): { state: Bytes; last: number; proved: number; predecessor: Bytes } {
  let parts: Typed<typeof packageCodec>;
  try {
    parts = decode(packageCodec, bytes, LIMITS);
  } catch (cause) {
    throw refused('the package is malformed', cause);
  }
  const verdict = verifyPeer(program, facts, life, {
    evidence: parts.predecessor,
    publicKey: parts.predecessorKey,
    release: parts.predecessorRelease,
  });
  if (verdict.counterClass === 'none') throw refused('the predecessor has no counter');
  const key = packageKey(facts, life.secret, parts.predecessorKey, verdict.key, address(life.secret));
  try {
    const { last, state } = decode(
      contentCodec,
      unseal(key, parts.sealed, utf8('coffer.handover.1')),
      LIMITS,
    );
    const proved = program.provedTime(program.restore(state));
    return { state, last, proved, predecessor: verdict.key };
  } catch (cause) {
    throw refused(
      'the package is for another enclave, or was altered, or this version cannot read it',
      cause,
    );
  }
}
