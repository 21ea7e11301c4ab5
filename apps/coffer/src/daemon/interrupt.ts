const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends a process that runs until it is told to stop. */
export interface Interrupt {
  /** Resolves with the reason, once. */
  readonly reason: Promise<string>;
  readonly signal: AbortSignal;
  /** Asks to stop, as a signal would. */
  stop(reason: string): void;
  dispose(): void;
}

/**
 * Listens for the signals that mean “stop”, and for the end of whoever started this process. A terminal sends Ctrl-C to
 * every process of a group and the starter forwards it, so that one may arrive twice: more than the first is ignored.
 */
export function listenForInterrupt(followParent = false): Interrupt {
  const controller = new AbortController();
  let resolve: (reason: string) => void = () => undefined;
  const reason = new Promise<string>((done) => {
    resolve = done;
  });
  const stop = (why: string): void => {
    resolve(why);
    controller.abort(why);
  };
  const onSignal = (signal: string): void => stop(signal);
  const onParent = (): void => stop('its starter has ended');
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('disconnect', onParent);
  // An open channel to the starter must not keep a finished process alive.
  process.channel?.unref();
  if (followParent) {
    process.stdin.on('end', onParent).on('error', onParent).resume();
  }
  return {
    reason,
    signal: controller.signal,
    stop,
    dispose: () => {
      for (const signal of SIGNALS) process.removeListener(signal, onSignal);
      process.removeListener('disconnect', onParent);
      if (followParent) process.stdin.destroy();
    },
  };
}
