import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCofferError } from '@coffer/core/error';
import { dearmour } from '@coffer/offline/host/armour';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../api/client.ts';
import { walletRoutes } from '../api/routes.ts';
import { scanTerminal } from '../testing/scan.ts';
import { type Home, type Json, MAIN, makeHome, type Running } from '../testing/world.ts';
import { deliver } from '../transport/dial.ts';
import { parseEndpoint } from '../transport/endpoint.ts';
import { UrReader, urParts } from '../ur/ur.ts';
import { run } from './program.ts';

/** Every command against one development network, in a home whose path is longer than a socket's address. */

const ETH = 10n ** 18n;
const ESC = '\u001b';
/** What a film of codes writes: the way back up, and each line of a code. */
const NEXT_FRAME = new RegExp(`${ESC}\\[\\d+A\\r`);
const CODE_LINE = new RegExp(`${ESC}\\[30;107m([^${ESC}]*)${ESC}\\[0m`, 'g');
let home: Home;
let dev: Running;

beforeAll(async () => {
  home = makeHome();
  dev = home.start(['dev'], { wrapped: true });
  await dev.says('Ready:');
});
afterAll(async () => {
  dev.child.kill('SIGINT');
  await dev.ended;
  home.remove();
});

/** A command that has to work. */
async function ok(wallet: string, ...args: string[]): Promise<Json> {
  const { code, value } = await home.json([...args, '--wallet', wallet, '--yes']);
  expect(value.error, JSON.stringify(value)).toBeUndefined();
  expect(code).toBe(0);
  return value;
}

/** A command that has to be refused. */
async function refused(args: string[], input = ''): Promise<{ code: number | null; error: Json }> {
  const { code, value } = await home.json(args, { input });
  expect(Object.keys(value)).toEqual(['error']);
  expect(value.error.money).toBeTypeOf('string');
  return { code, error: value.error };
}

async function balance(wallet: string): Promise<bigint> {
  return BigInt((await ok(wallet, 'offline', 'account', 'show')).spendableWei);
}

async function state(wallet: string, id: string): Promise<string> {
  const { entries } = await ok(wallet, 'offline', 'activity');
  return entries.find((entry: Json) => entry.id === id)?.state;
}

async function eventually(what: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('It did not happen.');
}

function socketOf(wallet: string): string {
  return join(home.env.XDG_DATA_HOME!, 'coffer', 'dev', 'wallets', wallet, 'daemon.sock');
}

