import { DatabaseSync } from 'node:sqlite';
import { type Bytes, toHex, utf8 } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { AppError } from '../config/error.ts';

/**
 * The daemon's own durable records: which money calls were answered, which payments wait for their user, which wait to
 * be delivered. What the money depends on is in the enclave and in the rail's book; losing the desk loses no money.
 */

/** A payment that arrived directly and waits for its user. */
export interface Held {
  readonly id: string;
  readonly message: Bytes;
  readonly from: string;
  readonly amount: bigint;
  /** Seconds since 1970. */
  readonly at: number;
  readonly expiry: number;
}

/** A payment to deliver until it is answered. */
export interface Delivery {
  readonly id: string;
  readonly endpoint: string;
  readonly message: Bytes;
}

/** Payments held at a time: more are refused, unsigned, so that their payers can send again. */
export const MAX_HELD = 64;

interface CallRow {
  readonly hash: string;
  readonly reply: string | null;
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
      CREATE TABLE IF NOT EXISTS call (key TEXT PRIMARY KEY, hash TEXT NOT NULL, reply TEXT) STRICT;
      CREATE TABLE IF NOT EXISTS held (
        id TEXT PRIMARY KEY, message BLOB NOT NULL, payer TEXT NOT NULL, amount TEXT NOT NULL,
        at INTEGER NOT NULL, expiry INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS delivery (id TEXT PRIMARY KEY, endpoint TEXT NOT NULL, message BLOB NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    `);
  }

  /**
   * Begins a money call, or finds its answer.
   * @returns the reply of the same call when it was answered before
   * @throws AppError `IDEMPOTENCY_CONFLICT` when the key was used for something else
   */
  begin(key: string, route: string, body: unknown): string | undefined {
    const hash = toHex(sha256(utf8(JSON.stringify([route, body]))));
    this.#database.prepare('INSERT OR IGNORE INTO call (key, hash) VALUES (?, ?)').run(key, hash);
    const row = this.#database.prepare('SELECT hash, reply FROM call WHERE key = ?').get(key) as
      | CallRow
      | undefined;
    if (row !== undefined && row.hash !== hash) {
      throw new AppError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used for another call.', {
        next: 'Use a new key for a new call, or repeat the old call exactly.',
      });
    }
    return row?.reply ?? undefined;
  }

  /** Keeps the answer of a money call. */
  finish(key: string, reply: string): void {
    this.#database.prepare('UPDATE call SET reply = ? WHERE key = ?').run(reply, key);
  }

  /** Holds a payment. Known ones stay as they are. @throws AppError `HELD_FULL` */
  hold(held: Held): void {
    const known = this.held(held.id) !== undefined;
    const { n } = this.#database.prepare('SELECT count(*) AS n FROM held').get() as { n: number };
    if (!known && n >= MAX_HELD) {
      throw new AppError('HELD_FULL', 'Too many payments wait for this wallet’s user already.', {
        next: 'Try again later, or give the payment as a file.',
      });
    }
    this.#database
      .prepare('INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?, ?, ?)')
      .run(held.id, held.message, held.from, held.amount.toString(), held.at, held.expiry);
  }

  /** All held payments, oldest first. */
  allHeld(): Held[] {
    const rows = this.#database.prepare('SELECT * FROM held ORDER BY at, id').all();
    return rows.map((row) => ({
      id: String(row.id),
      message: row.message as Uint8Array,
      from: String(row.payer),
      amount: BigInt(String(row.amount)),
      at: Number(row.at),
      expiry: Number(row.expiry),
    }));
  }

  /** A held payment. */
  held(id: string): Held | undefined {
    return this.allHeld().find((held) => held.id === id);
  }

  /** Forgets a held payment: it has been answered. */
  unhold(id: string): void {
    this.#database.prepare('DELETE FROM held WHERE id = ?').run(id);
  }

  /** Remembers to deliver a payment. */
  send(delivery: Delivery): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO delivery VALUES (?, ?, ?)')
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

  /** A remembered fact, such as the port of the last start. */
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
