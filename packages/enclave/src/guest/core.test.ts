import { concat, fromHex } from '@coffer/core/bytes';
import { type Cbor, encodeCbor } from '@coffer/core/codec';
import { sha256 } from '@coffer/crypto/hash';
import { describe, expect, it } from 'vitest';
import type { GuestMessage } from '../channel/messages.ts';
import {
  Bench,
  type BenchOptions,
  type Disk,
  freshCounter,
  freshDisk,
  type TestCounter,
} from '../testing/bench.ts';
import { seeded } from '../testing/seeded.ts';
import { ToyError, type ToyRequest, toyProgram, toyReply, toyRequest } from '../testing/toy.ts';

const program = toyProgram();
type Options = Partial<BenchOptions<ReturnType<typeof program.restore>>>;
const start = (options: Options = {}) =>
  new Bench({ program, disk: freshDisk(), counter: freshCounter(), ...options });

const deposit = (id: string, amount: bigint, to = 'alice') => toyRequest({ type: 'deposit', id, to, amount });
const transfer = (id: string, amount: bigint) =>
  toyRequest({ type: 'transfer', id, from: 'alice', to: 'bob', amount });
const read = (account = 'alice') => toyRequest({ type: 'read', account });

function reply(message: GuestMessage | undefined) {
  if (message?.type !== 'reply') throw new Error(`expected a reply, got ${message?.type}`);
  return toyReply(message.body);
}
const code = (message: GuestMessage | undefined) =>
  message?.type === 'refused' ? message.error.code : `no refusal but ${message?.type}`;
const copy = (disk: Disk): Disk => ({ snapshot: concat(disk.snapshot), journal: concat(disk.journal) });

describe('answers', () => {
  it('carries state over a restart, with the same keys', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const first = start({ disk, counter });
    expect(first.ready?.launch).toBe('fresh');
    expect(reply(first.ask(deposit('d1', 10n))).balance).toBe(10n);
    const second = start({ disk, counter });
    expect(second.ready?.launch).toBe('restored');
    expect(reply(second.ask(read())).balance).toBe(10n);
    expect(second.ready?.evidence).toEqual(first.ready?.evidence);
  });

  it('commits a batch with one append and one counter step, and replays the same random bytes', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const bench = start({ disk, counter });
    const before = counter.value;
    const appends = () => bench.said.filter((message) => message.type === 'append').length;
    const written = appends();
    const answers = bench.batch([deposit('a', 5n), read(), transfer('b', 2n), transfer('c', 9n)]);
    expect(reply(answers[1]).balance).toBe(5n);
    expect(code(answers[3])).toBe('TOY_TOO_LITTLE');
    expect([appends() - written, counter.value - before]).toEqual([1, 1]);
    const again = start({ disk, counter });
    expect(reply(again.ask(transfer('b', 2n))).seed).toEqual(reply(answers[2]).seed);
  });

  it('lets no answer out before the store and the counter have it', () => {
    const bench = start({});
    bench.hold = true;
    expect(bench.batch([deposit('a', 5n), read()])).toEqual([undefined, undefined]);
    expect(bench.ask(read())).toBeUndefined();
    bench.release();
    expect(bench.said.filter((message) => message.type === 'reply')).toHaveLength(3);
  });

  it('writes nothing for reads and refusals', () => {
    const disk = freshDisk();
    const bench = start({ disk });
    const { length } = disk.journal;
    bench.batch([read(), transfer('x', 1n), toyRequest({ type: 'bug' }), fromHex('ff')]);
    expect(disk.journal.length).toBe(length);
  });

  it('answers a bug in the program with a typed error and lives, unchanged', () => {
    const bench = start();
    bench.ask(deposit('a', 5n));
    expect(code(bench.ask(toyRequest({ type: 'bug' })))).toBe('PROGRAM_FAILED');
    expect(reply(bench.ask(read())).total).toBe(5n);
  });

  it('is not born when the program refuses its configuration, and says why', () => {
    const create = () => {
      throw new ToyError('TOY_BUG', 'not this network');
    };
    const bench = start({ program: { ...program, create } });
    expect([bench.ended, bench.fatal, bench.ready]).toEqual([true, 'TOY_BUG', undefined]);
  });

  it('ends when the store fails, and says what is known about the money', () => {
    const bench = start({ failStore: true });
    expect([bench.ended, bench.fatal]).toEqual([true, 'STORE_FAILED']);
  });

  it('recovers from snapshots and the journal after them', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const bench = start({ disk, counter, settings: { snapshotEvery: 3 } });
    for (let index = 0; index < 20; index++) bench.ask(deposit(`d${index}`, 1n));
    expect(disk.snapshot.length).toBeGreaterThan(0);
    expect(reply(start({ disk, counter }).ask(read())).balance).toBe(20n);
  });
});