describe('accounts and money', () => {
  test('an account is made once, by two commands at the same time too', async () => {
    const both = await Promise.all([
      ok('alice', 'offline', 'account', 'create'),
      ok('alice', 'offline', 'account', 'create'),
    ]);
    expect(both[0].account).toBe(both[1].account);
    expect(both[0].enclave.platform).toBe('simulated');
    expect(both[0].enclave.warning).toContain('Simulated');
    await ok('bob', 'offline', 'account', 'create', '--recovery', `0x${'ab'.repeat(20)}`);
    await ok('carol', 'offline', 'account', 'create');
    const shown = await home.run(['offline', 'account', 'show', '--wallet', 'bob']);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain(`0x${'ab'.repeat(20)}`);
    expect(shown.stdout).toContain('Simulated');
    for (const line of shown.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('a deposit with the same key happens once', async () => {
    const first = await ok('alice', 'offline', 'deposit', '1eth', '--idempotency-key', 'deposit-0001');
    const again = await ok('alice', 'offline', 'deposit', '1eth', '--idempotency-key', 'deposit-0001');
    expect(again.tx).toBe(first.tx);
    expect(await balance('alice')).toBe(ETH);
    const other = await refused([
      'offline',
      'deposit',
      '2eth',
      '--yes',
      '--wallet',
      'alice',
      '--idempotency-key',
      'deposit-0001',
    ]);
    expect(other).toMatchObject({ code: 1, error: { code: 'IDEMPOTENCY_CONFLICT' } });
  });

  test('a direct payment is held for its payee, taken by id, and its payer learns it by itself', async () => {
    const { uri } = await ok('bob', 'offline', 'request', '0.1eth', '--memo', 'two coffees');
    const paid = await ok('alice', 'offline', 'pay', uri);
    expect(paid.delivery).toMatchObject({ how: 'direct', status: 'held' });
    expect(await state('bob', paid.id)).toBe('waiting');
    expect(await balance('alice')).toBe((9n * ETH) / 10n);
    const taken = await ok('bob', 'offline', 'receive', paid.id);
    expect(taken).toMatchObject({ status: 'acknowledged', amountWei: (ETH / 10n).toString() });
    await eventually(async () => (await state('alice', paid.id)) === 'acknowledged');
    expect(await balance('bob')).toBe(ETH / 10n);
  });

  test('a payment and its answer travel through pipes', async () => {
    const { uri } = await ok('bob', 'offline', 'request');
    const paid = await home.run([
      'offline',
      'pay',
      uri,
      '--amount',
      '0.1eth',
      '--out',
      '-',
      '--wallet',
      'alice',
      '--yes',
    ]);
    expect(paid.stdout).toMatch(/^-----BEGIN COFFER PAYMENT-----/);
    const mailed = `Hello Bob,\r\n\r\n${paid.stdout.replaceAll('\n', '\r\n> ')}\r\n-- \r\nAlice`;
    const taken = await home.run(['offline', 'receive', '-', '--out', '-', '--wallet', 'bob'], {
      input: mailed,
    });
    expect(taken.stdout).toMatch(/^-----BEGIN COFFER ANSWER-----/);
    const booked = await home.json(['offline', 'answer', '-', '--wallet', 'alice'], { input: taken.stdout });
    expect(booked.value.status).toBe('acknowledged');
    expect(await balance('bob')).toBe((2n * ETH) / 10n);
  });

  test('files are written next to the user and never over another', async () => {
    const { uri } = await ok('carol', 'offline', 'request', '0.2eth');
    writeFileSync(join(home.root, 'request.txt'), `${uri}\n`);
    const paid = await ok('alice', 'offline', 'pay', 'request.txt', '--file');
    expect(paid.writtenTo).toBe(join(home.root, `payment-${paid.id.slice(2, 10)}.coffer`));
    writeFileSync(join(home.root, 'precious'), 'something else');
    const other = join(home.root, 'precious');
    const over = await refused(['offline', 'resend', paid.id, '--out', other, '--wallet', 'alice']);
    expect(over).toMatchObject({ code: 2, error: { code: 'FILE_EXISTS' } });
    expect(readFileSync(other, 'utf8')).toBe('something else');
    // The very bytes are there already: nothing is missing.
    const there = await ok('alice', 'offline', 'resend', paid.id, '--out', paid.writtenTo);
    expect(there.writtenTo).toBe(paid.writtenTo);
    const again = await ok('alice', 'offline', 'resend', paid.id, '--out', join(home.root, 'again.coffer'));
    expect(readFileSync(again.writtenTo, 'utf8')).toBe(readFileSync(paid.writtenTo, 'utf8'));
    const refusedBy = await ok('carol', 'offline', 'reject', paid.writtenTo);
    expect(refusedBy).toMatchObject({ status: 'rejected', reason: 'refused' });
    await ok('alice', 'offline', 'answer', refusedBy.writtenTo);
    expect(await balance('alice')).toBe((8n * ETH) / 10n);
    expect(await balance('carol')).toBe(0n);
    // The first answer is final: taking it after all changes nothing.
    const late = await home.json(['offline', 'receive', paid.writtenTo, '--wallet', 'carol', '--out', '-']);
    expect(late).toMatchObject({ code: 1, value: { status: 'rejected' } });
    expect(await balance('carol')).toBe(0n);
  });

  test('request, payment and answer travel as pictures, and as parts of a film in any order', async () => {
    const at = (name: string): string => join(home.root, name);
    await ok('bob', 'offline', 'request', '0.01eth', '--png', at('request.png'));
    const before = await balance('bob');
    const paid = await ok('alice', 'offline', 'pay', at('request.png'), '--png', at('payment.png'));
    expect(paid).toMatchObject({ writtenTo: null, picture: at('payment.png') });
    const taken = await ok('bob', 'offline', 'receive', at('payment.png'), '--png', at('answer.png'));
    expect(taken).toMatchObject({ id: paid.id, status: 'acknowledged', picture: at('answer.png') });
    expect(await ok('alice', 'offline', 'answer', at('answer.png'))).toMatchObject({ id: paid.id });
    expect(await balance('bob')).toBe(before + ETH / 100n);
    // The same payment as text, its parts over several files and the wrong way round: the same answer.
    const { needed, part } = urParts(dearmour(paid.file), 400);
    expect(needed).toBeGreaterThan(2);
    const lines = Array.from({ length: needed }, (_, index) => part(index + 2)).toReversed();
    writeFileSync(at('some.txt'), lines.slice(1).join('\n'));
    writeFileSync(at('other.txt'), lines[0]!);
    const fewer = await refused(['offline', 'receive', at('some.txt'), '--wallet', 'bob']);
    expect(fewer.error.code).toBe('UR_INCOMPLETE');
    writeFileSync(
      at('more.txt'),
      Array.from({ length: needed }, (_, index) => part(needed + 5 + index)).join('\n'),
    );
    const again = await ok(
      'bob',
      'offline',
      'receive',
      at('some.txt'),
      at('other.txt'),
      at('more.txt'),
      '--out',
      '-',
    );
    expect(again.answer).toBe(taken.answer);
    const mixed = await refused(['offline', 'receive', paid.file, at('some.txt'), '--wallet', 'bob']);
    expect(mixed.code).toBe(2);
    const shown = await refused(['offline', 'resend', paid.id, '--qr', '--wallet', 'alice']);
    expect(shown).toMatchObject({ code: 2, error: { code: 'USAGE' } });
  });

  test.skipIf(spawnSync('script', ['--version']).error !== undefined)(
    'on a terminal of 80 columns a request is a film, which a camera can read and any key ends',
    async () => {
      const command = `stty cols 80 rows 24; exec '${process.execPath}' '${MAIN}' offline request 0.01eth --wallet bob --qr-speed 20`;
      const child = spawn('script', ['-qefc', command, '/dev/null'], { env: { ...home.env, TERM: 'xterm' } });
      // It ends as soon as it has read the key.
      child.stdin.on('error', () => undefined);
      let seen = '';
      let pressed = false;
      child.stdout.on('data', (part: Buffer) => {
        seen += part.toString();
        if (pressed || !seen.includes('round 2;')) return;
        pressed = true;
        child.stdin.write('q');
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect(code, seen.slice(-500)).toBe(0);
      const reader = new UrReader();
      for (const frame of seen.split(NEXT_FRAME)) {
        const lines = [...frame.matchAll(CODE_LINE)].map(([, line]) => line!);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
        expect(lines.length).toBeLessThanOrEqual(22);
        if (lines.length > 0 && !reader.complete) reader.receive(scanTerminal(lines));
      }
      const uri = new TextDecoder().decode(reader.message().content);
      expect(uri).toMatch(/^ethereum:0x/);
      expect(seen.replaceAll(/\r\n/g, '\n')).toContain(`${uri}\n`);
      expect(seen).toContain('\u001b[?25h');
    },
  );

  test('a wallet that accepts by itself answers at once', async () => {
    await ok('carol', 'daemon', 'stop');
    await ok('carol', 'daemon', 'start', '--accept', 'auto');
    const { uri } = await ok('carol', 'offline', 'request', '0.05eth');
    const paid = await ok('bob', 'offline', 'pay', uri);
    expect(paid.delivery.status).toBe('acknowledged');
    expect(await balance('carol')).toBe(ETH / 20n);
  });

  test('without the chain: payments go on, the rest says what waits', async () => {
    await ok('alice', 'dev', 'stop-chain');
    const { uri } = await ok('carol', 'offline', 'request', '0.05eth');
    const paid = await ok('alice', 'offline', 'pay', uri);
    expect(paid.delivery.status).toBe('acknowledged');
    for (const command of [['reconcile'], ['deposit', '1eth', '--yes'], ['withdraw', '0.01eth', '--yes']]) {
      const { code, error } = await refused(['offline', ...command, '--wallet', 'carol']);
      expect(code).toBe(3);
      expect(error.code).toBe('CHAIN_UNREACHABLE');
      expect(error.money).toContain('Offline payments go on');
    }
    await ok('alice', 'dev', 'start-chain');
  });

  test('everybody settles, the last payee first, and withdraws', async () => {
    const settled = await ok('carol', 'offline', 'reconcile');
    expect(settled.skipped).toEqual([]);
    expect(settled.settledIn).toHaveLength(2);
    await ok('bob', 'offline', 'reconcile');
    await ok('alice', 'offline', 'reconcile');
    const to = `0x${'cd'.repeat(20)}`;
    const out = await ok(
      'carol',
      'offline',
      'withdraw',
      '0.1eth',
      '--to',
      to,
      '--idempotency-key',
      'withdraw-1',
    );
    expect(out).toMatchObject({ to, amountWei: (ETH / 10n).toString() });
    const again = await ok(
      'carol',
      'offline',
      'withdraw',
      '0.1eth',
      '--to',
      to,
      '--idempotency-key',
      'withdraw-1',
    );
    expect(again.tx).toBe(out.tx);
    await ok('carol', 'offline', 'reconcile');
    const balances = await Promise.all(
      ['alice', 'bob', 'carol'].map((wallet) => ok(wallet, 'offline', 'account', 'show')),
    );
    expect(balances.map(({ spendableWei }) => spendableWei)).toEqual([
      ((74n * ETH) / 100n).toString(),
      ((16n * ETH) / 100n).toString(),
      '0',
    ]);
    for (const view of balances) expect(view.onChainWei).toBe(view.spendableWei);
  });
});

describe('what is refused', () => {
  test.each([
    ['an amount without a unit', ['offline', 'deposit', '1', '--yes'], 'AMOUNT_SYNTAX', 2],
    ['floating point', ['offline', 'deposit', '1e-3eth', '--yes'], 'AMOUNT_SYNTAX', 2],
    ['less than a wei', ['offline', 'deposit', '0.5wei', '--yes'], 'AMOUNT_SYNTAX', 2],
    ['money of another chain', ['offline', 'deposit', '1btc', '--yes'], 'AMOUNT_SYNTAX', 2],
    ['nothing', ['offline', 'deposit', '0eth', '--yes'], 'UNDER_MINIMUM', 1],
    ['money without a yes', ['offline', 'deposit', '1eth'], 'ANSWER_NEEDED', 2],
    ['an unknown command', ['offline', 'steal'], 'USAGE', 2],
    ['an unknown option', ['offline', 'activity', '--nonsense'], 'USAGE', 2],
    ['a missing argument', ['offline', 'pay'], 'USAGE', 2],
    ['a wrong name', ['offline', 'activity', '--wallet', '../alice'], 'CONFIG_INVALID', 2],
    ['an unknown network', ['offline', 'activity', '--network', 'nowhere'], 'NETWORK_UNKNOWN', 5],
    ['a Lightning invoice', ['offline', 'pay', `lnbc1${'q'.repeat(50)}`, '--yes'], 'REQUEST_UNSUPPORTED', 1],
    [
      'a plain address',
      ['offline', 'pay', `ethereum:0x${'ab'.repeat(20)}`, '--yes'],
      'REQUEST_PLAIN_ADDRESS',
      1,
    ],
    ['a device as a file', ['attest', 'verify', '/dev/zero'], 'FILE_UNREADABLE', 2],
    ['a device as a payment', ['offline', 'receive', '/dev/zero'], 'FILE_UNREADABLE', 2],
    ['a device as an answer', ['offline', 'answer', '/dev/zero'], 'FILE_UNREADABLE', 2],
    ['a device as a request', ['offline', 'pay', '/dev/zero', '--yes'], 'FILE_UNREADABLE', 2],
    ['a file that is not there', ['offline', 'receive', 'no-such-file'], 'FILE_UNREADABLE', 2],
    ['a wrong address', ['offline', 'withdraw', '1eth', '--to', '0x12', '--yes'], 'USAGE', 2],
    ['a wallet without account', ['offline', 'account', 'show', '--wallet', 'nobody'], 'NOT_INITIALISED', 1],
    [
      'a mistyped payee',
      ['offline', 'withdraw', '1eth', '--to', '0x70997970C51812dc3A010C7d01b50e0d17dc79c8', '--yes'],
      'ADDRESS_CHECKSUM',
      2,
    ],
    [
      'a mistyped recovery address',
      ['offline', 'account', 'create', '--recovery', '0x70997970C51812dc3A010C7d01b50e0d17dc79c8', '--yes'],
      'ADDRESS_CHECKSUM',
      2,
    ],
    ['a negative amount', ['offline', 'deposit', '-1eth', '--yes'], 'USAGE', 2],
    ['a short key', ['offline', 'deposit', '1eth', '--yes', '--idempotency-key', 'x'], 'USAGE', 2],
  ])('%s', async (_what, args, code, exit) => {
    const wallet = args.includes('--wallet') ? [] : ['--wallet', 'alice'];
    let stdout = '';
    const ended = await run([...args, ...wallet, '--json'], {
      env: home.env,
      stdout: (text) => {
        stdout += text;
      },
      stderr: () => undefined,
    });
    const { error } = JSON.parse(stdout);
    expect([error.code, ended]).toEqual([code, exit]);
    expect(error.money).toBeTypeOf('string');
  });

  test('messages that are damaged, of another kind, or for somebody else', async () => {
    const { uri } = await ok('bob', 'offline', 'request', '0.01eth');
    const paid = await ok('alice', 'offline', 'pay', uri, '--file');
    const file: string = paid.file;
    const codes = async (command: string, wallet: string, input: string) =>
      (await refused(['offline', command, '-', '--wallet', wallet], input)).error.code;
    const damaged = file.replace(
      /\n(.{20})(.)/,
      (_all, head, char) => `\n${head}${char === 'A' ? 'B' : 'A'}`,
    );
    expect(await codes('receive', 'bob', damaged)).toBe('ARMOUR_CHECKSUM');
    expect(await codes('receive', 'bob', 'garbage')).toBe('ARMOUR_MISSING');
    expect(await codes('answer', 'alice', file)).toBe('ARMOUR_KIND');
    expect(await codes('receive', 'carol', file)).toBe('NOT_FOR_THIS_ACCOUNT');
    expect(await codes('receive', 'bob', 'x'.repeat(500_000))).toBe('FILE_UNREADABLE');
    const taken = await home.run(['offline', 'reject', '-', '--out', '-', '--wallet', 'bob'], {
      input: file,
    });
    await home.json(['offline', 'answer', '-', '--wallet', 'alice'], { input: taken.stdout });
    expect(await balance('alice')).toBe((74n * ETH) / 100n);
  });

  test('people get words, no stack traces, in 80 columns', async () => {
    const { code, stdout, stderr } = await home.run([
      'offline',
      'deposit',
      '1',
      '--wallet',
      'alice',
      '--yes',
    ]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: .*AMOUNT_SYNTAX/s);
    expect(stderr).toContain('money: No money moved');
    expect(stderr).toContain('next: ');
    expect(stderr).not.toMatch(/\bat .*\.ts/);
    for (const line of stderr.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('the daemon', () => {
  test('hostile bodies on its socket give typed errors and leave it alive', async () => {
    const daemon = createClient(walletRoutes, socketOf('alice'));
    const bodies: [keyof typeof walletRoutes, Json][] = [
      ['pay', { request: 'x', deliver: 'direct' }],
      ['pay', { request: 'ethereum:'.repeat(40_000), deliver: 'direct' }],
      ['pay', { request: 5, deliver: null }],
      ['receive', { payment: `-----BEGIN COFFER PAYMENT-----\n${'A'.repeat(300_000)}\n` }],
      ['receive', { payment: '' }],
      ['receive', { payment: ['x'] }],
      ['answer', { answer: '-----BEGIN COFFER ANSWER-----\n\n=AAAAAAAA\n-----END COFFER ANSWER-----' }],
      ['resend', { id: '0x', deliver: 'direct' }],
      ['resend', { id: `0x${'00'.repeat(32)}`, deliver: 'direct' }],
      ['deposit', { amountWei: `${1n << 100n}` }],
      ['withdraw', { amountWei: '1', to: '0x00' }],
      ['createAccount', { recovery: `0x${'99'.repeat(20)}` }],
    ];
    for (const [route, body] of bodies) {
      const error = await (daemon[route] as (body: Json, options: object) => Promise<unknown>)(body, {
        idempotencyKey: 'hostile-key',
      }).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(isCofferError(error), `${route} ${JSON.stringify(body).slice(0, 60)}: ${String(error)}`).toBe(
        true,
      );
      expect(isCofferError(error, 'INTERNAL'), `${route} ${JSON.stringify(body).slice(0, 60)}`).toBe(false);
    }
    expect((await daemon.status({})).wallet).toBe('alice');
  });

  test('on its direct line, only genuine payments to this wallet are held', async () => {
    const { endpoint } = await ok('bob', 'daemon', 'status');
    const { uri } = await ok('carol', 'offline', 'request', '0.01eth');
    const paid = await ok('alice', 'offline', 'pay', uri, '--file');
    const message = dearmour(paid.file, 'PAYMENT').content;
    const waiting = async () =>
      (await ok('bob', 'offline', 'activity')).entries.filter((entry: Json) => entry.state === 'waiting')
        .length;
    const before = await waiting();
    const refusal = { type: 'refused', code: 'PEER_PROTOCOL' };
    const give = (bytes: Uint8Array) => deliver(parseEndpoint(endpoint), bytes, 5_000);
    expect(await give(message)).toMatchObject(refusal);
    expect(await give(new Uint8Array(50_000))).toMatchObject(refusal);
    const toBob = await ok(
      'alice',
      'offline',
      'pay',
      (await ok('bob', 'offline', 'request', '0.01eth')).uri,
      '--file',
    );
    const genuine = dearmour(toBob.file, 'PAYMENT').content;
    for (let at = 3; at < genuine.length; at += 37) {
      const tampered = genuine.slice();
      tampered[at]! ^= 0x01;
      expect(await give(tampered), `byte ${at}`).toMatchObject({ type: 'refused' });
    }
    expect(await waiting()).toBe(before);
    expect(await give(genuine)).toEqual({ type: 'held' });
    expect(await waiting()).toBe(before + 1);
    await ok('bob', 'offline', 'reject', toBob.id);
    // The answer stays the same, however often and over whatever line the payment comes.
    expect(await give(genuine)).toMatchObject({ type: 'answer' });
  });

  test('starts, stops, and tells which', async () => {
    expect((await ok('bob', 'daemon', 'stop')).stopped).toBe(true);
    expect((await ok('bob', 'daemon', 'stop')).stopped).toBe(false);
    expect((await ok('bob', 'daemon', 'status')).running).toBe(false);
    expect((await ok('bob', 'daemon', 'start')).started).toBe(true);
    expect(await ok('bob', 'daemon', 'status')).toMatchObject({
      running: true,
      wallet: 'bob',
      accept: 'ask',
    });
    const second = await refused(['daemon', 'run', '--wallet', 'bob']);
    expect(second).toMatchObject({ code: 4, error: { code: 'WALLET_BUSY' } });
  });
});

describe('the rest', () => {
  test('evidence is shown and verified; a changed one is refused', async () => {
    const shown = await home.run(['attest', 'show', '--wallet', 'alice']);
    expect(shown.stdout).toContain('SIMULATED');
    const view = await ok('alice', 'attest', 'show');
    expect(view).toMatchObject({ platform: 'simulated', verified: true });
    expect(view.layers.length).toBeGreaterThan(5);
    const file = join(home.root, 'evidence.json');
    writeFileSync(file, JSON.stringify(view));
    expect(await ok('alice', 'attest', 'verify', file)).toMatchObject({
      platform: 'simulated',
      key: view.key,
    });
    const { uri } = await ok('bob', 'offline', 'request');
    expect((await home.run(['attest', 'verify', '-'], { input: uri })).code).toBe(0);
    const forged = view.evidence.replace(view.key.slice(2), 'ee'.repeat(20));
    expect(forged).not.toBe(view.evidence);
    expect(await refused(['attest', 'verify', '-'], forged)).toMatchObject({
      code: 1,
      error: { code: 'ATTESTATION_REFUSED' },
    });
    expect(await refused(['attest', 'verify', '-'], 'nonsense')).toMatchObject({
      code: 2,
      error: { code: 'FILE_UNREADABLE' },
    });
  });

  test('config and version', async () => {
    const { value } = await home.json(['config', 'show', '--origin', '--wallet', 'alice'], {
      env: { COFFER_ACCEPT: 'auto' },
    });
    expect(value.wallet).toEqual({ value: 'alice', origin: 'flag', source: '--wallet' });
    expect(value.accept).toEqual({ value: 'auto', origin: 'environment', source: 'COFFER_ACCEPT' });
    expect(value.network.origin).toBe('default');
    expect((await home.json(['version'])).value.coffer).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('every command has a help text with an example', async () => {
    const all = [
      'dev run',
      'dev stop-chain',
      'dev start-chain',
      'daemon run',
      'daemon start',
      'daemon stop',
      'daemon status',
      'offline account create',
      'offline account show',
      'offline account cancel',
      'offline account recover',
      'offline payment show',
      'offline payment resolve',
      'offline limits',
      'offline connection',
      'offline recharge',
      'offline revoke',
      'offline deposit',
      'offline withdraw',
      'offline request',
      'offline pay',
      'offline resend',
      'offline receive',
      'offline reject',
      'offline answer',
      'offline reconcile',
      'offline activity',
      'attest show',
      'attest verify',
      'config show',
      'demo',
      'version',
    ];
    for (const command of all) {
      let text = '';
      const code = await run([...command.split(' '), '--help'], {
        env: home.env,
        stdout: (part) => {
          text += part;
        },
        stderr: () => undefined,
      });
      expect([command, code]).toEqual([command, 0]);
      expect(text, command).toContain('Example:\n  coffer ');
      for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });
});
