import { DatabaseSync } from 'node:sqlite';
import type { Bytes } from '@coffer/core/bytes';
import { bookError } from '@coffer/offline/host/book-error';

/**
 * The daemon's own durable records: what is still to be delivered, and where it listened last. Everything that money
 * depends on is in the enclave and in the rail's book; losing the desk loses no money.
 */

/** A payment to deliver until it is answered. */
export interface Delivery {
  readonly id: string;
  readonly endpoint: string;
  readonly message: Bytes;
}

/** Disk errors by name, as those of the rail's book. */
function named<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw bookError(error) ?? error;
  }
}

/** Open records. */
export class Desk {
  readonly #database: DatabaseSync;

  /** Opens or makes the records. @throws WalletError as every method does when the disk refuses: `BOOK_STORAGE` … */
  constructor(path: string) {
    this.#database = named(() => new DatabaseSync(path));
    this.#exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS delivery (id TEXT PRIMARY KEY, endpoint TEXT NOT NULL, message BLOB NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    `);
  }

  #exec(sql: string): void {
    named(() => this.#database.exec(sql));
  }

  #run(sql: string, ...values: (string | Bytes)[]): void {
    named(() => this.#database.prepare(sql).run(...values));
  }

  #rows(sql: string, ...values: string[]): Record<string, unknown>[] {
    return named(() => this.#database.prepare(sql).all(...values));
  }

  /** Remembers to deliver a payment. One that is being delivered already goes on to where it went. */
  send(delivery: Delivery): void {
    const { id, endpoint, message } = delivery;
    this.#run('INSERT OR IGNORE INTO delivery VALUES (?, ?, ?)', id, endpoint, message);
  }

  /** Everything still to deliver. */
  deliveries(): Delivery[] {
    return this.#rows('SELECT * FROM delivery').map((row) => ({
      id: String(row.id),
      endpoint: String(row.endpoint),
      message: row.message as Uint8Array,
    }));
  }

  /** Forgets a delivery: it was answered, or nobody waits for it any more. */
  sent(id: string): void {
    this.#run('DELETE FROM delivery WHERE id = ?', id);
  }

  /** A remembered fact, such as the endpoint of the last start. */
  fact(name: string): string | undefined {
    const [row] = this.#rows('SELECT value FROM fact WHERE name = ?', name);
    return row === undefined ? undefined : String(row.value);
  }

  /** Remembers a fact. */
  setFact(name: string, value: string): void {
    this.#run('INSERT OR REPLACE INTO fact VALUES (?, ?)', name, value);
  }

  /** Closes the records. */
  close(): void {
    this.#database.close();
  }
}
