import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Bytes, equal, fromHex, toHex } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import { address, isSecret, recover } from '@coffer/crypto/secp256k1';
import { type Header, parseHeader } from '../proof/header.ts';
import { type ChainNetwork, headerDigest } from '../trust/trust.ts';
import type { Halt } from './decide.ts';

/** Stable codes of what keeps a header signer from running. */
export type SignerCode =
  /** Its durable record is damaged: it cannot know what it signed, so it signs nothing. */
  | 'SIGNER_RECORD_BROKEN'
  /** Another signer process runs on this folder. */
  | 'SIGNER_LOCKED'
  /** Its key file is damaged. */
  | 'SIGNER_KEY_BROKEN'
  /** It may listen on loopback or a Unix socket only. */
  | 'SIGNER_ADDRESS';
/** The header signer does not run. Headers that it signed stay valid. */
export class SignerError extends CofferError<SignerCode> {}

/** A block that was signed. */
export interface SignedHeader {
  readonly rlp: Bytes;
  readonly header: Header;
  /** EIP-2098, 64 bytes. */
  readonly signature: Bytes;
}

/** Most signed headers that are kept in memory and served; the record on disk is cut to as many at start. */
const KEPT = 4096;

function durably(path: string, content: string): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * The signer's secret, made at first use and kept in `folder` (0700; file 0600). A network's trust rule names its
 * address, so it is needed before the network exists.
 * @throws SignerError `SIGNER_KEY_BROKEN`
 */
export function signerKey(folder: string): { readonly secret: Bytes; readonly address: Bytes } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'key');
  if (!existsSync(path)) durably(path, `${toHex(randomBytes(32))}\n`);
  const text = readFileSync(path, 'utf8').trim();
  const secret = /^0x[0-9a-f]{64}$/.test(text) ? fromHex(text) : new Uint8Array();
  if (!isSecret(secret)) {
    throw new SignerError('SIGNER_KEY_BROKEN', 'The key file of the header signer is damaged.', {
      next: 'Restore it from a backup; a network cannot replace a signer by itself.',
    });
  }
  return { secret, address: address(secret) };
}

/** What a signer has signed: durable before any signature leaves. */
export interface SignerRecord {
  readonly newest: () => SignedHeader | undefined;
  readonly at: (height: number) => SignedHeader | undefined;
  readonly halted: () => Halt | undefined;
  /** Durable when it returns. Heights follow each other. */
  readonly append: (signed: readonly SignedHeader[]) => void;
  /** Durable when it returns. There is no way back but an operator's. */
  readonly halt: (halt: Halt) => void;
  readonly close: () => void;
}

function lock(folder: string): () => void {
  const path = join(folder, 'lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(path, 'utf8'));
      if (owner > 0 && owner !== process.pid && isRunning(owner)) break;
      if (owner === process.pid) break;
      rmSync(path, { force: true });
    }
  }
  throw new SignerError(
    'SIGNER_LOCKED',
    'Another header signer runs on this folder: two could sign two blocks.',
    {
      next: 'Stop the other one first.',
    },
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function broken(message: string): SignerError {
  return new SignerError('SIGNER_RECORD_BROKEN', `The record of the header signer is damaged: ${message}.`, {
    next: 'Restore the folder from a backup of this signer. It signs nothing while it cannot know what it has signed.',
  });
}

const LINE = /^(0x[0-9a-f]{1,4096}) (0x[0-9a-f]{128})$/;

function readLine(line: string, network: ChainNetwork, self: Bytes): SignedHeader {
  const [, rlpHex, signatureHex] = LINE.exec(line) ?? [];
  if (rlpHex === undefined || signatureHex === undefined) throw broken('a line is not a signed header');
  try {
    const rlp = fromHex(rlpHex);
    const header = parseHeader(rlp);
    const signature = fromHex(signatureHex);
    if (!equal(recover(signature, headerDigest(network, header)), self))
      throw broken('a signature is not its own');
    return { rlp, header, signature };
  } catch (cause) {
    if (cause instanceof SignerError) throw cause;
    throw broken('a line is not a signed header');
  }
}

/**
 * Opens the record in `folder`, checks every line, and locks it.
 * @throws SignerError `SIGNER_RECORD_BROKEN`, `SIGNER_LOCKED`
 */
export function openRecord(folder: string, network: ChainNetwork, self: Bytes): SignerRecord {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lock(folder);
  try {
    return open(folder, network, self, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function open(folder: string, network: ChainNetwork, self: Bytes, unlock: () => void): SignerRecord {
  const logPath = join(folder, 'signed');
  const haltPath = join(folder, 'halted.json');
  const text = existsSync(logPath) ? readFileSync(logPath, 'latin1') : '';
  // A line without its end was being written when the process died: its signature never left.
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = complete.split('\n').slice(0, -1);
  const signed = lines.map((line) => readLine(line, network, self));
  signed.forEach(({ header }, i) => {
    const before = signed[i - 1]?.header;
    if (
      before !== undefined &&
      (header.number !== before.number + 1 || !equal(header.parentHash, before.hash))
    ) {
      throw broken('its blocks do not follow each other');
    }
  });
  if (lines.length > KEPT || !existsSync(logPath)) {
    durably(
      logPath,
      lines
        .slice(-KEPT)
        .map((line) => `${line}\n`)
        .join(''),
    );
  } else if (complete.length !== text.length) {
    const file = openSync(logPath, 'r+');
    ftruncateSync(file, complete.length);
    fsyncSync(file);
    closeSync(file);
  }
  let halted = existsSync(haltPath) ? readHalt(readFileSync(haltPath, 'utf8')) : undefined;
  const byHeight = new Map(signed.slice(-KEPT).map((entry) => [entry.header.number, entry]));
  let newest = signed.at(-1);
  let failed = false;
  const log = openSync(logPath, 'a', 0o600);
  return {
    newest: () => newest,
    at: (height) => byHeight.get(height),
    halted: () => halted,
    append: (entries) => {
      // After a failed write nobody knows what the file holds: only a restart, which reads it, may go on.
      if (failed) throw broken('it could not be written');
      failed = true;
      writeFileSync(log, entries.map(({ rlp, signature }) => `${toHex(rlp)} ${toHex(signature)}\n`).join(''));
      fdatasyncSync(log);
      failed = false;
      for (const entry of entries) {
        byHeight.set(entry.header.number, entry);
        byHeight.delete(entry.header.number - KEPT);
        newest = entry;
      }
    },
    halt: (why) => {
      durably(haltPath, `${JSON.stringify(why)}\n`);
      halted = why;
    },
    close: () => {
      closeSync(log);
      unlock();
    },
  };
}

function readHalt(text: string): Halt {
  try {
    const { height, signed, seen } = JSON.parse(text) as Partial<Halt>;
    return { reason: 'REORGANISED', height: Number(height), signed: String(signed), seen: String(seen) };
  } catch {
    throw broken('the reason why it halted cannot be read');
  }
}
