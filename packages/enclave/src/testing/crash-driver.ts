import { readFileSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Bytes, toHex } from '@coffer/core/bytes';
import { type Enclave, launchEnclave } from '../host/enclave.ts';
import { openFileStore } from '../host/file-store.ts';
import type { Store } from '../host/store.ts';
import { simulatedPlatform } from '../platforms/simulated/client.ts';
import { toyReply, toyRequest } from './toy.ts';

/**
 * A host for the crash test, in a process that can be killed. It first repeats what has no answer and checks the books,
 * then makes traffic, until the journal has grown by `--bytes`; then it kills at exactly that byte: `--victim`
 * `enclave`, `host` (itself) or `both`. Says on stdout what was asked and what was answered.
 */

const { values } = parseArgs({
  options: {
    platform: { type: 'string', default: '' },
    store: { type: 'string', default: '' },
    bundle: { type: 'string', default: '' },
    bytes: { type: 'string', default: '0' },
    victim: { type: 'string', default: 'host' },
  },
});

/** What earlier rounds asked (0 … asked−1) and the random bytes in the answers that came. */
const before = JSON.parse(readFileSync(0, 'utf8')) as { asked: number; answered: Record<string, string> };
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

let enclave: Enclave | undefined;
let pid = 0;
let left = Number(values.bytes);

function strike(): void {
  if (values.victim !== 'host' && pid !== 0) process.kill(pid, 'SIGKILL');
  if (values.victim !== 'enclave' || pid === 0) process.kill(process.pid, 'SIGKILL');
}

/** Writes up to the fatal byte, then strikes. */
function faulty(inner: Store): Store {
  const never = new Promise<never>(() => {});
  return {
    ...inner,
    append: async (offset, bytes) => {
      if (bytes.length < left) {
        left -= bytes.length;
        return inner.append(offset, bytes);
      }
      await inner.append(offset, bytes.subarray(0, left));
      strike();
      return never;
    },
    snapshot: async (seq, bytes) => {
      if (bytes.length < left) {
        left -= bytes.length;
        return inner.snapshot(seq, bytes);
      }
      if (left % 2 === 0) await inner.snapshot(seq, bytes);
      strike();
      return never;
    },
  };
}

const request = (k: number): Bytes =>
  k % 2 === 0
    ? toyRequest({ type: 'deposit', id: `k${k}`, to: 'alice', amount: 3n })
    : toyRequest({ type: 'transfer', id: `k${k}`, from: 'alice', to: 'bob', amount: 1n });

async function ask(k: number): Promise<void> {
  const answer = toyReply(await enclave!.request(request(k)));
  const seed = toHex(answer.seed);
  const known = before.answered[k];
  if (known !== undefined && known !== seed) say(`wrong ${k}: it was carried out again`);
  say(`answered ${k} ${seed}`);
}

async function audit(asked: number): Promise<void> {
  const alice = toyReply(await enclave!.request(toyRequest({ type: 'read', account: 'alice' })));
  const bob = toyReply(await enclave!.request(toyRequest({ type: 'read', account: 'bob' })));
  const deposits = BigInt(Math.ceil(asked / 2));
  const transfers = BigInt(Math.floor(asked / 2));
  const right =
    alice.done === asked &&
    alice.total === 3n * deposits &&
    bob.balance === transfers &&
    alice.balance === 3n * deposits - transfers;
  say(right ? `books ${asked}` : `wrong books: asked ${asked}, done ${alice.done}, total ${alice.total}`);
}

const running = simulatedPlatform(values.platform);
try {
  const store = faulty(await openFileStore(values.store));
  enclave = await launchEnclave({
    platform: {
      ...running,
      launch: async (wanted) => {
        const started = await running.launch(wanted);
        pid = started.pid;
        return started;
      },
    },
    bundle: new Uint8Array(readFileSync(values.bundle)),
    store,
    counter: 'software',
    config: new Uint8Array(0),
  });
  say(`launched ${enclave.launch}`);
  const missing = Array.from({ length: before.asked }, (_, k) => k).filter((k) => !(k in before.answered));
  const proof = Object.keys(before.answered).map(Number).slice(-8);
  await Promise.all([...missing, ...proof].map(ask));
  await audit(before.asked);
  for (let k = before.asked; ; k += 8) {
    const wave = Array.from({ length: 8 }, (_, index) => k + index);
    say(`asked ${k + 8}`);
    await Promise.all(wave.map(ask));
  }
} catch (error) {
  const code = (error as { code?: string }).code ?? String(error);
  const expected = code === 'ENCLAVE_ENDED' || code === 'LAUNCH_FAILED';
  say(
    expected && values.victim === 'enclave' ? `ended ${code}` : `wrong ${code} ${(error as Error).message}`,
  );
  process.exit(0);
}
