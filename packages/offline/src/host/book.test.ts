import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { wei } from '@coffer/core/amount';
import { toBytesBE, toHex } from '@coffer/core/bytes';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openBook } from './book.ts';
import { bookError } from './book-error.ts';
import type { VaultEvent } from './chain.ts';
import { extendHistory, NO_HISTORY } from './receipts.ts';
import type { Entry } from './records.ts';

const NETWORK = new Uint8Array(32).fill(1);
const bytes = (n: number, length = 32) => toBytesBE(BigInt(n), length);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-book-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ENTRY: Entry = {
  id: toHex(bytes(1)),
  kind: 'payment',
  state: 'in-flight',
  amount: wei((1n << 88n) - 1n),
  other: toHex(bytes(2, 20)),
  serial: 0,
  expiry: 5,
  settleBy: 6,
  memo: 'for “coffee”',
  message: bytes(7),
  time: 9,
};

test('what was written is there when the book is opened again, to the last wei', () => {
  const file = join(folder, 'book');
  const book = openBook(file, NETWORK);
  book.putEntry(ENTRY);
  const operation = {
    key: 'k',
    kind: 'pay' as const,
    asked: 'a',
    serial: 3,
    transactions: [{ hash: '0x01' as const, raw: '0x02' as const, nonce: 4 }],
    created: 1,
  };
  book.putOperation(operation);
  for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
  book.close();
  const again = openBook(file, NETWORK);
  expect(again.entry(ENTRY.id)).toEqual(ENTRY);
  expect(again.operation('k')).toEqual(operation);
  expect(again.unfinished()).toEqual([operation]);
  again.putOperation({ ...operation, result: '{}' });
  again.putEntry({ ...ENTRY, state: 'settled' });
  expect(again.unfinished()).toEqual([]);
  expect(again.entriesIn(['in-flight'])).toEqual([]);
  expect(again.entriesIn(['settled', 'failed'])).toHaveLength(1);
  again.close();
});

test('a book of another network is not opened', () => {
  const file = join(folder, 'book');
  openBook(file, NETWORK).close();
  expect(() => openBook(file, new Uint8Array(32))).toThrow(
    expect.objectContaining({ code: 'BOOK_OTHER_NETWORK' }),
  );
});

