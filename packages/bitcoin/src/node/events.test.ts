import { describe, expect, test } from 'vitest';
import { type Header, headerHash } from '../chain/header.ts';
import { REGTEST } from '../chain/network.ts';
import { hashOf, type Id, idOf } from '../encoding/bytes.ts';
import type { NodeClock } from './clock.ts';
import { notFound, unreachable } from './error.ts';
import { chainEvents, type EventSources } from './events.ts';
import type { ChainEvent, Tip } from './port.ts';
import type { Reads } from './reads.ts';
import type { Session } from './session.ts';

/** A model of a node whose chain may change between any two answers. */

function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

class Model {
  readonly headers = new Map<Id, Header>();
  chain: Id[] = [];
  #nonce = 0;
  /** Runs before every answer. */
  disturb: () => void = () => {};
  asked = 0;

  constructor(blocks: number) {
    this.#add(REGTEST.genesis);
    this.mine(blocks);
  }

  get tip(): Tip {
    return { id: this.chain.at(-1)!, height: this.chain.length - 1 };
  }

  at(height: number): Tip {
    return { id: this.chain[height]!, height };
  }

  mine(count: number): void {
    for (let i = 0; i < count; i++) {
      this.#nonce += 1;
      this.#add({ ...REGTEST.genesis, previous: hashOf(this.tip.id), nonce: this.#nonce });
    }
  }

  reorganise(undo: number, redo: number): void {
    this.chain = this.chain.slice(0, Math.max(1, this.chain.length - undo));
    this.mine(redo);
  }

  #add(header: Header): void {
    const id = idOf(headerHash(header));
    this.headers.set(id, header);
    this.chain.push(id);
  }

  #answer<T>(read: () => T): Promise<T> {
    this.asked += 1;
    this.disturb();
    return Promise.resolve().then(read);
  }

  sources(clock: NodeClock): EventSources {
    const header = (id: Id): Header => {
      const found = this.headers.get(id);
      if (found === undefined) throw notFound('this block');
      return found;
    };
    const reads: Partial<Reads> = {
      tip: () => this.#answer(() => this.tip),
      header: (id) =>
        this.#answer(() => {
          const height = this.chain.indexOf(id);
          return { id, header: header(id), height: height < 0 ? undefined : height };
        }),
      // One answer for each height: a batch is not atomic.
      idsFrom: async (from, count) => {
        const ids: Id[] = [];
        for (let i = 0; i < count; i++) {
          const id = await this.#answer(() => this.chain[from + i]);
          if (id === undefined) break;
          ids.push(id);
        }
        return ids;
      },
      headersOf: (ids) => this.#answer(() => ids.map(header)),
    };
    const session: Partial<Session> = { call: () => this.#answer(() => this.tip.id) };
    return { session: session as Session, reads: reads as Reads, clock };
  }
}

/** The chain that events lead to; each must fit the chain so far. */
function apply(chain: Tip[], event: ChainEvent): void {
  if (event.type === 'disconnected') {
    expect(event.blocks.length).toBeGreaterThan(0);
    expect(event.blocks).toEqual([...chain].reverse().slice(0, event.blocks.length));
    chain.splice(chain.length - event.blocks.length);
    expect(chain.at(-1)).toEqual(event.tip);
  } else {
    expect(idOf(event.header.previous)).toBe(chain.at(-1)!.id);
    expect(idOf(headerHash(event.header))).toBe(event.id);
    expect(event.height).toBe(chain.at(-1)!.height + 1);
    chain.push({ id: event.id, height: event.height });
  }
}

/** Listens until the clock has been asked to wait so often. */
function listener(model: Model, after: readonly Tip[] | undefined, looks: number, between = () => {}) {
  const stop = new AbortController();
  let left = looks;
  const clock: NodeClock = {
    now: () => 0,
    sleep: async () => {
      left -= 1;
      if (left <= 0) stop.abort();
      else between();
    },
  };
  return chainEvents(model.sources(clock), {
    signal: stop.signal,
    ...(after === undefined ? {} : { after }),
  });
}

async function all(events: AsyncIterable<ChainEvent>): Promise<ChainEvent[]> {
  const taken: ChainEvent[] = [];
  for await (const event of events) taken.push(event);
  return taken;
}

