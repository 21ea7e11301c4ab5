import { concat } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { expect, test } from 'vitest';
import { REGTEST } from '../chain/network.ts';
import { serveRegtest } from '../regtest/serve.ts';
import { ANYONE, nodeCompliance } from './compliance.ts';
import { openNode } from './node.ts';

/** Somebody else: a block that pays them is another block. */
const OTHER = concat(Uint8Array.of(0x00, 0x20), sha256(Uint8Array.of(0x52)));

nodeCompliance('embedded chain', async () => {
  const served = await serveRegtest({ port: 0, accounts: 0 });
  const { url, user, password, chain } = served;
  const node = openNode({ url, user, password, network: REGTEST });
  return {
    node,
    mine: async (count) => {
      chain.mine(count, ANYONE);
    },
    reorganise: async (undo, redo) => {
      chain.invalidate(chain.idAt(chain.tip.height - undo + 1)!);
      chain.mine(redo, OTHER);
    },
    close: async () => {
      node.close();
      await served.close();
    },
  };
});

test('a block is told when it comes, not when it is looked for: the long poll wakes', async () => {
  const served = await serveRegtest({ port: 0, accounts: 0 });
  const { url, user, password, chain } = served;
  const node = openNode({ url, user, password, network: REGTEST });
  expect((await node.software()).kind).toBe('regtest');
  const after = [await node.tip()];
  const next = node.events({ after, pollMs: 3_600_000 })[Symbol.asyncIterator]().next();
  // Nobody looks again for an hour: only the chain can tell. Blocks from before it is asked are not told.
  const mining = setInterval(() => chain.mine(1, ANYONE), 50);
  expect(await next).toMatchObject({ value: { type: 'block', height: after[0]!.height + 1 } });
  clearInterval(mining);
  node.close();
  await served.close();
});
