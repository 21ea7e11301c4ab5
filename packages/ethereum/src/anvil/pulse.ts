import { rpc } from './rpc.ts';

/** When empty blocks are mined. */
export interface PulseOptions {
  readonly confirmations: number;
  readonly blockMs: number;
  readonly idleMs: number;
}

/**
 * Mines what a public chain would bring by itself: blocks on top of every transaction until it is final, and now and
 * then one on an idle chain. Not one each second for ever: the chain of a network left running would grow without use.
 * @returns stops it
 */
export function startPulse(url: string, { confirmations, blockMs, idleMs }: PulseOptions): () => void {
  let lastMined = performance.now();
  let busy = false;
  const beat = async (): Promise<void> => {
    const tip = Number(await rpc(url, 'eth_blockNumber'));
    let wanted = performance.now() - lastMined >= idleMs;
    for (let height = tip; !wanted && height > Math.max(0, tip - confirmations); height--) {
      const count = await rpc(url, 'eth_getBlockTransactionCountByNumber', [`0x${height.toString(16)}`]);
      wanted = Number(count) > 0;
    }
    if (!wanted) return;
    await rpc(url, 'evm_mine');
    lastMined = performance.now();
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    // A beat that fails is made up for by the next one; the end of the process is told by its owner.
    beat()
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, blockMs);
  timer.unref();
  return () => clearInterval(timer);
}
