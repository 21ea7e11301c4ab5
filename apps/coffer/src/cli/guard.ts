import { AppError } from '../config/error.ts';
import { EXIT } from './exit.ts';
import { describe } from './output.ts';

/**
 * Answers for output that cannot be written. A reader that has gone, as in `coffer … | head`, is no error: the command
 * ends its work and what it still says is dropped. Everything else, such as a full disk, is told on stderr, because what
 * the command did is done although its result was not seen.
 */
export function guardOutput(process: NodeJS.Process): void {
  let failed = false;
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EPIPE' || failed) return;
    failed = true;
    const error = new AppError(
      'OUTPUT_FAILED',
      `The result could not be written to standard output: ${cause.code ?? cause.message}.`,
      {
        money: 'What the command did is done; only its result could not be written.',
        next: 'Look at coffer offline activity. A payment is written again, the same one, by coffer offline resend ID --out FILE; do not pay again.',
        cause,
      },
    );
    process.stderr.write(`${describe(error)}\n`);
  });
  process.stderr.on('error', () => undefined);
  // The command's own exit code is set after the stream has failed, or before.
  process.on('exit', () => {
    if (failed) process.exitCode = EXIT.failed;
  });
}
