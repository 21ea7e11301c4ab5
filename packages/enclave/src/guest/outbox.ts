import type { Bytes } from '@coffer/core/bytes';
import type { CofferError } from '@coffer/core/error';
import {
  CHUNK,
  encodeMessage,
  type GuestMessage,
  guestMessage,
  type PlatformRequest,
  platformRequest,
  toErrorFields,
} from '../channel/messages.ts';

/** What the shell must do, in order. */
export type GuestAction =
  /** Send this frame to the host. */
  | { readonly type: 'host'; readonly body: Bytes }
  /** Send this frame to the platform. */
  | { readonly type: 'platform'; readonly body: Bytes }
  /** End the process, after what was to be sent is sent. */
  | { readonly type: 'end'; readonly error: CofferError };

/** Collects what the guest core wants done, until the shell takes it. */
export class Outbox {
  #actions: GuestAction[] = [];

  /** Everything so far, once. */
  take(): GuestAction[] {
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }

  host(message: GuestMessage): void {
    this.#actions.push({ type: 'host', body: encodeMessage(guestMessage, message) });
  }

  platform(message: PlatformRequest): void {
    this.#actions.push({ type: 'platform', body: encodeMessage(platformRequest, message) });
  }

  /** Bytes larger than a frame; a message that completes them follows. */
  parts(bytes: Bytes): void {
    for (let offset = 0; offset < bytes.length; offset += CHUNK) {
      this.host({ type: 'part', body: bytes.subarray(offset, offset + CHUNK) });
    }
  }

  /** The answer to a request that was refused. */
  refuse(id: number, error: unknown): void {
    this.host({ type: 'refused', id, error: toErrorFields(error) });
  }

  /** A frame was refused that no answer belongs to. */
  complain(error: CofferError): void {
    this.host({ type: 'complaint', error: toErrorFields(error) });
  }

  end(error: CofferError): void {
    this.host({ type: 'fatal', error: toErrorFields(error) });
    this.#actions.push({ type: 'end', error });
  }
}