describe('time', () => {
  const at = (host: number, elapsed: number, setup?: ToyRequest) => {
    const bench = start({ time: 1000 });
    if (setup !== undefined) bench.ask(toyRequest(setup));
    bench.elapsed = elapsed;
    return bench.ask(deposit('t', 1n), host);
  };

  it('never runs backwards, and forgives a small step', () => {
    const bench = start({ time: 1000 });
    bench.elapsed = 100;
    expect(reply(bench.ask(deposit('a', 1n), 1100)).time).toBe(1100);
    expect(reply(bench.ask(deposit('b', 1n), 1080)).time).toBe(1100);
    expect(code(bench.ask(deposit('c', 1n), 1069))).toBe('TIME_REFUSED');
  });

  it('never runs ahead of the clock inside', () => {
    expect(reply(at(1130, 100)).time).toBe(1130);
    expect(code(at(1131, 100))).toBe('TIME_REFUSED');
  });

  it('is never before what was proved', () => {
    expect(code(at(1000, 0, { type: 'prove', time: 1031 }))).toBe('TIME_REFUSED');
    expect(reply(at(1001, 1, { type: 'prove', time: 1031 })).time).toBe(1001);
  });

  it('is not moved up for good by one request under a wrong clock', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const before = start({ disk, counter, time: 1000 });
    before.ask(toyRequest({ type: 'prove', time: 1000 }));
    const wrong = start({ disk, counter, time: 9_000_000 });
    expect(code(wrong.ask(deposit('a', 1n), 9_000_000))).toBe('TIME_REFUSED');
    const proving = toyRequest({ type: 'prove', time: 9_000_000 });
    expect(reply(wrong.ask(proving, 9_000_000)).time).toBe(9_000_000);
    const right = start({ disk: freshDisk(), counter: freshCounter(), time: 1000 });
    expect(reply(right.ask(deposit('a', 1n), 1000)).time).toBe(1000);
  });

  it('keeps its floor over a restart', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    start({ disk, counter, time: 5000 }).ask(deposit('a', 1n), 5000);
    expect(start({ disk, counter, time: 4000 }).fatal).toBe('TIME_REFUSED');
    expect(start({ disk, counter, time: 4980 }).ready?.launch).toBe('restored');
  });
});

