import { type NodeClock, systemClock } from './clock.ts';
import { badAnswer, isNodeError, NodeError, unreachable, words } from './error.ts';
import { type Endpoint, openHttp } from './http.ts';

/** How to ask a node. */
export interface RpcOptions extends Endpoint {
  /** For one request, milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** How often a question that may be repeated is asked again when there is no answer. Default 3. */
  readonly retries?: number;
  /** Most connections at once. Default 4. */
  readonly connections?: number;
  readonly clock?: NodeClock;
}

/** One question. */
export interface RpcCall {
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** Bounds of a question. */
export interface CallOptions {
  /** Longest answer, bytes. Default 1 MiB. */
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Set when asking twice does harm, or when an answer is only wanted now. */
  readonly once?: boolean;
}

/** What a node answered to one question of several. */
export type RpcAnswer = { readonly result: unknown } | { readonly error: NodeError };

/** A JSON-RPC client: Bitcoin Core, btcd and the embedded chain. Results are not checked here, only their frame. */
export interface Rpc {
  /** Scheme, host and port: fit to print. */
  readonly origin: string;
  /**
   * @throws NodeError `NODE_REFUSED` with the node's words in `details.node` and its code in `details.rpc`;
   * `NODE_UNREACHABLE`, also while the node is starting; `NODE_UNAUTHORIZED`, `NODE_BAD_ANSWER`
   */
  readonly call: (method: string, params?: readonly unknown[], options?: CallOptions) => Promise<unknown>;
  /** Several at once, at most {@link MAX_BATCH}; answers in the order of the questions. @throws NodeError as `call` */
  readonly batch: (calls: readonly RpcCall[], options?: CallOptions) => Promise<readonly RpcAnswer[]>;
  /** When the node last answered anything, milliseconds since 1970. */
  readonly lastContact: () => number | undefined;
  /** Counts the times that the node could not be reached: what was learned before may have changed. */
  readonly outages: () => number;
  readonly close: () => void;
}

/** Most questions in one request. */
export const MAX_BATCH = 500;

const MEBIBYTE = 1 << 20;
const FIRST_PAUSE_MS = 200;
/** Longest pause between two tries. */
export const MAX_PAUSE_MS = 30_000;
/** Bitcoin Core while it loads its files. */
const IN_WARMUP = -28;

/** How long to wait before a try. @param tries that failed so far, from 1 */
export function pauseAfter(tries: number): number {
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 20));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Opens a client. Nothing is asked yet. @throws NodeError `NODE_SETTINGS` */
export function openRpc(options: RpcOptions): Rpc {
  const { timeoutMs = 30_000, retries = 3, clock = systemClock } = options;
  const http = openHttp(options, options.connections);
  const { origin } = http;
  const closing = new AbortController();
  let lastContact: number | undefined;
  let outages = 0;
  let lastId = 0;

  const refused = (error: unknown): NodeError => {
    if (!isObject(error) || !Number.isSafeInteger(error.code) || typeof error.message !== 'string') {
      return badAnswer('its error has no code or no message');
    }
    const code = error.code as number;
    const said = words(http.hide(error.message));
    if (code === IN_WARMUP) return unreachable(origin, `it is starting (${said})`);
    return new NodeError('NODE_REFUSED', `The Bitcoin node refuses: ${said}`, {
      next: 'Nothing was done. The node’s own words are in the details.',
      details: { node: said, rpc: code },
    });
  };

  const answerOf = (body: unknown, id: number): RpcAnswer => {
    if (!isObject(body)) return { error: badAnswer('it is no JSON-RPC') };
    if (body.id !== id) return { error: badAnswer('it answers another question') };
    if (body.error !== null && body.error !== undefined) return { error: refused(body.error) };
    if (!Object.hasOwn(body, 'result')) return { error: badAnswer('it has neither result nor error') };
    return { result: body.result };
  };

  const request = async (body: unknown, call: CallOptions): Promise<unknown> => {
    const signal =
      call.signal === undefined ? closing.signal : AbortSignal.any([closing.signal, call.signal]);
    const text = JSON.stringify(body);
    for (let tries = 1; ; tries++) {
      try {
        const answer = await http.post(text, {
          maxBytes: call.maxBytes ?? MEBIBYTE,
          timeoutMs: call.timeoutMs ?? timeoutMs,
          signal,
        });
        lastContact = clock.now();
        return JSON.parse(answer);
      } catch (error) {
        if (error instanceof SyntaxError) throw badAnswer('it is no JSON');
        if (!isNodeError(error, 'NODE_UNREACHABLE')) throw error;
        if (signal.aborted) throw error;
        outages += 1;
        if (call.once === true || tries > retries) throw error;
        await clock.sleep(pauseAfter(tries), signal);
      }
    }
  };

  const frame = ({ method, params = [] }: RpcCall): { id: number } => {
    lastId += 1;
    // 1.0 is understood by all: Bitcoin Core answers 2.0 only since version 28.
    return Object.assign({ jsonrpc: '1.0', id: lastId }, { method, params });
  };

  const call = async (
    method: string,
    params: readonly unknown[] = [],
    options: CallOptions = {},
  ): Promise<unknown> => {
    const question = frame({ method, params });
    const answer = answerOf(await request(question, options), question.id);
    if ('error' in answer) throw answer.error;
    return answer.result;
  };

  const batch = async (
    calls: readonly RpcCall[],
    options: CallOptions = {},
  ): Promise<readonly RpcAnswer[]> => {
    if (calls.length === 0) return [];
    if (calls.length > MAX_BATCH) throw new RangeError(`A batch has at most ${MAX_BATCH} questions.`);
    const questions = calls.map(frame);
    const body = await request(questions, options);
    if (isObject(body) && body.error !== null && body.error !== undefined) throw refused(body.error);
    if (!Array.isArray(body) || body.length !== questions.length) {
      throw badAnswer('it does not answer every question');
    }
    // Answers may come in any order (JSON-RPC 2.0 §6).
    const byId = new Map<unknown, unknown>(
      body.map((answer: unknown) => [isObject(answer) ? answer.id : undefined, answer]),
    );
    return questions.map(({ id }) => answerOf(byId.get(id), id));
  };

  return {
    origin,
    call,
    batch,
    lastContact: () => lastContact,
    outages: () => outages,
    close: () => {
      closing.abort();
      http.close();
    },
  };
}
