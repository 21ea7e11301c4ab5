import type { Bytes } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { isCofferError } from '@coffer/core/error';
import type { Program, Step, StepContext } from '@coffer/core/program';
import { sign } from '@coffer/crypto/secp256k1';
import { accountOf } from '../../enclave/guard.ts';
import { offlineProgram } from '../../enclave/program.ts';
import { type OfflineState, snapshot } from '../../enclave/state.ts';
import {
  REQUEST_LIMITS,
  type Reply,
  type Request,
  replyCodec,
  requestCodec,
} from '../../messages/command.ts';
import type { Answer } from '../../messages/message.ts';
import { acknowledgementDigest, rejectionDigest } from '../../messages/payment.ts';
import {
  BROKEN_LIMITS,
  type BrokenReply,
  type BrokenRequest,
  brokenReplyCodec,
  brokenRequestCodec,
} from './messages.ts';

/**
 * An enclave that somebody has broken: the offline rail's program, which also leaks its state and signs what the program never
 * signs. For tests, the simulator and the demo, as another bundle with another measurement: no network admits it that was not
 * made to show how it is caught. None of this is in the published bundle.
 */

function asked(body: Bytes): BrokenRequest | undefined {
  try {
    return decode(brokenRequestCodec as Codec<BrokenRequest>, body, REQUEST_LIMITS);
  } catch (error) {
    if (isCofferError(error)) return undefined;
    throw error;
  }
}

/** What the honest program makes of a request. */
function honest(
  state: OfflineState,
  request: Request,
  context: StepContext,
): { state: OfflineState; reply: Reply } {
  const step = offlineProgram.step(state, encode(requestCodec as Codec<Request>, request), context);
  const [effect] = step.effects;
  return { state: step.state, reply: decode(replyCodec as Codec<Reply>, effect!.body, BROKEN_LIMITS) };
}

function perform(
  state: OfflineState,
  request: BrokenRequest,
  context: StepContext,
): { state: OfflineState; reply: BrokenReply } {
  switch (request.type) {
    case 'leakState':
      return {
        state,
        reply: { type: 'leaked', state: snapshot({ ...state, attestationSecret: new Uint8Array(32) }) },
      };
    case 'repeatSerial': {
      const before = {
        ...state,
        nextSerial: Math.max(0, state.nextSerial - 1),
        chainFree: state.chainFree + request.amount,
      };
      const { amount, payee } = request;
      const { reply } = honest(before, { type: 'transfer', amount, payee }, context);
      if (reply.type !== 'payment') throw new Error(`a transfer was answered by “${reply.type}”`);
      return { state, reply: { type: 'repeated', id: reply.id, message: reply.message } };
    }
    case 'answerBoth': {
      const received = honest(state, { type: 'receive', message: request.message }, context);
      if (received.reply.type !== 'answer')
        throw new Error(`a payment was answered by “${received.reply.type}”`);
      const { payment } = received.reply.answer;
      const { secret } = accountOf(state);
      const acknowledgement: Answer = {
        status: 'acknowledged',
        payment,
        signature: sign(secret, acknowledgementDigest(state.domain, payment)),
        reason: 'none',
      };
      const rejection: Answer = {
        status: 'rejected',
        payment,
        signature: sign(secret, rejectionDigest(state.domain, payment)),
        reason: 'refused',
      };
      return { state: received.state, reply: { type: 'answers', acknowledgement, rejection } };
    }
  }
}

function step(state: OfflineState, body: Bytes, context: StepContext): Step<OfflineState> {
  const request = asked(body);
  if (request === undefined) return offlineProgram.step(state, body, context);
  const outcome = perform(state, request, context);
  const effects = [
    { type: 'reply', body: encode(brokenReplyCodec as Codec<BrokenReply>, outcome.reply) },
  ] as const;
  return outcome.state === state ? { state, effects, unchanged: true } : { state: outcome.state, effects };
}

/** The broken enclave's program. Everything that an honest wallet asks of it is answered as by `offlineProgram`. */
export const brokenProgram: Program<OfflineState> = { ...offlineProgram, step };
