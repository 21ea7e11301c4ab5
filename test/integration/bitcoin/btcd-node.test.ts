import { REGTEST } from '@coffer/bitcoin/chain/network';
import { ANYONE, nodeCompliance } from '@coffer/bitcoin/node/compliance';
import { openNode } from '@coffer/bitcoin/node/node';
import { bech32 } from '@scure/base';
import { describe } from 'vitest';
import { type Btcd, findProgram, launchBtcd } from './btcd.ts';

const missing = findProgram('btcd') === undefined;
const ANYONE_ADDRESS = bech32.encode('bcrt', [0, ...bech32.toWords(ANYONE.subarray(2))]);

const nodeOf = (btcd: Btcd) =>
  openNode({ url: btcd.url, user: btcd.user, password: btcd.password, network: REGTEST });

async function undo(btcd: Btcd, count: number): Promise<void> {
  const height = Number(await btcd.rpc.call('getblockcount'));
  const id = await btcd.rpc.call('getblockhash', [height - count + 1]);
  await btcd.rpc.call('invalidateblock', [id], { once: true });
}

describe.skipIf(missing)('btcd', () => {
  for (const index of [true, false]) {
    nodeCompliance(index ? 'btcd' : 'btcd without an index of transactions', async () => {
      const btcd = await launchBtcd({ miningAddress: ANYONE_ADDRESS, index });
      const node = nodeOf(btcd);
      return {
        node,
        mine: async (count) => {
          await btcd.generate(count);
        },
        reorganise: async (gone, more) => {
          await undo(btcd, gone);
          await btcd.generate(more);
        },
        close: async () => {
          node.close();
          await btcd.stop();
        },
      };
    });
  }
});
