#!/usr/bin/env node
// Starts Coffer on Node 24. Plain JavaScript, so that an older Node can run it too and hand over to the packaged one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The Node binary of an installed `node-<platform>-<arch>` package. */
function packagedNode() {
  const require = createRequire(import.meta.url);
  const platform = process.platform === 'darwin' ? 'bin-darwin' : process.platform;
  try {
    const folder = dirname(require.resolve(`node-${platform}-${process.arch}/package.json`));
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

function fail(code, message, next) {
  const money = 'No money moved: the request was refused and nothing changed.';
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { code, message, money, next } })}\n`);
  } else {
    process.stderr.write(`error: ${message} (${code})\nmoney: ${money}\nnext:  ${next}\n`);
  }
  process.exitCode = 1;
}

function handOver(binary) {
  // The channel tells the child when this process is killed without a signal that it could forward.
  const child = spawn(binary, [main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  child.on('error', (error) => {
    fail(
      'NODE_BROKEN',
      `The packaged Node at ${binary} does not start: ${error.message}.`,
      'Run npm ci again.',
    );
  });
  child.on('exit', (code, signal) => {
    for (const name of SIGNALS) process.removeListener(name, forward);
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 1);
  });
}

// npm runs scripts under a shell that dies without telling its child when npm is terminated.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  process.argv[1] = main;
  await import('../src/main.ts');
} else {
  const binary = packagedNode();
  if (binary === undefined) {
    fail(
      'NODE_TOO_OLD',
      `Coffer needs Node ${NEEDED}; this is ${process.versions.node}, and no packaged Node for ${process.platform} ${process.arch} is installed.`,
      `Run npm ci without --omit=optional, or install Node ${NEEDED} from https://nodejs.org.`,
    );
  } else {
    handOver(binary);
  }
}