describe('rollback and clones, with a counter', () => {
  it('refuses an older copy of the disk, and an empty one', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const bench = start({ disk, counter });
    const old = copy(disk);
    bench.ask(deposit('a', 5n));
    expect(start({ disk: old, counter }).fatal).toBe('JOURNAL_ROLLED_BACK');
    expect(start({ disk: freshDisk(), counter }).fatal).toBe('JOURNAL_ROLLED_BACK');
    expect(reply(start({ disk, counter }).ask(read())).balance).toBe(5n);
  });

  it('refuses an old snapshot with its old journal', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const settings = { snapshotEvery: 2 };
    const bench = start({ disk, counter, settings });
    const pairs: Disk[] = [];
    for (let index = 0; index < 12; index++) {
      pairs.push(copy(disk));
      bench.ask(deposit(`d${index}`, 1n));
    }
    for (const pair of pairs) expect(start({ disk: pair, counter }).fatal).toBe('JOURNAL_ROLLED_BACK');
    // Newest journal under an older snapshot, and the other way round.
    const mixed = { snapshot: pairs[3]!.snapshot, journal: disk.journal };
    expect(start({ disk: mixed, counter }).fatal).toMatch(/^JOURNAL_/);
  });

  it('counts an entry that was stored but not counted, and repeats its answer', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const bench = start({ disk, counter });
    bench.hold = true;
    expect(bench.ask(deposit('a', 5n))).toBeUndefined();
    expect(reply(start({ disk, counter }).ask(deposit('a', 5n))).total).toBe(5n);
  });

  it('survives a power failure that takes the newest step of the counter back, at any moment', () => {
    for (const snapshotEvery of [1, 2, 3, 100]) {
      const disk = freshDisk();
      const bench = start({ disk, counter: freshCounter(), settings: { snapshotEvery } });
      for (let index = 1; index < 9; index++) {
        bench.ask(deposit(`d${index}`, 1n));
        const again = start({ disk: copy(disk), counter: { ...bench.safe } });
        expect(reply(again.ask(read())).total).toBe(BigInt(index));
      }
    }
  });

  it('survives it with one more entry under way, whole or torn; two lost steps are a rollback', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const bench = start({ disk, counter });
    const [first, second] = ['a', 'b', 'c'].map((id) => {
      bench.ask(deposit(id, 1n));
      return { ...counter };
    }) as [TestCounter, TestCounter, TestCounter];
    bench.hold = true;
    bench.ask(deposit('d', 1n));
    const whole = { ...second };
    expect(reply(start({ disk: copy(disk), counter: whole }).ask(read())).total).toBe(4n);
    expect(whole.value).toBe(second.value + 3);
    const torn = copy(disk);
    torn.journal = torn.journal.slice().fill(0x55, torn.journal.length - 9);
    expect(reply(start({ disk: torn, counter: { ...second } }).ask(read())).total).toBe(3n);
    expect(start({ disk: copy(disk), counter: { ...first } }).fatal).toBe('JOURNAL_ROLLED_BACK');
  });

  it('refuses a withheld entry in place of one whose answer has left', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const first = start({ disk, counter });
    first.ask(deposit('a', 10n));
    const before = copy(disk);
    first.hold = true;
    first.ask(transfer('withheld', 10n));
    const withheld = copy(disk);
    const second = start({ disk: before, counter });
    expect(reply(second.ask(transfer('released', 10n))).balance).toBe(0n);
    expect(start({ disk: withheld, counter }).fatal).toBe('JOURNAL_ROLLED_BACK');
  });

  it("refuses a second instance's withheld launch in place of the first one's released batch", () => {
    const disk = freshDisk();
    const counter = freshCounter();
    const first = start({ disk, counter });
    first.ask(deposit('a', 10n));
    const branch = copy(disk);
    start({ disk: branch, counter, hold: true });
    expect(branch.journal.length).toBeGreaterThan(disk.journal.length);
    expect(reply(first.ask(transfer('released', 10n))).balance).toBe(0n);
    expect(start({ disk: branch, counter }).fatal).toBe('JOURNAL_ROLLED_BACK');
    expect(reply(start({ disk, counter }).ask(read('bob'))).balance).toBe(10n);
  });

  it('ends the older of two live instances, for reads too', () => {
    for (const request of [deposit('b', 1n), read()]) {
      const disk = freshDisk();
      const counter = freshCounter();
      const first = start({ disk, counter });
      first.ask(deposit('a', 10n));
      const second = start({ disk: copy(disk), counter });
      expect(first.ask(request)).toBeUndefined();
      expect(first.fatal).toBe('ANOTHER_INSTANCE');
      expect(reply(second.ask(read())).balance).toBe(10n);
    }
  });

  it('refuses the disk of another instance, device, measurement or counter class', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    start({ disk, counter }).ask(deposit('a', 5n));
    const other = sha256(fromHex('99'));
    for (const options of [{ instance: other }, { measurement: other }, { counterClass: 'none' as const }]) {
      expect(start({ disk: copy(disk), counter, ...options }).fatal).toBe('JOURNAL_BROKEN');
    }
  });
});

