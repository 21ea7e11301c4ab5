import { type Bytes, toHex } from '@coffer/core/bytes';
import {
  blob,
  count,
  decode,
  encode,
  fixed,
  list,
  record,
  type Typed,
  text,
  uint,
  variants,
} from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import type { Program } from '@coffer/core/program';

/**
 * A small ledger that tests run in an enclave: deposits, transfers with idempotency keys, reads. Money is conserved:
 * the balances always add up to what was deposited.
 */

/** What a toy ledger refuses. */
export class ToyError extends CofferError<'TOY_TOO_LITTLE' | 'TOY_REUSED_ID' | 'TOY_UNPROVEN' | 'TOY_BUG'> {}

const request = variants({
  deposit: record({ id: text(64), to: text(64), amount: uint(128) }),
  transfer: record({ id: text(64), from: text(64), to: text(64), amount: uint(128) }),
  /** Changes nothing. */
  read: record({ account: text(64) }),
  /** What this enclave knows about itself. Changes nothing. */
  about: record({}),
  /** Moves the floor of the clock, as a proved header does. */
  prove: record({ time: count() }),
  /** Throws what no program should throw. */
  bug: record({}),
});
/** A request to the toy ledger. */
export type ToyRequest = Typed<typeof request>;

const reply = record({
  balance: uint(128),
  total: uint(128),
  done: count(),
  time: count(),
  seed: fixed(32),
  launch: text(16),
});
/** Its answer: balance of the account that the request names first, and totals. */
export type ToyReply = Typed<typeof reply>;

const stateCodec = record({
  balances: list(record({ account: text(64), amount: uint(128) }), 4096),
  done: list(record({ id: text(64), request: blob(4096), seed: fixed(32) }), 1 << 20),
  total: uint(128),
  proved: count(),
  launch: text(16),
  secret: fixed(32),
  config: blob(1 << 20),
});

interface Toy {
  readonly balances: ReadonlyMap<string, bigint>;
  readonly done: ReadonlyMap<string, { readonly request: Bytes; readonly seed: Bytes }>;
  readonly total: bigint;
  readonly proved: number;
  readonly launch: string;
  readonly secret: Bytes;
  readonly config: Bytes;
}

/** Canonical bytes of a request. */
export const toyRequest = (value: ToyRequest): Bytes => encode(request, value);
/** An answer from its bytes. */
export const toyReply = (bytes: Bytes): ToyReply => decode(reply, bytes);

/** The toy ledger, in a version: versions differ in their measurement only. */
export function toyProgram(version = 1): Program<Toy> {
  return {
    name: 'coffer.toy',
    abi: version,
    create: (config, identity) => ({
      balances: new Map(),
      done: new Map(),
      total: 0n,
      proved: 0,
      launch: 'none',
      secret: identity.attestationSecret,
      config,
    }),
    launched: (state, launch) => ({ ...state, launch: launch.type }),
    step: (state, body, { time, seed }) => {
      const wanted = decode(request, body);
      const answer = (next: Toy, account: string, shown: Bytes) => ({
        type: 'reply' as const,
        body: encode(reply, {
          balance: next.balances.get(account) ?? 0n,
          total: next.total,
          done: next.done.size,
          time,
          seed: shown,
          launch: next.launch,
        }),
      });
      if (wanted.type === 'bug') throw new RangeError('out of luck');
      if (wanted.type === 'read' || wanted.type === 'about') {
        const account = wanted.type === 'read' ? wanted.account : '';
        return { state, effects: [answer(state, account, seed)], unchanged: true };
      }
      if (wanted.type === 'prove') {
        const next = { ...state, proved: Math.max(state.proved, wanted.time) };
        return { state: next, effects: [answer(next, '', seed)] };
      }
      const first = wanted.type === 'deposit' ? wanted.to : wanted.from;
      const before = state.done.get(wanted.id);
      if (before !== undefined) {
        if (toHex(before.request) !== toHex(body))
          throw new ToyError('TOY_REUSED_ID', 'This id was used before.');
        return { state, effects: [answer(state, first, before.seed)], unchanged: true };
      }
      if (state.launch === 'unproven' && wanted.type === 'transfer') {
        throw new ToyError('TOY_UNPROVEN', 'This state may be old: nothing is paid from it.');
      }
      const balances = new Map(state.balances);
      if (wanted.type === 'transfer') {
        const balance = balances.get(wanted.from) ?? 0n;
        if (balance < wanted.amount)
          throw new ToyError('TOY_TOO_LITTLE', `${wanted.from} has only ${balance}.`);
        balances.set(wanted.from, balance - wanted.amount);
      }
      balances.set(wanted.to, (balances.get(wanted.to) ?? 0n) + wanted.amount);
      const next: Toy = {
        ...state,
        balances,
        done: new Map(state.done).set(wanted.id, { request: body, seed }),
        total: state.total + (wanted.type === 'deposit' ? wanted.amount : 0n),
      };
      return {
        state: next,
        effects: [answer(next, first, seed), { type: 'send', to: wanted.to, body }],
      };
    },
    provedTime: (state) => state.proved,
    // No proof, no bound: most tests prove nothing.
    latestTime: ({ proved }) => (proved === 0 ? Number.MAX_SAFE_INTEGER : proved + 100_000),
    snapshot: (state) =>
      encode(stateCodec, {
        balances: [...state.balances].map(([account, amount]) => ({ account, amount })),
        done: [...state.done].map(([id, value]) => ({ id, ...value })),
        total: state.total,
        proved: state.proved,
        launch: state.launch,
        secret: state.secret,
        config: state.config,
      }),
    restore: (bytes) => {
      const state = decode(stateCodec, bytes, { maxBytes: 64 << 20, maxDepth: 6, maxItems: 1 << 22 });
      return {
        ...state,
        balances: new Map(state.balances.map(({ account, amount }) => [account, amount])),
        done: new Map(state.done.map(({ id, ...value }) => [id, value])),
      };
    },
  };
}
