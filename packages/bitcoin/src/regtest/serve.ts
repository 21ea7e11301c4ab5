import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REGTEST } from '../chain/network.ts';
import { type Account, devAccounts, MAX_ACCOUNTS, minerAccount } from './accounts.ts';
import { Regtest } from './engine/regtest.ts';
import type { Dump } from './engine/types.ts';
import { ServeError } from './error.ts';
import { createFaucet } from './faucet.ts';
import { execute } from './rpc/execute.ts';
import { type Access, createRpcServer } from './rpc/http.ts';
import { openState, type StateFile } from './state.ts';

/** How a development chain is served. */
export interface ServeOptions {
  /** Bitcoin Core's port on regtest when absent; 0 for any free one. */
  readonly port?: number;
  /** Loopback: 127.0.0.1 when absent. */
  readonly host?: string;
  /** Who may call; user and password are `coffer` when absent, as everybody may know them. */
  readonly access?: Partial<Access>;
  /** File that the chain goes on from and is kept in. */
  readonly state?: string;
  /** Seconds between blocks that come by themselves; none come when absent. */
  readonly blockTime?: number;
  /** Mines one block for every transaction that is sent. */
  readonly automine?: boolean;
  /** How many accounts a new chain funds: 10 when absent. */
  readonly accounts?: number;
  /** The clock: Unix seconds. */
  readonly now?: () => number;
  /** Takes what should not have happened, and is not told to clients. */
  readonly report?: (error: unknown) => void;
}

/** A development chain that is served. */
export interface Served {
  readonly url: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly accounts: readonly Account[];
  /** Whether it goes on from a state file. */
  readonly resumed: boolean;
  readonly chain: Regtest;
  /** Resolves when a client has asked it to stop. */
  readonly asked: Promise<void>;
  /** Ends it; the state is kept. @throws ServeError `REGTEST_STATE_UNREADABLE` */
  close(): Promise<void>;
}

/** Bitcoin Core's port for RPC on regtest. */
export const DEFAULT_PORT = 18_443;
/** The user name and the password when none are chosen. */
export const DEFAULT_CREDENTIALS = 'coffer';
const DEFAULT_ACCOUNTS = 10;
/** Blocks until what a block makes can be spent. */
const MATURITY = 100;
/** Blocks whose reward the faucet can spend at once. */
const FAUCET_BLOCKS = 10;
/** Milliseconds between a change and its being kept. */
const SAVE_DELAY = 100;
/** Saving takes at most one part in so many of the time. */
const SAVE_SHARE = 10;
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/** A chain whose first blocks pay the accounts, on both of their addresses, and the miner; all of it can be spent. */
export function fundedChain(accounts: readonly Account[], miner: Uint8Array, now: () => number): Regtest {
  const chain = new Regtest({ now, network: REGTEST });
  for (const { segwitScript } of accounts) chain.mine(1, segwitScript);
  for (const { taprootScript } of accounts) chain.mine(1, taprootScript);
  chain.mine(FAUCET_BLOCKS + MATURITY, miner);
  return chain;
}

