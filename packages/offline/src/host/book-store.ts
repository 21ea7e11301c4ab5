import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Bytes, Hex } from '@coffer/core/bytes';
import { bookedEvents } from './receipts.ts';
import type { DisputeRecord, Entry, KeptAnswer, KeptPayment, Operation, WalletBook } from './records.ts';

/** The book's statements. */

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

/** A row with an amount and perhaps a deadline. */
function amountedOf<T>(row: Row): T {
  const { amount, settle_by, ...rest } = fields(row);
  return {
    ...rest,
    amount: BigInt(String(amount)),
    ...(settle_by === undefined ? {} : { settleBy: settle_by }),
  } as T;
}

function disputeOf(row: Row): DisputeRecord {
  const record = amountedOf<DisputeRecord>(row);
  return { ...record, txs: JSON.parse(String(record.txs)) as Hex[] };
}

/** Where one payment or withdrawal is found among the events. */
function placeOf(row: Row): { readonly tx: Hex; readonly block: number } {
  return { tx: row.tx as Hex, block: Number(row.block) };
}

/** The book on an open database with its tables. */
export function makeBook(database: DatabaseSync): WalletBook {
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
         state = excluded.state, amount = excluded.amount, reason = excluded.reason, memo = excluded.memo,
         tx = excluded.tx, message = excluded.message, decision = excluded.decision, answer = excluded.answer`,
    ),
    entriesIn: database.prepare(
      'SELECT * FROM entry WHERE state IN (SELECT value FROM json_each(?)) ORDER BY time DESC, rowid DESC',
    ),
    dropEntries: database.prepare('DELETE FROM entry WHERE id IN (SELECT value FROM json_each(?))'),
    scanned: database.prepare("SELECT value FROM meta WHERE name = 'scanned'"),
    putScanned: database.prepare("UPDATE meta SET value = ? WHERE name = 'scanned'"),
    putEvent: database.prepare(
      'INSERT INTO event (type, block, account, payment, serial, amount, tx) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    receipts: database.prepare(
      "SELECT payment FROM event WHERE account = ? AND type = 'settled' AND block <= ? ORDER BY place",
    ),
    settled: database.prepare(
      `SELECT account AS payee, block, tx, (SELECT count(*) FROM event AS earlier WHERE
         earlier.account = event.account AND earlier.type = 'settled' AND earlier.place < event.place) AS place
       FROM event WHERE payment = ? AND type = 'settled' AND block <= ?`,
    ),
    ofSerial: database.prepare(
      'SELECT tx, block FROM event WHERE account = ? AND type = ? AND serial = ? AND block <= ?',
    ),
    ofAccount: database.prepare(
      'SELECT tx, block, amount FROM event WHERE account = ? AND type = ? AND block <= ? ORDER BY place DESC LIMIT 1',
    ),
    paid: database.prepare(
      'SELECT amount, tx, block FROM event WHERE payment = ? AND amount IS NOT NULL AND block <= ? ORDER BY place',
    ),
    transactions: database.prepare(
      `SELECT tx, max(block) AS block FROM event WHERE type = 'settled' AND block > ? AND block <= ?
       GROUP BY tx ORDER BY max(place) DESC`,
    ),
    signed: database.prepare('SELECT * FROM signed WHERE payer = ? AND serial = ?'),
    putSigned: database.prepare('INSERT OR IGNORE INTO signed VALUES (?, ?, ?, ?)'),
    conflicts: database.prepare(
      'SELECT payer, serial FROM signed GROUP BY payer, serial HAVING count(*) > 1 ORDER BY min(rowid)',
    ),
    answers: database.prepare('SELECT * FROM answer WHERE payment = ?'),
    answeredTwice: database.prepare('SELECT payment FROM answer GROUP BY payment HAVING count(*) > 1'),
    putAnswer: database.prepare('INSERT OR IGNORE INTO answer VALUES (?, ?, ?)'),
    disputes: database.prepare('SELECT * FROM dispute ORDER BY time, rowid'),
    putDispute: database.prepare(
      `INSERT INTO dispute VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
         accepted = excluded.accepted, searched = excluded.searched, txs = excluded.txs,
         code = excluded.code, ended = excluded.ended`,
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
      const list = JSON.stringify(transactions);
      sql.putOperation.run(key, kind, asked, serial ?? null, list, result ?? null, created);
    },
    entry: (id) => {
      const row = sql.entry.get(id);
      return row === undefined ? undefined : amountedOf<Entry>(row);
    },
    entries: () => sql.entries.all().map((row) => amountedOf<Entry>(row)),
    entriesIn: (states) => sql.entriesIn.all(JSON.stringify(states)).map((row) => amountedOf<Entry>(row)),
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
    dropEntries: (ids) => {
      sql.dropEntries.run(JSON.stringify(ids));
    },
    scannedTo,
    putEvents: (events, to) => {
      if (to <= scannedTo()) return;
      atomically(() => {
        for (const event of bookedEvents(events)) {
          const { type, block, account, payment, serial, amount, tx } = event;
          const sum = amount?.toString() ?? null;
          sql.putEvent.run(type, block, account ?? null, payment ?? null, serial ?? null, sum, tx);
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
        return { ...placeOf(row), payee: row.payee as Bytes, index: Number(row.place) };
      },
      withdrawn: (account, serial) => {
        const row = sql.ofSerial.get(account, 'withdrawn', serial, upTo);
        return row === undefined ? undefined : placeOf(row);
      },
      ended: (account) => {
        for (const type of ['cancelled', 'exitExecuted']) {
          const row = sql.ofAccount.get(account, type, upTo);
          if (row !== undefined) return { ...placeOf(row), amount: BigInt(String(row.amount)) };
        }
        return undefined;
      },
      frozen: (account) => sql.ofAccount.get(account, 'frozen', upTo) !== undefined,
      paid: (payment) =>
        sql.paid.all(payment, upTo).map((row) => ({ ...placeOf(row), amount: BigInt(String(row.amount)) })),
      transactions: (after) => sql.transactions.all(after, upTo).map(placeOf),
    }),
    forgetEvents: () => {
      atomically(() => {
        database.exec('DELETE FROM event');
        sql.putScanned.run('-1');
      });
    },
    signed: (payer, serial) =>
      sql.signed.all(payer, serial).map((row) => fields(row) as unknown as KeptPayment),
    putSigned: ({ payment, payer, serial, content }) => {
      sql.putSigned.run(payment, payer, serial, content);
    },
    conflicts: () =>
      sql.conflicts.all().map(({ payer, serial }) => ({ payer: payer as Hex, serial: Number(serial) })),
    answers: (payment) => sql.answers.all(payment).map((row) => fields(row) as unknown as KeptAnswer),
    answeredTwice: () => sql.answeredTwice.all().map(({ payment }) => payment as Hex),
    putAnswer: ({ payment, status, signature }) => {
      sql.putAnswer.run(payment, status, signature);
    },
    disputes: () => sql.disputes.all().map(disputeOf),
    putDispute: (dispute) => {
      const { id, role, culprit, serial, amount, settleBy, accepted, searched, txs } = dispute;
      sql.putDispute.run(
        id,
        role,
        culprit,
        serial,
        amount.toString(),
        settleBy,
        accepted ?? null,
        searched ?? null,
        JSON.stringify(txs),
        dispute.code ?? null,
        dispute.ended ?? null,
        dispute.time,
      );
    },
    close: () => database.close(),
  };
}
