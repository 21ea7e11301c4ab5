import { type Id, idOf } from '../encoding/bytes.ts';
import type { NodeClock } from './clock.ts';
import { badAnswer, isNodeError, NodeError, notFound } from './error.ts';
import type { ChainEvent, EventOptions, Tip } from './port.ts';
import type { Reads } from './reads.ts';
import { pauseAfter } from './rpc.ts';
import type { Session } from './session.ts';
import type { Wake } from './wake.ts';

/**
 * The chain as a stream: every block's parent is the block before it in the stream, or the one that the stream was taken
 * back to. Whatever order the node's answers come in, a block that does not fit is not shown, and the node is asked anew.
 */

/** Blocks that the stream remembers itself; behind them it walks by the node's headers. */
const REMEMBERED = 1_000;
/** More blocks than this are not undone: that is another chain. */
export const MAX_UNDONE = 10_000;
/** Headers that are read at once. */
const STRIDE = 200;
/** The chain may move under a reading so often in a row. */
const MOVES = 8;

/** What events need. */
export interface EventSources {
  readonly session: Session;
  readonly reads: Reads;
  readonly clock: NodeClock;
  /** Told every block that the stream comes to. */
  readonly saw?: (tip: Tip) => void;
  /** Tells early that it is worth looking. */
  readonly wake?: Wake | undefined;
}

/** The newest blocks of the stream, oldest first: never empty. */
type Path = Tip[];

function beginning(after: readonly Tip[]): Path {
  const path = [...after].reverse();
  if (path.length === 0 || path.some(({ height }, i) => i > 0 && height !== path[i - 1]!.height + 1)) {
    throw new RangeError('Known blocks are given newest first, none left out.');
  }
  return path;
}

async function heightOf({ reads }: EventSources): Promise<number> {
  return (await reads.tip()).height;
}

/** The parent of the oldest remembered block, when the node knows that block. */
async function before({ reads }: EventSources, { id, height }: Tip): Promise<Tip | undefined> {
  if (height === 0) return undefined;
  try {
    const { header } = await reads.header(id);
    return { id: idOf(header.previous), height: height - 1 };
  } catch (error) {
    if (isNodeError(error, 'NODE_NOT_FOUND')) return undefined;
    throw error;
  }
}

async function knows({ reads }: EventSources, id: Id): Promise<boolean> {
  try {
    await reads.header(id);
    return true;
  } catch (error) {
    if (isNodeError(error, 'NODE_NOT_FOUND')) return false;
    throw error;
  }
}

/**
 * Takes from the path what is no longer in the best chain.
 * @returns the blocks that were taken, newest first
 * @throws NodeError `NODE_BEHIND`, `NODE_NOT_FOUND`
 */
async function undo(sources: EventSources, path: Path): Promise<readonly Tip[]> {
  const newest = path.at(-1)!;
  // A node that has lost blocks, or never had them, has not seen them undone.
  if ((await heightOf(sources)) < newest.height && !(await knows(sources, newest.id))) {
    throw new NodeError(
      'NODE_BEHIND',
      'The Bitcoin node’s chain ends before a block that was seen already.',
      {
        money: 'Nothing was undone. Bitcoin waits until the node has caught up.',
        next: 'It is asked again. If it stays so, was its data lost, or is it another network?',
        details: { height: newest.height, block: newest.id },
      },
    );
  }
  const gone: Tip[] = [];
  const rest = [...path];
  while (rest.length > 0) {
    const ids = await sources.reads.idsFrom(rest[0]!.height, rest.length);
    while (rest.length > 0 && ids[rest.length - 1] !== rest.at(-1)!.id) gone.push(rest.pop()!);
    if (rest.length > 0) break;
    if (gone.length > MAX_UNDONE) throw badAnswer(`it undoes more than ${MAX_UNDONE} blocks`);
    const parent = await before(sources, gone.at(-1)!);
    if (parent === undefined) {
      throw notFound('any of the blocks that were seen already', {
        money: 'Nothing was undone, and nothing new was seen.',
        next: 'Name older blocks that the node still has, or begin anew and check everything again.',
      });
    }
    rest.push(parent);
  }
  path.splice(0, path.length, ...rest);
  return gone;
}

/** The blocks from the path's end on, until the tip. @returns false when the chain moved meanwhile */
async function* follow({ reads, saw }: EventSources, path: Path): AsyncGenerator<ChainEvent, boolean> {
  for (;;) {
    const from = path.at(-1)!.height + 1;
    const ids = await reads.idsFrom(from, STRIDE);
    const headers = await reads.headersOf(ids);
    for (const [i, header] of headers.entries()) {
      if (idOf(header.previous) !== path.at(-1)!.id) return false;
      const block = { id: ids[i]!, height: from + i };
      path.push(block);
      saw?.(block);
      if (path.length > REMEMBERED) path.shift();
      yield { type: 'block', ...block, header };
    }
    if (ids.length < STRIDE) return true;
  }
}

/** Everything that has happened since the path's end. */
async function* catchUp(sources: EventSources, path: Path): AsyncGenerator<ChainEvent, void> {
  for (let moves = 0; moves < MOVES; moves++) {
    const best = await sources.session.call('getbestblockhash');
    const newest = path.at(-1)!;
    if (best === newest.id) return;
    const [now] = await sources.reads.idsFrom(newest.height, 1);
    if (now !== newest.id) {
      const blocks = await undo(sources, path);
      if (blocks.length > 0) yield { type: 'disconnected', blocks, tip: path.at(-1)! };
    }
    if (yield* follow(sources, path)) return;
  }
  throw badAnswer('its best chain does not fit together');
}

/** Waits for the next look. */
async function pause(sources: EventSources, milliseconds: number, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const timer = sources.clock.sleep(milliseconds, AbortSignal.any([signal, waiting.signal]));
  const woken = sources.wake?.next().catch(() => timer);
  await Promise.race(woken === undefined ? [timer] : [timer, woken]);
  waiting.abort();
}

/** What no waiting cures. */
function isFinal(error: unknown): boolean {
  return !isNodeError(error) || isNodeError(error, 'NODE_WRONG_NETWORK', 'NODE_NOT_FOUND', 'NODE_SETTINGS');
}

/** The stream. It asks for ever, with growing pauses, while the node does not answer or answers nonsense. */
export async function* chainEvents(
  sources: EventSources,
  options: EventOptions & { readonly signal: AbortSignal },
): AsyncGenerator<ChainEvent, void> {
  const { signal, pollMs = 1_000 } = options;
  let path = options.after === undefined ? undefined : beginning(options.after);
  let failures = 0;
  while (!signal.aborted) {
    try {
      path ??= [await sources.reads.tip()];
      for await (const event of catchUp(sources, path)) {
        if (signal.aborted) return;
        yield event;
      }
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) throw error;
      failures += 1;
      await sources.clock.sleep(pauseAfter(failures), signal);
      continue;
    }
    await pause(sources, pollMs, signal);
  }
}
