import { CofferError } from '@coffer/core/error';

/** Stable codes of what is carried by codes on a screen. */
export type UrCode =
  /** Not a part of a message, or a damaged one. */
  | 'UR_INVALID'
  /** Parts of different messages together. */
  | 'UR_MIXED'
  /** Parts are missing; more of any are needed. */
  | 'UR_INCOMPLETE'
  /** Larger than anything that Coffer sends. */
  | 'UR_TOO_LARGE'
  /** Not a picture that can be read here. */
  | 'PNG_UNREADABLE'
  /** No code was found in a picture. */
  | 'QR_NOT_FOUND';

/** What was scanned or read from a picture cannot be used. Nothing was asked of the enclave. */
export class UrError extends CofferError<UrCode> {}