function check({ blockTime, accounts = DEFAULT_ACCOUNTS, host = '127.0.0.1', port = 0 }: ServeOptions): void {
  if (!LOOPBACK.test(host)) {
    throw new ServeError('REGTEST_ADDRESS', 'A development chain listens on loopback only.', {
      next: 'Give 127.0.0.1, or leave it out. From elsewhere, reach it through a tunnel such as ssh -L.',
    });
  }
  const wrong =
    !Number.isInteger(port) || port < 0 || port > 65_535
      ? 'A port is a number from 0 to 65535.'
      : !Number.isInteger(accounts) || accounts < 0 || accounts > MAX_ACCOUNTS
        ? `There can be 0 to ${MAX_ACCOUNTS} accounts.`
        : blockTime !== undefined && !(blockTime >= 0.1 && blockTime <= 86_400)
          ? 'The time between blocks is 0.1 to 86400 seconds.'
          : undefined;
  if (wrong !== undefined) throw new ServeError('REGTEST_OPTION', wrong);
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      reject(
        new ServeError(
          taken ? 'REGTEST_PORT_TAKEN' : 'REGTEST_ADDRESS',
          taken ? `Something listens on port ${port} already.` : `${host}:${port} cannot be listened on.`,
          { next: 'Stop it, or choose another port: --port N, 0 for any free one.', cause },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Keeps a chain in its file: soon after a change, and not more often than its size allows. */
function keeper(file: StateFile, dump: () => Dump, report: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  let rests = 0;
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const began = performance.now();
    file.save(dump());
    const ended = performance.now();
    rests = ended + SAVE_SHARE * (ended - began);
  };
  const saveLater = (): void => {
    try {
      save();
    } catch (error) {
      report(error);
    }
  };
  return {
    save,
    changed: (): void => {
      timer ??= setTimeout(saveLater, Math.max(SAVE_DELAY, rests - performance.now()));
    },
  };
}

/**
 * Serves a development chain: JSON-RPC on loopback.
 * @throws ServeError
 */
export async function serveRegtest(options: ServeOptions = {}): Promise<Served> {
  check(options);
  const {
    port: wanted = DEFAULT_PORT,
    host = '127.0.0.1',
    now = () => Math.floor(Date.now() / 1_000),
    report = () => undefined,
  } = options;
  const access: Access = {
    user: options.access?.user ?? DEFAULT_CREDENTIALS,
    password: options.access?.password ?? DEFAULT_CREDENTIALS,
    origins: options.access?.origins ?? [],
  };
  const accounts = devAccounts(options.accounts ?? DEFAULT_ACCOUNTS, REGTEST);
  const faucet = createFaucet(minerAccount(REGTEST));
  const file = options.state === undefined ? undefined : openState(options.state);
  try {
    const kept = file?.load(now);
    let chain = kept ?? fundedChain(accounts, faucet.script, now);
    const state = file === undefined ? undefined : keeper(file, () => chain.dump(), report);
    // A file that cannot be written is told now, not when the chain is stopped.
    state?.save();
    const changed = (): void => state?.changed();
    let unwatch = watch(chain, changed);
    const ending = new AbortController();
    const asked = Promise.withResolvers<void>();
    const started = now();
    const server = createRpcServer(
      access,
      (body, signal) => {
        const context = {
          get chain() {
            return chain;
          },
          faucet,
          accounts,
          changed,
          accepted: () => {
            if (options.automine === true) chain.mine(1, faucet.script);
          },
          replace: (other: Regtest) => {
            unwatch();
            chain = other;
            unwatch = watch(chain, changed);
            changed();
          },
          clock: now,
          started,
          stop: () => void setImmediate(asked.resolve),
          signal: AbortSignal.any([signal, ending.signal]),
        };
        return execute(body, context, report);
      },
      report,
    );
    const port = await listen(server, wanted, host);
    const mining =
      options.blockTime === undefined
        ? undefined
        : setInterval(() => {
            try {
              chain.mine(1, faucet.script);
            } catch (error) {
              report(error);
            }
          }, options.blockTime * 1_000);
    return {
      url: `http://${host === '::1' ? '[::1]' : host}:${port}`,
      port,
      user: access.user,
      password: access.password,
      accounts,
      resumed: kept !== undefined,
      get chain() {
        return chain;
      },
      asked: asked.promise,
      close: async () => {
        clearInterval(mining);
        ending.abort();
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        server.closeIdleConnections();
        // Answers that are on their way get out; clients that keep a connection do not keep us.
        setTimeout(() => server.closeAllConnections(), 1_000).unref();
        await closed;
        unwatch();
        try {
          state?.save();
        } finally {
          file?.release();
        }
      },
    };
  } catch (error) {
    file?.release();
    throw error;
  }
}

function watch(chain: Regtest, changed: () => void): () => void {
  const ends = [chain.onBlock(changed), chain.onTx(changed)];
  return () => {
    for (const end of ends) end();
  };
}
