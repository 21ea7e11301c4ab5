import type { CofferError } from '@coffer/core/error';

/** Exit codes: part of the interface, listed by `coffer --help`. */
export const EXIT = {
  ok: 0,
  /** Refused or failed; the error says what happened to the money. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** The chain cannot be reached: what needs it waits, offline payments go on. */
  chain: 3,
  /** The wallet's daemon cannot be reached or started. */
  daemon: 4,
  /** The network is unknown, was reset or is another one. */
  network: 5,
  /** Interrupted by a signal. */
  interrupted: 130,
} as const;

/** What each exit code means, for help texts. */
export const EXIT_TEXT = `Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 chain not reachable,
4 wallet daemon not reachable, 5 network unknown or reset, 130 interrupted.`;

const BY_CODE: Readonly<Record<string, number>> = {
  USAGE: EXIT.usage,
  ANSWER_NEEDED: EXIT.usage,
  CONFIG_INVALID: EXIT.usage,
  CONFIG_UNREADABLE: EXIT.usage,
  NAME_INVALID: EXIT.usage,
  ADDRESS_CHECKSUM: EXIT.usage,
  FILE_UNREADABLE: EXIT.usage,
  FILE_EXISTS: EXIT.usage,
  AMOUNT_SYNTAX: EXIT.usage,
  AMOUNT_RANGE: EXIT.usage,
  LISTEN_NOT_LOCAL: EXIT.usage,
  REGTEST_ADDRESS: EXIT.usage,
  REGTEST_OPTION: EXIT.usage,
  REGTEST_STATE_UNREADABLE: EXIT.usage,
  CHAIN_UNREACHABLE: EXIT.chain,
  DAEMON_NOT_RUNNING: EXIT.daemon,
  DAEMON_FAILED: EXIT.daemon,
  DAEMON_TIMEOUT: EXIT.daemon,
  WALLET_BUSY: EXIT.daemon,
  NETWORK_UNKNOWN: EXIT.network,
  NETWORK_RESET: EXIT.network,
  NETWORK_OUTDATED: EXIT.network,
};

/** The exit code of an error. */
export function exitCode(error: CofferError): number {
  return BY_CODE[error.code] ?? EXIT.failed;
}
