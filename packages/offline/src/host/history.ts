import type { WalletBook } from './book.ts';
import type { ChainPort, VaultEvent } from './chain.ts';

/** Blocks asked for at once: what public nodes answer. */
export const SCAN_RANGE = 2_000;

/**
 * What the vault did, up to block `head` at least. Events of final blocks are kept in the book; those above are fetched every
 * time, because a reorganisation may replace them.
 * @throws WalletError `CHAIN_ANSWER`; `CHAIN_UNREACHABLE` of the port
 */
export async function fetchEvents(
  chain: ChainPort,
  book: WalletBook,
  finalBlock: number,
  head: number,
): Promise<readonly VaultEvent[]> {
  for (let from = book.scannedTo() + 1; from <= finalBlock; from += SCAN_RANGE) {
    const to = Math.min(from + SCAN_RANGE - 1, finalBlock);
    book.putEvents(await chain.events(from, to), to);
  }
  const events: VaultEvent[] = [...book.events()];
  for (let from = Math.max(finalBlock, book.scannedTo()) + 1; from <= head; from += SCAN_RANGE) {
    events.push(...(await chain.events(from, Math.min(from + SCAN_RANGE - 1, head))));
  }
  return events;
}
