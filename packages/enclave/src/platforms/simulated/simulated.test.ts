import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bytes, concat, fromHex, utf8 } from '@coffer/core/bytes';
import { type Cbor, decodeCbor, encodeCbor } from '@coffer/core/codec';
import { sha256 } from '@coffer/crypto/hash';
import { address, addressOf } from '@coffer/crypto/secp256k1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programId, signRelease } from '../../attestation/certificates.ts';
import { frame, MAX_FRAME } from '../../channel/frames.ts';
import { MAX_BODY } from '../../channel/messages.ts';
import { approveHandOver, encodeOrder } from '../../guest/handover.ts';
import { buildBundle } from '../../host/bundle.ts';
import { type Enclave, type LaunchOptions, launchEnclave } from '../../host/enclave.ts';
import { openFileStore } from '../../host/file-store.ts';
import { TEST_NETWORK, TEST_ROOT } from '../../testing/bench.ts';
import { seeded } from '../../testing/seeded.ts';
import { toyReply, toyRequest } from '../../testing/toy.ts';
import { platformCompliance } from '../compliance.ts';
import { ensurePlatform, type PlatformProcess, simulatedPlatform, startPlatform } from './client.ts';
import { provisionDevice } from './device.ts';
import { seccompFilter } from './seccomp.ts';

const entry = (name: string) => fileURLToPath(new URL(`../../testing/${name}`, import.meta.url));
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const TEST_OWNER = sha256(fromHex('0a'));

let root: string;
let toy: Bytes;
let boxed: PlatformProcess;
let bare: PlatformProcess;
let made = 0;
const place = () => join(root, String(made++));

async function machine(isBare: boolean): Promise<PlatformProcess> {
  const directory = place();
  await provisionDevice(directory, TEST_NETWORK, TEST_ROOT);
  return startPlatform({ directory, bare: isBare });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffer-sim-'));
  toy = await buildBundle(entry('toy-bundle.ts'));
  [boxed, bare] = [await machine(false), await machine(true)];
});
afterAll(async () => {
  await Promise.all([boxed.close(), bare.close()]);
  await rm(root, { recursive: true });
});