test('a damaged book is refused by name', () => {
  const file = join(folder, 'book');
  const book = openBook(file, NETWORK);
  for (let n = 0; n < 200; n++) book.putEntry({ ...ENTRY, id: toHex(bytes(n)) });
  book.close();
  const whole = readFileSync(file);
  let refused = 0;
  for (let at = 0; at < whole.length; at += 997) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 0xff;
    writeFileSync(file, damaged);
    try {
      const opened = openBook(file, NETWORK);
      opened.entries();
      opened.close();
    } catch (error) {
      expect(error).toMatchObject({ code: 'BOOK_INVALID' });
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(0);
  writeFileSync(file, 'not a database, but long enough to look at'.repeat(10));
  expect(() => openBook(file, NETWORK)).toThrow(expect.objectContaining({ code: 'BOOK_INVALID' }));
});

test('events in the book tell the same history as events in memory', () => {
  const book = openBook(':memory:', NETWORK);
  const events: VaultEvent[] = Array.from({ length: 50 }, (_, n) =>
    n % 7 === 3
      ? { type: 'withdrawn', block: n, account: bytes(n % 3, 20), serial: n, tx: toHex(bytes(n)) }
      : { type: 'settled', block: n, payment: bytes(n), payee: bytes(n % 3, 20), tx: toHex(bytes(n)) },
  );
  book.putEvents(events.slice(0, 30), 29);
  book.putEvents(events.slice(0, 30), 29);
  for (const upTo of [10, 29, 45]) {
    const memory = extendHistory(NO_HISTORY, events, upTo);
    const mixed = extendHistory(book.history(upTo), events, upTo);
    for (let n = 0; n < 50; n++) {
      expect(mixed.settled(bytes(n)), `${upTo} ${n}`).toEqual(memory.settled(bytes(n)));
      expect(mixed.withdrawn(bytes(n % 3, 20), n)).toEqual(memory.withdrawn(bytes(n % 3, 20), n));
    }
    for (const n of [0, 1, 2]) expect(mixed.receipts(bytes(n, 20))).toEqual(memory.receipts(bytes(n, 20)));
  }
  expect(extendHistory(book.history(29), events, 45).transactions(20)).toEqual(
    extendHistory(NO_HISTORY, events, 45).transactions(20),
  );
  book.forgetEvents();
  expect(book.scannedTo()).toBe(-1);
  expect(book.history(100).receipts(bytes(0, 20))).toEqual([]);
});

test('what was paid out of a culprit’s account, and how an account ended, is told likewise', () => {
  const book = openBook(':memory:', NETWORK);
  const paid = { type: 'compensated', payment: bytes(1), account: bytes(2, 20) } as const;
  const events: VaultEvent[] = [
    { ...paid, block: 1, amount: wei(5n), tx: '0x01' },
    { ...paid, block: 4, amount: wei(7n), tx: '0x02' },
    { type: 'compensated', block: 5, payment: bytes(3), account: bytes(2, 20), amount: wei(9n), tx: '0x03' },
    { type: 'exitExecuted', block: 6, account: bytes(4, 20), amount: wei(0n), tx: '0x04' },
    { type: 'frozen', block: 7, account: bytes(5, 20), tx: '0x05' },
  ];
  book.putEvents(events.slice(0, 1), 2);
  for (const history of [extendHistory(book.history(9), events, 9), extendHistory(NO_HISTORY, events, 9)]) {
    expect(history.paid(bytes(1)).map(({ amount }) => amount)).toEqual([5n, 7n]);
    expect(history.paid(bytes(3))).toEqual([{ amount: 9n, tx: '0x03', block: 5 }]);
    expect(history.ended(bytes(4, 20))).toEqual({ amount: 0n, tx: '0x04', block: 6 });
    expect(history.ended(bytes(2, 20))).toBeUndefined();
    expect([history.frozen(bytes(5, 20)), history.frozen(bytes(4, 20))]).toEqual([true, false]);
  }
});

test('proofs against broken enclaves and what is done with them are kept', () => {
  const file = join(folder, 'book');
  const book = openBook(file, NETWORK);
  const [first, second] = [1, 2].map((n) => ({
    payment: toHex(bytes(n)),
    payer: toHex(bytes(9, 20)),
    serial: 4,
    content: bytes(n, 70),
  }));
  for (const kept of [first!, second!, first!]) book.putSigned(kept);
  const answer = { payment: first!.payment, status: 'rejected' as const, signature: bytes(8, 64) };
  book.putAnswer(answer);
  const dispute = {
    id: first!.payment,
    role: 'payee' as const,
    culprit: first!.payer,
    serial: 4,
    amount: wei(1n << 80n),
    settleBy: 7,
    txs: [],
    time: 3,
  };
  book.putDispute(dispute);
  const changed = {
    ...dispute,
    accepted: bytes(1),
    searched: 8,
    txs: ['0x05' as const],
    code: 'X',
  };
  book.putDispute(changed);
  book.close();
  const again = openBook(file, NETWORK);
  expect(again.signed(first!.payer, 4)).toEqual([first, second]);
  expect(again.signed(first!.payer, 5)).toEqual([]);
  expect(again.conflicts()).toEqual([{ payer: first!.payer, serial: 4 }]);
  expect(again.answers(first!.payment)).toEqual([answer]);
  expect(again.disputes()).toEqual([changed]);
  again.close();
});

test('a book of the version before keeps its entries, and fetches the events again', () => {
  const file = join(folder, 'book');
  openBook(file, NETWORK).close();
  const older = new DatabaseSync(file);
  older.exec(`DROP TABLE signed; DROP TABLE answer; DROP TABLE dispute; DROP TABLE event;
    CREATE TABLE event (place INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, block INTEGER NOT NULL,
      account BLOB, payment BLOB, serial INTEGER, tx TEXT NOT NULL) STRICT;
    CREATE INDEX event_account ON event (account, place); CREATE INDEX event_payment ON event (payment);
    UPDATE meta SET value = '1' WHERE name = 'version'; UPDATE meta SET value = '17' WHERE name = 'scanned';
    INSERT INTO entry (id, kind, state, amount, time) VALUES ('0x01', 'deposit', 'settled', '5', 1)`);
  older.close();
  const book = openBook(file, NETWORK);
  expect([book.scannedTo(), book.entries().map(({ id }) => id), book.disputes()]).toEqual([-1, ['0x01'], []]);
  book.close();
  openBook(file, NETWORK).close();
});

test('records that cannot be opened, or that somebody else writes, are told by name', () => {
  expect(() => openBook(join(folder, 'missing', 'book'), NETWORK)).toThrow(
    expect.objectContaining({ code: 'BOOK_DENIED' }),
  );
  expect(() => openBook(folder, NETWORK)).toThrow(expect.objectContaining({ code: 'BOOK_DENIED' }));
  expect(bookError(Object.assign(new Error('locked'), { errcode: 5 }))).toMatchObject({ code: 'BOOK_BUSY' });
});

test('a disk that takes no more is not taken for damage: nobody is told to move the records away', () => {
  const full = new DatabaseSync(join(folder, 'full'));
  full.exec('CREATE TABLE t (b BLOB); PRAGMA max_page_count = 3');
  let thrown: unknown;
  try {
    full.prepare('INSERT INTO t VALUES (zeroblob(100000))').run();
  } catch (error) {
    thrown = error;
  }
  full.close();
  const book = openBook(':memory:', NETWORK);
  const run = vi.spyOn(StatementSync.prototype, 'run').mockImplementation(() => {
    throw thrown;
  });
  const event: VaultEvent = { type: 'withdrawn', block: 1, account: bytes(1, 20), serial: 0, tx: '0x' };
  try {
    const refused = expect.objectContaining({ code: 'BOOK_STORAGE' });
    expect(() => book.putEntry(ENTRY)).toThrow(refused);
    expect(() => book.putEvents([event], 1)).toThrow(refused);
  } finally {
    run.mockRestore();
  }
  expect([book.entries(), book.scannedTo()]).toEqual([[], -1]);
  const error = bookError(thrown);
  expect(error).toMatchObject({ code: 'BOOK_STORAGE' });
  expect(error?.next).toMatch(/same idempotency key/);
  expect(error?.next).not.toMatch(/restore|move it away/i);
  for (const code of ['ENOSPC', 'EROFS', 'EIO']) {
    expect(bookError(Object.assign(new Error(code), { code }))).toMatchObject({ code: 'BOOK_STORAGE' });
  }
  expect(bookError(Object.assign(new Error('corrupt'), { errcode: 11 }))).toBeUndefined();
});
