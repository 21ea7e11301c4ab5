import { parseArgs } from 'node:util';
import { isCofferError } from '@coffer/core/error';
import { servePlatform } from './server.ts';

/**
 * Entry of the platform process: `node main.ts --directory DIR [--bare] [--linger SECONDS]`. Says `ready` on stdout when
 * it serves. Ends with its parent (when stdin closes), or, with `--linger`, that long after the last connection.
 */

const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    bare: { type: 'boolean', default: false },
    linger: { type: 'string' },
  },
});

const linger = values.linger === undefined ? undefined : Number(values.linger) * 1000;
let timer: NodeJS.Timeout | undefined;

function onConnections(count: number): void {
  clearTimeout(timer);
  if (linger !== undefined && count === 0) timer = setTimeout(leave, linger);
}

let server: Awaited<ReturnType<typeof servePlatform>> | undefined;
let leaving = false;

function leave(): void {
  if (leaving) return;
  leaving = true;
  const close = server?.close() ?? Promise.resolve();
  close.finally(() => process.exit(0));
}

process.on('SIGTERM', leave);
process.on('SIGINT', leave);
if (linger === undefined) {
  process.stdin.on('end', leave);
  process.stdin.on('error', leave);
  process.stdin.resume();
}

try {
  server = await servePlatform({ directory: values.directory ?? '.', bare: values.bare, onConnections });
  process.stdout.on('error', () => {});
  process.stdout.write('ready\n');
  onConnections(0);
} catch (error) {
  const text = isCofferError(error) ? `${error.code}: ${error.message}` : String(error);
  process.stdout.write(`failed ${text}\n`);
  process.exit(1);
}
