import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Transaction } from '@scure/btc-signer';
import * as library from 'bitcoin-json-rpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serveRegtest } from '../serve.ts';
import { type Any, call } from '../testing/client.ts';

/** Clients that we did not write. */

let served: Served;
beforeAll(async () => {
  served = await serveRegtest({ port: 0, accounts: 2 });
});
afterAll(() => served.close());

const NETWORK = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };

/** A signed payment of one account's segwit coin to the other account. */
async function signed(index: number): Promise<{ hex: string; id: string }> {
  const { segwit, segwitScript, secret } = served.accounts[index]!;
  const { unspents } = await call(served, 'scantxoutset', 'start', [`addr(${segwit})`]);
  const coin = unspents.find(({ coinbase }: Any) => coinbase);
  const tx = new Transaction();
  tx.addInput({
    txid: coin.txid,
    index: coin.vout,
    witnessUtxo: { script: segwitScript, amount: 5_000_000_000n },
  });
  tx.addOutputAddress(served.accounts[1 - index]!.segwit, 4_999_999_000n, NETWORK);
  tx.sign(secret);
  tx.finalize();
  return { hex: tx.hex, id: tx.id };
}

describe('bitcoin-json-rpc, which checks the shape of every answer', () => {
  // CommonJS in the clothes of a module: where the class is depends on who loads it.
  const Client = ((library as Any).default?.default ?? (library as Any).default) as new (url: string) => Any;
  let client: Any;
  beforeAll(() => {
    client = new Client(`http://coffer:coffer@127.0.0.1:${served.port}/`);
  });

  test('looks at the chain', async () => {
    const height = await client.getBlockCount();
    expect(height).toBe(served.chain.tip.height);
    expect((await client.getBlockchainInfo()).blocks).toBe(height);
    expect((await client.getInfo()).blocks).toBe(height);
    const hash = await client.getBlockHashFromHeight(1);
    const block = await client.getBlockFromHash(hash);
    expect(block).toMatchObject({ height: 1, tx: [expect.any(String)] });
    const tx = await client.getRawTransactionAsObject(block.tx[0]);
    expect(tx.vout[0]).toMatchObject({ value: 50, scriptPubKey: { type: 'witness_v0_keyhash' } });
  });

  test('mines, sends and validates', async () => {
    const { segwit } = served.accounts[0]!;
    expect(await client.validateAddress(segwit)).toMatchObject({ isvalid: true, address: segwit });
    expect(await client.validateAddress('x')).toMatchObject({ isvalid: false });
    expect(await client.generateToAddress(2, segwit)).toHaveLength(2);
    const { hex, id } = await signed(0);
    expect(await client.sendRawTransaction(hex)).toBe(id);
    expect(await client.getRawMempool()).toEqual([id]);
    const made = await client.createRawTransaction([{ txid: id, vout: 0 }], { [segwit]: '0.1' });
    expect(await call(served, 'decoderawtransaction', made)).toMatchObject({
      vin: [{ txid: id, vout: 0 }],
      vout: [{ value: 0.1 }],
    });
    expect(await client.cmd('estimatesmartfee', 6)).toMatchObject({ blocks: 6 });
  });

  test('is told what is wrong', async () => {
    await expect(client.cmd('getblockhash', 10 ** 6)).rejects.toThrow('Block height out of range');
    await expect(client.cmd('getnewaddress')).rejects.toThrow('Method not found');
  });
});

const inGoPath = join(homedir(), 'go', 'bin', 'btcctl');
const BTCCTL = existsSync(inGoPath) ? inGoPath : 'btcctl';

