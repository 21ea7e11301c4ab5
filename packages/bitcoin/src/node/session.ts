import { headerHash } from '../chain/header.ts';
import type { BitcoinNetwork } from '../chain/network.ts';
import { idOf } from '../encoding/bytes.ts';
import { asId, asObject, isUnknownMethod } from './answers.ts';
import { isNodeError, NodeError, words } from './error.ts';
import type { NodeSoftware } from './port.ts';
import type { CallOptions, Rpc, RpcAnswer, RpcCall } from './rpc.ts';

/** A node that was seen to follow the configured network. Seen again after every outage: another may have come back. */
export interface Session {
  readonly rpc: Rpc;
  readonly network: BitcoinNetwork;
  /** As {@link Rpc.call}. @throws NodeError also `NODE_WRONG_NETWORK` */
  readonly call: Rpc['call'];
  /** As {@link Rpc.batch}. @throws NodeError also `NODE_WRONG_NETWORK` */
  readonly batch: Rpc['batch'];
  /** Asks, unless the node is known to lack the method. @returns nothing when it does */
  readonly optional: (method: string, params: readonly unknown[]) => Promise<unknown>;
  readonly software: () => Promise<NodeSoftware>;
}

function kindOf(name: string): NodeSoftware['kind'] {
  // The embedded chain calls itself a Satoshi too, as clients look for that word.
  if (/coffer/i.test(name)) return 'regtest';
  return /satoshi/i.test(name) ? 'core' : 'other';
}

async function softwareOf(rpc: Rpc): Promise<NodeSoftware> {
  try {
    const { subversion } = asObject(await rpc.call('getnetworkinfo'), 'getnetworkinfo');
    const name = words(String(subversion));
    return { kind: kindOf(name), name };
  } catch (error) {
    if (!isUnknownMethod(error)) throw error;
  }
  // btcd has no getnetworkinfo, and counts its version in millions: 260000 is 0.26.0.
  const { version } = asObject(await rpc.call('getinfo'), 'getinfo');
  const number = Number(version);
  const parts = [1_000_000, 10_000, 100].map((unit) => Math.floor(number / unit) % 100);
  return { kind: 'btcd', name: Number.isSafeInteger(number) ? `btcd ${parts.join('.')}` : 'btcd' };
}

/** Watches over what `rpc` reaches. Nothing is asked yet. */
export function openSession(rpc: Rpc, network: BitcoinNetwork): Session {
  const genesis = idOf(headerHash(network.genesis));
  const lacking = new Set<string>();
  let checked: { readonly outages: number; readonly done: Promise<void> } | undefined;
  let software: Promise<NodeSoftware> | undefined;

  const check = async (): Promise<void> => {
    const found = asId(await rpc.call('getblockhash', [0]), 'the first block');
    if (found === genesis) return;
    throw new NodeError(
      'NODE_WRONG_NETWORK',
      `The Bitcoin node at ${rpc.origin} follows another chain than ${network.name}.`,
      {
        next: 'Correct the address of the node, or the network. Money of one chain means nothing on another.',
        details: { expected: genesis, found },
      },
    );
  };
  const ready = async (): Promise<void> => {
    if (checked?.outages !== rpc.outages()) {
      const done = check();
      checked = { outages: rpc.outages(), done };
      // Another node may have come back, of other abilities.
      software = undefined;
      lacking.clear();
    }
    const current = checked;
    try {
      await current?.done;
    } catch (error) {
      if (checked === current) checked = undefined;
      throw error;
    }
  };

  /** Asks a node that was seen to follow the network, and sees it again when it was away meanwhile: another may have answered. */
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    await ready();
    try {
      const answer = await question();
      await ready();
      return answer;
    } catch (error) {
      if (isNodeError(error, 'NODE_REFUSED')) await ready();
      throw error;
    }
  };
  const call = (method: string, params?: readonly unknown[], options?: CallOptions): Promise<unknown> =>
    ask(() => rpc.call(method, params, options));
  return {
    rpc,
    network,
    call,
    batch: (calls: readonly RpcCall[], options?: CallOptions): Promise<readonly RpcAnswer[]> =>
      ask(() => rpc.batch(calls, options)),
    optional: async (method, params) => {
      if (lacking.has(method)) return undefined;
      try {
        return await call(method, params);
      } catch (error) {
        if (!isUnknownMethod(error)) throw error;
        lacking.add(method);
        return undefined;
      }
    },
    software: async () => {
      await ready();
      software ??= softwareOf(rpc);
      try {
        return await software;
      } catch (error) {
        software = undefined;
        throw error;
      }
    },
  };
}
