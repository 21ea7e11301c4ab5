import { fileURLToPath } from 'node:url';
import type { Wei } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { buildBundle } from '@coffer/enclave/host/bundle';
import { type OfflineState, restore } from '../../enclave/state.ts';
import type { EnclavePort } from '../../host/enclave.ts';
import type { AccountCertificate } from '../../messages/certificate.ts';
import type { Answer, PaymentMessage } from '../../messages/message.ts';
import {
  BROKEN_LIMITS,
  type BrokenReply,
  type BrokenRequest,
  brokenReplyCodec,
  brokenRequestCodec,
} from './messages.ts';

/** For hosts of the broken enclave: building it, and asking of it what an honest enclave does not know. */

/**
 * The broken enclave's bundle, built now. Launch it as the published one; its measurement (`platform.measure`) must be among
 * those of the network and of the registry, which stands for an attacker who broke an enclave that they admit.
 */
export function brokenBundle(): Promise<Bytes> {
  return buildBundle(fileURLToPath(new URL('bundle.ts', import.meta.url)));
}

async function ask<T extends BrokenReply['type']>(
  enclave: EnclavePort,
  request: BrokenRequest,
  expected: T,
): Promise<Extract<BrokenReply, { type: T }>> {
  const bytes = await enclave.request(encode(brokenRequestCodec as Codec<BrokenRequest>, request));
  const reply = decode(brokenReplyCodec as Codec<BrokenReply>, bytes, BROKEN_LIMITS);
  if (reply.type !== expected) throw new Error(`expected ${expected}, got ${reply.type}`);
  return reply as Extract<BrokenReply, { type: T }>;
}

/** Everything that the enclave knows, without the secret of its attestation key. */
export async function leakedState(enclave: EnclavePort): Promise<OfflineState> {
  return restore((await ask(enclave, { type: 'leakState' }, 'leaked')).state);
}

/** A second payment with the serial of the last one; nothing is debited. */
export async function repeatSerial(
  enclave: EnclavePort,
  { amount, payee }: { readonly amount: Wei; readonly payee: AccountCertificate },
): Promise<{ readonly id: Bytes; readonly message: PaymentMessage }> {
  return ask(enclave, { type: 'repeatSerial', amount, payee }, 'repeated');
}

/** Takes a payment, and signs both answers to it. */
export async function answerBoth(
  enclave: EnclavePort,
  message: PaymentMessage,
): Promise<{ readonly acknowledgement: Answer; readonly rejection: Answer }> {
  return ask(enclave, { type: 'answerBoth', message }, 'answers');
}
