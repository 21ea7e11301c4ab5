import type { Wei } from '@coffer/core/amount';
import { blob, fixed, record, type Typed, uint, variants } from '@coffer/core/codec';
import { accountCertificateCodec } from '../../messages/certificate.ts';
import { answerCodec, paymentMessageCodec } from '../../messages/message.ts';

/** What the broken enclave (`program.ts`) understands besides the requests of the offline rail. */
export const brokenRequestCodec = variants({
  /** The whole state, which is the paper's `leakState` (§V: the transparent enclave), without the attestation secret. */
  leakState: record({}),
  /** Signs one more payment with the serial of the last one, and debits nothing. */
  repeatSerial: record({ amount: uint<Wei>(88), payee: accountCertificateCodec }),
  /** Takes a payment and signs both answers to it. */
  answerBoth: record({ message: paymentMessageCodec }),
});
/** A request to the broken enclave. */
export type BrokenRequest = Typed<typeof brokenRequestCodec>;

/** What it answers. */
export const brokenReplyCodec = variants({
  /** A snapshot (`restore` of `enclave/state.ts` reads it). */
  leaked: record({ state: blob(8 << 20) }),
  repeated: record({ id: fixed(32), message: paymentMessageCodec }),
  answers: record({ acknowledgement: answerCodec, rejection: answerCodec }),
});
/** A reply of the broken enclave. */
export type BrokenReply = Typed<typeof brokenReplyCodec>;

/** Bounds on both. */
export const BROKEN_LIMITS = { maxBytes: 10 << 20, maxDepth: 12, maxItems: 1 << 18 } as const;
