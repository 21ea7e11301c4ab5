import type { ChainPort, VaultEvent } from './chain.ts';
import { extendHistory, type History } from './receipts.ts';
import type { WalletBook } from './records.ts';

/** Blocks asked for at once: what public nodes answer. */
export const SCAN_RANGE = 2_000;

/**
 * What the vault did, up to block `upTo`. Events of final blocks are kept in the book; those above are fetched every
 * time, because a reorganisation may replace them.
 * @param finalBlock newest block known to be final
 * @throws WalletError `CHAIN_ANSWER`; `CHAIN_UNREACHABLE` of the port
 */
export async function fetchHistory(
  chain: ChainPort,
  book: WalletBook,
  finalBlock: number,
  upTo: number,
): Promise<History> {
  for (let from = book.scannedTo() + 1; from <= finalBlock; from += SCAN_RANGE) {
    const to = Math.min(from + SCAN_RANGE - 1, finalBlock);
    book.putEvents(await chain.events(from, to), to);
  }
  const tail: VaultEvent[] = [];
  for (let from = book.scannedTo() + 1; from <= upTo; from += SCAN_RANGE) {
    tail.push(...(await chain.events(from, Math.min(from + SCAN_RANGE - 1, upTo))));
  }
  return extendHistory(book.history(upTo), tail, upTo);
}