describe('events of the chain', () => {
  test('whatever happens between two answers, the stream fits together and ends at the tip', async () => {
    let undone = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed);
      const model = new Model(5 + random(10));
      const start = model.at(random(model.chain.length));
      const chain = Array.from({ length: start.height + 1 }, (_, height) => model.at(height));
      let storms = 12;
      model.disturb = () => {
        if (storms === 0 || random(6) > 0) return;
        storms -= 1;
        if (random(2) === 0) model.mine(1 + random(3));
        else model.reorganise(1 + random(6), random(8));
      };
      for await (const event of listener(model, [start], 40)) {
        if (event.type === 'disconnected') undone += 1;
        apply(chain, event);
      }
      expect(
        chain.map(({ id }) => id),
        `seed ${seed}`,
      ).toEqual(model.chain);
    }
    expect(undone).toBeGreaterThan(200);
  });

  test('begin at the tip when nothing is known', async () => {
    const model = new Model(3);
    let looks = 0;
    const events = await all(
      listener(model, undefined, 5, () => {
        looks += 1;
        if (looks === 2) model.mine(2);
      }),
    );
    expect(events.map((event) => event.type === 'block' && event.height)).toEqual([4, 5]);
  });

  test('a block that lies between two looks is not left out, however many there are', async () => {
    const model = new Model(1);
    const start = model.tip;
    model.mine(2_500);
    const chain = [start];
    for (const event of await all(listener(model, [start], 2))) apply(chain, event);
    expect(chain).toHaveLength(2_501);
    expect(model.asked).toBeLessThan(2_600);
  });

  test('a reorganisation is undone as deep as it is, behind what was given too', async () => {
    const model = new Model(40);
    const before = model.chain.map((id, height) => ({ id, height }));
    model.reorganise(30, 35);
    const [first, ...rest] = await all(listener(model, [before.at(-1)!], 2));
    expect(first).toEqual({
      type: 'disconnected',
      blocks: before.slice(11).reverse(),
      tip: before[10],
    });
    expect(rest).toHaveLength(35);
  });

  test('blocks that the node never had are undone when it has a common one, and as much of a chain', async () => {
    const ours = new Model(6);
    const theirs = new Model(4);
    // The same first four blocks, and then others that only we have seen.
    const after = ours.chain.map((id, height) => ({ id, height })).reverse();
    theirs.mine(1);
    theirs.headers.delete(ours.chain[5]!);
    theirs.reorganise(1, 0);
    const [a, b, common] = [after[0]!, after[1]!, after[2]!];
    expect(theirs.chain.at(-1)).toBe(common.id);

    // As long as its chain is shorter, it has only not caught up: nothing is undone.
    expect(await all(listener(theirs, after, 5))).toEqual([]);
    theirs.reorganise(0, 1);
    theirs.reorganise(1, 3);
    const events = await all(listener(theirs, after, 5));
    expect(events[0]).toEqual({ type: 'disconnected', blocks: [a, b], tip: common });
    expect(events.slice(1)).toHaveLength(3);
  });

  test('a node that has lost its chain undoes nothing: it is waited for', async () => {
    const full = new Model(20);
    const lost = new Model(0);
    expect(await all(listener(lost, [full.tip], 6))).toEqual([]);
  });

  test('blocks of another chain, all unknown, end the stream with the reason', async () => {
    const other = new Model(9);
    const stranger = { id: '44'.repeat(32), height: 4 };
    await expect(all(listener(other, [stranger], 3))).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
  });

  test('an outage between any two answers loses nothing', async () => {
    for (let every = 2; every < 9; every++) {
      const model = new Model(10);
      const start = model.at(3);
      const chain = [0, 1, 2, 3].map((height) => model.at(height));
      let count = 0;
      model.disturb = () => {
        count += 1;
        if (count === 20) model.reorganise(4, 6);
        if (count < 200 && count % every === 0) throw unreachable('http://node', 'gone');
      };
      const stream = listener(model, [start], 400);
      for await (const event of stream) apply(chain, event);
      expect(chain.map(({ id }) => id)).toEqual(model.chain);
    }
  });

  test('known blocks are given without gaps', async () => {
    const model = new Model(9);
    for (const after of [[], [model.at(5), model.at(3)], [model.at(3), model.at(4)]]) {
      await expect(all(listener(model, after, 3))).rejects.toThrow(RangeError);
    }
  });
});
