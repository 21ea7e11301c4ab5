import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Address, OutScript, Transaction } from '@scure/btc-signer';
import { pubSchnorr } from '@scure/btc-signer/utils.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Served, type ServeOptions, serveRegtest } from './serve.ts';
import { type Any, call, refused } from './testing/client.ts';

/** A development chain over HTTP, as its users have it: from an empty folder over a reorganisation to its end. */

let folder: string;
let running: Served[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-regtest-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((served) => served.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function serve(options: ServeOptions = {}): Promise<Served> {
  const served = await serveRegtest({
    port: 0,
    accounts: 2,
    report: (error) => expect.unreachable(String(error)),
    ...options,
  });
  running.push(served);
  return served;
}

async function stop(served: Served): Promise<void> {
  running = running.filter((other) => other !== served);
  await served.close();
}

const NETWORK = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };
const FINAL = 0xffff_ffff;

/** A payment of an account's first coin, all of it but the fee, made by a library that knows nothing of this chain. */
async function payment(
  served: Served,
  index: number,
  kind: 'segwit' | 'taproot',
  to: string,
  fee = 1_000n,
  sequence = FINAL,
): Promise<{ hex: string; id: string; value: bigint }> {
  const account = served.accounts[index]!;
  const { unspents } = await call(served, 'scantxoutset', 'start', [`addr(${account[kind]})`]);
  const script = OutScript.encode(Address(NETWORK).decode(account[kind]));
  const tx = new Transaction();
  tx.addInput({
    txid: unspents[0].txid,
    index: unspents[0].vout,
    sequence,
    witnessUtxo: { script, amount: 5_000_000_000n },
    ...(kind === 'taproot' ? { tapInternalKey: pubSchnorr(account.secret) } : {}),
  });
  const value = 5_000_000_000n - fee;
  tx.addOutputAddress(to, value, NETWORK);
  tx.sign(account.secret);
  tx.finalize();
  return { hex: tx.hex, id: tx.id, value };
}

describe('from the start to a reorganisation', () => {
  test('accounts are funded, and can spend at once, by segwit and by taproot', async () => {
    const served = await serve();
    const accounts = await call(served, 'accounts');
    expect(accounts.map(({ balance }: Any) => balance)).toEqual([100, 100]);
    const [{ segwit, taproot }] = accounts;
    expect(await call(served, 'getrawmempool')).toEqual([]);
    const first = await payment(served, 1, 'segwit', taproot);
    const second = await payment(served, 1, 'taproot', segwit);
    const [judged] = await call(served, 'testmempoolaccept', [first.hex]);
    expect(judged).toMatchObject({ txid: first.id, allowed: true, fees: { base: 0.00001 } });
    expect(await call(served, 'sendrawtransaction', first.hex)).toBe(first.id);
    // Sent again, it is there already: no error.
    expect(await call(served, 'sendrawtransaction', first.hex)).toBe(first.id);
    expect(await call(served, 'sendrawtransaction', second.hex)).toBe(second.id);
    expect((await call(served, 'getrawmempool')).toSorted()).toEqual([first.id, second.id].toSorted());
    expect(await call(served, 'getmempoolentry', first.id)).toMatchObject({ ancestorcount: 1, depends: [] });
    const [block] = await call(served, 'generatetoaddress', 1, segwit);
    expect(await call(served, 'getrawmempool')).toEqual([]);
    const shown = await call(served, 'getrawtransaction', first.id, 2);
    expect(shown).toMatchObject({ blockhash: block, confirmations: 1, fee: 0.00001 });
    expect(shown.vin[0].prevout).toMatchObject({ generated: true, value: 50 });
    expect(shown.vout[0].scriptPubKey).toMatchObject({ address: taproot, type: 'witness_v1_taproot' });
    expect(await call(served, 'gettxout', first.id, 0)).toMatchObject({ confirmations: 1, value: 49.99999 });
    expect(await call(served, 'gettxout', first.id, 1)).toBeNull();
  });

  test('a spent output, a replacement and wrong transactions get Core’s codes', async () => {
    const served = await serve();
    const to = served.accounts[0]!.segwit;
    const first = await payment(served, 1, 'segwit', to, 1_000n, 0xffff_fffd);
    const dearer = await payment(served, 1, 'segwit', to, 5_000n, 0xffff_fffd);
    const dear = await payment(served, 0, 'segwit', to, 500_000_000n);
    await call(served, 'sendrawtransaction', first.hex);
    expect(await call(served, 'gettxspendingprevout', [{ txid: first.id, vout: 0 }])).toEqual([
      { txid: first.id, vout: 0 },
    ]);
    await call(served, 'sendrawtransaction', dearer.hex);
    expect(await call(served, 'getrawmempool')).toEqual([dearer.id]);
    expect(await refused(served, 'sendrawtransaction', first.hex)).toMatchObject({ code: -26 });
    expect(await refused(served, 'sendrawtransaction', dear.hex)).toEqual({
      code: -25,
      message: 'Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)',
    });
    expect(await call(served, 'testmempoolaccept', [dear.hex])).toMatchObject([
      { allowed: false, 'reject-reason': 'max-fee-exceeded' },
    ]);
    expect(await refused(served, 'sendrawtransaction', dear.hex, 1)).toMatchObject({ code: -8 });
    expect(await refused(served, 'sendrawtransaction', '00')).toMatchObject({ code: -22 });
    expect(await refused(served, 'sendrawtransaction', 'x')).toMatchObject({ code: -22 });
    await call(served, 'generate', 1);
    expect(await refused(served, 'sendrawtransaction', dearer.hex)).toEqual({
      code: -27,
      message: 'Transaction outputs already in utxo set',
    });
    expect(await refused(served, 'sendrawtransaction', first.hex)).toEqual({
      code: -25,
      message: 'bad-txns-inputs-missingorspent',
    });
    expect(await call(served, 'testmempoolaccept', [first.hex])).toMatchObject([
      { allowed: false, 'reject-reason': 'missing-inputs' },
    ]);
    const spoiled = dear.hex.replace(/.(.{8})$/, '0$1').replace(/(..)(.{10})$/, 'ee$2');
    expect((await refused(served, 'sendrawtransaction', spoiled, 0)).code).toBeLessThan(-21);
    const data = await call(served, 'createrawtransaction', [{ txid: first.id, vout: 0 }], [{ data: '00' }]);
    const burnt = data.replace(/00(0{14}036a0100)/, '01$1');
    expect(await refused(served, 'sendrawtransaction', burnt)).toEqual({
      code: -25,
      message: 'Unspendable output exceeds maximum configured by user (maxburnamount)',
    });
    expect((await refused(served, 'sendrawtransaction', burnt, 0, 1)).code).toBe(-26);
  });

  test('the faucet pays any address, exactly', async () => {
    const served = await serve({ accounts: 0 });
    const to = 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn';
    const paid = await call(served, 'faucet', to, '0.12345678');
    expect(paid.blocks).toHaveLength(1);
    const found = await call(served, 'scantxoutset', 'start', [`addr(${to})`]);
    expect(found).toMatchObject({
      total_amount: 0.12345678,
      unspents: [{ txid: paid.txid, confirmations: 1 }],
    });
    // More than it can spend yet: it mines what it needs.
    const much = await call(served, 'faucet', to, 600, 0);
    expect(much.blocks).toEqual([]);
    expect(await call(served, 'getmempoolentry', much.txid)).toMatchObject({ vsize: expect.any(Number) });
    const height = await call(served, 'getblockcount');
    expect(await refused(served, 'faucet', to, 20_000_000)).toMatchObject({ code: -1 });
    expect(await call(served, 'getblockcount')).toBe(height);
    expect(await refused(served, 'faucet', 'x', 1)).toMatchObject({ code: -5 });
    expect(await refused(served, 'faucet', to, -1)).toMatchObject({ code: -3 });
    expect(await refused(served, 'faucet', to, '0.00000545')).toEqual({
      code: -26,
      message: 'dust, nodes do not relay so small an output: this address takes at least 546 sat',
    });
    expect(await call(served, 'faucet', to, '0.00000546')).toHaveProperty('txid');
  });

  test('two payments of the faucet at once spend different coins', async () => {
    const served = await serve({ accounts: 0 });
    const to = 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn';
    const paid = await Promise.all([1, 2, 3, 4].map(() => call(served, 'faucet', to, 1, 0)));
    expect(new Set(paid.map(({ txid }) => txid)).size).toBe(4);
    expect((await call(served, 'getrawmempool')).length).toBe(4);
  });

  test('a reorganisation: blocks are taken back, others mined, and the first branch comes again', async () => {
    const served = await serve();
    const { segwit } = served.accounts[0]!;
    const paid = await payment(served, 1, 'segwit', segwit);
    await call(served, 'sendrawtransaction', paid.hex);
    const [first] = await call(served, 'generatetoaddress', 1, segwit);
    await call(served, 'generatetoaddress', 2, segwit);
    const height = await call(served, 'getblockcount');
    expect(await call(served, 'invalidateblock', first)).toBeNull();
    expect(await call(served, 'getblockcount')).toBe(height - 3);
    expect(await call(served, 'getrawmempool')).toEqual([paid.id]);
    expect(await call(served, 'getblockheader', first)).toMatchObject({ confirmations: -1 });
    const { hash } = await call(served, 'generateblock', segwit, []);
    expect(await call(served, 'getblock', hash)).toMatchObject({ nTx: 1, confirmations: 1 });
    expect(await call(served, 'getrawmempool')).toEqual([paid.id]);
    const tips = await call(served, 'getchaintips');
    expect(tips).toContainEqual({ height: height - 2, hash, branchlen: 0, status: 'active' });
    expect(tips).toContainEqual(expect.objectContaining({ height, branchlen: 3, status: 'invalid' }));
    await call(served, 'reconsiderblock', first);
    expect(await call(served, 'getblockcount')).toBe(height);
    expect(await call(served, 'getrawtransaction', paid.id, 1)).toMatchObject({ blockhash: first });
    expect(await call(served, 'getchaintips')).toContainEqual({
      height: height - 2,
      hash,
      branchlen: 1,
      status: 'valid-fork',
    });
    expect(await refused(served, 'invalidateblock', '00'.repeat(32))).toMatchObject({ code: -5 });
  });

  test('blocks move from one chain to another, and only whole ones', async () => {
    const [from, to] = [await serve({ now: () => 1_800_000_000 }), await serve({ now: () => 1_800_000_000 })];
    expect(await call(to, 'getbestblockhash')).toBe(await call(from, 'getbestblockhash'));
    const [id] = await call(from, 'generate', 1);
    const hex = await call(from, 'getblock', id, 0);
    expect(await call(to, 'submitblock', hex)).toBeNull();
    expect(await call(to, 'submitblock', hex)).toBe('duplicate');
    expect(await call(to, 'getbestblockhash')).toBe(id);
    const [next] = await call(from, 'generate', 1);
    const other = await call(from, 'getblock', next, 0);
    const spoiled = `${other.slice(0, 80)}${'ab'.repeat(32)}${other.slice(144)}`;
    expect(await call(to, 'submitblock', spoiled)).toMatch(/high-hash|bad-txnmrklroot/);
    expect(await refused(to, 'submitblock', other.slice(2))).toMatchObject({ code: -22 });
    expect(await refused(to, 'submitblock', 'zz')).toMatchObject({ code: -22 });
  });

  test('proofs of transactions, and what proves nothing', async () => {
    const served = await serve();
    const { segwit } = served.accounts[0]!;
    const paid = await payment(served, 1, 'segwit', segwit);
    await call(served, 'sendrawtransaction', paid.hex);
    expect(await refused(served, 'gettxoutproof', [paid.id])).toMatchObject({ code: -5 });
    const [block] = await call(served, 'generate', 1);
    const { tx, merkleroot } = await call(served, 'getblock', block);
    const proof = await call(served, 'gettxoutproof', [paid.id]);
    expect(await call(served, 'verifytxoutproof', proof)).toEqual([paid.id]);
    expect(await call(served, 'gettxoutproof', [paid.id], block)).toBe(proof);
    const both = await call(served, 'gettxoutproof', tx);
    expect(await call(served, 'verifytxoutproof', both)).toEqual(tx);
    expect(Buffer.from(proof.slice(72, 136), 'hex').reverse().toString('hex')).toBe(merkleroot);
    const spoiled = `${proof.slice(0, 72)}${'00'.repeat(32)}${proof.slice(136)}`;
    expect(await call(served, 'verifytxoutproof', spoiled)).toEqual([]);
    expect(await refused(served, 'verifytxoutproof', '00')).toMatchObject({ code: -1 });
    expect(await refused(served, 'gettxoutproof', [paid.id, paid.id])).toMatchObject({ code: -8 });
    expect(await refused(served, 'gettxoutproof', [])).toMatchObject({ code: -8 });
    await call(served, 'invalidateblock', block);
    expect(await refused(served, 'verifytxoutproof', proof)).toMatchObject({ code: -5 });
  });

  test('waiting for a block ends with it, with the time, and with the server', async () => {
    const served = await serve();
    const height = await call(served, 'getblockcount');
    const waits = call(served, 'waitforblockheight', height + 2);
    const next = call(served, 'waitfornewblock');
    const never = call(served, 'waitforblock', '00'.repeat(32), 20);
    expect(await never).toMatchObject({ height });
    await call(served, 'generate', 1);
    expect(await next).toMatchObject({ height: height + 1 });
    await call(served, 'generate', 1);
    expect(await waits).toMatchObject({ height: height + 2, hash: await call(served, 'getbestblockhash') });
    expect(await refused(served, 'waitfornewblock', -1)).toMatchObject({ code: -1 });
    const last = call(served, 'waitfornewblock').catch(() => undefined);
    await call(served, 'uptime');
    await stop(served);
    await last;
  });

  test('the clock stands still, goes on, and moves forward', async () => {
    const served = await serve({ now: () => 1_800_000_000 });
    await call(served, 'setmocktime', 1_900_000_000);
    const [id] = await call(served, 'generate', 1);
    expect((await call(served, 'getblockheader', id)).time).toBe(1_900_000_000);
    expect(await call(served, 'increasetime', 600)).toBe(1_900_000_600);
    expect(await refused(served, 'setmocktime', -1)).toMatchObject({ code: -8 });
    expect(await refused(served, 'increasetime', -1)).toMatchObject({ code: -8 });
    // The last moment that a header can tell, and lock times with it.
    await call(served, 'setmocktime', 0xffff_ffff);
    for (const method of ['setmocktime', 'increasetime']) {
      expect(await refused(served, method, 0x1_0000_0000)).toMatchObject({ code: -1 });
    }
    await call(served, 'setmocktime', 1);
    const stuck = await refused(served, 'generate', 1);
    expect(stuck.message).toMatch(/^time-too-new, .* move it forward with setmocktime/);
    await call(served, 'setmocktime', 0);
    expect(served.chain.now()).toBeLessThan(1_900_000_000);
  });

  test('a dumped state is loaded elsewhere', async () => {
    const [from, to] = [await serve(), await serve()];
    await call(from, 'generate', 5);
    const paid = await payment(from, 1, 'segwit', from.accounts[0]!.segwit);
    await call(from, 'sendrawtransaction', paid.hex);
    const loaded = await call(to, 'loadstate', await call(from, 'dumpstate'));
    expect(loaded.hash).toBe(await call(from, 'getbestblockhash'));
    expect(await call(to, 'getrawmempool')).toEqual([paid.id]);
    await call(to, 'generate', 1);
    expect(await call(to, 'getrawtransaction', paid.id, 1)).toMatchObject({ confirmations: 1 });
    expect(await refused(to, 'loadstate', {})).toMatchObject({ code: -22 });
  });

  test('automine mines what is sent, and nothing that comes back by a reorganisation', async () => {
    const served = await serve({ automine: true });
    const paid = await payment(served, 1, 'segwit', served.accounts[0]!.segwit);
    await call(served, 'sendrawtransaction', paid.hex);
    const { blockhash } = await call(served, 'getrawtransaction', paid.id, 1);
    expect(blockhash).toBe(await call(served, 'getbestblockhash'));
    await call(served, 'invalidateblock', blockhash);
    expect(await call(served, 'getrawmempool')).toEqual([paid.id]);
  });

  test('blocks come by themselves', async () => {
    const served = await serve({ blockTime: 0.1 });
    const height = await call(served, 'getblockcount');
    expect((await call(served, 'waitforblockheight', height + 3)).height).toBeGreaterThanOrEqual(height + 3);
  });
});

describe('the state file', () => {
  const file = (): string => join(folder, 'chain.json');

  test('a chain goes on from where it was stopped', async () => {
    const first = await serve({ state: file() });
    expect(first.resumed).toBe(false);
    await call(first, 'generate', 3);
    const paid = await payment(first, 1, 'taproot', first.accounts[0]!.segwit);
    await call(first, 'sendrawtransaction', paid.hex);
    const tip = await call(first, 'getbestblockhash');
    await stop(first);
    const second = await serve({ state: file() });
    expect(second.resumed).toBe(true);
    expect(await call(second, 'getbestblockhash')).toBe(tip);
    expect(await call(second, 'getrawmempool')).toEqual([paid.id]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('one file belongs to one server', async () => {
    await serve({ state: file() });
    await expect(serve({ state: file() })).rejects.toMatchObject({ code: 'REGTEST_STATE_BUSY' });
  });

  test.each([
    ['no JSON', '{"format":'],
    ['another JSON', '{"a":1}'],
    ['nothing', ''],
  ])('a file with %s is told and left alone', async (_, content) => {
    writeFileSync(file(), content);
    await expect(serve({ state: file() })).rejects.toMatchObject({
      code: 'REGTEST_STATE_BROKEN',
      next: expect.stringContaining('left as it is'),
    });
    expect(readFileSync(file(), 'utf8')).toBe(content);
    // Nor is it held.
    rmSync(file());
    await serve({ state: file() });
  });

  test('a file that was changed by hand is told and left alone', async () => {
    const first = await serve({ state: file() });
    await stop(first);
    const state = JSON.parse(readFileSync(file(), 'utf8'));
    const [block] = state.blocks;
    const content = JSON.stringify({
      ...state,
      blocks: [`${block.slice(0, -2)}ff`, ...state.blocks.slice(1)],
    });
    writeFileSync(file(), content);
    await expect(serve({ state: file() })).rejects.toMatchObject({ code: 'REGTEST_STATE_BROKEN' });
    expect(readFileSync(file(), 'utf8')).toBe(content);
  });

  test('a folder that is not there is told at the start', async () => {
    await expect(serve({ state: join(folder, 'no', 'chain.json') })).rejects.toMatchObject({
      code: 'REGTEST_STATE_UNREADABLE',
    });
  });

  test('killed in the middle of mining, it goes on from a whole state', async () => {
    const program = `
      const { serveRegtest } = await import(${JSON.stringify(fileURLToPath(new URL('./serve.ts', import.meta.url)))});
      const served = await serveRegtest({ port: 0, accounts: 1, state: ${JSON.stringify(file())} });
      process.stdout.write(served.port + '\\n');`;
    let least = 0;
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const port = await new Promise<number>((resolve) =>
        child.stdout.once('data', (part: Buffer) => resolve(Number(part.toString()))),
      );
      const door = { port, user: 'coffer', password: 'coffer' };
      expect(await call(door, 'getblockcount')).toBeGreaterThanOrEqual(least);
      await call(door, 'generate', 20);
      least = await call(door, 'getblockcount');
      while (JSON.parse(readFileSync(file(), 'utf8')).blocks.length < least) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const mining = call(door, 'generate', 50_000).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300 + 50 * round));
      child.kill('SIGKILL');
      await Promise.all([mining, ended]);
    }
    const last = await serve({ state: file() });
    expect(last.chain.tip.height).toBeGreaterThanOrEqual(least);
  });
});

describe('what cannot be served', () => {
  test.each([
    [{ host: '0.0.0.0' }, 'REGTEST_ADDRESS'],
    [{ host: '192.168.1.1' }, 'REGTEST_ADDRESS'],
    [{ host: 'example.com' }, 'REGTEST_ADDRESS'],
    [{ port: -1 }, 'REGTEST_OPTION'],
    [{ port: 65_536 }, 'REGTEST_OPTION'],
    [{ accounts: 101 }, 'REGTEST_OPTION'],
    [{ accounts: 1.5 }, 'REGTEST_OPTION'],
    [{ blockTime: 0 }, 'REGTEST_OPTION'],
    [{ blockTime: Number.NaN }, 'REGTEST_OPTION'],
  ])('%o', async (options, code) => {
    await expect(serve(options)).rejects.toMatchObject({ code });
  });

  test('a port that is taken', async () => {
    const { port } = await serve();
    const state = join(folder, 'chain.json');
    await expect(serve({ port, state })).rejects.toMatchObject({ code: 'REGTEST_PORT_TAKEN' });
    // Nothing of it is left: the file can be used.
    await serve({ state });
  });

  test('a client may stop it', async () => {
    const served = await serve();
    expect(await call(served, 'stop')).toBe('Coffer regtest stopping');
    await served.asked;
  });
});
