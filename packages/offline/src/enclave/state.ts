import { type Bytes, toHex } from '@coffer/core/bytes';
import {
  blob,
  bool,
  type Codec,
  count,
  decode,
  encode,
  fixed,
  list,
  oneOf,
  optional,
  record,
  type Typed,
  uint,
  variants,
} from '@coffer/core/codec';
import { OrderedMap } from '@coffer/core/ordered-map';
import { anchor } from '@coffer/ethereum/trust/trust';
import { accountCertificateCodec, CertificateMemo } from '../messages/certificate.ts';
import { answerCodec, paymentMessageCodec } from '../messages/message.ts';
import { networkCodec, networkId, vaultDomain } from '../messages/network.ts';
import {
  acceptedPaymentCodec,
  cancellationCodec,
  paymentDigest,
  withdrawalCodec,
} from '../messages/payment.ts';

/**
 * state_offchain of the paper (§IV-A), corrected by SAFETY: every unit is attributed to the chain balance or to one
 * incoming payment, and every debit remembers what it drew on.
 */

/** A sum that may be negative: what is left of the chain balance after somebody else's enclave was broken. */
const signed: Codec<bigint> = (() => {
  const shape = record({ negative: bool, magnitude: uint(128) });
  return {
    to: (value) => shape.to({ negative: value < 0n, magnitude: value < 0n ? -value : value }),
    from: (cbor, path) => {
      const { negative, magnitude } = shape.from(cbor, path);
      return negative ? -magnitude : magnitude;
    },
  };
})();

/** Part of a debit: from the chain balance (`source` absent) or from one incoming payment. */
const drawCodec = record({ source: optional(fixed(32)), amount: uint(88) });
/** What a debit drew on. */
export type Draw = Typed<typeof drawCodec>;

const incomingCodec = record({
  id: fixed(32),
  accepted: acceptedPaymentCodec,
  /** Every unsettled payment that funds it; what funds comes first. */
  closure: list(acceptedPaymentCodec, 16),
  /** Of its payer and of every account in `closure`. */
  certificates: list(accountCertificateCodec, 34),
  /** Hands that the coin has passed, this account's included. */
  hops: count(),
  /** Wei not passed on. */
  free: uint(88),
  /** Its serial was used on chain, and not shown to be by it: not spendable. */
  disputed: bool,
});
/** An acknowledged payment to this account that is not settled as far as proved. */
export type Incoming = Typed<typeof incomingCodec>;

const outgoingCodec = variants({
  payment: record({
    id: fixed(32),
    message: paymentMessageCodec,
    /** Of the payee: whoever settles may have to open its account. */
    payee: accountCertificateCodec,
    draws: list(drawCodec, 64),
    answer: optional(answerCodec),
    /**
     * in-flight: no answer booked. acknowledged: done. aborted: refused by the payee, money free again; kept until a
     * final header passes `settleBy`, because a broken payee may have signed both answers.
     */
    state: oneOf('in-flight', 'acknowledged', 'aborted'),
  }),
  withdrawal: record({
    id: fixed(32),
    withdrawal: withdrawalCodec,
    signature: fixed(64),
    draws: list(drawCodec, 64),
  }),
  /** The last entry of an account: draws on all of its chain balance. */
  cancellation: record({
    id: fixed(32),
    cancellation: cancellationCodec,
    signature: fixed(64),
    draws: list(drawCodec, 1),
  }),
});
/** A debit that the chain has neither shown settled nor shown void. */
export type Outgoing = Typed<typeof outgoingCodec>;

const answeredCodec = record({ answer: answerCodec, settleBy: count() });
/** The first and final answer to a payment (SAFETY O5). */
export type Answered = Typed<typeof answeredCodec>;

const accountCodec = record({ secret: fixed(32), certificate: accountCertificateCodec });

const vaultCodec = record({
  balance: uint(88),
  depositTotal: uint(88),
  received: count(),
  status: oneOf('absent', 'open', 'frozen', 'closed'),
  recovery: fixed(20),
  exitAt: count(),
});

/** Unsettled debits that the books keep at most. All bounds on lists of them follow from this one. */
export const MAX_ENTRIES = 4_096;
/** Answers that the books keep at most. */
export const MAX_ANSWERS = 1 << 16;
/** Rejections of one payer that the books keep at most. */
export const MAX_REJECTIONS_PER_PAYER = 64;
/** Supports and certificates of all unsettled payments together, at most: about 12 MB, so that everything fits one reply. */
export const MAX_LUGGAGE = 1 << 14;

const snapshotCodec = record({
  network: networkCodec,
  attestationSecret: fixed(32),
  evidence: blob(2_048),
  account: optional(accountCodec),
  anchor: optional(anchor),
  provedAt: count(),
  vault: vaultCodec,
  chainFree: signed,
  nextSerial: count(),
  steps: count(),
  incoming: list(incomingCodec, 1 << 13),
  outgoing: list(outgoingCodec, MAX_ENTRIES),
  answers: list(record({ key: blob(80), answered: answeredCodec }), MAX_ANSWERS),
  revokedKeys: list(fixed(20), 1 << 12),
  revokedMeasurements: list(fixed(32), 1 << 10),
  unproven: bool,
});
type Snapshot = Typed<typeof snapshotCodec>;

