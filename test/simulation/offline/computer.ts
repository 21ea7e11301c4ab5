import { equal } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import type { CounterClass } from '@coffer/core/program';
import { NO_HEAD } from '@coffer/enclave/guest/journal';
import type { OfflineState } from '@coffer/offline/enclave/state';
import type { Request } from '@coffer/offline/messages/command';
import { networkCodec, type OfflineNetwork } from '@coffer/offline/messages/network';
import { type DriftingClock, driftingClock } from '../kernel/clock.ts';
import type { Random } from '../kernel/random.ts';
import { Broken } from './ledger.ts';
import { type Disk, type Instance, launch, type Platform, type Said } from './machine.ts';
import type { Realm } from './realm.ts';
import { MEASUREMENT } from './setup.ts';

/** A wallet's machine over time: it crashes, is started again, and its owner may do things to it. */
export interface Computer {
  readonly counter: CounterClass;
  readonly clock: DriftingClock;
  /** Starts the enclave when it does not run. */
  readonly ensureRunning: () => boolean;
  readonly request: (request: Request) => Said;
  /** Several requests in one batch of the guest. */
  readonly together: (requests: readonly Request[]) => readonly Said[];
  readonly state: () => OfflineState | undefined;
  /** True once it went on from a state that was not its newest: only without a counter. */
  readonly forgot: () => boolean;
  readonly kill: () => void;
  /** From now on nothing crashes. */
  readonly heal: () => void;
  /** Starts an older copy of the disk. @throws Broken when a counter lets it pass */
  readonly rollBack: () => void;
  /** Starts a second instance on the same disk, then asks the first one something. */
  readonly clone: (request: Request) => void;
  /** Flips a bit of the disk and starts. */
  readonly damage: () => void;
}

/** How often a request meets a crash. */
const CRASH_RATE = 0.02;
const OLD_DISKS = 6;

/** A computer for a party: with or without a counter, by chance. */
export function computer(realm: Realm, party: number, chance: Random): Computer {
  const { kernel, setup } = realm;
  const counter: CounterClass = chance.chance(0.8) ? 'software' : 'none';
  const deviceSecret = chance.bytes(32);
  const platform: Platform = {
    facts: {
      measurement: MEASUREMENT,
      instance: chance.bytes(32),
      network: setup.id,
      sealingKey: chance.bytes(32),
      counter,
    },
    certify: (key, abi) => setup.certify(deviceSecret, key, counter, abi),
    counter: { value: 0, head: NO_HEAD },
  };
  const clock = driftingClock(kernel.time, chance.fork('clock'), realm.drift);
  const config = encode(networkCodec as Codec<OfflineNetwork>, setup.network);
  const snapshotEvery = chance.pick([4, 8, 16]);
  const guestChance = chance.fork('guest');
  const born = kernel.time.now();
  const old: Disk[] = [];
  let instance: Instance | undefined;
  let disk: Disk | undefined;
  // Without a counter a crash is the end of paying: let most of them live for a while.
  let crashRate = counter === 'none' ? CRASH_RATE / 20 : CRASH_RATE;
  let starts = 0;
  let forgot = false;
  let refusedAt = 0;

  const start = (from: Disk | undefined): Instance => {
    starts++;
    const next = launch({
      platform,
      config,
      hostTime: clock.read(),
      elapsed: () => kernel.time.now() - born,
      chance: guestChance.fork(`${starts}`),
      snapshotEvery,
      ...(from === undefined ? {} : { disk: from }),
    });
    kernel.trace.write(`  w${party} starts: ${next.running() ? 'running' : next.ended()}`);
    return next;
  };
  const keep = (): void => {
    if (instance === undefined) return;
    disk = instance.disk();
    realm.ledger.observe(party, instance.running() ? instance.state() : instance.answered());
  };
  const ensureRunning = (): boolean => {
    if (instance?.running()) return true;
    // Whoever is refused does not try again at once.
    if (kernel.time.now() < refusedAt + 300) return false;
    instance = start(disk);
    if (!instance.running()) refusedAt = kernel.time.now();
    // A host that lied about the time too much for its own enclave comes to its senses.
    if (instance.ended() === 'TIME_REFUSED' && chance.chance(0.5)) clock.shift(0);
    keep();
    return instance.running();
  };

  const together = (requests: readonly Request[]): readonly Said[] => {
    if (instance === undefined) return requests.map(() => ({ type: 'silence', code: 'NOT_RUNNING' }));
    if (crashRate > 0 && chance.chance(crashRate)) {
      instance.crashAt({ operation: chance.int(3), torn: chance.int(1000) / 1000 });
    }
    const before = instance.state();
    const all = instance.together(requests, clock.read());
    instance.crashAt(undefined);
    if (instance.crashed()) kernel.faults.count('crash');
    if (all.every(({ type }) => type === 'refused') && instance.running() && instance.state() !== before) {
      throw new Broken(`A refused ${requests[0]!.type} changed the books of wallet ${party}.`);
    }
    keep();
    for (const said of all) {
      if (said.type === 'reply' && said.reply.type === 'answer') realm.ledger.answered(said.reply.answer);
    }
    if (disk !== undefined && chance.chance(0.03)) {
      old.push(disk);
      if (old.length > OLD_DISKS) old.splice(chance.int(old.length), 1);
    }
    return all;
  };

  return {
    counter,
    clock,
    ensureRunning,
    state: () => instance?.state(),
    forgot: () => forgot,
    kill: () => {
      if (!instance?.running()) return;
      kernel.faults.count('killed');
      instance.kill();
    },
    heal: () => {
      crashRate = 0;
      refusedAt = 0;
      clock.shift(0);
      // A running guest remembers the lie that it was launched with.
      instance?.kill();
    },
    request: (request) => together([request])[0]!,
    together,
    rollBack: () => {
      if (old.length === 0 || disk === undefined) return;
      const copy = chance.pick(old);
      if (sameDisk(copy, disk)) return;
      kernel.faults.count('rollback');
      instance?.kill();
      const newest = disk;
      const rolledBack = start(copy);
      if (counter === 'none') {
        instance = rolledBack;
        forgot = true;
        return keep();
      }
      if (rolledBack.running()) throw new Broken(`O8: wallet ${party} started from an older disk.`);
      instance = start(newest);
      keep();
    },
    clone: (request) => {
      const first = instance;
      if (first === undefined || !first.running()) return;
      kernel.faults.count('clone');
      instance = start(first.disk());
      keep();
      const said = first.request(request, clock.read());
      if (counter === 'none') forgot = true;
      if (counter !== 'none' && instance.running() && said.type !== 'silence') {
        throw new Broken(`O8: two instances of wallet ${party} answer.`);
      }
      realm.ledger.observe(party, first.state());
      realm.ledger.observe(party, instance.state());
    },
    damage: () => {
      if (disk === undefined || disk.journal.length === 0) return;
      kernel.faults.count('disk-damage');
      instance?.kill();
      const good = disk;
      const journal = Uint8Array.from(good.journal);
      const place = chance.int(journal.length);
      journal[place] = journal[place]! ^ (1 << chance.int(8));
      const cut = chance.chance(0.3) ? journal.subarray(0, place) : journal;
      const damaged = start({ ...good, journal: cut });
      if (damaged.running() && counter !== 'none') {
        throw new Broken(`O8: wallet ${party} came up on a damaged disk.`);
      }
      if (damaged.running()) {
        instance = damaged;
        forgot = true;
      } else instance = start(good);
      keep();
    },
  };
}

function sameDisk(a: Disk, b: Disk): boolean {
  return equal(a.journal, b.journal) && equal(a.snapshot, b.snapshot);
}
