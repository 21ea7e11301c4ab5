import type { Bytes } from '@coffer/core/bytes';

/**
 * A monotonic counter that remembers which entry of a journal it counted (DESIGN §4). It holds a number and the chain's
 * head, not a number alone: an entry that a second instance wrote and withheld carries the right number too, and could
 * replace one whose answers have left. Backends run `counterCompliance` in their tests.
 */
export interface Counter {
  /** The present count and head: zero and 32 zero bytes before the first advance. Nothing takes back what was read. */
  readonly read: () => Promise<CounterState>;
  /**
   * Moves from head `from` to head `to` and counts one more, at once. No crash of any process takes it back; of a test
   * double, a power failure may take back the newest step.
   * @returns the new count, or `undefined` when the head is not `from`: nothing has changed then
   */
  readonly advance: (from: Bytes, to: Bytes) => Promise<number | undefined>;
}

/** What a counter holds. */
export interface CounterState {
  readonly value: number;
  /** 32 bytes. */
  readonly head: Bytes;
}
