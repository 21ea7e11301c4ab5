import { setTimeout as sleep } from 'node:timers/promises';
import { dearmour } from '@coffer/offline/host/armour';
import { AppError } from '../config/error.ts';
import { picture, present } from '../ur/present.ts';
import type { UrMessage } from '../ur/ur.ts';
import type { Options } from './command.ts';
import { type Context, writeNewFile } from './context.ts';
import { showFilm } from './film.ts';
import { terminalCode } from './qr.ts';
import { WIDTH } from './text.ts';

/** Messages as codes: on the terminal, or as a picture. */

/** Options of every command that makes a message. */
export const CODE_OPTIONS: readonly (readonly [string, string])[] = [
  ['--qr', 'show it as QR code on this terminal; as a film of codes when one is not enough'],
  ['--qr-speed <number>', 'codes a second of such a film, 1 to 20 (5)'],
  ['--png <file>', 'write it as picture with its QR code, animated when one is not enough'],
];

const DEFAULT_SPEED = 5;

/** How a message shall be shown. */
export interface CodeWish {
  readonly onTerminal: boolean;
  /** A film waits for a key: not where nobody asked for it and the result is read by a program. */
  readonly film: boolean;
  readonly perSecond: number;
  readonly png: string | undefined;
}

/**
 * Reads {@link CODE_OPTIONS} before anything is done.
 * @param byDefault shows a code on a terminal also when `--qr` is not given
 * @throws AppError `USAGE`
 */
export function codeWish(context: Context, options: Options, byDefault = false): CodeWish {
  const speed = options.qrSpeed === undefined ? DEFAULT_SPEED : Number(options.qrSpeed);
  if (!Number.isInteger(speed) || speed < 1 || speed > 20) {
    throw new AppError('USAGE', '--qr-speed takes a whole number from 1 to 20.');
  }
  const possible = !context.output.json && process.stderr.isTTY === true;
  if (options.qr === true && !possible) {
    throw new AppError('USAGE', '--qr needs a terminal, and no --json.', {
      next: 'Write a picture instead: --png FILE.',
    });
  }
  const attended = process.stdin.isTTY === true && process.stdout.isTTY === true;
  return {
    onTerminal: options.qr === true || (byDefault && options.qr !== false && possible),
    film: options.qr === true || attended,
    perSecond: speed,
    png: typeof options.png === 'string' ? options.png : undefined,
  };
}

/** A key, Ctrl-C included, or the signal of it. */
function keyPressed(): { readonly pressed: Promise<void>; dispose(): void } {
  const { stdin } = process;
  let press: () => void = () => undefined;
  const pressed = new Promise<void>((resolve) => {
    press = resolve;
  });
  const onSignal = (): void => press();
  const onData = (): void => press();
  process.on('SIGINT', onSignal);
  if (stdin.isTTY) stdin.setRawMode(true).on('data', onData).resume();
  return {
    pressed,
    dispose: () => {
      process.removeListener('SIGINT', onSignal);
      if (stdin.isTTY) stdin.removeListener('data', onData).setRawMode(false).pause();
    },
  };
}

/** Room of this terminal for a code, modules. Two lines are left for what is said around it. */
function room(): number {
  const { columns, rows } = process.stderr;
  return Math.min(columns ?? WIDTH, ((rows ?? 24) - 2) * 2);
}

async function onTerminal(
  context: Context,
  message: UrMessage,
  text: string | undefined,
  { film, perSecond }: CodeWish,
): Promise<void> {
  const shown = present(message, text, room());
  if (shown === undefined) {
    context.output.note('This terminal has no room for a code: make it larger, or use --png FILE.');
    return;
  }
  if (shown.type === 'still') {
    context.output.note(terminalCode(shown.modules));
    return;
  }
  if (!film) {
    context.output.note('Here it takes several codes: --qr shows them one after the other.');
    return;
  }
  const key = keyPressed();
  try {
    await showFilm(shown, {
      write: (part) => process.stderr.write(part),
      stopped: key.pressed,
      pause: () => sleep(1_000 / perSecond),
    });
  } finally {
    key.dispose();
  }
}

/**
 * Shows a message as it is wished.
 * @param text instead of the UR where it fits into one code, such as a URI that other wallets read
 * @returns the picture's path, or `null`
 * @throws AppError `FILE_EXISTS`, `FILE_UNREADABLE`; UrError `UR_TOO_LARGE`
 */
export async function showCode(
  context: Context,
  wish: CodeWish,
  message: UrMessage,
  text?: string,
): Promise<string | null> {
  let path: string | null = null;
  if (wish.png !== undefined) {
    const bytes = picture(message, text, wish.perSecond);
    path = writeNewFile(wish.png, bytes);
  }
  if (wish.onTerminal) await onTerminal(context, message, text, wish);
  return path;
}

/** The message inside text armour. @throws WalletError */
export function messageOf(armoured: string): UrMessage {
  return dearmour(armoured);
}
