import { sat } from '@coffer/core/amount';
import { expect, test } from 'vitest';
import { headerHash } from '../chain/header.ts';
import { REGTEST } from '../chain/network.ts';
import { idOf } from '../encoding/bytes.ts';
import type { Tx } from '../transaction/transaction.ts';
import { NodeError } from './error.ts';
import { openNode } from './node.ts';
import type { BitcoinNode } from './port.ts';
import { fakeHttp } from './testing/servers.ts';

const ANSWERS = 10_000;

function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
type Random = ReturnType<typeof seeded>;

const GENESIS = idOf(headerHash(REGTEST.genesis));
const NAMES = [
  ...[
    'hash',
    'height',
    'confirmations',
    'hex',
    'blockhash',
    'blocks',
    'headers',
    'bestblockhash',
    'subversion',
  ],
  ...['value', 'scriptPubKey', 'txid', 'vout', 'spendingtxid', 'allowed', 'fees', 'base', 'reject-reason'],
  ...['feerate', 'mempoolminfee', 'relayfee', 'version', '__proto__', 'constructor', 'toString', 'length'],
];
const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;
const digits = (random: Random, length: number): string =>
  Array.from({ length }, () => random(16).toString(16)).join('');

/** Any JSON, with a taste for what a node would say. */
function value(random: Random, depth = 0): unknown {
  switch (random(depth > 3 ? 9 : 12)) {
    case 0:
      return null;
    case 1:
      return random(2) === 0;
    case 2:
      return random(1_000);
    case 3:
      return pick(random, [-1, 0.5, 1e300, -1e-300, 2 ** 53, 2 ** 31, -0, 21e6, 20_999_999.9769]);
    case 4:
      return GENESIS;
    case 5:
      return digits(random, 64);
    case 6:
      return digits(random, random(400));
    case 7:
      return digits(random, 160);
    case 8:
      return String.fromCharCode(...Array.from({ length: random(30) }, () => random(0xffff)));
    case 9:
      return Array.from({ length: random(4) }, () => value(random, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random(8) }, () => [pick(random, NAMES), value(random, depth + 1)]),
      );
  }
}

/** The bytes of an answer: mostly well framed, so that what is inside is looked at. */
function answerTo(random: Random, body: string): Buffer {
  const questions = JSON.parse(body) as { id: number; method: string } | { id: number; method: string }[];
  const one = ({ id, method }: { id: number; method: string }): unknown => {
    // Past the first look at the network, most of the time.
    const first = method === 'getblockhash' && random(4) > 0;
    const result = first ? GENESIS : value(random);
    const error =
      random(8) === 0
        ? { code: pick(random, [-1, -5, -8, -25, -26, -27, -28, -32601, 0.5]), message: 'x' }
        : null;
    return {
      result,
      error: random(30) === 0 ? value(random) : error,
      id: random(40) === 0 ? value(random) : id,
    };
  };
  const answer = Array.isArray(questions) ? questions.map(one) : one(questions);
  const bytes = Buffer.from(JSON.stringify(random(40) === 0 ? value(random) : answer));
  const harm = random(20);
  if (harm === 0) return bytes.subarray(0, random(bytes.length));
  if (harm === 1) bytes[random(bytes.length)] = random(256);
  if (harm === 2) return Buffer.from(Array.from({ length: random(500) }, () => random(256)));
  return bytes;
}

const TX: Tx = {
  version: 2,
  inputs: [
    {
      outpoint: { hash: new Uint8Array(32).fill(7), index: 1 },
      scriptSig: new Uint8Array(0),
      sequence: 0,
      witness: [],
    },
  ],
  outputs: [{ value: sat(1_000n), script: new Uint8Array(3) }],
  lockTime: 0,
};

const QUESTIONS: readonly ((node: BitcoinNode) => Promise<unknown>)[] = [
  (node) => node.software(),
  (node) => node.tip(),
  (node) => node.header(GENESIS),
  (node) => node.headerAt(3),
  (node) => node.headers(0, 5),
  (node) => node.block(GENESIS),
  (node) => node.transaction(GENESIS),
  (node) => node.prove(GENESIS, GENESIS),
  (node) => node.outspends([{ txid: GENESIS, index: 0 }], 0),
  (node) => node.mempool(),
  (node) => node.broadcast(TX),
  (node) => node.testAccept(TX),
  (node) => node.feeRate(2),
  (node) => node.health(),
];

test(`${ANSWERS} random answers give a value or a typed error, and no other end`, async () => {
  const random = seeded(20_261_121);
  let answers = 0;
  const fake = await fakeHttp((body, response) => {
    answers += 1;
    const status = random(30) === 0 ? pick(random, [204, 301, 400, 401, 404, 500, 503]) : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(answerTo(random, body));
  });
  const codes = new Map<string, number>();
  let node: BitcoinNode | undefined;
  while (answers < ANSWERS) {
    // A new client now and then: it looks at the network anew.
    if (node === undefined || random(50) === 0) {
      node?.close();
      node = openNode({ url: fake.url, network: REGTEST, retries: 0, timeoutMs: 10_000, wake: 'none' });
    }
    let code = 'value';
    try {
      await pick(random, QUESTIONS)(node);
    } catch (error) {
      expect(error, String((error as Error).stack)).toBeInstanceOf(NodeError);
      code = (error as NodeError).code;
    }
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  node?.close();
  await fake.close();
  // The answers went deep enough to meet every kind of end.
  for (const code of ['value', 'NODE_BAD_ANSWER', 'NODE_REFUSED', 'NODE_NOT_FOUND', 'NODE_UNREACHABLE']) {
    expect(codes.get(code) ?? 0, code).toBeGreaterThan(20);
  }
});
