import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { Desk } from './desk.ts';

test('a payment on its way keeps its endpoint, whoever names another one', () => {
  const desk = new Desk(':memory:');
  const message = Uint8Array.of(1);
  desk.send({ id: '0x01', endpoint: 'tcp://127.0.0.1:1', message });
  desk.send({ id: '0x01', endpoint: 'tcp://127.0.0.1:2', message });
  expect(desk.deliveries()).toMatchObject([{ id: '0x01', endpoint: 'tcp://127.0.0.1:1' }]);
  desk.sent('0x01');
  desk.send({ id: '0x01', endpoint: 'tcp://127.0.0.1:2', message });
  expect(desk.deliveries()).toMatchObject([{ endpoint: 'tcp://127.0.0.1:2' }]);
  desk.close();
});

test('what the disk refuses is told by name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-desk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const named = (code: string) => expect.objectContaining({ code });
  // Root may write everywhere: a folder that is a file stands for what may not be opened.
  writeFileSync(join(folder, 'file'), '');
  expect(() => new Desk(join(folder, 'file', 'daemon.sqlite'))).toThrow(named('BOOK_DENIED'));
  const path = join(folder, 'daemon.sqlite');
  const desk = new Desk(path);
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  expect(() => desk.setFact('endpoint', 'x')).toThrow(named('BOOK_BUSY'));
  other.exec('ROLLBACK');
  other.close();
  desk.setFact('endpoint', 'y');
  expect(desk.fact('endpoint')).toBe('y');
  desk.close();
});
