import { CofferError } from '@coffer/core/error';

/** Stable codes of what the development chain refuses. */
export type RegtestCode =
  /** No block of that id is known. */
  | 'REGTEST_UNKNOWN_BLOCK'
  /** A transaction or a block breaks a rule; `reason` says which. */
  | 'REGTEST_REJECTED'
  /** A transaction spends what is not there, or was spent. */
  | 'REGTEST_MISSING_INPUTS'
  /** A transaction is in a block already, with unspent outputs. */
  | 'REGTEST_ALREADY_CONFIRMED'
  /** A transaction pays a higher fee rate than its sender allows. */
  | 'REGTEST_FEE_TOO_HIGH'
  /** A dumped state is not one. */
  | 'REGTEST_DUMP_INVALID'
  /** An argument is out of range. */
  | 'REGTEST_ARGUMENT';

/** The development chain refuses. Nothing changed. */
export class RegtestError extends CofferError<RegtestCode> {}

/** The error numbers of Bitcoin Core's RPC that a refused transaction is reported with. */
export type RejectNumber = -25 | -26 | -27;

const NUMBERS: Partial<Record<RegtestCode, RejectNumber>> = {
  REGTEST_MISSING_INPUTS: -25,
  REGTEST_FEE_TOO_HIGH: -25,
  REGTEST_ALREADY_CONFIRMED: -27,
};

/** A transaction or a mined block breaks a rule of consensus or policy. Nothing changed. */
export class RegtestReject extends RegtestError {
  /** Bitcoin Core's reject reason, such as `txn-mempool-conflict`: part of the API. */
  readonly reason: string;
  /** What Bitcoin Core adds in its log and, after a comma, in RPC errors. Empty when there is nothing. */
  readonly debug: string;

  constructor(
    reason: string,
    debug = '',
    code: Extract<
      RegtestCode,
      'REGTEST_REJECTED' | 'REGTEST_MISSING_INPUTS' | 'REGTEST_ALREADY_CONFIRMED' | 'REGTEST_FEE_TOO_HIGH'
    > = 'REGTEST_REJECTED',
  ) {
    super(code, debug === '' ? `Refused: ${reason}.` : `Refused: ${reason}, ${debug}.`, {
      details: { reason },
    });
    this.reason = reason;
    this.debug = debug;
  }

  /** The number that Bitcoin Core's `sendrawtransaction` answers this with. */
  get number(): RejectNumber {
    return NUMBERS[this.code] ?? -26;
  }
}