/** The whole state of the offline program. Immutable: every step makes a new one. */
export interface OfflineState extends Omit<Snapshot, 'incoming' | 'outgoing' | 'answers' | 'network'> {
  readonly network: Typed<typeof networkCodec>;
  /** `networkId(network)`. */
  readonly networkId: Bytes;
  /** `vaultDomain(network)`. */
  readonly domain: Bytes;
  /** By payment digest, as hex. Its weight is its luggage. */
  readonly incoming: OrderedMap<string, Incoming>;
  /** By serial. Its weight is its luggage. */
  readonly outgoing: OrderedMap<number, Outgoing>;
  /** By payer and serial. */
  readonly answers: OrderedMap<string, Answered>;
  /** How many of `answers` are rejections, by payer as hex: counted, so that no payment has to look at all answers. */
  readonly rejections: OrderedMap<string, number>;
  /** Certificates that need not be verified again. Mutable and shared by all states of one process: no result depends on it. */
  readonly certified: CertificateMemo;
}

/** What one entry of the books adds to {@link MAX_LUGGAGE}. */
export function weigh(supports: readonly unknown[], certificates: readonly unknown[]): number {
  return 1 + supports.length + certificates.length;
}

/** Incoming payments, in the order in which they came. */
export function incomingBook(entries: Iterable<Incoming> = []): OrderedMap<string, Incoming> {
  const keyed = Array.from(entries, (entry) => [toHex(entry.id), entry] as const);
  return OrderedMap.of(keyed, ({ closure, certificates }) => weigh(closure, certificates));
}

/** Debits, in the order in which they were made. */
export function outgoingBook(entries: Iterable<Outgoing> = []): OrderedMap<number, Outgoing> {
  const keyed = Array.from(entries, (entry) => [outgoingFacts(entry).serial, entry] as const);
  return OrderedMap.of(keyed, (entry) =>
    entry.type === 'payment' ? weigh(entry.message.supports, entry.message.certificates) : 0,
  );
}

/** What an account begins with, and what is left of it when its key is deleted. */
export const EMPTY_BOOKS = {
  account: undefined,
  provedAt: 0,
  vault: {
    balance: 0n,
    depositTotal: 0n,
    received: 0,
    status: 'absent',
    recovery: new Uint8Array(20),
    exitAt: 0,
  },
  chainFree: 0n,
  nextSerial: 0,
  incoming: incomingBook(),
  outgoing: outgoingBook(),
  answers: OrderedMap.of<string, Answered>(),
  rejections: OrderedMap.of<string, number>(),
} as const satisfies Partial<OfflineState>;

/** Key of {@link OfflineState.answers}. */
export function answerKey(payer: Bytes, serial: number): string {
  return `${toHex(payer)}/${serial}`;
}

/** The serial, deadline, amount in wei and id of a debit. */
export function outgoingFacts(entry: Outgoing): {
  serial: number;
  settleBy: number;
  amount: bigint;
  id: Bytes;
} {
  if (entry.type === 'cancellation') {
    const { serial, settleBy } = entry.cancellation;
    return {
      serial,
      settleBy,
      amount: entry.draws.reduce((sum, draw) => sum + draw.amount, 0n),
      id: entry.id,
    };
  }
  const signed = entry.type === 'payment' ? entry.message.payment : entry.withdrawal;
  return { serial: signed.serial, settleBy: signed.settleBy, amount: signed.amount, id: entry.id };
}

/** Rejections by payer. */
export function countRejections(answers: OrderedMap<string, Answered>): OrderedMap<string, number> {
  let counts = OrderedMap.of<string, number>();
  answers.forEach(({ answer }, key) => {
    if (answer.status !== 'rejected') return;
    const payer = key.slice(0, key.indexOf('/'));
    counts = counts.with(payer, (counts.get(payer) ?? 0) + 1);
  });
  return counts;
}

/** Adds what follows from the rest. */
export function withDerived(
  state: Omit<OfflineState, 'networkId' | 'domain' | 'rejections' | 'certified'>,
): OfflineState {
  return {
    ...state,
    networkId: networkId(state.network),
    domain: vaultDomain(state.network),
    rejections: countRejections(state.answers),
    certified: new CertificateMemo(),
  };
}

const SNAPSHOT_LIMITS = { maxBytes: 256 << 20, maxDepth: 16, maxItems: 1 << 24 };

/** Canonical bytes of the whole state. */
export function snapshot(state: OfflineState): Bytes {
  return encode(snapshotCodec as Codec<Snapshot>, {
    ...state,
    incoming: [...state.incoming.values()],
    outgoing: [...state.outgoing.values()],
    answers: [...state.answers].map(([key, answered]) => ({ key: new TextEncoder().encode(key), answered })),
  });
}

/** The inverse of {@link snapshot}. @throws CodecError */
export function restore(bytes: Bytes): OfflineState {
  const read = decode(snapshotCodec as Codec<Snapshot>, bytes, SNAPSHOT_LIMITS);
  return withDerived({
    ...read,
    incoming: incomingBook(read.incoming),
    outgoing: outgoingBook(read.outgoing),
    answers: OrderedMap.of(
      read.answers.map(({ key, answered }) => [new TextDecoder().decode(key), answered] as const),
    ),
  });
}

/** The digest by which a payment is known under this state's network. */
export function digestOf(state: OfflineState, payment: Parameters<typeof paymentDigest>[1]): Bytes {
  return paymentDigest(state.domain, payment);
}
