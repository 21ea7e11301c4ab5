import { chmodSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { Wei } from '@coffer/core/amount';
import { type Bytes, type Hex, toHex } from '@coffer/core/bytes';
import type { SignedTransaction, VaultEvent } from './chain.ts';
import { WalletError } from './error.ts';
import type { History } from './receipts.ts';

/**
 * The host's own records: what was asked, what came in and went out, which transactions were signed, what the chain
 * showed. The enclave decides about money; the book makes sure that no message or request is lost when the machine dies
 * at any point. SQLite in WAL mode with full synchronisation: a write that returned is on the disk.
 */
export interface WalletBook {
  /** An operation by its idempotency key. */
  readonly operation: (key: string) => Operation | undefined;
  /** Operations without a result, oldest first. */
  readonly unfinished: () => readonly Operation[];
  /** Writes an operation, new or changed. */
  readonly putOperation: (operation: Operation) => void;
  /** An entry of the activity list. */
  readonly entry: (id: Hex) => Entry | undefined;
  /** All entries, newest first. */
  readonly entries: () => readonly Entry[];
  /** Entries in one of these states, newest first. */
  readonly entriesIn: (states: readonly EntryState[]) => readonly Entry[];
  /** Writes an entry, new or changed. */
  readonly putEntry: (entry: Entry) => void;
  /** The newest block up to which vault events are kept; -1 before the first. */
  readonly scannedTo: () => number;
  /** Keeps the vault's events of blocks up to `to`, which are final: all at once or not at all. */
  readonly putEvents: (events: readonly VaultEvent[], to: number) => void;
  /** What the kept events tell, as far as block `upTo`. */
  readonly history: (upTo: number) => History;
  /** Forgets all kept events: they are fetched again. */
  readonly forgetEvents: () => void;
  readonly close: () => void;
}

/** Something that the wallet was asked to do, under an idempotency key. */
export interface Operation {
  readonly key: string;
  readonly kind: OperationKind;
  /** What exactly was asked: the same key with something else is refused. */
  readonly asked: string;
  /** The enclave's next serial when it was asked: tells afterwards whether it was done. */
  readonly serial?: number;
  /** Transactions signed for it, the last one current. Recorded before they are sent. */
  readonly transactions: readonly SignedTransaction[];
  /** The outcome as JSON, once there is one. */
  readonly result?: string;
  /** Seconds since 1970. */
  readonly created: number;
}
/** What can be asked under a key. */
export type OperationKind = 'create' | 'deposit' | 'pay' | 'withdraw' | 'settle' | 'submit';

/** State of an entry. The last six are final. */
export type EntryState =
  /** Recorded, not done. */
  | 'started'
  /** Paid, not answered. */
  | 'in-flight'
  /** Received from somebody, not decided. */
  | 'waiting'
  /** Answered yes by the payee, not settled. */
  | 'acknowledged'
  /** On its way to or from the chain. */
  | 'pending'
  | 'settled'
  | 'rejected'
  | 'refunded'
  | 'lapsed'
  | 'disputed'
  | 'failed';
/** States that end by themselves or by the wallet's doing. */
export const OPEN_STATES: readonly EntryState[] = [
  'started',
  'in-flight',
  'waiting',
  'acknowledged',
  'pending',
];

/** A line of the activity list, with every message that belongs to it. */
export interface Entry {
  /** Digest of a payment or withdrawal; hash of the key of a deposit. */
  readonly id: Hex;
  readonly kind: 'deposit' | 'payment' | 'receipt' | 'withdrawal';
  readonly state: EntryState;
  readonly amount: Wei;
  /** The other party: payee, payer, or address withdrawn to. */
  readonly other?: Hex;
  readonly serial?: number;
  readonly expiry?: number;
  readonly settleBy?: number;
  /** Why it was refused or failed. */
  readonly reason?: string;
  readonly memo?: string;
  readonly tx?: Hex;
  /** The payment message, encoded. */
  readonly message?: Bytes;
  /** What the user decided about a received message, before the enclave was asked. */
  readonly decision?: 'receive' | 'reject';
  /** The answer, encoded. */
  readonly answer?: Bytes;
  /** When it was first recorded, seconds since 1970. */
  readonly time: number;
}

const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE operation (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, asked TEXT NOT NULL, serial INTEGER,
  transactions TEXT NOT NULL, result TEXT, created INTEGER NOT NULL) STRICT;
CREATE TABLE entry (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, amount TEXT NOT NULL, other TEXT, serial INTEGER,
  expiry INTEGER, settle_by INTEGER, reason TEXT, memo TEXT, tx TEXT, message BLOB, decision TEXT, answer BLOB,
  time INTEGER NOT NULL) STRICT;
CREATE INDEX entry_state ON entry (state);
CREATE TABLE event (
  place INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, block INTEGER NOT NULL, account BLOB, payment BLOB,
  serial INTEGER, tx TEXT NOT NULL) STRICT;
CREATE INDEX event_account ON event (account, place);
CREATE INDEX event_payment ON event (payment);
`;
const VERSION = '1';

/**
 * Opens the book of a wallet, or makes it.
 * @param file `:memory:` keeps nothing: the twin for tests
 * @param network id of the network, so that a wallet is not opened on another one
 * @throws WalletError `BOOK_INVALID`, `BOOK_STORAGE`, `BOOK_OTHER_NETWORK`
 */
export function openBook(file: string, network: Bytes): WalletBook {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(file, { readBigInts: true });
    // SQLite gives its side files the mode of this one.
    if (file !== ':memory:') chmodSync(file, 0o600);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
    prepare(database, network);
  } catch (cause) {
    throw bookError(cause) ?? invalid(cause);
  }
  return guarded(makeBook(database));
}

/** SQLite's primary codes, and Node's, for a disk that takes no more: the records themselves are sound. */
const STORAGE_CODES: ReadonlySet<number> = new Set([8, 10, 13]); // READONLY, IOERR, FULL
const STORAGE_NAMES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

/** What a failure of the book means when it is not damage. `undefined` when it may be damage. */
export function bookError(cause: unknown): WalletError | undefined {
  if (cause instanceof WalletError) return cause;
  if (!(cause instanceof Error)) return undefined;
  const { errcode, code } = cause as { readonly errcode?: unknown; readonly code?: unknown };
  const storage =
    (typeof errcode === 'number' && STORAGE_CODES.has(errcode & 0xff)) ||
    (typeof code === 'string' && STORAGE_NAMES.has(code));
  if (!storage) return undefined;
  return new WalletError(
    'BOOK_STORAGE',
    'The wallet’s records cannot be written: the disk is full, read-only or failing.',
    {
      money: 'The money is held by the enclave and the vault. What was asked is done once, or not at all.',
      next: 'Free space or make the disk writable, leave the records where they are, and repeat with the same idempotency key.',
      details: { reason: cause.message.slice(0, 200) },
      cause,
    },
  );
}

/** The same book, whose failures of storage are typed errors. */
function guarded(book: WalletBook): WalletBook {
  const guard =
    <A extends readonly unknown[], R>(method: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return method(...args);
      } catch (error) {
        throw bookError(error) ?? error;
      }
    };
  return {
    operation: guard(book.operation),
    unfinished: guard(book.unfinished),
    putOperation: guard(book.putOperation),
    entry: guard(book.entry),
    entries: guard(book.entries),
    entriesIn: guard(book.entriesIn),
    putEntry: guard(book.putEntry),
    scannedTo: guard(book.scannedTo),
    putEvents: guard(book.putEvents),
    history: guard(book.history),
    forgetEvents: guard(book.forgetEvents),
    close: guard(book.close),
  };
}

function invalid(cause?: unknown): WalletError {
  return new WalletError('BOOK_INVALID', 'The wallet’s records cannot be read.', {
    money: 'The money is held by the enclave and the vault; both are untouched.',
    next: 'Restore the file from a copy, or move it away: the enclave’s own books then show what is open.',
    cause,
  });
}

function prepare(database: DatabaseSync, network: Bytes): void {
  const empty = database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table'").get();
  if (empty?.n === 0n) {
    database.exec(
      `BEGIN; ${SCHEMA}
       INSERT INTO meta VALUES ('version', '${VERSION}'), ('network', '${toHex(network)}'), ('scanned', '-1'); COMMIT;`,
    );
    return;
  }
  const check = database.prepare('PRAGMA quick_check').get();
  if (check?.quick_check !== 'ok') throw invalid();
  const meta = new Map(
    database
      .prepare('SELECT name, value FROM meta')
      .all()
      .map((row) => [row.name, row.value]),
  );
  if (meta.get('version') !== VERSION) throw invalid();
  if (meta.get('network') !== toHex(network)) {
    throw new WalletError('BOOK_OTHER_NETWORK', 'The wallet’s records belong to another network.', {
      next: 'Use the data directory of this network. A development chain that was started afresh is another network.',
      details: { wallet: String(meta.get('network')), network: toHex(network) },
    });
  }
}

type Row = Record<string, SQLOutputValue>;

/** Columns without nulls, integers as numbers: every integer in the book is a count or a time. */
function fields(row: Row): Record<string, string | number | Bytes> {
  const out: Record<string, string | number | Bytes> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== null) out[name] = typeof value === 'bigint' ? Number(value) : value;
  }
  return out;
}

function operationOf(row: Row): Operation {
  const { transactions, ...rest } = fields(row);
  return { ...rest, transactions: JSON.parse(String(transactions)) } as unknown as Operation;
}

function entryOf(row: Row): Entry {
  const { amount, settle_by, ...rest } = fields(row);
  return {
    ...rest,
    amount: BigInt(String(amount)),
    ...(settle_by === undefined ? {} : { settleBy: settle_by }),
  } as unknown as Entry;
}

function makeBook(database: DatabaseSync): WalletBook {
  const sql = {
    operation: database.prepare('SELECT * FROM operation WHERE key = ?'),
    unfinished: database.prepare('SELECT * FROM operation WHERE result IS NULL ORDER BY created, rowid'),
    putOperation: database.prepare(
      `INSERT INTO operation VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
         asked = excluded.asked, serial = excluded.serial, transactions = excluded.transactions, result = excluded.result`,
    ),
    entry: database.prepare('SELECT * FROM entry WHERE id = ?'),
    entries: database.prepare('SELECT * FROM entry ORDER BY time DESC, rowid DESC'),
    putEntry: database.prepare(
      `INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
         state = excluded.state, reason = excluded.reason, memo = excluded.memo, tx = excluded.tx,
         message = excluded.message, decision = excluded.decision, answer = excluded.answer`,
    ),
    scanned: database.prepare("SELECT value FROM meta WHERE name = 'scanned'"),
    putScanned: database.prepare("UPDATE meta SET value = ? WHERE name = 'scanned'"),
    receipts: database.prepare(
      "SELECT payment FROM event WHERE account = ? AND type = 'settled' AND block <= ? ORDER BY place",
    ),
    settled: database.prepare(
      `SELECT account AS payee, block, tx, (SELECT count(*) FROM event AS earlier WHERE
         earlier.account = event.account AND earlier.type = 'settled' AND earlier.place < event.place) AS place
       FROM event WHERE payment = ? AND block <= ?`,
    ),
    withdrawn: database.prepare(
      "SELECT tx, block FROM event WHERE account = ? AND type = 'withdrawn' AND serial = ? AND block <= ?",
    ),
    entriesIn: database.prepare(
      'SELECT * FROM entry WHERE state IN (SELECT value FROM json_each(?)) ORDER BY time DESC, rowid DESC',
    ),
    putEvent: database.prepare(
      'INSERT INTO event (type, block, account, payment, serial, tx) VALUES (?, ?, ?, ?, ?, ?)',
    ),
  };
  const atomically = (work: () => void): void => {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      // A full disk has ended it already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  const scannedTo = (): number => Number(sql.scanned.get()!.value);
  return {
    operation: (key) => {
      const row = sql.operation.get(key);
      return row === undefined ? undefined : operationOf(row);
    },
    unfinished: () => sql.unfinished.all().map(operationOf),
    putOperation: ({ key, kind, asked, serial, transactions, result, created }) => {
      sql.putOperation.run(
        key,
        kind,
        asked,
        serial ?? null,
        JSON.stringify(transactions),
        result ?? null,
        created,
      );
    },
    entry: (id) => {
      const row = sql.entry.get(id);
      return row === undefined ? undefined : entryOf(row);
    },
    entries: () => sql.entries.all().map(entryOf),
    entriesIn: (states) => sql.entriesIn.all(JSON.stringify(states)).map(entryOf),
    putEntry: (entry) => {
      const { id, kind, state, amount, other, serial, expiry, settleBy, reason, memo, tx } = entry;
      sql.putEntry.run(
        id,
        kind,
        state,
        amount.toString(),
        other ?? null,
        serial ?? null,
        expiry ?? null,
        settleBy ?? null,
        reason ?? null,
        memo ?? null,
        tx ?? null,
        entry.message ?? null,
        entry.decision ?? null,
        entry.answer ?? null,
        entry.time,
      );
    },
    scannedTo,
    putEvents: (events, to) => {
      if (to <= scannedTo()) return;
      atomically(() => {
        for (const event of events) {
          const { type, block, tx } = event;
          if (type === 'settled') sql.putEvent.run(type, block, event.payee, event.payment, null, tx);
          if (type === 'withdrawn') sql.putEvent.run(type, block, event.account, null, event.serial, tx);
        }
        sql.putScanned.run(String(to));
      });
    },
    history: (upTo) => ({
      upTo: Math.min(upTo, scannedTo()),
      receipts: (account) => sql.receipts.all(account, upTo).map(({ payment }) => payment as Bytes),
      settled: (payment) => {
        const row = sql.settled.get(payment, upTo);
        if (row === undefined) return undefined;
        const { payee, block, tx, place } = fields(row);
        return { payee: payee as Bytes, index: Number(place), block: Number(block), tx: tx as Hex };
      },
      withdrawn: (account, serial) => {
        const row = sql.withdrawn.get(account, serial, upTo);
        return row === undefined ? undefined : { tx: row.tx as Hex, block: Number(row.block) };
      },
    }),
    forgetEvents: () => {
      atomically(() => {
        database.exec('DELETE FROM event');
        sql.putScanned.run('-1');
      });
    },
    close: () => database.close(),
  };
}
