import type { Socket } from 'node:net';
import type { Bytes } from '@coffer/core/bytes';
import { blob, decode, encode, oneOf, record, type Typed, text, variants } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { AppError } from '../config/error.ts';
import { plainLine } from '../config/plain.ts';

/**
 * Daemon to daemon: one connection carries one question and one answer, each a u32 length and canonical bytes. Who asks
 * need not be known: payments and answers are signed by enclaves, and a copy of either changes nothing.
 */

/** Longest frame, bytes: a payment with all its supports and certificates stays far below. */
export const MAX_FRAME = 1 << 18;
const LIMITS = { maxBytes: MAX_FRAME, maxDepth: 4, maxItems: 32 };

/** What a payer's daemon asks. */
export const questionCodec = variants({
  /** Here is a payment for you; again, if you know it: what is your answer? */
  payment: record({ protocol: oneOf('coffer/1'), message: blob(MAX_FRAME - 64) }),
});
/** What a payer's daemon asks. */
export type Question = Typed<typeof questionCodec>;

/** What a payee's daemon answers. */
export const responseCodec = variants({
  /** The enclave's signed answer. */
  answer: record({ answer: blob(4_096) }),
  /** Somebody has to look at it first: ask again later. */
  held: record({}),
  /** Not taken and not answered by the enclave. */
  refused: record({ code: text(64), message: text(600) }),
});
/** What a payee's daemon answers. */
export type Response = Typed<typeof responseCodec>;

function protocolError(message: string, cause?: unknown): AppError {
  return new AppError('PEER_PROTOCOL', message, {
    money: 'Nothing is lost: a payment stays in flight until its payee’s answer, and can be sent again.',
    cause,
  });
}

/** The frame of some bytes. @throws AppError `PEER_PROTOCOL` */
export function frame(body: Bytes): Bytes {
  if (body.length > MAX_FRAME) throw protocolError('The message is too long for a direct connection.');
  const out = Buffer.alloc(4 + body.length);
  out.writeUInt32BE(body.length);
  out.set(body, 4);
  return out;
}

/** Reads exactly one frame. @throws AppError `PEER_PROTOCOL` when it is too long, cut off or late */
export function readFrame(socket: Socket, timeout: number): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    let expected: number | undefined;
    const timer = setTimeout(() => finish(protocolError('The other side is too slow.')), timeout);
    const finish = (result: AppError | Bytes): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('error', onError).off('close', onClose);
      if (result instanceof AppError) reject(result);
      else resolve(result);
    };
    const onData = (part: Buffer): void => {
      parts.push(part);
      size += part.length;
      if (expected === undefined && size >= 4) {
        expected = Buffer.concat(parts).readUInt32BE(0);
        if (expected > MAX_FRAME) {
          finish(protocolError(`The other side announced ${expected} bytes; ${MAX_FRAME} are allowed.`));
          return;
        }
      }
      if (expected !== undefined && size > expected + 4)
        finish(protocolError('The other side sent more than one message.'));
      else if (expected !== undefined && size === expected + 4)
        finish(new Uint8Array(Buffer.concat(parts).subarray(4)));
    };
    const onError = (cause: Error): void => finish(protocolError('The connection broke.', cause));
    const onClose = (): void => finish(protocolError('The other side hung up.'));
    socket.on('data', onData).on('error', onError).on('close', onClose);
  });
}

/** Reads a question. @throws AppError `PEER_PROTOCOL` */
export function decodeQuestion(bytes: Bytes): Question {
  try {
    return decode(questionCodec, bytes, LIMITS);
  } catch (cause) {
    if (cause instanceof CofferError)
      throw protocolError('The other side does not speak this protocol.', cause);
    throw cause;
  }
}

/** Reads a response. Its words are made harmless for terminals. @throws AppError `PEER_PROTOCOL` */
export function decodeResponse(bytes: Bytes): Response {
  try {
    const response = decode(responseCodec, bytes, LIMITS);
    if (response.type !== 'refused') return response;
    return { type: 'refused', code: plainLine(response.code), message: plainLine(response.message) };
  } catch (cause) {
    if (cause instanceof CofferError)
      throw protocolError('The other side does not speak this protocol.', cause);
    throw cause;
  }
}

/** The bytes of a question. */
export function encodeQuestion(question: Question): Bytes {
  return encode(questionCodec, question);
}

/** The bytes of a response. */
export function encodeResponse(response: Response): Bytes {
  return encode(responseCodec, response);
}