describe('btcctl, of btcd', () => {
  if (spawnSync(BTCCTL, ['--version']).error !== undefined) {
    test.skip('is not installed here');
    return;
  }

  /** Its last line of output, JSON where it is. */
  async function btcctl(...args: string[]): Promise<Any> {
    const flags = [
      '--configfile=/dev/null',
      '--notls',
      '--regtest',
      `--rpcserver=127.0.0.1:${served.port}`,
      '--rpcuser=coffer',
      '--rpcpass=coffer',
    ];
    const child = spawn(BTCCTL, [...flags, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(stderr || stdout);
    try {
      return JSON.parse(stdout);
    } catch {
      return stdout.trim();
    }
  }

  test('looks at the chain', async () => {
    const height = await btcctl('getblockcount');
    expect(height).toBe(served.chain.tip.height);
    const best = await btcctl('getbestblockhash');
    expect(best).toBe(served.chain.tip.id);
    expect(await btcctl('getbestblock')).toEqual({ hash: best, height });
    expect(await btcctl('getblockhash', String(height))).toBe(best);
    expect(await btcctl('getblockheader', best)).toMatchObject({ hash: best, height });
    expect(await btcctl('getblock', best)).toMatchObject({ hash: best, confirmations: 1 });
    expect(await btcctl('getblock', best, '0')).toMatch(/^[0-9a-f]+$/);
    expect(await btcctl('getblock', best, '2')).toMatchObject({
      tx: [{ vin: [{ coinbase: expect.any(String) }] }],
    });
    expect(await btcctl('getblockchaininfo')).toMatchObject({ chain: 'regtest', blocks: height });
    expect(await btcctl('getinfo')).toMatchObject({ blocks: height });
    expect(await btcctl('getnetworkinfo')).toMatchObject({ connections: 0 });
    expect(await btcctl('getmininginfo')).toMatchObject({ blocks: height });
    expect(await btcctl('getchaintips')).toHaveLength(1);
    expect(await btcctl('getcurrentnet')).toBe(0xdab5bffa);
    expect(await btcctl('getconnectioncount')).toBe(0);
    expect(await btcctl('getdifficulty')).toBeGreaterThan(0);
    expect(await btcctl('gettxoutsetinfo')).toMatchObject({ height, bestblock: best });
    expect(await btcctl('validateaddress', served.accounts[0]!.taproot)).toMatchObject({ isvalid: true });
    expect(await btcctl('estimatesmartfee', '6')).toMatchObject({ blocks: 6 });
    expect(await btcctl('estimatefee', '6')).toBeGreaterThan(0);
    expect(await btcctl('uptime')).toBeGreaterThanOrEqual(0);
    expect(await btcctl('help', 'getblock')).toContain('getblock "blockhash"');
  });

  test('mines, sends, proves and takes back', async () => {
    const ids = await btcctl('generate', '2');
    expect(ids).toHaveLength(2);
    const { hex, id } = await signed(1);
    expect(await btcctl('testmempoolaccept', `["${hex}"]`, '0.1')).toMatchObject([
      { txid: id, allowed: true },
    ]);
    expect(await btcctl('sendrawtransaction', hex)).toBe(id);
    expect(await btcctl('getrawmempool')).toContain(id);
    expect(await btcctl('getrawmempool', 'true')).toHaveProperty(id);
    expect(await btcctl('getmempoolentry', id)).toMatchObject({ depends: [] });
    expect(await btcctl('getmempoolinfo')).toMatchObject({ loaded: true });
    const [block] = await btcctl('generatetoaddress', '1', served.accounts[0]!.segwit);
    expect(await btcctl('getrawtransaction', id)).toBe(hex);
    expect(await btcctl('getrawtransaction', id, '1')).toMatchObject({ txid: id, blockhash: block });
    expect(await btcctl('decoderawtransaction', hex)).toMatchObject({ txid: id });
    expect(await btcctl('decodescript', '51')).toMatchObject({ asm: '1' });
    expect(await btcctl('gettxout', id, '0')).toMatchObject({ bestblock: block });
    const proof = await btcctl('gettxoutproof', `["${id}"]`);
    expect(await btcctl('verifytxoutproof', proof)).toEqual([id]);
    await btcctl('invalidateblock', block);
    expect(await btcctl('getbestblockhash')).toBe(ids[1]);
    await btcctl('reconsiderblock', block);
    expect(await btcctl('getbestblockhash')).toBe(block);
    await expect(btcctl('getblockhash', '1000000')).rejects.toThrow('Block height out of range');
    await expect(btcctl('submitblock', '00')).rejects.toThrow('Block decode failed');
  });
});
