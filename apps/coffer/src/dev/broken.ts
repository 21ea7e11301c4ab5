import type { Bytes } from '@coffer/core/bytes';
import { brokenBundle } from '@coffer/offline/testing/broken/enclave';
import { measurementOfBundle } from '../daemon/enclave.ts';

/** The broken enclave of the story: a test build, built when it is needed and known to no daemon. */
export interface BrokenProgram {
  readonly bundle: Bytes;
  /** 32 bytes. */
  readonly measurement: Bytes;
}

let built: Promise<BrokenProgram> | undefined;

/** The broken program, built once. */
export function brokenProgram(): Promise<BrokenProgram> {
  built ??= brokenBundle().then(async (bundle) => ({
    bundle,
    measurement: await measurementOfBundle(bundle),
  }));
  return built;
}
