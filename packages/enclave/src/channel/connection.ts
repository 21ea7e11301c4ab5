import type { Duplex } from 'node:stream';
import type { Bytes } from '@coffer/core/bytes';
import type { Codec } from '@coffer/core/codec';
import { isCofferError } from '@coffer/core/error';
import { EnclaveError } from '../errors.ts';
import { FrameReader, frame } from './frames.ts';
import { decodeMessage, encodeMessage } from './messages.ts';

/** Typed messages over a stream, for the processes outside an enclave. */

/** One side of a stream of messages. */
export interface Connection<Out> {
  readonly send: (message: Out) => void;
  /** Stops reading and gives the stream to somebody else. Nothing of it may be in flight. */
  readonly detach: () => void;
  readonly destroy: () => void;
}

/** What becomes of the stream. */
export interface ConnectionEvents<In> {
  readonly message: (message: In) => void;
  /** After the messages of one read. */
  readonly turn?: () => void;
  /** Once, at the end of the stream; with the error that broke it. */
  readonly closed: (error: EnclaveError | undefined) => void;
}

/** Speaks messages over a stream. Whatever is not a message ends the connection with a typed error. */
export function connect<In, Out>(
  stream: Duplex,
  incoming: Codec<In>,
  outgoing: Codec<Out>,
  events: ConnectionEvents<In>,
): Connection<Out> {
  const reader = new FrameReader();
  let open = true;
  const close = (error?: EnclaveError): void => {
    if (!open) return;
    open = false;
    stream.destroy();
    events.closed(error);
  };
  const broken = (why: string, cause?: unknown): void =>
    close(
      new EnclaveError('FRAME_STREAM_BROKEN', `The other process does not keep to the protocol. ${why}`, {
        cause,
      }),
    );
  const onData = (chunk: Bytes): void => {
    for (const event of reader.push(chunk)) {
      if (!open) return;
      if (event.type === 'refused') {
        broken(event.error.message, event.error);
        return;
      }
      let message: In;
      try {
        message = decodeMessage(incoming, event.body);
      } catch (cause) {
        broken(isCofferError(cause) ? cause.message : '', cause);
        return;
      }
      events.message(message);
    }
    if (open) events.turn?.();
  };
  const onEnd = (): void => close();
  const onError = (cause: unknown): void =>
    close(new EnclaveError('FRAME_STREAM_BROKEN', 'The connection to the other process broke.', { cause }));
  stream.on('data', onData);
  stream.on('end', onEnd);
  stream.on('close', onEnd);
  stream.on('error', onError);
  stream.resume();
  let corked = false;
  return {
    send: (message) => {
      if (!open || stream.destroyed) return;
      if (!corked) {
        corked = true;
        stream.cork();
        queueMicrotask(() => {
          corked = false;
          stream.uncork();
        });
      }
      stream.write(frame(encodeMessage(outgoing, message)));
    },
    detach: () => {
      open = false;
      stream.pause();
      stream.off('data', onData);
      stream.off('end', onEnd);
      stream.off('close', onEnd);
      stream.off('error', onError);
    },
    destroy: () => close(),
  };
}
