import { type Chain, descendantsOf } from './chain.ts';
import type { BlockNode } from './node.ts';
import type { BlockEntry, ChainTip } from './types.ts';

/** What is shown of blocks. */

/** A block as it is shown. */
export function entryOf(chain: Chain, node: BlockNode): BlockEntry {
  const onMainChain = chain.isMain(node);
  return {
    id: node.id,
    header: node.header,
    height: node.height,
    chainwork: node.work,
    medianTime: node.medianTime,
    status: onMainChain ? 'main' : node.dead ? 'invalid' : 'side',
    onMainChain,
    confirmations: onMainChain ? chain.tip.height - node.height + 1 : -1,
    previous: node.previous?.id,
    next: onMainChain ? chain.at(node.height + 1)?.id : undefined,
    transactions: node.records.length,
    size: node.size,
    strippedSize: node.strippedSize,
    weight: 3 * node.strippedSize + node.size,
  };
}

/** The ends of all branches, highest first; of equal height the first seen first. */
export function tipsOf(chain: Chain): ChainTip[] {
  const ends = [...chain.nodes()].filter((node) => node.children.length === 0 || node === chain.tip);
  ends.sort((a, b) => b.height - a.height || a.order - b.order);
  return ends.map((node) => {
    let fork = node;
    while (!chain.isMain(fork)) fork = fork.previous!;
    return {
      id: node.id,
      height: node.height,
      branchLength: node.height - fork.height,
      status: statusOf(chain, node),
    };
  });
}

function statusOf(chain: Chain, node: BlockNode): ChainTip['status'] {
  if (node === chain.tip) return 'active';
  if (node.dead) return 'invalid';
  return node.judged ? 'valid-fork' : 'valid-headers';
}

/** All blocks of a chain but the first, parents first, in the order of arrival. */
export function blocksOf(chain: Chain): BlockNode[] {
  return [...descendantsOf(chain.at(0)!)].sort((a, b) => a.order - b.order);
}
