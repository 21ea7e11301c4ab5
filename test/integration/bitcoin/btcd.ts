import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Block, encodeBlock } from '@coffer/bitcoin/chain/block';
import { isNodeError } from '@coffer/bitcoin/node/error';
import { openRpc, type Rpc } from '@coffer/bitcoin/node/rpc';
import { toHex } from '@coffer/core/bytes';
import { nodeProcess } from './process.ts';

/** btcd, a full node of Bitcoin in Go, as a second opinion on everything that our chain and client do. */

/** How to run it. */
export interface BtcdOptions {
  /** Whom `generate` pays: any address of regtest. Default: nobody can spend it. */
  readonly miningAddress?: string;
  /** Refuse what public nodes do not relay, as regtest does not by itself. Default true. */
  readonly standardOnly?: boolean;
  /** Keep an index of all transactions. Default true. */
  readonly index?: boolean;
  /** Serve TLS, with the certificate that btcd makes. */
  readonly tls?: boolean;
  /** Further flags. */
  readonly flags?: readonly string[];
}

/** A running btcd on regtest, alone on loopback. */
export interface Btcd {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Where its data and, with TLS, `rpc.cert` is. */
  readonly folder: string;
  readonly rpc: Rpc;
  /** Mines to the mining address. @returns ids, oldest first */
  readonly generate: (count: number) => Promise<readonly string[]>;
  /**
   * Hands a block over, of anybody's making: its regtest has the genesis of Bitcoin Core's, all soft forks are active from
   * block 1, and versions below 4 are refused. A block whose parent is missing is kept and not refused.
   * @returns why it was refused, or nothing
   */
  readonly submit: (block: Block) => Promise<string | undefined>;
  /** Ends the process as a power cut does. Its last blocks are lost: it writes them in the background. */
  readonly kill: () => Promise<void>;
  /** Starts it again, on the same port and data. */
  readonly restart: () => Promise<void>;
  /** Ends it and takes its folder away. */
  readonly stop: () => Promise<void>;
}

const USER = 'coffer';
/** Pays to a witness program of zeros. */
const NOBODY = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function goBin(): string {
  try {
    return join(execFileSync('go', ['env', 'GOPATH'], { encoding: 'utf8' }).trim(), 'bin');
  } catch {
    return join(homedir(), 'go', 'bin');
  }
}

/** Finds a program on the PATH or where `go install` puts it; nothing when it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), goBin()];
  return folders.map((folder) => join(folder, name)).find(executable);
}

/** A port of loopback that nobody used a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Starts btcd on a new chain and waits until it answers. @throws Error with its last words */
export async function launchBtcd(options: BtcdOptions = {}): Promise<Btcd> {
  const binary = findProgram('btcd');
  if (binary === undefined) throw new Error('btcd is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'coffer-btcd-'));
  const port = await freePort();
  const password = 'development';
  const cert = join(folder, 'rpc.cert');
  const flags = [
    '--regtest',
    `--configfile=${join(folder, 'btcd.conf')}`,
    `--datadir=${join(folder, 'data')}`,
    `--logdir=${join(folder, 'logs')}`,
    `--rpcuser=${USER}`,
    `--rpcpass=${password}`,
    `--rpclisten=127.0.0.1:${port}`,
    ...(options.tls === true ? [`--rpccert=${cert}`, `--rpckey=${join(folder, 'rpc.key')}`] : ['--notls']),
    ...['--nolisten', '--nodnsseed', '--debuglevel=warn', '--rpcmaxclients=50'],
    // Free transactions are relayed otherwise, a few a minute.
    ...['--limitfreerelay=0', '--norelaypriority'],
    `--miningaddr=${options.miningAddress ?? NOBODY}`,
    ...(options.standardOnly === false ? [] : ['--rejectnonstd']),
    ...(options.index === false ? [] : ['--txindex']),
    ...(options.flags ?? []),
  ];
  const url = `${options.tls === true ? 'https' : 'http'}://127.0.0.1:${port}`;
  const ca = (): { ca?: string } =>
    options.tls === true && existsSync(cert) ? { ca: readFileSync(cert, 'utf8') } : {};
  const node = nodeProcess(binary, flags, folder, () =>
    openRpc({ url, user: USER, password, retries: 0, ...ca() }),
  );
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  await node.start().catch((error: unknown) => {
    clean();
    throw error;
  });
  const rpc = openRpc({ url, user: USER, password, ...ca() });
  return {
    url,
    user: USER,
    password,
    folder,
    rpc,
    generate: async (count) => (await rpc.call('generate', [count], { once: true })) as string[],
    submit: async (block) => {
      try {
        const answer = await rpc.call('submitblock', [toHex(encodeBlock(block)).slice(2)], { once: true });
        return answer === null ? undefined : String(answer);
      } catch (error) {
        if (!isNodeError(error, 'NODE_REFUSED')) throw error;
        return String(error.details.node);
      }
    },
    kill: node.kill,
    restart: node.start,
    stop: async () => {
      rpc.close();
      await node.kill();
      clean();
    },
  };
}
