import type { BlockEvent, TxEvent } from './types.ts';

/** Something happened. */
type Event =
  | { readonly of: 'block'; readonly event: BlockEvent }
  | { readonly of: 'tx'; readonly event: TxEvent };

/** Tells listeners what happened, after all of it has, in order; also when a listener makes more happen. */
export class Events {
  readonly #blocks = new Set<(event: BlockEvent) => void>();
  readonly #txs = new Set<(event: TxEvent) => void>();
  readonly #queue: Event[] = [];
  #telling = false;

  onBlock(listener: (event: BlockEvent) => void): () => void {
    this.#blocks.add(listener);
    return () => this.#blocks.delete(listener);
  }

  onTx(listener: (event: TxEvent) => void): () => void {
    this.#txs.add(listener);
    return () => this.#txs.delete(listener);
  }

  block(event: BlockEvent): void {
    if (this.#blocks.size > 0) this.#queue.push({ of: 'block', event });
  }

  tx(event: TxEvent): void {
    if (this.#txs.size > 0) this.#queue.push({ of: 'tx', event });
  }

  /** Tells what is not told yet. What a listener throws reaches the caller, and the rest is told the next time. */
  tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        if (next.of === 'block') for (const listener of this.#blocks) listener(next.event);
        else for (const listener of this.#txs) listener(next.event);
      }
    } finally {
      this.#telling = false;
    }
  }
}
