import { WalletError } from './error.ts';

/** What failures of the book mean: damage is told apart from a disk, a permission or another process. */

/** SQLite's primary codes, and Node's, for a disk that takes no more: the records themselves are sound. */
const STORAGE_CODES: ReadonlySet<number> = new Set([8, 10, 13]); // READONLY, IOERR, FULL
const STORAGE_NAMES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);
/** … for a file that this process may not open, or that has no folder. */
const DENIED_CODES: ReadonlySet<number> = new Set([3, 14]); // PERM, CANTOPEN
const DENIED_NAMES: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EMFILE',
  'ENFILE',
]);
/** … for a file that somebody else is writing. */
const BUSY_CODES: ReadonlySet<number> = new Set([5, 6]); // BUSY, LOCKED

const UNTOUCHED =
  'The money is held by the enclave and the vault. What was asked is done once, or not at all.';

/** What a failure of the book means when it is not damage. `undefined` when it may be damage. */
export function bookError(cause: unknown): WalletError | undefined {
  if (cause instanceof WalletError) return cause;
  if (!(cause instanceof Error)) return undefined;
  const { errcode, code } = cause as { readonly errcode?: unknown; readonly code?: unknown };
  const primary = typeof errcode === 'number' ? errcode & 0xff : -1;
  const name = typeof code === 'string' ? code : '';
  const context = { money: UNTOUCHED, details: { reason: cause.message.slice(0, 200) }, cause };
  if (STORAGE_CODES.has(primary) || STORAGE_NAMES.has(name)) {
    return new WalletError(
      'BOOK_STORAGE',
      'The wallet’s records cannot be written: the disk is full, read-only or failing.',
      {
        next: 'Free space or make the disk writable, leave the records where they are, and repeat with the same idempotency key.',
        ...context,
      },
    );
  }
  if (DENIED_CODES.has(primary) || DENIED_NAMES.has(name)) {
    return new WalletError(
      'BOOK_DENIED',
      'The wallet’s records cannot be opened: their folder is missing, or this user may not read and write them.',
      { next: 'Look at the path and at its owner and permissions, then start again.', ...context },
    );
  }
  if (BUSY_CODES.has(primary)) {
    return new WalletError('BOOK_BUSY', 'Another process is writing the wallet’s records.', {
      next: 'End the other one: one wallet is opened once. Then repeat with the same idempotency key.',
      ...context,
    });
  }
  return undefined;
}

/** The records are damaged, or of a version that this wallet does not know. */
export function invalidBook(cause?: unknown): WalletError {
  return new WalletError('BOOK_INVALID', 'The wallet’s records cannot be read.', {
    money: 'The money is held by the enclave and the vault; both are untouched.',
    next: 'Restore the file from a copy, or move it away: the enclave’s own books then show what is open.',
    cause,
  });
}

/** A row that is no row of ours: SQLite says CORRUPT or NOTADB, or a number or list in it cannot be read. */
function isDamage(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  const { errcode } = error as { readonly errcode?: unknown };
  return errcode === 11 || errcode === 26;
}

/** The same methods, whose failures of storage are typed errors. */
export function guarded<T extends object>(book: T): T {
  const out: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(book) as [string, (...args: unknown[]) => unknown][]) {
    out[name] = (...args: unknown[]) => {
      try {
        return method(...args);
      } catch (error) {
        throw bookError(error) ?? (isDamage(error) ? invalidBook(error) : error);
      }
    };
  }
  return out as T;
}
