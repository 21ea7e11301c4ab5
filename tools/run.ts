import { spawn } from 'node:child_process';

/** How a command ended. */
export interface Ended {
  /** Exit code; nothing when it was killed or could not be started. */
  readonly code: number | undefined;
  /** Standard output and error, in the order they came, at most the last 4 MiB. */
  readonly output: string;
  /** Standard output alone. */
  readonly stdout: string;
  /** It ran longer than allowed and was killed. */
  readonly timedOut: boolean;
}

const KEEP = 4 << 20;

/** Runs a command to its end, without a shell and without input. Kills its whole process group after `timeoutMs`. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly timeoutMs?: number; readonly env?: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    let stdout = '';
    let timedOut = false;
    const keep = (text: string) => {
      output = (output + text).slice(-KEEP);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-KEEP);
      keep(text);
    });
    child.stderr.setEncoding('utf8').on('data', keep);
    const stop = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It ended in the meantime.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, options.timeoutMs ?? 600_000);
    process.once('exit', stop);
    const finish = (code: number | undefined) => {
      clearTimeout(timer);
      process.off('exit', stop);
      done({ code, output, stdout, timedOut });
    };
    child.on('error', (error) => {
      keep(error.message);
      finish(undefined);
    });
    child.on('close', (code) => finish(code ?? undefined));
  });
}
