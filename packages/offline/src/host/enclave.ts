import type { Bytes } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { REQUEST_LIMITS, type Reply, type Request, replyCodec, requestCodec } from '../messages/command.ts';
import { WalletError } from './error.ts';

/** The wallet's enclave, as `launchEnclave` of `@coffer/enclave/host` gives it. */
export interface EnclavePort {
  /** @throws CofferError what the enclave refused with */
  readonly request: (body: Bytes) => Promise<Bytes>;
}

type ReplyOf<T extends Reply['type']> = Extract<Reply, { readonly type: T }>;

/** Asks the enclave and demands the kind of reply that belongs to the request. @throws WalletError `ENCLAVE_ANSWER` */
export async function ask<T extends Reply['type']>(
  enclave: EnclavePort,
  request: Request,
  expected: T,
): Promise<ReplyOf<T>> {
  const bytes = await enclave.request(encode(requestCodec as Codec<Request>, request));
  let reply: Reply;
  try {
    reply = decode(replyCodec as Codec<Reply>, bytes, REQUEST_LIMITS);
  } catch (cause) {
    if (cause instanceof CofferError) throw unexpected('cannot be read', cause);
    throw cause;
  }
  if (reply.type !== expected) throw unexpected(`is “${reply.type}”, not “${expected}”`);
  return reply as ReplyOf<T>;
}

function unexpected(what: string, cause?: unknown): WalletError {
  return new WalletError('ENCLAVE_ANSWER', `The enclave’s answer ${what}.`, {
    money: 'The enclave has booked what it has booked; its status shows it.',
    next: 'Check that wallet and enclave are of the same version, then look at: coffer offline activity',
    cause,
  });
}
