import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REGTEST } from '@coffer/bitcoin/chain/network';
import { idOf } from '@coffer/bitcoin/encoding/bytes';
import { ANYONE, nodeCompliance } from '@coffer/bitcoin/node/compliance';
import { openNode } from '@coffer/bitcoin/node/node';
import type { Tip } from '@coffer/bitcoin/node/port';
import { bech32 } from '@scure/base';
import { describe, expect, test } from 'vitest';
import { launchBitcoind } from './bitcoind.ts';
import { type Btcd, findProgram, launchBtcd } from './btcd.ts';

const ANYONE_ADDRESS = bech32.encode('bcrt', [0, ...bech32.toWords(ANYONE.subarray(2))]);
/** Pays to a witness program of zeros. */
const OTHER_ADDRESS = bech32.encode('bcrt', [0, ...bech32.toWords(new Uint8Array(20))]);

const nodeOf = ({ url, user, password }: Btcd) => openNode({ url, user, password, network: REGTEST });

describe.skipIf(findProgram('btcd') === undefined)('btcd', () => {
  for (const index of [true, false]) {
    nodeCompliance(index ? 'btcd' : 'btcd without an index of transactions', async () => {
      const btcd = await launchBtcd({ miningAddress: ANYONE_ADDRESS, index });
      const node = nodeOf(btcd);
      return {
        node,
        mine: async (count) => {
          await btcd.generate(count);
        },
        reorganise: async (undo, redo) => {
          const height = Number(await btcd.rpc.call('getblockcount'));
          const id = await btcd.rpc.call('getblockhash', [height - undo + 1]);
          await btcd.rpc.call('invalidateblock', [id], { once: true });
          await btcd.generate(redo);
        },
        close: async () => {
          node.close();
          await btcd.stop();
        },
      };
    });
  }

  test('its own certificate is enough to speak TLS, and nothing less', async () => {
    const btcd = await launchBtcd({ tls: true });
    const { url, user, password, folder } = btcd;
    const options = { url, user, password, network: REGTEST, retries: 0 };
    const trusting = openNode({ ...options, ca: readFileSync(join(folder, 'rpc.cert'), 'utf8') });
    expect(await trusting.software()).toEqual({ kind: 'btcd', name: 'btcd 0.26.0' });
    const strange = openNode(options);
    await expect(strange.tip()).rejects.toMatchObject({
      code: 'NODE_UNREACHABLE',
      next: expect.stringContaining('certificate'),
    });
    trusting.close();
    strange.close();
    await btcd.stop();
  });

  test('a wrong password is told apart from an outage', async () => {
    const btcd = await launchBtcd();
    const node = openNode({ url: btcd.url, user: btcd.user, password: 'wrong', network: REGTEST });
    await expect(node.tip()).rejects.toMatchObject({ code: 'NODE_UNAUTHORIZED' });
    expect(await node.health()).toMatchObject({ lag: 'unreachable', error: 'NODE_UNAUTHORIZED' });
    node.close();
    await btcd.stop();
  });

  test('killed, it comes back without its last blocks; the stream waits, and goes on where they part', async () => {
    const btcd = await launchBtcd({ miningAddress: ANYONE_ADDRESS });
    const node = openNode({
      url: btcd.url,
      user: btcd.user,
      password: btcd.password,
      network: REGTEST,
      retries: 0,
    });
    const chain: Tip[] = [await node.tip()];
    const stop = new AbortController();
    let heard = Promise.withResolvers<void>();
    const listening = (async () => {
      for await (const event of node.events({ after: chain.slice(), pollMs: 20, signal: stop.signal })) {
        if (event.type === 'disconnected') chain.splice(chain.length - event.blocks.length);
        else {
          expect(idOf(event.header.previous)).toBe(chain.at(-1)!.id);
          chain.push({ id: event.id, height: event.height });
        }
        heard.resolve();
        heard = Promise.withResolvers<void>();
      }
    })();
    await btcd.generate(4);
    while (chain.length < 5) await heard.promise;
    const seen = [...chain];
    await btcd.kill();
    await expect(node.tip()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' });
    await btcd.restart();
    expect(await node.tip()).toMatchObject({ height: 0 });
    await btcd.generate(2);
    // Shorter than what was seen: nothing is undone yet, and whoever looks is told.
    expect(chain).toEqual(seen);
    expect(await node.health()).toMatchObject({ reachable: true, lag: 'behind', tip: { height: 2 } });
    await btcd.generate(4);
    expect(await node.health()).toMatchObject({ lag: undefined });
    const tip = await node.tip();
    while (chain.at(-1)!.id !== tip.id) await heard.promise;
    expect(chain.map(({ height }) => height)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    stop.abort();
    await listening;
    node.close();
    await btcd.stop();
  });
});

describe.skipIf(findProgram('bitcoind') === undefined)('Bitcoin Core', () => {
  nodeCompliance('Bitcoin Core', async () => {
    const core = await launchBitcoind();
    const node = openNode({ url: core.url, cookieFile: core.cookieFile, network: REGTEST });
    const generate = (count: number, address: string) =>
      core.rpc.call('generatetoaddress', [count, address], { once: true });
    return {
      node,
      mine: async (count) => {
        await generate(count, ANYONE_ADDRESS);
      },
      reorganise: async (undo, redo) => {
        const { height } = await node.tip();
        const { id } = await node.headerAt(height - undo + 1);
        await core.rpc.call('invalidateblock', [id], { once: true });
        await generate(redo, OTHER_ADDRESS);
      },
      close: async () => {
        node.close();
        await core.stop();
      },
    };
  });
});
