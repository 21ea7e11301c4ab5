import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bytes, equal, utf8 } from '@coffer/core/bytes';
import { CofferError, isCofferError } from '@coffer/core/error';
import type { Client } from '../api/client.ts';
import type { WalletRoutes } from '../api/routes.ts';
import type { Config } from '../config/config.ts';
import { AppError } from '../config/error.ts';
import type { Env } from '../config/paths.ts';
import { connectDaemon, ensureDaemon } from '../daemon/lifecycle.ts';
import type { Output } from './output.ts';

/** What every command gets. */
export interface Context {
  readonly config: Config;
  readonly output: Output;
  readonly env: Env;
  /** `--yes`: no preview. */
  readonly yes: boolean;
  /** Names the money operation of this command. */
  readonly operation: Operation;
}

/** A money operation, named by its idempotency key: whoever has the key can repeat it without doing it twice. */
export interface Operation {
  readonly key: string;
  /** Tells the key when nobody but this process knows it. Called before the operation begins. */
  begin(): void;
  /** An error with the key in it, once the operation has begun: it may have been done all the same. */
  explain(error: CofferError): CofferError;
}

/**
 * The money operation of a command.
 * @param given `--idempotency-key`; without it, the key is drawn and told
 * @param tell takes the key for the user, before anything can be done under it
 */
export function moneyOperation(given: string | undefined, tell: (text: string) => void): Operation {
  const key = given ?? randomBytes(16).toString('hex');
  let begun = false;
  return {
    key,
    begin: () => {
      if (!begun && given === undefined) tell(`idempotency key: ${key}`);
      begun = true;
    },
    explain: (error) => {
      if (!begun) return error;
      const repeat = `Repeat it with --idempotency-key ${key}: then it is never done twice.`;
      // A key that already names another operation is no help in repeating this one.
      const next = error.code === 'IDEMPOTENCY_CONFLICT' ? [error.next] : [error.next, repeat];
      return new CofferError(error.code, error.message, {
        money: error.money,
        next: next.flatMap((text) => (text === undefined ? [] : [sentence(text)])).join(' '),
        details: { ...error.details, idempotencyKey: key },
        cause: error,
      });
    },
  };
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** The wallet's daemon, started when it does not run. */
export async function openDaemon(context: Context): Promise<Client<WalletRoutes>> {
  await ensureDaemon(context.config, (text) => context.output.note(text));
  return connectDaemon(context.config);
}

/**
 * Waits for a call that can take long and shows what it waits for. A daemon that dies meanwhile is started again, once,
 * and asked again: money calls carry their key, and the others can be repeated.
 */
export async function longCall<T>(
  context: Context,
  call: (daemon: Client<WalletRoutes>) => Promise<T>,
): Promise<T> {
  const daemon = await openDaemon(context);
  let seen = (await daemon.progress({})).lines.at(-1)?.number ?? 0;
  const show = async (): Promise<void> => {
    const { lines } = await daemon.progress({}, { timeout: 2_000 });
    for (const line of lines) if (line.number > seen) context.output.note(line.text);
    seen = Math.max(seen, lines.at(-1)?.number ?? 0);
  };
  const timer = context.output.json ? undefined : setInterval(() => void show().catch(() => undefined), 500);
  try {
    return await call(daemon);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'DAEMON_FAILED') throw error;
    context.output.note('The wallet’s daemon stopped; starting it again and repeating the same call.');
    return await repeatCall(context, call);
  } finally {
    clearInterval(timer);
  }
}

/** How long a dead daemon's leftovers may keep its successor from answering, milliseconds. */
const REVIVAL = 15_000;

/** A killed daemon leaves a socket and a lock that look alive for a moment: starting and asking go on meanwhile. */
async function repeatCall<T>(
  context: Context,
  call: (daemon: Client<WalletRoutes>) => Promise<T>,
): Promise<T> {
  const end = Date.now() + REVIVAL;
  for (;;) {
    try {
      return await call(await openDaemon(context));
    } catch (error) {
      const dying = ['DAEMON_FAILED', 'DAEMON_NOT_RUNNING', 'WALLET_BUSY'].some((code) =>
        isCofferError(error, code),
      );
      if (!dying || Date.now() >= end) throw error;
      await sleep(300);
    }
  }
}

/**
 * A call that moves money: the key is told before it, so that neither an unclear error nor a killed process leaves the
 * user with a repetition that does it again.
 */
export async function moneyCall<T>(
  context: Context,
  call: (daemon: Client<WalletRoutes>, options: { readonly idempotencyKey: string }) => Promise<T>,
): Promise<T> {
  context.operation.begin();
  return longCall(context, (daemon) => call(daemon, { idempotencyKey: context.operation.key }));
}

/** Shows what is about to happen and asks. @throws AppError `ANSWER_NEEDED` without a terminal, `USAGE` on a no */
export async function confirm(context: Context, preview: string): Promise<void> {
  if (context.yes) return;
  if (context.output.json || !process.stdin.isTTY || !process.stderr.isTTY) {
    throw new AppError('ANSWER_NEEDED', 'This moves money, and nobody is there to say yes to the preview.', {
      next: 'Add --yes to go on without a preview.',
    });
  }
  context.output.note(preview);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question('Go on? [y/N] ');
    if (!/^y(es)?$/i.test(answer.trim())) throw new AppError('USAGE', 'Stopped, as you wished.');
  } finally {
    lines.close();
  }
}

/**
 * Writes a new file. An existing one is never overwritten; when it holds these very bytes, they were written before.
 * @returns its whole path
 * @throws AppError `FILE_EXISTS`, `FILE_UNREADABLE`
 */
export function writeNewFile(path: string, content: string | Bytes): string {
  const full = resolve(path);
  const bytes = typeof content === 'string' ? utf8(content) : content;
  try {
    writeFileSync(full, bytes, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    if (exists && holds(full, bytes)) return full;
    throw new AppError(
      exists ? 'FILE_EXISTS' : 'FILE_UNREADABLE',
      exists ? `${full} exists and is not overwritten.` : `${full} cannot be written.`,
      { next: 'Name another file: --out FILE, or --out - for standard output.', cause },
    );
  }
  return full;
}

function holds(path: string, bytes: Bytes): boolean {
  try {
    const found = statSync(path);
    return found.isFile() && found.size === bytes.length && equal(new Uint8Array(readFileSync(path)), bytes);
  } catch {
    return false;
  }
}
