import { type CofferError, isCofferError } from '@coffer/core/error';
import { AppError } from '../config/error.ts';
import { plainJson, plainLine, plainLines } from '../config/plain.ts';
import { when, wrap } from './text.ts';

/** What a command gives: the result for programs and for people. */
export interface Result {
  /** Printed by `--json`. Money as decimal strings, the unit in the name. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Printed otherwise. */
  readonly text: string;
  /** When the command did its work and the result is still not good. */
  readonly failed?: boolean;
}

/** Result on stdout, everything else on stderr. */
export interface Output {
  readonly json: boolean;
  result(result: Result): void;
  /** Progress and remarks; silent with `--json`. */
  note(text: string): void;
  error(error: CofferError): void;
}

function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** Output on the two streams. */
export function createOutput(
  json: boolean,
  stdout: (text: string) => void,
  stderr: (text: string) => void,
): Output {
  return {
    json,
    result: (result) =>
      stdout(
        `${json ? plainJson(JSON.stringify(result.data, jsonValue)) : plainLines(result.text).replace(/\n+$/, '')}\n`,
      ),
    note: (text) => {
      if (!json) stderr(`${text}\n`);
    },
    error: (error) => {
      if (json) stdout(`${plainJson(JSON.stringify({ error: error.toJSON() }))}\n`);
      else stderr(`${describe(error)}\n`);
    },
  };
}

/** An error for people: what happened, what happened to the money, what to do. */
export function describe(error: CofferError): string {
  const { message, money, next, details } = error.toJSON();
  const lines = [
    wrap(`error: ${plainLine(message)} (${plainLine(error.code)})`, '       '),
    wrap(`money: ${plainLine(money)}`, '       '),
  ];
  if (next !== undefined) lines.push(wrap(`next:  ${plainLine(next)}`, '       '));
  for (const [key, value] of Object.entries(details ?? {})) {
    lines.push(wrap(`       ${key}: ${detail(key, value)}`, '         '));
  }
  return lines.join('\n');
}

const TIMES: ReadonlySet<string> = new Set(['deadline', 'exitAt', 'expiry', 'provedAt', 'settleBy', 'until']);

function detail(key: string, value: string | number | boolean): string {
  return typeof value === 'number' && value > 0 && TIMES.has(key) ? when(value) : plainLine(String(value));
}

/** Any thrown value as a typed error: no stack trace reaches a user. */
export function typedError(error: unknown): CofferError {
  if (isCofferError(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new AppError('INTERNAL', `Something failed that should not have: ${text.slice(0, 300)}`, {
    money: 'What the enclave has answered stands; nothing else moved.',
    next: 'Look at coffer offline activity. Set COFFER_DEBUG=1 to see where it happened.',
    cause: error,
  });
}
