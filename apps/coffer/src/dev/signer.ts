import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Bytes, type Hex, toHex } from '@coffer/core/bytes';
import { networkId, type OfflineNetwork } from '@coffer/offline/messages/network';
import { z } from 'zod';
import { AppError } from '../config/error.ts';

const PROCESS = fileURLToPath(import.meta.resolve('@coffer/ethereum/signer/process'));
const ready = z.object({ address: z.string() });

/** A running header signer. On the embedded chain one local process stands for the network’s signers: simulated. */
export interface DevSigner {
  readonly url: string;
  /** Resolves when the process has ended, also when nobody asked for it. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** What a signer is started with. */
export interface SignerStart {
  readonly network: OfflineNetwork;
  readonly rpcUrl: string;
  readonly stateDir: string;
  /** 0: any free one. */
  readonly port: number;
}

/** Starts the header signer as a process of its own, which ends with this one. @throws AppError `CHILD_DIED` */
export async function startSigner({ network, rpcUrl, stateDir, port }: SignerStart): Promise<DevSigner> {
  const { facts } = network;
  const id: Bytes = networkId(network);
  const genesis: Hex = toHex(facts.genesis);
  const child = spawn(
    process.execPath,
    [
      PROCESS,
      ...['--rpc', rpcUrl, '--state', stateDir, '--listen', `127.0.0.1:${port}`],
      ...['--network', toHex(id), '--chain-id', facts.chainId.toString(), '--genesis', genesis],
      ...['--confirmations', String(facts.parameters.confirmations), '--poll-ms', '100'],
      ...['--simulated', '--until-stdin-closes'],
    ],
    // Its own process group: Ctrl-C reaches it through its owner, after the wallets.
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    let errors = '';
    const failed = (): void =>
      reject(
        new AppError('CHILD_DIED', 'The header signer did not start.', {
          next: 'Is its port taken, or another network running in the same folder?',
          details: { signer: errors.trim().slice(-300) },
        }),
      );
    child.stderr.on('data', (part: Buffer) => {
      errors = (errors + part.toString()).slice(-2_000);
    });
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString();
      if (!said.includes('\n')) return;
      try {
        resolve(ready.parse(JSON.parse(said.slice(0, said.indexOf('\n')))).address);
      } catch {
        failed();
      }
    });
    child.once('error', failed);
    child.once('exit', failed);
  });
  child.stdin.on('error', () => undefined);
  return {
    url,
    exited,
    stop: async () => {
      child.stdin.destroy();
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}
