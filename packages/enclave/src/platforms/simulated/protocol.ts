import {
  blob,
  bool,
  count,
  fixed,
  list,
  optional,
  record,
  type Typed,
  text,
  variants,
} from '@coffer/core/codec';
import { CHUNK, counterClass, errorFields } from '../../channel/messages.ts';

/** What host and platform process say to each other over the platform's Unix socket. One connection per enclave. */

/** Host to platform. */
export const controlRequest = variants({
  /** Makes this connection the channel of the enclave that a `launch` with the same token starts. */
  attach: record({ token: fixed(32) }),
  /** The next piece of a bundle. */
  bundle: record({ body: blob(CHUNK) }),
  launch: record({ token: fixed(32), instance: fixed(32), counter: counterClass }),
  /** End the enclave of this connection. Closing the connection does the same, but tells nobody how it ended. */
  kill: record({}),
  /** What would run: measure the bundle, start nothing. */
  measure: record({}),
});
/** See {@link controlRequest}. */
export type ControlRequest = Typed<typeof controlRequest>;

/** A layer as it crosses the socket. */
export const layer = record({ name: text(64), on: bool, stops: text(512) });

/** Platform to host. */
export const controlMessage = variants({
  attached: record({}),
  measured: record({ measurement: fixed(32), node: fixed(32) }),
  launched: record({ measurement: fixed(32), pid: count(), layers: list(layer, 32) }),
  failed: record({ error: errorFields }),
  exited: record({ code: optional(count()), signal: optional(text(32)), words: text(4096) }),
});
/** See {@link controlMessage}. */
export type ControlMessage = Typed<typeof controlMessage>;