describe('without a counter', () => {
  it('calls every restored state unproven, and the program limits itself', () => {
    const disk = freshDisk();
    const counterClass = 'none' as const;
    const first = start({ disk, counterClass });
    first.ask(deposit('a', 5n));
    expect(reply(first.ask(transfer('t', 1n))).balance).toBe(4n);
    const second = start({ disk, counterClass });
    expect(second.ready?.launch).toBe('unproven');
    expect(code(second.ask(transfer('u', 1n)))).toBe('TOY_UNPROVEN');
  });
});

describe('a damaged journal', () => {
  /** The states that were true at some moment: total deposits after each commit. */
  function history(counterClass: 'software' | 'none') {
    const disk = freshDisk();
    const counter = freshCounter();
    const bench = start({ disk, counter, counterClass, settings: { snapshotEvery: 9 } });
    for (let index = 0; index < 40; index++) bench.ask(deposit(`d${index}`, 1n));
    return { disk, counter };
  }

  it.each(['software', 'none'] as const)(
    'is refused or cut to a true prefix, at 500 places, class %s',
    (cls) => {
      const { disk, counter } = history(cls);
      const random = seeded(7);
      const seen = new Map<string, number>();
      for (let round = 0; round < 500; round++) {
        const damaged = copy(disk);
        const part = random(4) === 0 ? 'snapshot' : 'journal';
        const bytes = damaged[part];
        const place = random(bytes.length);
        if (random(2) === 0) damaged[part] = bytes.slice(0, place);
        else bytes[place]! ^= 1 << random(8);
        const bench = start({ disk: damaged, counter: { ...counter }, counterClass: cls });
        const total = bench.ready === undefined ? undefined : reply(bench.ask(read())).total;
        const outcome = bench.fatal ?? (total === 40n ? 'newest' : 'prefix');
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        if (cls === 'software') expect(outcome).toMatch(/^(JOURNAL_BROKEN|JOURNAL_ROLLED_BACK)$/);
        else if (outcome === 'prefix') {
          expect(bench.ready?.launch).toMatch(
            part === 'snapshot' && damaged.snapshot.length === 0 ? /./ : /unproven/,
          );
        } else expect(outcome).toMatch(/^(JOURNAL_BROKEN|newest)$/);
      }
      expect(seen.get('JOURNAL_BROKEN')).toBeGreaterThan(100);
    },
  );

  it('drops a torn last write whose answers never left: cut short, zeroed, or half written', () => {
    for (const tear of [
      (whole: Uint8Array, from: number) => whole.slice(0, from + 3),
      (whole: Uint8Array) => whole.slice(0, whole.length - 1),
      (whole: Uint8Array, from: number) => whole.slice().fill(0, from),
      (whole: Uint8Array, from: number) => whole.slice().fill(0, from + 20),
    ]) {
      const disk = freshDisk();
      const counter = freshCounter();
      const bench = start({ disk, counter });
      bench.ask(deposit('a', 5n));
      const from = disk.journal.length;
      bench.hold = true;
      bench.ask(deposit('b', 5n));
      disk.journal = tear(disk.journal, from);
      const again = start({ disk, counter });
      expect(reply(again.ask(read())).total).toBe(5n);
      expect(reply(again.ask(deposit('b', 5n))).total).toBe(10n);
      expect(reply(start({ disk, counter }).ask(read())).total).toBe(10n);
    }
  });

  it('is refused when entries are dropped, swapped, doubled or taken from another branch, without a counter too', () => {
    const disk = freshDisk();
    const bench = start({ disk, counterClass: 'none' });
    for (let index = 0; index < 4; index++) bench.ask(deposit(`d${index}`, 1n));
    const before = copy(disk);
    bench.ask(deposit('here', 1n));
    const branch = start({ disk: before, counterClass: 'none' });
    branch.ask(deposit('there', 1n));
    const cut = ({ journal }: Disk): Uint8Array[] => {
      const entries = [];
      for (let at = 0; at < journal.length; ) {
        const next = at + 4 + new DataView(journal.buffer, journal.byteOffset).getUint32(at);
        entries.push(journal.slice(at, next));
        at = next;
      }
      return entries;
    };
    const [a, b, c, d, ...rest] = cut(disk);
    const tampered = [
      [a, b, d, ...rest],
      [a, c, b, d, ...rest],
      [a, b, b, c, d, ...rest],
      [a, b, c, d, ...cut(before).slice(-1), ...rest],
      [b, c, d, ...rest],
    ];
    for (const entries of tampered) {
      const journal = concat(...entries.map((entry) => entry!));
      const again = start({ disk: { snapshot: disk.snapshot, journal }, counterClass: 'none' });
      expect(again.fatal).toBe('JOURNAL_BROKEN');
    }
  });

  it('is refused for a last entry that was altered, without a counter too', () => {
    const disk = freshDisk();
    start({ disk, counterClass: 'none' }).ask(deposit('a', 5n));
    disk.journal[disk.journal.length - 1]! ^= 1;
    expect(start({ disk, counterClass: 'none' }).fatal).toBe('JOURNAL_BROKEN');
  });

  it('refuses a torn last write whose answers did leave', () => {
    const disk = freshDisk();
    const counter = freshCounter();
    start({ disk, counter }).ask(deposit('a', 5n));
    disk.journal = disk.journal.slice().fill(0, disk.journal.length - 10);
    expect(start({ disk, counter }).fatal).toBe('JOURNAL_BROKEN');
  });
});

