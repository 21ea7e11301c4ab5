import type { Bytes } from '@coffer/core/bytes';
import type { Faults } from './fault.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** How bad a network is. Probabilities per message; delays in virtual seconds. */
export interface Weather {
  readonly loss: number;
  readonly duplication: number;
  /** A message that is held back this often overtakes nothing and is overtaken by others. */
  readonly reordering: number;
  readonly delay: readonly [low: number, high: number];
  /** How late a held-back message may come. */
  readonly longDelay: number;
}

/** A network in which nothing goes wrong: how every schedule ends. */
export const FAIR_WEATHER: Weather = { loss: 0, duplication: 0, reordering: 0, delay: [0, 1], longDelay: 0 };

/** Carries bytes between parties, badly. */
export interface Network {
  readonly send: (from: number, to: number, message: Bytes) => void;
  readonly setWeather: (weather: Weather) => void;
  /** Splits the parties: who is in `side` cannot reach who is not. Empty: nobody is cut off. */
  readonly partition: (side: readonly number[]) => void;
}

/** @param deliver called when a message arrives; its effects are part of that event */
export function network(
  time: Scheduler,
  chance: Random,
  faults: Faults,
  deliver: (from: number, to: number, message: Bytes) => void,
): Network {
  let weather = FAIR_WEATHER;
  let side = new Set<number>();
  const cut = (from: number, to: number): boolean => side.has(from) !== side.has(to);
  const post = (from: number, to: number, message: Bytes): void => {
    let delay = chance.between(weather.delay[0], weather.delay[1]);
    if (chance.chance(weather.reordering)) {
      faults.count('reordered');
      delay += chance.int(weather.longDelay + 1);
    }
    time.after(delay, `message ${from}>${to}`, () => {
      // A partition also stops what was under way when it began.
      if (cut(from, to)) faults.count('partitioned');
      else deliver(from, to, message);
    });
  };
  return {
    send: (from, to, message) => {
      if (chance.chance(weather.loss)) {
        faults.count('lost');
        return;
      }
      post(from, to, message);
      if (chance.chance(weather.duplication)) {
        faults.count('duplicated');
        post(from, to, message);
      }
    },
    setWeather: (next) => {
      weather = next;
    },
    partition: (parties) => {
      side = new Set(parties);
    },
  };
}
