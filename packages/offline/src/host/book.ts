import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Bytes } from '@coffer/core/bytes';
import { bookError, guarded, invalidBook } from './book-error.ts';
import { prepareBook } from './book-schema.ts';
import { makeBook } from './book-store.ts';
import type { WalletBook } from './records.ts';

/**
 * Opens the book of a wallet, or makes it.
 * @param file `:memory:` keeps nothing: the twin for tests
 * @param network id of the network, so that a wallet is not opened on another one
 * @throws WalletError `BOOK_INVALID`, `BOOK_STORAGE`, `BOOK_DENIED`, `BOOK_BUSY`, `BOOK_OTHER_NETWORK`
 */
export function openBook(file: string, network: Bytes): WalletBook {
  try {
    const database = new DatabaseSync(file, { readBigInts: true });
    // SQLite gives its side files the mode of this one.
    if (file !== ':memory:') chmodSync(file, 0o600);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
    prepareBook(database, network);
    return guarded(makeBook(database));
  } catch (cause) {
    throw bookError(cause) ?? invalidBook(cause);
  }
}
