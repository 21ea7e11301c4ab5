import type { DatabaseSync } from 'node:sqlite';
import { type Bytes, toHex } from '@coffer/core/bytes';
import { invalidBook } from './book-error.ts';
import { WalletError } from './error.ts';

/** The tables of the book, and how older ones become these. */

/** The vault's events. Since version 2 with amounts. */
const EVENTS = `
CREATE TABLE event (
  place INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, block INTEGER NOT NULL, account BLOB, payment BLOB,
  serial INTEGER, amount TEXT, tx TEXT NOT NULL) STRICT;
CREATE INDEX event_account ON event (account, place);
CREATE INDEX event_payment ON event (payment);
CREATE INDEX event_tx ON event (tx);
`;

/** What proves that an enclave is broken, and what its victim does about it. Since version 2. */
const DISPUTES = `
CREATE TABLE signed (
  payment TEXT PRIMARY KEY, payer TEXT NOT NULL, serial INTEGER NOT NULL, content BLOB NOT NULL) STRICT;
CREATE INDEX signed_serial ON signed (payer, serial);
CREATE TABLE answer (
  payment TEXT NOT NULL, status TEXT NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (payment, status)) STRICT;
CREATE TABLE dispute (
  id TEXT PRIMARY KEY, role TEXT NOT NULL, culprit TEXT NOT NULL, serial INTEGER NOT NULL, amount TEXT NOT NULL,
  settle_by INTEGER NOT NULL, accepted BLOB, searched INTEGER, txs TEXT NOT NULL, code TEXT,
  ended TEXT, time INTEGER NOT NULL) STRICT;
`;

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
${EVENTS}${DISPUTES}`;
const VERSION = '2';

/** From the version before: events are fetched again, because more of them matter now. */
const MIGRATIONS: Readonly<Record<string, string>> = {
  1: `DROP TABLE event; ${EVENTS}${DISPUTES}
      UPDATE meta SET value = '-1' WHERE name = 'scanned'; UPDATE meta SET value = '2' WHERE name = 'version';`,
};

/**
 * Makes the tables, or checks them and brings them to this version.
 * @throws WalletError `BOOK_INVALID`, `BOOK_OTHER_NETWORK`
 */
export function prepareBook(database: DatabaseSync, network: Bytes): void {
  const empty = database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table'").get();
  if (empty?.n === 0n) {
    database.exec(
      `BEGIN; ${SCHEMA}
       INSERT INTO meta VALUES ('version', '${VERSION}'), ('network', '${toHex(network)}'), ('scanned', '-1'); COMMIT;`,
    );
    return;
  }
  const check = database.prepare('PRAGMA quick_check').get();
  if (check?.quick_check !== 'ok') throw invalidBook();
  const meta = new Map(
    database
      .prepare('SELECT name, value FROM meta')
      .all()
      .map((row) => [row.name, row.value]),
  );
  const migration = MIGRATIONS[String(meta.get('version'))];
  if (meta.get('version') !== VERSION && migration === undefined) throw invalidBook();
  if (meta.get('network') !== toHex(network)) {
    throw new WalletError('BOOK_OTHER_NETWORK', 'The wallet’s records belong to another network.', {
      next: 'Use the data directory of this network. A development chain that was started afresh is another network.',
      details: { wallet: String(meta.get('network')), network: toHex(network) },
    });
  }
  if (migration !== undefined) database.exec(`BEGIN; ${migration} COMMIT;`);
}
