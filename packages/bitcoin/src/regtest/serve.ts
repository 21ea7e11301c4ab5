import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REGTEST } from '../chain/network.ts';
import { type Account, devAccounts, MAX_ACCOUNTS, minerAccount } from './accounts.ts';
import { Regtest } from './engine/regtest.ts';
import { ServeError } from './error.ts';
import { createFaucet } from './faucet.ts';
import { createKeeper } from './keeper.ts';
import { execute } from './rpc/execute.ts';
import { type Access, createRpcServer } from './rpc/http.ts';
import { openState } from './state.ts';

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
  /** Ends it; the state is kept. @throws ServeError `REGTEST_STATE_UNREADABLE`, `REGTEST_STATE_TOO_LARGE` */
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

/** The chain that is served: another one may take its place. */
interface Holder {
  readonly chain: Regtest;
  replace(other: Regtest): void;
  /** Nothing is told any more. */
  end(): void;
}

function hold(first: Regtest, changed: () => void): Holder {
  const watch = (chain: Regtest) => [chain.onBlock(changed), chain.onTx(changed)];
  let chain = first;
  let watching = watch(chain);
  const end = (): void => {
    for (const stop of watching) stop();
  };
  return {
    get chain() {
      return chain;
    },
    replace: (other) => {
      end();
      chain = other;
      watching = watch(chain);
      changed();
    },
    end,
  };
}

/** Ends a server: answers that are on their way get out, clients that only keep a connection do not keep us. */
async function shut(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), 1_000);
  await closed;
  clearTimeout(late);
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
    const changed = (): void => state?.changed();
    const held = hold(kept ?? fundedChain(accounts, faucet.script, now), changed);
    const state = file === undefined ? undefined : createKeeper(file, () => held.chain.dump(), report);
    // A file that cannot be written is told now, not when the chain is stopped.
    state?.save();
    const mineOne = (): unknown => held.chain.mine(1, faucet.script);
    const ending = new AbortController();
    const asked = Promise.withResolvers<void>();
    const started = now();
    const server = createRpcServer(
      access,
      (body, signal) => {
        const context = {
          get chain() {
            return held.chain;
          },
          faucet,
          accounts,
          changed,
          accepted: () => {
            if (options.automine === true) mineOne();
          },
          replace: held.replace,
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
              mineOne();
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
        return held.chain;
      },
      asked: asked.promise,
      close: async () => {
        clearInterval(mining);
        ending.abort();
        await shut(server);
        held.end();
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
