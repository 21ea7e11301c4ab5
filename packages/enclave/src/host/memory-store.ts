import { type Bytes, concat } from '@coffer/core/bytes';
import type { Store, Stored } from './store.ts';

/** A {@link Store} in memory, for tests and simulations, which may look at and change what it holds. */
export interface MemoryStore extends Store {
  snapshotBytes: Bytes | undefined;
  journalBytes: Bytes;
}

/** An empty store for this instance. @param instance 32 bytes */
export function memoryStore(instance: Bytes): MemoryStore {
  const store: MemoryStore = {
    instance,
    snapshotBytes: undefined,
    journalBytes: new Uint8Array(0),
    read: async (): Promise<Stored> => ({ snapshot: store.snapshotBytes, journal: store.journalBytes }),
    append: async (offset, bytes) => {
      store.journalBytes = concat(store.journalBytes.subarray(0, offset), bytes);
    },
    snapshot: async (_seq, bytes) => {
      store.snapshotBytes = concat(bytes);
      store.journalBytes = new Uint8Array(0);
    },
    close: async () => {},
  };
  return store;
}
