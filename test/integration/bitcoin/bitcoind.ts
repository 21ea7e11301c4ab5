import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRpc, type Rpc } from '@coffer/bitcoin/node/rpc';
import { findProgram, freePort } from './btcd.ts';
import { nodeProcess } from './process.ts';

/** A running Bitcoin Core on regtest, alone on loopback. */
export interface Bitcoind {
  readonly url: string;
  readonly cookieFile: string;
  readonly rpc: Rpc;
  readonly stop: () => Promise<void>;
}

/** Starts Bitcoin Core on a new chain and waits until it answers. @throws Error with its last words */
export async function launchBitcoind(): Promise<Bitcoind> {
  const binary = findProgram('bitcoind');
  if (binary === undefined) throw new Error('bitcoind is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'coffer-bitcoind-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const cookieFile = join(folder, 'regtest', '.cookie');
  const flags = [
    ...['-regtest', '-server', '-txindex', '-listen=0', '-dnsseed=0', '-disablewallet', '-printtoconsole=1'],
    ...[`-datadir=${folder}`, `-rpcport=${port}`, '-rpcbind=127.0.0.1', '-rpcallowip=127.0.0.1'],
    // The strictest relay: what public nodes of all ages forward.
    ...[
      '-acceptnonstdtxn=0',
      '-datacarriersize=83',
      '-minrelaytxfee=0.00001',
      '-incrementalrelayfee=0.00001',
    ],
  ];
  const node = nodeProcess(binary, flags, folder, () => openRpc({ url, cookieFile, retries: 0 }));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  await node.start().catch((error: unknown) => {
    clean();
    throw error;
  });
  const rpc = openRpc({ url, cookieFile });
  return {
    url,
    cookieFile,
    rpc,
    stop: async () => {
      rpc.close();
      await node.kill();
      clean();
    },
  };
}