/** Not a zombie either. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let i = 0; i < 100 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  return condition();
}

const launch = async (options: Partial<LaunchOptions> = {}, directory = place()): Promise<Enclave> =>
  launchEnclave({
    platform: bare.platform,
    bundle: toy,
    store: await openFileStore(directory),
    counter: 'software',
    config: new Uint8Array(0),
    ...options,
  });
const deposit = (id: string) => toyRequest({ type: 'deposit', id, to: 'alice', amount: 5n });
const total = async (enclave: Enclave) =>
  toyReply(await enclave.request(toyRequest({ type: 'read', account: 'alice' }))).total;

const facts = () => ({ network: TEST_NETWORK, root: address(TEST_ROOT), toy, alive });
describe('in the strongest sandbox that stands here', () => {
  platformCompliance(() => ({ platform: boxed.platform, other: bare.platform, ...facts() }));
});
describe('as a bare process', () => {
  platformCompliance(() => ({ platform: bare.platform, other: boxed.platform, ...facts() }));
});

describe('walls', () => {
  it('are listed, and say that this is simulated', async () => {
    const enclave = await launch({ platform: boxed.platform });
    const on = new Map(enclave.layers.map((layer) => [layer.name, layer.on]));
    expect(on.get('frozen intrinsics')).toBe(true);
    expect(on.get('hardware isolation')).toBe(false);
    expect(enclave.layers.find((layer) => layer.name === 'hardware isolation')?.stops).toContain('simulated');
    if (existsSync('/usr/bin/bwrap') && process.arch === 'x64') {
      expect(on.get('bubblewrap, no network')).toBe(true);
      expect(on.get('seccomp filter')).toBe(true);
    }
    await enclave.close();
  });

  it('stop a hostile program', async () => {
    const visitors: string[] = [];
    const server = createServer((socket) => {
      visitors.push('came');
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const source = Buffer.from(await buildBundle(entry('attacker-bundle.ts'))).toString('utf8');
    const bundle = utf8(source.replaceAll('__PORT__', String(port)));
    const attack = async (platform: PlatformProcess) => {
      const enclave = await launch({ platform: platform.platform, bundle });
      const report = decodeCbor(await enclave.request(Uint8Array.of(0)));
      const { layers } = enclave;
      await enclave.close();
      return { report, layers };
    };
    const inside = await attack(boxed);
    const wrapped = inside.layers.find((layer) => layer.name === 'seccomp filter')?.on;
    expect((inside.report as Cbor[])[0]).toEqual([]);
    if (wrapped) {
      expect((inside.report as Cbor[])[1]).toEqual([]);
      expect(visitors).toEqual([]);
    }
    // The attempts are real: without the sandbox, those that Node itself lets pass succeed.
    const outside = await attack(bare);
    expect((outside.report as Cbor[])[0]).toEqual([]);
    expect((outside.report as Cbor[])[1]).toContain('reach the network');
    expect(visitors).toEqual(['came']);
    server.close();
  });

  it('have a filter for x86-64 only', () => {
    expect(seccompFilter('x64')!.length % 8).toBe(0);
    expect(seccompFilter('arm64')).toBeUndefined();
  });
});

describe('a platform', () => {
  it('keeps its secrets from other users', async () => {
    const directory = place();
    await provisionDevice(directory, TEST_NETWORK, TEST_ROOT);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, 'device'))).mode & 0o777).toBe(0o600);
    await expect(provisionDevice(directory, TEST_NETWORK, TEST_ROOT)).rejects.toMatchObject({
      code: 'PLATFORM_FAILED',
    });
  });

  it('has no counter but its own software one', async () => {
    await expect(launch({ counter: 'tpm' })).rejects.toMatchObject({ code: 'PLATFORM_FAILED' });
  });

  it('takes its enclaves with it, also when it is killed', async () => {
    for (const isBare of [true, false]) {
      const own = await machine(isBare);
      const enclave = await launch({ platform: own.platform });
      process.kill(own.pid, 'SIGKILL');
      expect(await enclave.exited).toMatchObject({ code: 'ENCLAVE_ENDED' });
      expect(await until(() => !alive(enclave.pid))).toBe(true);
    }
  });

  it('ends the enclave of a host that is killed', async () => {
    const directory = place();
    await provisionDevice(directory, TEST_NETWORK, TEST_ROOT);
    const own = await startPlatform({ directory, bare: true });
    const host = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '-'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    host.stdin.end(`
      import { simulatedPlatform } from ${url('./client.ts')};
      import { launchEnclave } from ${url('../../host/enclave.ts')};
      import { openFileStore } from ${url('../../host/file-store.ts')};
      import { buildBundle } from ${url('../../host/bundle.ts')};
      const enclave = await launchEnclave({
        platform: simulatedPlatform(${JSON.stringify(directory)}),
        bundle: await buildBundle(${JSON.stringify(entry('toy-bundle.ts'))}),
        store: await openFileStore(${JSON.stringify(place())}),
        counter: 'software', config: new Uint8Array(0),
      });
      console.log(enclave.pid);
    `);
    const pid = await new Promise<number>((resolve) => {
      host.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString('utf8'))));
    });
    expect(alive(pid)).toBe(true);
    host.kill('SIGKILL');
    expect(await until(() => !alive(pid))).toBe(true);
    await own.close();
  });

  it('ends with its parent', async () => {
    const directory = place();
    await provisionDevice(directory, TEST_NETWORK, TEST_ROOT);
    const parent = spawn(process.execPath, [MAIN, '--directory', directory], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => parent.stdout.once('data', resolve));
    parent.stdin.end();
    expect(await until(() => parent.exitCode === 0)).toBe(true);
  });

  it('is started on demand, shared, and gone when nobody uses it', async () => {
    const directory = place();
    await provisionDevice(directory, TEST_NETWORK, TEST_ROOT);
    const [one, two] = await Promise.all([ensurePlatform(directory, 1), ensurePlatform(directory, 1)]);
    const user = await launch({ platform: one });
    expect((await two.measure(toy)).measurement).toEqual(user.measurement);
    await expect(startPlatform({ directory })).rejects.toMatchObject({ code: 'PLATFORM_FAILED' });
    await user.close();
    const deadline = Date.now() + 20_000;
    let gone = false;
    while (!gone && Date.now() < deadline) {
      // Longer than it lingers: asking is a use.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      gone = await simulatedPlatform(directory)
        .measure(toy)
        .then(
          () => false,
          () => true,
        );
    }
    expect(gone).toBe(true);
  });
});

describe('clones', () => {
  it('end the older instance, and a copy of older files is refused', async () => {
    const directory = place();
    const first = await launch({}, directory);
    await first.request(deposit('a'));
    const copied = place();
    await cp(directory, copied, { recursive: true, filter: (source) => !source.endsWith('lock') });
    const second = await launch({}, copied);
    await expect(total(first)).rejects.toMatchObject({ code: 'ENCLAVE_ENDED' });
    expect(await first.exited).toMatchObject({ code: 'ANOTHER_INSTANCE' });
    expect(await total(second)).toBe(5n);
    await second.close();
    await expect(launch({}, directory)).rejects.toMatchObject({ code: 'JOURNAL_ROLLED_BACK' });
  });
});

describe('an upgrade', () => {
  it('takes the state to the new version on the same machine, and the old one stays stopped', async () => {
    const owner = TEST_OWNER;
    const [oldPlace, newPlace] = [place(), place()];
    const old = await launch({ owner: address(owner) }, oldPlace);
    await old.request(deposit('a'));
    const bundle = concat(toy, utf8('\n;'));
    const next = await launch({ bundle, succeed: true }, newPlace);
    expect([old.phase, next.phase]).toEqual(['running', 'awaiting']);
    await expect(total(next)).rejects.toMatchObject({ code: 'FRAME_UNEXPECTED' });
    const published = (measurement: Bytes) =>
      signRelease(TEST_ROOT, TEST_NETWORK, { program: programId('coffer.toy'), measurement });
    const order = encodeOrder({
      successor: next.evidence,
      successorKey: next.publicKey,
      approval: approveHandOver(owner, TEST_NETWORK, {
        from: addressOf(old.publicKey),
        to: addressOf(next.publicKey),
        measurement: next.measurement,
      }),
      successorRelease: published(next.measurement),
      ownRelease: published(old.measurement),
    });
    await next.takeOver(await old.handOver(order));
    expect(await total(next)).toBe(5n);
    await expect(total(old)).rejects.toMatchObject({ code: 'HANDED_OVER' });
    await Promise.all([old.close(), next.close()]);
    const [again, after] = [await launch({}, oldPlace), await launch({ bundle }, newPlace)];
    expect([again.phase, after.phase]).toEqual(['stopped', 'running']);
    expect(await total(after)).toBe(5n);
    await Promise.all([again.close(), after.close()]);
  });
});

describe('a host', () => {
  it('is told at once what an enclave would not take, and can send more than a window of requests', async () => {
    const enclave = await launch();
    await expect(enclave.request(new Uint8Array(MAX_BODY + 1))).rejects.toMatchObject({
      code: 'FRAME_TOO_LARGE',
    });
    await expect(enclave.handOver(new Uint8Array(1 << 17))).rejects.toMatchObject({
      code: 'FRAME_TOO_LARGE',
    });
    await expect(enclave.request(deposit('t'), { time: Number.NaN })).rejects.toMatchObject({
      code: 'TIME_REFUSED',
    });
    await expect(enclave.request(new Uint8Array(1 << 20))).rejects.toMatchObject({
      code: expect.stringContaining('CODEC') as string,
    });
    const many = Array.from({ length: 3000 }, (_, index) => enclave.request(deposit(`m${index}`)));
    await Promise.all(many);
    expect(await total(enclave)).toBe(15_000n);
    await enclave.close();
  });

  it('learns what became of open requests when the enclave dies', async () => {
    const enclave = await launch();
    const open = Array.from({ length: 2000 }, (_, index) => enclave.request(deposit(`o${index}`)));
    process.kill(enclave.pid, 'SIGKILL');
    const results = await Promise.allSettled(open);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'ENCLAVE_ENDED' });
    }
    expect(results.at(-1)?.status).toBe('rejected');
  });
});

describe('bad frames', () => {
  it('leave a real enclave alive: 5,000 of them, between good requests', async () => {
    const channel: { write?: (bytes: Bytes) => void } = {};
    const complaints: string[] = [];
    const enclave = await launch({
      platform: {
        ...bare.platform,
        launch: async (wanted) => {
          const started = await bare.platform.launch(wanted);
          channel.write = (bytes) => started.channel.write(bytes);
          return started;
        },
      },
      onComplaint: (error) => complaints.push(error.code),
    });
    const random = seeded(9);
    const good = encodeCbor(['request', [99, 1, deposit('x')]]);
    let nested: Cbor = 0;
    for (let depth = 0; depth < 60; depth++) nested = [nested];
    for (let round = 0; round < 50; round++) {
      for (let index = 0; index < 100; index++) {
        const kind = random(4);
        const noise = Uint8Array.from({ length: 1 + random(80) }, () => random(256));
        const bytes =
          kind === 0 ? noise : kind === 1 ? good.slice(0, 1 + random(good.length - 1)) : encodeCbor(nested);
        channel.write!(frame(bytes));
      }
      await enclave.request(deposit(`r${round}`));
    }
    // The largest request reaches the program, which knows no such thing.
    await expect(enclave.request(new Uint8Array(MAX_BODY))).rejects.toMatchObject({
      code: 'CODEC_TOO_LARGE',
    });
    const large = new Uint8Array(4 + MAX_FRAME + 1);
    new DataView(large.buffer).setUint32(0, MAX_FRAME + 1);
    channel.write!(large);
    expect(await total(enclave)).toBe(250n);
    expect(complaints.length).toBeGreaterThanOrEqual(5000);
    expect(complaints).toContain('FRAME_TOO_LARGE');
    channel.write!(Uint8Array.of(0, 0, 0, 0));
    expect(await enclave.exited).toMatchObject({ code: 'FRAME_STREAM_BROKEN' });
  });
});
