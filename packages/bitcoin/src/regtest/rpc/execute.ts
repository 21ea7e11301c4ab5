import { setImmediate as breathe } from 'node:timers/promises';
import { isCofferError } from '@coffer/core/error';
import { RegtestReject } from '../engine/error.ts';
import type { RpcContext } from './context.ts';
import { RPC, RpcError } from './error.ts';
import { isObject, type Json, parseJson, writeJson } from './json.ts';
import { arrange } from './method.ts';
import { METHODS } from './table.ts';

/**
 * JSON-RPC as Bitcoin Core speaks it: without a version, or 1.0, errors have an HTTP status of their own; with 2.0 they
 * have 200; in a batch they always have. A 2.0 request without an id is done and not answered.
 */

/** An answer: HTTP status and JSON text. Without text there is none. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Most requests in a batch, and bytes of its answers: what comes after them is refused. */
const MAX_BATCH = 1_000;
const MAX_ANSWERS = 64 << 20;

interface Call {
  readonly id: Json | undefined;
  readonly modern: boolean;
  readonly method: string;
  readonly params: readonly Json[] | { readonly [key: string]: Json };
}

/** What is known of a request before it is known to be one: errors are answered with it. */
type Envelope = Pick<Call, 'id' | 'modern'>;

function reply({ id, modern }: Envelope, result: string, error: RpcError | undefined): string {
  const failure = error === undefined ? undefined : writeJson({ code: error.code, message: error.message });
  const name = id === undefined ? 'null' : writeJson(id);
  if (modern) {
    const body = failure === undefined ? `"result":${result}` : `"error":${failure}`;
    return `{"jsonrpc":"2.0",${body},"id":${name}}`;
  }
  return `{"result":${failure === undefined ? result : 'null'},"error":${failure ?? 'null'},"id":${name}}`;
}

function invalid(message: string): RpcError {
  return new RpcError(RPC.invalidRequest, message);
}

/** Reads a request. What is learnt of it goes to `envelope` first, so that a refusal carries its id. */
function readCall(request: Json, envelope: { id: Json | undefined; modern: boolean }): Call {
  if (!isObject(request)) throw invalid('Invalid Request object');
  const { id, jsonrpc = null, method = null, params = null } = request;
  envelope.id = id;
  if (jsonrpc !== null) {
    if (typeof jsonrpc !== 'string') throw invalid('jsonrpc field must be a string');
    if (jsonrpc !== '1.0' && jsonrpc !== '2.0') throw invalid('JSON-RPC version not supported');
    envelope.modern = jsonrpc === '2.0';
  }
  if (method === null) throw invalid('Missing method');
  if (typeof method !== 'string') throw invalid('Method must be a string');
  if (params !== null && !Array.isArray(params) && !isObject(params)) {
    throw invalid('Params must be an array or object');
  }
  return { ...envelope, method, params: params === null ? [] : (params as Call['params']) };
}

/** Any error as one that clients know: what the chain refuses keeps Core's words, everything else is internal. */
export function rpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof RegtestReject) {
    return new RpcError(error.number, error.debug === '' ? error.reason : `${error.reason}, ${error.debug}`);
  }
  if (isCofferError(error, 'REGTEST_UNKNOWN_BLOCK')) return new RpcError(RPC.address, 'Block not found');
  if (isCofferError(error, 'REGTEST_ARGUMENT')) return new RpcError(RPC.parameter, error.message);
  if (isCofferError(error)) return new RpcError(RPC.misc, error.message);
  return new RpcError(RPC.internal, 'Something failed that should not have.');
}

async function call({ method, params }: Call, context: RpcContext): Promise<string> {
  const known = METHODS.get(method);
  if (known === undefined) throw new RpcError(RPC.methodNotFound, 'Method not found');
  return writeJson(await known.run(context, arrange(known, params)));
}

function statusOf(code: number): number {
  if (code === RPC.invalidRequest) return 400;
  return code === RPC.methodNotFound ? 404 : 500;
}

/**
 * Does what a request's body says.
 * @param report takes what should not have happened; clients do not see it
 */
export async function execute(
  body: string,
  context: RpcContext,
  report: (error: unknown) => void,
): Promise<Answer> {
  const one = async (request: Json, batch: boolean): Promise<Answer> => {
    const envelope = { id: undefined as Json | undefined, modern: false };
    const silent = (): boolean => envelope.modern && envelope.id === undefined;
    try {
      const known = readCall(request, envelope);
      const result = await call(known, context);
      return silent() ? { status: 204, text: '' } : { status: 200, text: reply(envelope, result, undefined) };
    } catch (error) {
      const typed = rpcError(error);
      if (typed.code === RPC.internal) report(error);
      if (silent() && typed.code !== RPC.invalidRequest) return { status: 204, text: '' };
      const known = typed.code !== RPC.invalidRequest;
      const status = batch || (envelope.modern && known) ? 200 : statusOf(typed.code);
      return { status, text: reply(envelope, 'null', typed) };
    }
  };
  const legacy: Envelope = { id: undefined, modern: false };
  try {
    const request = parseJson(body);
    if (!Array.isArray(request)) {
      if (!isObject(request)) throw new RpcError(RPC.parse, 'Top-level object parse error');
      return await one(request, false);
    }
    if (request.length > MAX_BATCH) {
      throw invalid(`A batch has at most ${MAX_BATCH} requests`);
    }
    const answers: string[] = [];
    let size = 0;
    for (const item of request as readonly Json[]) {
      // Most calls never wait: others would not get their turn, nor would it be seen that the client is gone.
      await breathe();
      if (context.signal.aborted) break;
      if (size > MAX_ANSWERS) throw new RpcError(RPC.misc, 'The answers to this batch are too long');
      const { text } = await one(item, true);
      if (text !== '') answers.push(text);
      size += text.length;
    }
    if (answers.length === 0 && request.length > 0) return { status: 204, text: '' };
    return { status: 200, text: `[${answers.join(',')}]` };
  } catch (error) {
    const typed = rpcError(error);
    if (typed.code === RPC.internal) report(error);
    return { status: statusOf(typed.code), text: reply(legacy, 'null', typed) };
  }
}
