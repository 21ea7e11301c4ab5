import type { Bytes } from '@coffer/core/bytes';

/**
 * Where a host keeps an enclave's sealed files. The guest decides what is written where and what is valid; a store only
 * has to make it durable. Backends run `storeCompliance` in their tests.
 */
export interface Store {
  /** 32-byte id of the instance, chosen at random when the store was made. Seals and counter belong to it. */
  readonly instance: Bytes;
  /**
   * The newest snapshot that is complete, and the journal that follows it, torn end included.
   * @throws EnclaveError `STORE_BROKEN`
   */
  readonly read: () => Promise<Stored>;
  /** Cuts the journal at `offset`, writes `bytes` there, and resolves when they are durable. */
  readonly append: (offset: number, bytes: Bytes) => Promise<void>;
  /**
   * Replaces snapshot and journal by this snapshot and an empty journal, durably and at once: after a crash at any
   * moment, `read` gives either the old pair or the new one.
   */
  readonly snapshot: (seq: number, bytes: Bytes) => Promise<void>;
  /** Gives the lock back. Idempotent. */
  readonly close: () => Promise<void>;
}

/** What a store holds. */
export interface Stored {
  readonly snapshot: Bytes | undefined;
  readonly journal: Bytes;
}
