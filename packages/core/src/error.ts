/**
 * What every typed error of Coffer carries, so that a person, a script and a support engineer can each act on it.
 */
export interface ErrorFacts {
  /** What happened to the money. Plain words, for the person whose money it is. */
  readonly money?: string;
  /** What to do next. Plain words or a command. */
  readonly next?: string;
  /** Further facts, printed as `key: value`. Never secrets. */
  readonly details?: Readonly<Record<string, string | number | bigint | boolean>>;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** Said whenever a refused input left every balance as it was. */
export const NOTHING_MOVED = 'No money moved: the request was refused and nothing changed.';

/**
 * Base of all errors that Coffer throws on purpose. `code` is stable and part of the API; messages may change.
 * Each package declares its codes as a union and its own subclass: `class OfflineError extends CofferError<OfflineCode>`.
 */
export class CofferError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly money: string;
  readonly next: string | undefined;
  readonly details: Readonly<Record<string, string | number | bigint | boolean>>;

  constructor(code: Code, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.code = code;
    this.money = facts.money ?? NOTHING_MOVED;
    this.next = facts.next;
    this.details = facts.details ?? {};
  }

  /** The wire and `--json` form: amounts as decimal strings, no stack. */
  toJSON(): {
    code: Code;
    message: string;
    money: string;
    next?: string;
    details?: Record<string, string | number | boolean>;
  } {
    const details: Record<string, string | number | boolean> = {};
    for (const [key, value] of Object.entries(this.details)) {
      details[key] = typeof value === 'bigint' ? value.toString() : value;
    }
    return {
      code: this.code,
      message: this.message,
      money: this.money,
      ...(this.next === undefined ? {} : { next: this.next }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
    };
  }
}

/** True when `error` is a Coffer error, of the given code when one is named. */
export function isCofferError(error: unknown, code?: string): error is CofferError {
  return error instanceof CofferError && (code === undefined || error.code === code);
}
