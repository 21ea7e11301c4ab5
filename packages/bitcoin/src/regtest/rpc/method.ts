import type { Sat } from '@coffer/core/amount';
import type { RpcContext } from './context.ts';
import { invalidParameter, RPC, RpcError } from './error.ts';
import { amountOf, bytesOf, idFrom, isNumeral, isObject, type Json, kindOf, wholeOf } from './json.ts';

/** Methods as data: the server, `help` and the tests derive from the same table. */

/** What a parameter may be. Amounts are numbers or strings; verbosity is a number, or true and false. */
export type ParamType = 'number' | 'string' | 'bool' | 'array' | 'object' | 'amount' | 'verbosity' | 'any';

/** A parameter. */
export interface Param {
  /** With further names by which it may be given: `verbosity|verbose`. */
  readonly name: string;
  readonly type: ParamType;
  /** Set when it may be left out: what it is then, for help. */
  readonly default?: string;
  readonly about: string;
}

/** A method: everything that is known of it. */
export interface Method {
  readonly name: string;
  readonly group: 'blocks' | 'transactions' | 'mempool' | 'mining' | 'network' | 'utility' | 'dev';
  readonly params: readonly Param[];
  readonly about: string;
  readonly run: (context: RpcContext, args: Args) => Json | Promise<Json>;
}

const KINDS: Partial<Record<ParamType, string>> = {
  number: 'number',
  string: 'string',
  bool: 'bool',
  array: 'array',
  object: 'object',
};

function names(param: Param): string[] {
  return param.name.split('|');
}

/** How a method is called, as Core's help shows it: `getblock "blockhash" ( verbosity )`. */
export function usage({ name, params }: Method): string {
  let out = name;
  let open = false;
  for (const param of params) {
    if (param.default !== undefined && !open) {
      out += ' (';
      open = true;
    }
    const first = names(param)[0]!;
    out += ` ${param.type === 'string' ? `"${first}"` : param.type === 'array' ? `[${first},...]` : first}`;
  }
  return open ? `${out} )` : out;
}

/** The help of a method. */
export function helpOf(method: Method): string {
  const rows = method.params.map((param, index) => {
    const optional = param.default === undefined ? 'required' : `optional, default=${param.default}`;
    return `${index + 1}. ${names(param)[0]}    (${param.type}, ${optional}) ${param.about}`;
  });
  return [
    usage(method),
    '',
    method.about,
    ...(rows.length === 0 ? [] : ['', 'Arguments:', ...rows]),
    '',
  ].join('\n');
}

function positional(method: Method, given: { readonly [key: string]: Json }): Json[] {
  const values: Json[] = [];
  const rest = new Map(Object.entries(given));
  // Core takes the leading arguments by position under this name.
  const leading = rest.get('args');
  if (leading !== undefined && !method.params.some((param) => names(param).includes('args'))) {
    if (!Array.isArray(leading)) throw invalidParameter('Parameter args must be an array');
    rest.delete('args');
    values.push(...(leading as readonly Json[]));
  }
  method.params.forEach((param, index) => {
    for (const name of names(param)) {
      const value = rest.get(name);
      if (value === undefined) continue;
      if (values[index] !== undefined) {
        throw invalidParameter(`Parameter ${name} specified twice both as positional and named argument`);
      }
      while (values.length < index) values.push(null);
      values[index] = value;
      rest.delete(name);
    }
  });
  for (const name of rest.keys()) throw invalidParameter(`Unknown named parameter ${name.slice(0, 100)}`);
  return values;
}

/**
 * Arguments as a method wants them, from positions or names, checked for number and types.
 * @throws RpcError -1 with the help of the method, -3, -8
 */
export function arrange(method: Method, given: readonly Json[] | { readonly [key: string]: Json }): Args {
  const values = Array.isArray(given)
    ? (given as readonly Json[])
    : positional(method, given as { readonly [key: string]: Json });
  const { params } = method;
  const required = params.findLastIndex((param) => param.default === undefined) + 1;
  if (values.length > params.length || values.length < required) throw new RpcError(RPC.misc, helpOf(method));
  const wrong = params.flatMap((param, index) => {
    const value = values[index];
    const expected = KINDS[param.type];
    const absent = value === undefined || value === null;
    if (expected === undefined || kindOf(value) === expected || (absent && param.default !== undefined))
      return [];
    return [
      `    "Position ${index + 1} (${names(param)[0]})": "JSON value of type ${kindOf(value)} is not of expected type ${expected}"`,
    ];
  });
  if (wrong.length > 0) throw new RpcError(RPC.type, `Wrong type passed:\n{\n${wrong.join(',\n')}\n}`);
  return new Args(method, values);
}

/** The arguments of a call, read by name. Types are checked already; absent ones are `undefined`. */
export class Args {
  readonly #method: Method;
  readonly #values: readonly Json[];

  /** Use {@link arrange}. */
  constructor(method: Method, values: readonly Json[]) {
    this.#method = method;
    this.#values = values;
  }

  /** The value as it came. */
  get(name: string): Json | undefined {
    const index = this.#method.params.findIndex((param) => names(param)[0] === name);
    if (index < 0) throw new TypeError(`${this.#method.name} has no parameter ${name}`);
    return this.#values[index] ?? undefined;
  }

  /** Whether it was given. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** A string that has to be there. */
  text(name: string): string {
    const value = this.get(name);
    if (typeof value !== 'string') {
      throw new RpcError(RPC.type, `JSON value of type ${kindOf(value)} is not of expected type string`);
    }
    return value;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.get(name);
    return typeof value === 'boolean' ? value : otherwise;
  }

  /** A whole number. @throws RpcError -1 outside of the range of 32 bits, -8 outside of the given one */
  whole(name: string, otherwise?: number): number {
    const value = this.get(name);
    return value === undefined && otherwise !== undefined ? otherwise : wholeOf(value);
  }

  /** How much is wanted: 0, 1, 2 …, or true and false as older clients say it. */
  verbosity(name: string, otherwise: number): number {
    const value = this.get(name);
    if (typeof value === 'boolean') return value ? 1 : 0;
    return this.whole(name, otherwise);
  }

  amount(name: string): Sat {
    return amountOf(this.get(name));
  }

  list(name: string): readonly Json[] {
    const value = this.get(name);
    return Array.isArray(value) ? (value as readonly Json[]) : [];
  }

  object(name: string): { readonly [key: string]: Json } {
    const value = this.get(name);
    return isObject(value) ? value : {};
  }

  /** An id of a block or transaction. @throws RpcError -8 */
  id(name: string): string {
    return idFrom(this.text(name), name);
  }

  /** Bytes in hexadecimal. @throws RpcError `code` with the given words */
  bytes(name: string, code: number, message: string): Uint8Array {
    return bytesOf(this.text(name), code, message);
  }

  /** A number that may have a fraction: rates, timeouts. */
  isNumber(name: string): boolean {
    return isNumeral(this.get(name));
  }
}
