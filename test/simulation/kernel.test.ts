import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { utf8 } from '@coffer/core/bytes';
import { expect, test } from 'vitest';
import { replayCommand } from './kernel/batch.ts';
import { faults } from './kernel/fault.ts';
import { FAIR_WEATHER, network } from './kernel/network.ts';
import { random } from './kernel/random.ts';
import { type Kernel, runSchedule, type World } from './kernel/run.ts';
import { scheduler } from './kernel/scheduler.ts';

/** Two parties that pass a token; a fault loses it in some schedules. */
function tokens(leak: boolean) {
  return ({ time, random: chance, faults: count, trace }: Kernel): World => {
    let held = 1;
    let turns = 0;
    const pass = (): void => {
      trace.write(`  pass ${chance.int(100)}`);
      if (leak && chance.chance(0.02)) held--;
      if (chance.chance(0.5)) count.count('bump');
      if (++turns < 500) time.after(chance.between(0, 9), 'pass', pass);
    };
    time.after(1, 'pass', pass);
    return {
      check: () => {
        if (held !== 1) throw new Error('The token is gone.');
      },
      heal: () => undefined,
      quiet: () => true,
      close: () => undefined,
    };
  };
}

test('a seed is a schedule: the same trace, byte for byte, and another seed another one', () => {
  const [a, b, c] = [1, 1, 2].map((seed) => runSchedule(tokens(false), seed, 300));
  expect(a!.digest).toBe(b!.digest);
  expect(a).toEqual(b);
  expect(a!.digest).not.toBe(c!.digest);
  expect(a!.events).toBe(300);
});

test('a violation names the event, stops there, and replays exactly', () => {
  const results = Array.from({ length: 5 }, (_, i) => runSchedule(tokens(true), i + 1, 300));
  const [first] = results.filter(({ violation }) => violation !== undefined);
  expect(first).toBeDefined();
  const { violation, digest } = first!;
  expect(violation!.message).toContain('The token is gone.');
  expect(violation!.event).toBe(first!.events);
  const again = runSchedule(tokens(true), violation!.seed, 300);
  expect({ ...again, violation: { ...again.violation, stack: '' } }).toEqual({
    ...first,
    violation: { ...violation, stack: '' },
  });
  expect(digest).toMatch(/^0x[0-9a-f]{64}$/);
  expect(replayCommand('offline', violation!, 300)).toBe(
    `npm run -s simulate -- offline --seed ${violation!.seed} --events 300 --trace`,
  );
});

test('chance is uniform enough, and forks do not disturb each other', () => {
  const chance = random(7);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const n = chance.int(10);
    counts[n] = counts[n]! + 1;
  }
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(250);
  const draw = (uses: number): number => {
    const root = random(9);
    const left = root.fork('left');
    const right = root.fork('right');
    for (let i = 0; i < uses; i++) left.int(5);
    return right.int(2 ** 31);
  };
  expect(draw(0)).toBe(draw(100));
  expect(random(1).bytes(32)).not.toEqual(random(2 ** 32 + 1).bytes(32));
});

test('events happen in the order of their times, and ties in the order of scheduling', () => {
  const time = scheduler(0);
  const seen: string[] = [];
  for (const [delay, label] of [
    [5, 'c'],
    [1, 'a'],
    [5, 'd'],
    [1, 'b'],
    [9, 'e'],
  ] as const) {
    time.after(delay, label, () => seen.push(`${label}${time.now()}`));
  }
  for (let event = time.next(); event !== undefined; event = time.next()) event.run();
  expect(seen).toEqual(['a1', 'b1', 'c5', 'd5', 'e9']);
});

test('the network loses, doubles, reorders and cuts, and in fair weather does nothing of it', () => {
  const run = (prepare: (net: ReturnType<typeof network>) => void): { got: string[]; kinds: string[] } => {
    const time = scheduler(0);
    const count = faults();
    const got: string[] = [];
    const net = network(time, random(3), count, (from, to, message) => {
      got.push(`${from}${to}${new TextDecoder().decode(message)}`);
    });
    prepare(net);
    for (let i = 0; i < 200; i++) net.send(i % 2, 1 - (i % 2), utf8(String(i)));
    for (let event = time.next(); event !== undefined; event = time.next()) event.run();
    return { got, kinds: Object.keys(count.counts()).sort() };
  };
  const fair = run((net) => net.setWeather(FAIR_WEATHER));
  expect(fair.got).toHaveLength(200);
  expect(fair.kinds).toEqual([]);
  const bad = run((net) =>
    net.setWeather({ loss: 0.3, duplication: 0.3, reordering: 0.3, delay: [0, 9], longDelay: 99 }),
  );
  expect(bad.kinds).toEqual(['duplicated', 'lost', 'reordered']);
  expect(new Set(bad.got).size).toBeLessThan(bad.got.length);
  expect(bad.got).not.toEqual([...bad.got].sort((a, b) => Number(a.slice(2)) - Number(b.slice(2))));
  expect(run((net) => net.partition([0])).got).toEqual([]);
});

test('the command prints one object, and refuses what it does not know', () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [main, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const result = JSON.parse(run('offline', '--seeds', '2', '--events', '40', '--jobs', '1', '--json'));
  expect(result).toMatchObject({ schedules: 2, violations: 0 });
  expect(result.events).toBeGreaterThan(80);
  expect(result.events_per_s).toBeGreaterThan(0);
  expect(typeof result.faults).toBe('object');
  for (const args of [['nothing'], [], ['offline', '--seeds', 'many']]) {
    try {
      run(...args);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ status: 2 });
    }
  }
});
