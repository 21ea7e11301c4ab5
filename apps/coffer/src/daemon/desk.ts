import { DatabaseSync } from 'node:sqlite';
import type { Bytes } from '@coffer/core/bytes';

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

/** Open records. */
export class Desk {
  readonly #database: DatabaseSync;

  /** Opens or makes the records. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS delivery (id TEXT PRIMARY KEY, endpoint TEXT NOT NULL, message BLOB NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    `);
  }

  /** Remembers to deliver a payment. One that is being delivered already goes on to where it went. */
  send(delivery: Delivery): void {
    this.#database
      .prepare('INSERT OR IGNORE INTO delivery VALUES (?, ?, ?)')
      .run(delivery.id, delivery.endpoint, delivery.message);
  }

  /** Everything still to deliver. */
  deliveries(): Delivery[] {
    const rows = this.#database.prepare('SELECT * FROM delivery').all();
    return rows.map((row) => ({
      id: String(row.id),
      endpoint: String(row.endpoint),
      message: row.message as Uint8Array,
    }));
  }

  /** Forgets a delivery: it was answered, or nobody waits for it any more. */
  sent(id: string): void {
    this.#database.prepare('DELETE FROM delivery WHERE id = ?').run(id);
  }

  /** A remembered fact, such as the endpoint of the last start. */
  fact(name: string): string | undefined {
    const row = this.#database.prepare('SELECT value FROM fact WHERE name = ?').get(name);
    return row === undefined ? undefined : String(row.value);
  }

  /** Remembers a fact. */
  setFact(name: string, value: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO fact VALUES (?, ?)').run(name, value);
  }

  /** Closes the records. */
  close(): void {
    this.#database.close();
  }
}
