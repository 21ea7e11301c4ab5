import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Hex } from '@coffer/core/bytes';
import { connect } from '../client/connect.ts';
import { AnvilError, findAnvil } from './binary.ts';
import { startPulse } from './pulse.ts';
import { rpc } from './rpc.ts';
import { genesisTime } from './state.ts';

/** How to run the embedded development chain. Why it is run like this: docs/decisions/anvil.md. */
export interface AnvilOptions {
  /** Where the chain is kept between runs. Absent: the chain ends with the process. */
  readonly stateFile?: string;
  /** 0 or absent: any free one. Give the one of the last run, so that addresses of nodes stay true. */
  readonly port?: number;
  /** Default 31337. Only a new chain takes it. */
  readonly chainId?: number;
  /** Expected hash of block 0, when the chain is known already. */
  readonly genesisHash?: Hex;
  /** How deep a block is final. So many empty blocks follow at start and behind every transaction. Default 2. */
  readonly confirmations?: number;
  /** Time between these blocks, ms. Default 1,000; 0: none, the caller mines. */
  readonly blockMs?: number;
  /** An idle chain still gets a block now and then, so that its time goes on, ms. Default 15,000. */
  readonly idleMs?: number;
  /** Binary; default: {@link findAnvil}. */
  readonly binary?: string;
}

/** A running development chain, on loopback only. */
export interface Anvil {
  readonly url: string;
  readonly port: number;
  readonly chainId: number;
  readonly genesisHash: Hex;
  /** Process group of the chain. */
  readonly pid: number;
  /** Resolves when the process has ended, also when nobody asked for it. */
  readonly exited: Promise<void>;
  /** Writes the state file and ends the process. Safe to call twice. */
  readonly stop: () => Promise<void>;
  /** Ends the process without warning, as a power cut does: what the last second brought may be lost. */
  readonly kill: () => Promise<void>;
}

/**
 * The chain must not outlive whoever started it, not even through SIGKILL, and Ctrl-C must not reach it before its
 * owner has finished: so it runs in a process group of its own, under a shell that ends it when our end of a pipe closes.
 */
const GUARD = `
"$@" </dev/null 3<&- & chain=$!
(cat >/dev/null; kill -TERM "$chain") <&3 3<&- 2>/dev/null & watch=$!
exec 3<&-
wait "$chain"; code=$?
kill "$watch" 2>/dev/null
exit "$code"`;

const START_MS = 20_000;
const STOP_MS = 10_000;

/**
 * Starts the chain, continues the one in `stateFile` when there is one, and waits until it serves proofs at
 * `latest - confirmations`.
 * @throws AnvilError `ANVIL_MISSING`, `ANVIL_FAILED`, `ANVIL_FOREIGN`, `ANVIL_STATE_BROKEN`
 * @throws ChainError `CHAIN_WRONG` when the state file is of another chain than `genesisHash`
 */
export async function launchAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const confirmations = options.confirmations ?? 2;
  const args = ['--host', '127.0.0.1', '--port', String(options.port ?? 0)];
  args.push('--chain-id', String(options.chainId ?? 31337));
  const known =
    options.stateFile !== undefined && existsSync(options.stateFile) ? options.stateFile : undefined;
  // Every start makes a block 0 before the state is loaded; unless it is the same one, it may replace the loaded one.
  args.push('--timestamp', String(known === undefined ? seconds() : genesisTime(known)));
  if (options.stateFile !== undefined) {
    mkdirSync(dirname(options.stateFile), { recursive: true, mode: 0o700 });
    args.push('--state', options.stateFile, '--state-interval', '1');
  }
  const child = spawn('/bin/sh', ['-c', GUARD, 'anvil', options.binary ?? findAnvil(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
    // The user's own Foundry settings and caches are not ours.
    env: {
      PATH: process.env.PATH,
      HOME: options.stateFile === undefined ? '/nonexistent' : dirname(options.stateFile),
    },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = () => killGroup(child);
  process.once('exit', kill);
  void exited.then(() => process.off('exit', kill));
  let stopPulse = (): void => {};
  const stop = async (): Promise<void> => {
    stopPulse();
    child.stdio[3]?.destroy();
    const timer = setTimeout(kill, STOP_MS);
    await exited;
    clearTimeout(timer);
  };

  try {
    // Its own words name the port that it has bound: nobody else's chain can be mistaken for it.
    const port = await listening(child, exited);
    const url = `http://127.0.0.1:${port}`;
    const chain = await connect({
      url,
      ...(options.genesisHash === undefined ? {} : { genesisHash: options.genesisHash }),
    });
    if (options.chainId !== undefined && options.chainId !== chain.chainId) {
      throw new AnvilError('ANVIL_FOREIGN', `The state file is of chain ${chain.chainId}.`, {
        next: 'Use the state file of this network.',
      });
    }
    if (known !== undefined) copyFileSync(known, `${known}.previous`);
    // The chain's clock would go on from where it stopped.
    await rpc(url, 'evm_setTime', [seconds()]);
    // After a restart only the newest state can be proved, and block 0 never: see docs/decisions/anvil.md.
    await rpc(url, 'anvil_mine', [`0x${(confirmations + 1).toString(16)}`]);
    const blockMs = options.blockMs ?? 1_000;
    if (blockMs > 0)
      stopPulse = startPulse(url, { confirmations, blockMs, idleMs: options.idleMs ?? 15_000 });
    return {
      url,
      port,
      chainId: chain.chainId,
      genesisHash: chain.genesisHash,
      pid: child.pid ?? 0,
      exited,
      stop,
      kill: async () => {
        stopPulse();
        kill();
        await exited;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function listening(child: ChildProcess, exited: Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    const failed = (message: string): void => {
      clearTimeout(timer);
      reject(
        new AnvilError('ANVIL_FAILED', `The development chain ${message}.`, {
          next: 'Is its port taken, or its state file damaged? Its own words are in the details.',
          details: { anvil: errors.slice(-500) || output.slice(-500) },
        }),
      );
    };
    const timer = setTimeout(() => failed('did not start in time'), START_MS);
    child.once('error', () => failed('could not be started'));
    void exited.then(() => failed('ended at once'));
    child.stderr?.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-2_000);
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      const found = /Listening on 127\.0\.0\.1:(\d+)/.exec(output);
      if (found !== null) {
        clearTimeout(timer);
        resolve(Number(found[1]));
      }
    });
  });
}
