/** Virtual time and what is to happen in it: a binary heap, ties in the order of scheduling. */
export interface Scheduler {
  /** Virtual seconds since 1970. */
  readonly now: () => number;
  /** Runs `run` after `delay` virtual seconds. `label` names the event in the trace. */
  readonly after: (delay: number, label: string, run: () => void) => void;
  /** Takes the next event and moves time to it; `undefined` when nothing is left. */
  readonly next: () => ScheduledEvent | undefined;
  /** Events not yet taken. */
  readonly pending: () => number;
}

/** Something that happens at a time. */
export interface ScheduledEvent {
  readonly at: number;
  readonly order: number;
  readonly label: string;
  readonly run: () => void;
}

function before(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A scheduler that starts at `start` virtual seconds. */
export function scheduler(start: number): Scheduler {
  const heap: ScheduledEvent[] = [];
  let now = start;
  let order = 0;
  return {
    now: () => now,
    pending: () => heap.length,
    after: (delay, label, run) => {
      heap.push({ at: now + Math.max(0, delay), order: order++, label, run });
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!before(heap[i]!, heap[parent]!)) break;
        [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
        i = parent;
      }
    },
    next: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        for (let i = 0; ; ) {
          let least = i;
          for (const child of [2 * i + 1, 2 * i + 2]) {
            if (child < heap.length && before(heap[child]!, heap[least]!)) least = child;
          }
          if (least === i) break;
          [heap[i], heap[least]] = [heap[least]!, heap[i]!];
          i = least;
        }
      }
      now = first.at;
      return first;
    },
  };
}