describe('bad frames', () => {
  it('survives 100,000, answers each with a typed error, and stays what it was', () => {
    const random = seeded(1);
    const disk = freshDisk();
    const bench = start({ disk });
    bench.ask(deposit('a', 5n));
    const journal = concat(disk.journal);
    const nested = (depth: number): Cbor => (depth === 0 ? 0 : [nested(depth - 1)]);
    const good = encodeCbor(['request', [7, 1000, read()]]);
    const bytes = (length: number) => Uint8Array.from({ length }, () => random(256));
    const makers = [
      () => bytes(1 + random(64)),
      () => good.slice(0, random(good.length)),
      () => {
        const flipped = good.slice();
        flipped[random(good.length)]! ^= 1 + random(255);
        return flipped;
      },
      () => encodeCbor(nested(random(40))),
      () => concat(good, bytes(1 + random(4))),
      () => encodeCbor(['request', [random(9), 1000]]),
      () => encodeCbor([['begin', 'chunk', 'stored', 'storeFailed'][random(4)]!, [bytes(random(9))]]),
      () => encodeCbor(['stored', [random(5)]]),
      () => encodeCbor(['chunk', [bytes(random(50))]]),
      () => Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff),
      () => Uint8Array.of(0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    ];
    for (let index = 0; index < 100_000; index++) {
      const from = bench.said.length;
      bench.raw(makers[random(makers.length)]!());
      bench.turn();
      if (bench.said.length === from) throw new Error(`frame ${index} was passed over in silence`);
      bench.said.length = from;
    }
    expect(bench.ended).toBe(false);
    expect(disk.journal).toEqual(journal);
    expect(reply(bench.ask(read())).total).toBe(5n);
  });

  it('refuses more than it can hold, by id', () => {
    const bench = start({});
    bench.hold = true;
    bench.ask(deposit('a', 1n));
    for (let id = 10_000; id < 14_200; id++) bench.host({ type: 'request', id, time: 1000, body: read() });
    expect(code(bench.answerTo(14_199))).toBe('TOO_MANY_REQUESTS');
    bench.release();
    expect(reply(bench.answerTo(10_000)).total).toBe(1n);
  });
});
