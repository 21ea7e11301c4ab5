import type { Duplex } from 'node:stream';
import type { Bytes } from '@coffer/core/bytes';
import type { CounterClass } from '@coffer/core/program';
import type { PlatformKind } from '../attestation/certificates.ts';

/**
 * Who starts enclaves, measures them and vouches for them. A bundle never reports on itself. Backends run
 * `platformCompliance` in their tests.
 */
export interface Platform {
  readonly kind: PlatformKind;
  /** Starts an enclave from these bytes. @throws EnclaveError `PLATFORM_FAILED`, `LAUNCH_FAILED` */
  readonly launch: (request: LaunchRequest) => Promise<RunningEnclave>;
}

/** What a platform needs to start an enclave. */
export interface LaunchRequest {
  /** The program, as it will be measured and run. */
  readonly bundle: Bytes;
  /** 32-byte id of the instance: seals and counter belong to it. */
  readonly instance: Bytes;
  readonly counter: CounterClass;
}

/** An enclave that a platform has started. It ends when its channel is closed, and the other way round. */
export interface RunningEnclave {
  /** Frames to and from the guest. Say nothing before the guest's first frame. */
  readonly channel: Duplex;
  /** 32 bytes. */
  readonly measurement: Bytes;
  readonly layers: readonly Layer[];
  /** Process id of the enclave, or of the sandbox around it. */
  readonly pid: number;
  /** Resolves when the process is gone. */
  readonly exited: Promise<EnclaveExit>;
  /** Ends it at once. Idempotent. */
  readonly kill: () => void;
}

/** One wall around an enclave, and whether it stands on this machine. */
export interface Layer {
  readonly name: string;
  readonly on: boolean;
  /** What it stops, or why it is off. For people. */
  readonly stops: string;
}

/** How an enclave's process ended. */
export interface EnclaveExit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** The last words on its error stream, shortened. For people. */
  readonly words: string;
}
