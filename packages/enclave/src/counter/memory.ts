import { type Bytes, equal } from '@coffer/core/bytes';
import type { Counter } from './counter.ts';

/** A {@link Counter} in memory, for tests and simulations. */
export function memoryCounter(): Counter {
  let value = 0;
  let head: Bytes = new Uint8Array(32);
  return {
    read: async () => ({ value, head }),
    advance: async (from, to) => {
      if (!equal(from, head)) return undefined;
      head = to;
      value += 1;
      return value;
    },
  };
}
