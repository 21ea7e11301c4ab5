import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serveRegtest } from '../serve.ts';
import { type Any, call, refused, send } from '../testing/client.ts';

/** Answers have the fields that Bitcoin Core 29 gives them, in its order, and its words. */

let served: Served;
let block: string;
let txid: string;
let waiting: string;
beforeAll(async () => {
  served = await serveRegtest({ port: 0, accounts: 1 });
  const to = served.accounts[0]!.taproot;
  const paid = await call(served, 'faucet', to, '0.1');
  txid = paid.txid;
  [block] = paid.blocks;
  waiting = (await call(served, 'faucet', to, '0.2', 0)).txid;
});
afterAll(() => served.close());

const HEADER =
  'hash confirmations height version versionHex merkleroot time mediantime nonce bits target difficulty chainwork nTx previousblockhash';
const TX = 'txid hash version size vsize weight locktime vin vout fee hex';

describe('fields', () => {
  test.each<[string, () => Any[], string]>([
    ['getblockheader', () => [block], HEADER],
    ['getblock', () => [block], `${HEADER} strippedsize size weight tx`],
    ['getrawtransaction', () => [txid, 2], `${TX} blockhash confirmations time blocktime`],
    [
      'getrawtransaction',
      () => [txid, 1, block],
      `in_active_chain ${TX} blockhash confirmations time blocktime`,
    ],
    ['getrawtransaction', () => [waiting, true], TX],
    ['gettxout', () => [txid, 0], 'bestblock confirmations value scriptPubKey coinbase'],
    [
      'getblockchaininfo',
      () => [],
      'chain blocks headers bestblockhash bits target difficulty time mediantime verificationprogress initialblockdownload chainwork size_on_disk pruned warnings',
    ],
    [
      'getmempoolentry',
      () => [waiting],
      'vsize weight time height descendantcount descendantsize ancestorcount ancestorsize wtxid fees depends spentby bip125-replaceable unbroadcast',
    ],
    [
      'getmempoolinfo',
      () => [],
      'loaded size bytes usage total_fee maxmempool mempoolminfee minrelaytxfee incrementalrelayfee unbroadcastcount fullrbf',
    ],
    [
      'getnetworkinfo',
      () => [],
      'version subversion protocolversion localservices localservicesnames localrelay timeoffset networkactive connections connections_in connections_out networks relayfee incrementalfee localaddresses warnings',
    ],
    ['scantxoutset', () => ['start', []], 'success txouts height bestblock unspents total_amount'],
    [
      'validateaddress',
      () => [served.accounts[0]!.segwit],
      'isvalid address scriptPubKey isscript iswitness witness_version witness_program',
    ],
    ['estimatesmartfee', () => [6], 'feerate blocks'],
    ['decodescript', () => ['51'], 'asm desc type p2sh segwit'],
  ])('%s', async (method, params, fields) => {
    const result = await call(served, method, ...params());
    expect(Object.keys(result)).toEqual(fields.split(' '));
  });

  test('of inputs and outputs', async () => {
    const { vin, vout } = await call(served, 'getrawtransaction', txid, 2);
    expect(Object.keys(vin[0])).toEqual(['txid', 'vout', 'scriptSig', 'txinwitness', 'prevout', 'sequence']);
    expect(Object.keys(vin[0].prevout)).toEqual(['generated', 'height', 'value', 'scriptPubKey']);
    expect(Object.keys(vout[0])).toEqual(['value', 'n', 'scriptPubKey']);
    expect(Object.keys(vout[0].scriptPubKey)).toEqual(['asm', 'desc', 'hex', 'address', 'type']);
    const { tx } = await call(served, 'getblock', block, 2);
    expect(Object.keys(tx[0].vin[0])).toEqual(['coinbase', 'txinwitness', 'sequence']);
    expect(tx[0].fee).toBeUndefined();
    expect(tx[1].vin[0].prevout).toBeUndefined();
    expect((await call(served, 'getblock', block, 3)).tx[1].vin[0].prevout.generated).toBe(true);
  });
});

test('money has eight digits behind the point in every answer', async () => {
  const raw = async (method: string, params: unknown[]): Promise<string> =>
    (await send(served, JSON.stringify({ id: 1, method, params }))).text;
  expect(await raw('gettxout', [txid, 0])).toContain('"value":0.10000000');
  expect(await raw('getblock', [block, 2])).toContain('"value":50.00000338');
  expect(await raw('estimatesmartfee', [1])).toContain('"feerate":0.00001000');
  expect(await raw('getmempoolinfo', [])).toContain('"total_fee":0.00000338');
  expect(await raw('gettxoutsetinfo', [])).toMatch(/"total_amount":\d+\.\d{8}/);
});

