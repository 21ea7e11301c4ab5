/** Time for the host: waiting and stamping, never judging money. */
export interface HostClock {
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The machine's clock. */
export const systemClock: HostClock = {
  now: () => Math.floor(Date.now() / 1_000),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
