import type { Bytes } from './bytes.ts';

/**
 * The step kernel (DESIGN §1.1): an enclave program is a pure state machine. No clock, randomness or IO inside; a
 * refused input throws a typed error and changes nothing.
 */

/** What the guest shell gives a program with every request. Recorded in the journal, so that a replay is exact. */
export interface StepContext {
  /** Seconds since 1970, bounded by the guest shell: never backwards, within the stated drift. */
  readonly time: number;
  /** 32 random bytes, drawn inside the enclave, fresh for every step. Derive what you need with `@coffer/crypto/derive`. */
  readonly seed: Bytes;
}

/** What a step wants done outside. Leaves the enclave only after the step's journal record is durable (output commit). */
export type Effect =
  /** The answer to the request. Exactly one per accepted request. */
  | { readonly type: 'reply'; readonly body: Bytes }
  /** Something for the host to deliver, such as a message to another enclave. Delivery is not guaranteed. */
  | { readonly type: 'send'; readonly to: string; readonly body: Bytes };

/** The outcome of a step. `state` is a new value; the old one stays valid. */
export interface Step<State> {
  readonly state: State;
  readonly effects: readonly Effect[];
  /** Set when the state did not change: the runtime then writes no journal record (a read). */
  readonly unchanged?: boolean;
}

/** What the runtime knows about this launch and tells the program at birth; all of it is covered by attestation. */
export interface Identity {
  /** SHA-256 over what runs (DESIGN §4). */
  readonly measurement: Bytes;
  /** Secret of the attestation key (secp256k1), born inside the enclave. */
  readonly attestationSecret: Bytes;
  /** Evidence for the attestation key, encoded (`@coffer/enclave/attestation/evidence`). */
  readonly evidence: Bytes;
  /** Strength of the rollback protection of this launch. */
  readonly counterClass: CounterClass;
}

/** Rollback protection (DESIGN §4). `software` is a test double: it protects from crashes, not from its owner. */
export type CounterClass = 'none' | 'software' | 'tpm' | 'peers' | 'ledger';

/** How this process's state came to be, told to the program by the guest shell before the first request. */
export type Launch =
  /** A new state. */
  | { readonly type: 'fresh' }
  /** Restored, and the counter proves that it is the newest. */
  | { readonly type: 'restored' }
  /** Restored without a counter: it may be old. SAFETY O8 limits what a program may then do. */
  | { readonly type: 'unproven' };

/**
 * An enclave program. Requests and replies are canonical bytes, so that journal, transport and simulator need not know
 * them. Implementations are pure and live in a rail's `enclave/` folder.
 */
export interface Program<State> {
  /** Stable name, part of the attestation certificate, such as `coffer.offline`. */
  readonly name: string;
  /** Version of the request format and of the replay semantics: records of another version are never replayed. */
  readonly abi: number;
  /** The first state. `config` is fixed for the life of the enclave and covered by its evidence. */
  readonly create: (config: Bytes, identity: Identity, context: StepContext) => State;
  /** Called once per launch before any request; journalled as a step. */
  readonly launched: (state: State, launch: Launch) => State;
  /** One request. @throws CofferError when refused: nothing has changed. */
  readonly step: (state: State, request: Bytes, context: StepContext) => Step<State>;
  /** Earliest time that the program has seen proved (newest trusted header), seconds: a floor for the guest's clock. */
  readonly provedTime: (state: State) => number;
  /**
   * Latest time, seconds, that this state makes credible. A step whose time is later than its own new state allows is
   * refused: otherwise one request under a wrong clock would raise the floor of time for good, and lock the enclave up.
   */
  readonly latestTime: (state: State) => number;
  /** The whole state, canonical. */
  readonly snapshot: (state: State) => Bytes;
  /** The inverse of `snapshot`. @throws CofferError when the bytes are not a snapshot. */
  readonly restore: (snapshot: Bytes) => State;
}