describe('words of refusals', () => {
  const zeros = '00'.repeat(32);
  test.each<[string, Any[], number, string]>([
    ['getblockhash', [10_000], -8, 'Block height out of range'],
    ['getblockhash', [1.5], -1, 'JSON integer out of range'],
    ['getblock', [zeros], -5, 'Block not found'],
    ['getblock', ['00'], -8, "blockhash must be of length 64 (not 2, for '00')"],
    ['getblock', ['zz'.repeat(32)], -8, `blockhash must be hexadecimal string (not '${'zz'.repeat(32)}')`],
    [
      'getrawtransaction',
      [zeros],
      -5,
      'No such mempool or blockchain transaction. Use gettransaction for wallet transactions.',
    ],
    [
      'getrawtransaction',
      ['4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b'],
      -5,
      'The genesis block coinbase is not considered an ordinary transaction and cannot be retrieved',
    ],
    ['getrawtransaction', [zeros, 1, zeros], -5, 'Block hash not found'],
    ['gettxout', [zeros, -1], -1, 'JSON integer out of range'],
    ['getmempoolentry', [zeros], -5, 'Transaction not in mempool'],
    ['generatetoaddress', [1, 'x'], -5, 'Error: Invalid address'],
    ['generateblock', ['x', []], -5, 'Error: Invalid address or descriptor'],
    ['generateblock', ['raw(51)', [zeros]], -5, `Transaction ${zeros} not in mempool.`],
    ['estimatesmartfee', [0], -8, 'Invalid conf_target, must be between 1 and 1008'],
    ['testmempoolaccept', [[]], -8, 'Array must contain between 1 and 25 transactions.'],
    ['gettxspendingprevout', [[]], -8, 'Invalid parameter, outputs are missing'],
    ['gettxspendingprevout', [[{ txid: zeros, vout: -1 }]], -8, 'Invalid parameter, vout cannot be negative'],
    ['scantxoutset', ['begin'], -8, "Invalid action 'begin'"],
    ['createrawtransaction', [[{ vout: 0 }], {}], -8, 'Invalid parameter, missing txid key'],
    ['createrawtransaction', [[], { x: 1 }], -5, 'Invalid Bitcoin address: x'],
    ['decoderawtransaction', ['00'], -22, 'TX decode failed. Make sure the tx has at least one input.'],
    ['gettxoutproof', [[zeros]], -5, 'Transaction not yet in block'],
    ['submitblock', ['00'], -22, 'Block decode failed'],
  ])('%s %j', async (method, params, code, message) => {
    expect(await refused(served, method, ...params)).toEqual({ code, message });
  });

  test('a wrong type is named with its place', async () => {
    expect(await refused(served, 'generatetoaddress', '1', 'x')).toEqual({
      code: -3,
      message:
        'Wrong type passed:\n{\n    "Position 1 (nblocks)": "JSON value of type string is not of expected type number"\n}',
    });
  });
});

test('a transaction is made as createrawtransaction is told', async () => {
  const { segwit } = served.accounts[0]!;
  const made = async (...params: unknown[]) =>
    call(served, 'decoderawtransaction', await call(served, 'createrawtransaction', ...params));
  const input = { txid, vout: 0 };
  const plain = await made([input], [{ [segwit]: '0.00000001' }, { data: 'ab'.repeat(80) }]);
  expect(plain).toMatchObject({ version: 2, locktime: 0, vin: [{ ...input, sequence: 0xffff_fffd }] });
  expect(plain.vout[1].scriptPubKey).toMatchObject({ asm: `OP_RETURN ${'ab'.repeat(80)}`, type: 'nulldata' });
  expect((await made([input], {}, 7, false)).vin[0].sequence).toBe(0xffff_fffe);
  expect((await made([input], {}, 0, false)).vin[0].sequence).toBe(0xffff_ffff);
  expect((await made([{ ...input, sequence: 144 }], {})).vin[0].sequence).toBe(144);
  const twice = [{ [segwit]: 1 }, { [segwit]: 2 }];
  expect((await refused(served, 'createrawtransaction', [input], twice)).code).toBe(-8);
  expect((await refused(served, 'createrawtransaction', [{ ...input, sequence: -1 }], {})).code).toBe(-8);
  expect((await refused(served, 'createrawtransaction', [input], {}, 2 ** 32)).code).toBe(-8);
});
