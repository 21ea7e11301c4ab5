import { Socket } from 'node:net';
import { encodeCbor } from '@coffer/core/codec';
import { runGuest } from '../guest/main.ts';
import { toyProgram } from './toy.ts';

/**
 * A hostile program, which tries to leave its enclave before it begins to serve. Every attempt is answered by the name of
 * what succeeded; the sandbox's test expects none.
 */

const attempts: Record<string, () => unknown> = {
  'read a file': async () => (await import('node:fs')).readFileSync('/etc/hostname'),
  'write a file': async () => (await import('node:fs')).writeFileSync('/tmp/coffer-escaped', 'x'),
  'list the root': async () => (await import('node:fs')).readdirSync('/'),
  'start a process': async () => {
    const { spawnSync } = await import('node:child_process');
    const { error } = spawnSync('/bin/true');
    if (error) throw error;
  },
  'start a worker': async () => {
    const { Worker } = await import('node:worker_threads');
    new Worker('0', { eval: true });
  },
  'open a database': async () => {
    const { DatabaseSync } = await import('node:sqlite');
    new DatabaseSync('/tmp/coffer-escaped.db').exec('create table t (a)');
  },
  'eval code': () => new Function('return 1')(),
  'load machine code': () => process.dlopen({ exports: {} }, '/tmp/coffer-escaped.node'),
  'open the inspector': async () => (await import('node:inspector')).open(0),
  'see an environment': () => {
    // bubblewrap sets PWD, which tells nothing.
    if (Object.keys(process.env).every((name) => name === 'PWD')) throw new Error('empty');
  },
  'change a built-in': () => {
    Object.defineProperty(Array.prototype, 'map', { value: () => ['mine'] });
  },
};

/** What only bubblewrap and seccomp stop: Node's permission model lets sockets and signals pass. */
const outside: Record<string, () => unknown> = {
  'reach the network': () => connected({ host: '127.0.0.1', port: Number(PORT) }),
  'listen on a port': async () => {
    const { createServer } = await import('node:net');
    await new Promise((resolve, reject) => {
      createServer()
        .once('error', reject)
        .listen(0, '127.0.0.1', () => resolve(undefined));
    });
  },
  'signal another process': () => process.kill(1, 0),
};

/** A port that listens on the host, put in place by the test. */
const PORT = '__PORT__';

function connected(to: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    socket.once('error', reject);
    socket.connect(to, () => resolve());
  });
}

async function succeeded(list: Record<string, () => unknown>): Promise<string[]> {
  const names: string[] = [];
  for (const [name, attempt] of Object.entries(list)) {
    try {
      await attempt();
      names.push(name);
    } catch {
      // Stopped, as it should be.
    }
  }
  return names;
}

const report = encodeCbor([await succeeded(attempts), await succeeded(outside)]);

runGuest({
  ...toyProgram(),
  step: (state) => ({ state, effects: [{ type: 'reply', body: report }], unchanged: true }),
});
