import { CofferError } from '@coffer/core/error';

/** Stable codes of the command line, the configuration and the daemon. Exit codes: `cli/exit.ts`. */
export type AppCode =
  // what was typed or configured
  | 'USAGE'
  | 'CONFIG_INVALID'
  | 'CONFIG_UNREADABLE'
  | 'NAME_INVALID'
  | 'ADDRESS_CHECKSUM'
  | 'ANSWER_NEEDED'
  | 'FILE_UNREADABLE'
  | 'FILE_EXISTS'
  | 'OUTPUT_FAILED'
  // networks
  | 'NETWORK_UNKNOWN'
  | 'NETWORK_RESET'
  | 'NETWORK_BUSY'
  | 'NETWORK_OUTDATED'
  | 'CHILD_DIED'
  // daemons
  | 'DAEMON_NOT_RUNNING'
  | 'DAEMON_FAILED'
  | 'DAEMON_TIMEOUT'
  | 'WALLET_BUSY'
  | 'SOCKET_PATH'
  // the daemon's HTTP interface
  | 'REQUEST_INVALID'
  | 'ROUTE_UNKNOWN'
  | 'IDEMPOTENCY_KEY_MISSING'
  | 'REPLY_INVALID'
  | 'INTERNAL'
  // daemon to daemon
  | 'PEER_UNREACHABLE'
  | 'PEER_PROTOCOL'
  | 'PEER_BUSY'
  | 'ENDPOINT_INVALID'
  | 'LISTEN_NOT_LOCAL'
  | 'HELD_FULL'
  // story
  | 'STORY_FAILED'
  | 'ATTESTATION_REFUSED';

/** An error of the application around the rails. */
export class AppError extends CofferError<AppCode> {}
