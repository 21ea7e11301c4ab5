import { CofferError } from '@coffer/core/error';

/** Stable codes of what keeps a development chain from being served. */
export type ServeCode =
  /** Something else listens there. */
  | 'REGTEST_PORT_TAKEN'
  /** It listens on loopback only. */
  | 'REGTEST_ADDRESS'
  /** An option makes no sense. */
  | 'REGTEST_OPTION'
  /** The file with its state is damaged, or is something else. It is left as it is. */
  | 'REGTEST_STATE_BROKEN'
  /** The file with its state cannot be read or written. */
  | 'REGTEST_STATE_UNREADABLE'
  /** The chain has become too long to be kept in a file. The file is left as it was. */
  | 'REGTEST_STATE_TOO_LARGE'
  /** Another server works on the same file. */
  | 'REGTEST_STATE_BUSY'
  /** The faucet does not have so much. */
  | 'REGTEST_FAUCET_EMPTY';

/** A development chain is not served, or its faucet does not pay. Nothing changed. */
export class ServeError extends CofferError<ServeCode> {}
