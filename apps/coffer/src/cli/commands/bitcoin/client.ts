import { type Json, jsonOf, writeJson } from '@coffer/bitcoin/regtest/rpc/json';
import { CofferError } from '@coffer/core/error';
import { AppError } from '../../../config/error.ts';
import type { Options } from '../../command.ts';

/** Stable codes of what a Bitcoin node answers instead of a result. */
export type BitcoinRpcCode =
  /** Nothing answers there. */
  | 'CHAIN_UNREACHABLE'
  /** User or password are wrong. */
  | 'BITCOIN_RPC_PASSWORD'
  /** What answers there is no Bitcoin node. */
  | 'BITCOIN_RPC_PROTOCOL'
  /** It refused the call. */
  | 'BITCOIN_RPC_REFUSED';

/** A Bitcoin node did not do what it was asked for. */
export class BitcoinRpcError extends CofferError<BitcoinRpcCode> {}

const DEFAULT_URL = 'http://coffer:coffer@127.0.0.1:18443';
/** What may be said about a call that was cut off: it may have been done. */
const UNCLEAR = 'It is not known whether the call was done. On a development chain it is play money.';

/** A part of a URL as it was meant; one with a lone percent sign is what it says. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readUrl(options: Options): { readonly url: string; readonly authorization: string } {
  const given = typeof options.url === 'string' ? options.url : DEFAULT_URL;
  if (!URL.canParse(given) || !/^https?:/.test(given)) {
    throw new AppError('USAGE', 'The URL of a node begins with http:// or https://.', {
      next: `For example --url ${DEFAULT_URL}.`,
    });
  }
  const url = new URL(given);
  const user = decoded(url.username) || 'coffer';
  const password = decoded(url.password) || 'coffer';
  url.username = '';
  url.password = '';
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return { url: url.toString(), authorization };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code ?? (error instanceof Error ? error.message : 'unknown');
}

const METHOD_UNKNOWN = -32_601;
const WRONG_TYPE = -3;

function refusal(error: Json, method: string): BitcoinRpcError {
  const { code = null, message = null } = error as { code?: Json; message?: Json };
  const rpcCode = Number(writeJson(code));
  const said = typeof message === 'string' ? message : writeJson(error);
  // Help of several lines: its first line says how the method is called.
  const usage = said.startsWith(method) && said.includes('\n');
  const next =
    rpcCode === METHOD_UNKNOWN
      ? 'See what there is: coffer bitcoin rpc help.'
      : rpcCode === WRONG_TYPE && said.includes('of expected type string')
        ? 'Write text that looks like a number in quotes: \'"51"\'.'
        : `See what it takes: coffer bitcoin rpc help ${method}.`;
  return new BitcoinRpcError(
    'BITCOIN_RPC_REFUSED',
    usage ? `It is called so: ${said.split('\n')[0]}` : `The node refuses ${method}: ${said.slice(0, 2_000)}`,
    { next, details: { rpcCode } },
  );
}

/** Ways in which a call ends that may have been done. */
const CUT_OFF = /^(ECONNRESET|EPIPE|UND_ERR_\w+)$/;

/** An answer as JSON-RPC has it. @throws BitcoinRpcError */
function resultOf(text: string, status: number, method: string): Json {
  let answer: Json = null;
  try {
    answer = jsonOf(text);
  } catch {
    // Told below: what is not JSON is no answer of a node.
  }
  const { result, error = null } = (typeof answer === 'object' && answer !== null ? answer : {}) as {
    result?: Json;
    error?: Json;
  };
  if (error !== null && typeof error === 'object') throw refusal(error, method);
  if (result === undefined) {
    throw new BitcoinRpcError(
      'BITCOIN_RPC_PROTOCOL',
      `What answers there is not a Bitcoin node (HTTP ${status}).`,
      {
        next: 'Check --url.',
      },
    );
  }
  return result;
}

/**
 * Calls a method of a Bitcoin node.
 * @param params by position, or by name
 * @throws BitcoinRpcError, AppError `USAGE`
 */
export async function callNode(
  options: Options,
  method: string,
  params: readonly Json[] | { readonly [key: string]: Json },
): Promise<Json> {
  const { url, authorization } = readUrl(options);
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: writeJson({ id: 1, method, params }),
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    throw new BitcoinRpcError(
      'CHAIN_UNREACHABLE',
      `No Bitcoin node answers at ${url} (${reasonOf(cause)}).`,
      {
        ...(CUT_OFF.test(reasonOf(cause)) ? { money: UNCLEAR } : {}),
        next: 'Start one in another terminal: coffer bitcoin regtest. Or name another one: --url.',
        cause,
      },
    );
  }
  if (status === 401 || status === 403) {
    throw new BitcoinRpcError(
      'BITCOIN_RPC_PASSWORD',
      `The node at ${url} does not take this user and password.`,
      {
        next: `Give them with the URL: --url ${url.replace('//', '//USER:PASSWORD@')}.`,
      },
    );
  }
  return resultOf(text, status, method);
}

/** A field of a result that has to be text. @throws BitcoinRpcError `BITCOIN_RPC_PROTOCOL` */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw new BitcoinRpcError('BITCOIN_RPC_PROTOCOL', 'The node’s answer is not as it should be.', {
    money: UNCLEAR,
  });
}
