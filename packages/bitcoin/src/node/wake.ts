import { isUnknownMethod } from './answers.ts';
import type { NodeClock } from './clock.ts';
import type { Session } from './session.ts';

/**
 * Tells that there may be a new tip, sooner than the next look. Never more: what there is, the look decides. It may miss
 * blocks, and wake for nothing.
 */
export interface Wake {
  /** Resolves when it is worth looking. Fails, or never ends, when it cannot tell. */
  readonly next: () => Promise<void>;
}

/** How long Bitcoin Core holds the question. */
const HOLD_MS = 30_000;
/** A node that answers at once without need is not asked more often than this. */
const LEAST_MS = 20;

const never = new Promise<void>(() => {});

/**
 * Bitcoin Core's long poll, `waitfornewblock`: one question stays open while looks come and go. A node that lacks it is
 * asked once. Closing the node ends the question.
 */
export function longPoll(session: Session, clock: NodeClock): Wake {
  let lacking = false;
  let open: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    try {
      await session.call('waitfornewblock', [HOLD_MS], { once: true, timeoutMs: HOLD_MS + 10_000 });
    } catch (error) {
      lacking ||= isUnknownMethod(error);
      throw error;
    }
    await clock.sleep(LEAST_MS);
  };

  return {
    next: () => {
      if (lacking) return never;
      open ??= ask().finally(() => {
        open = undefined;
      });
      return open;
    },
  };
}
