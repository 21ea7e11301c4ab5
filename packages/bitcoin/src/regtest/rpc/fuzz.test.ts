import { expect, test } from 'vitest';
import { type Served, serveRegtest } from '../serve.ts';
import { type Any, call, send } from '../testing/client.ts';
import { METHODS } from './table.ts';

/** Whatever is sent: an answer that clients understand, no crash, and the chain as it was. */

/** Mulberry32: the same numbers for the same seed. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What ends the server, or takes its time. */
const LEFT_OUT = new Set(['stop', 'waitfornewblock', 'waitforblockheight', 'waitforblock']);
const methods = [...METHODS.keys()].filter((name) => !LEFT_OUT.has(name));
const COUNT = 10_000;
const AT_ONCE = 16;

function bodies(served: Served, ids: readonly string[]): (draw: (below: number) => number) => Buffer {
  const pick = <T>(draw: (below: number) => number, list: readonly T[]): T => list[draw(list.length)]!;
  const value = (draw: (below: number) => number, depth = 0): Any => {
    const { segwit, taproot } = served.accounts[0]!;
    switch (draw(depth > 3 ? 9 : 13)) {
      case 0:
        return pick(draw, [0, 1, -1, 2, 3, 50, 100_001, 2 ** 31, -(2 ** 31), 2 ** 53, 1e300, 0.5, 1e-8]);
      case 1:
        return pick(draw, [true, false, null]);
      case 2:
      case 3:
        return pick(draw, ids);
      case 4:
        return pick(draw, [segwit, taproot, `addr(${segwit})`, `${segwit}x`, 'raw(51)', 'tr(00)']);
      case 5:
        return Array.from({ length: draw(200) }, () => draw(16).toString(16)).join('');
      case 6:
        return pick(draw, [
          '',
          'start',
          'none',
          '\u0000',
          '\ud800',
          '𝔘',
          '\'"\\',
          'a'.repeat(3_000),
          '__proto__',
        ]);
      case 7:
        return pick(draw, ['0.1', '1', '0.00000001', '-1', '1e400', 'NaN', '0x10', '1.000000001']);
      case 8:
        return { txid: pick(draw, ids), vout: draw(3) };
      case 9:
      case 10:
        return Array.from({ length: draw(4) }, () => value(draw, depth + 1));
      default:
        return Object.fromEntries(
          Array.from({ length: draw(3) }, () => [
            pick(draw, [
              'txid',
              'vout',
              'data',
              'desc',
              segwit,
              'sequence',
              '__proto__',
              'constructor',
              'args',
            ]),
            value(draw, depth + 1),
          ]),
        );
    }
  };
  const request = (draw: (below: number) => number): Any => {
    const name = pick(draw, methods);
    const params =
      draw(4) === 0
        ? Object.fromEntries(
            METHODS.get(name)!.params.map((param) => [pick(draw, param.name.split('|')), value(draw)]),
          )
        : Array.from({ length: draw(5) }, () => value(draw));
    return {
      ...(draw(3) === 0 ? {} : { jsonrpc: pick(draw, ['1.0', '2.0', '2.0', 2]) }),
      ...(draw(8) === 0 ? {} : { id: value(draw) }),
      method: draw(30) === 0 ? value(draw) : name,
      ...(draw(30) === 0 ? { params: value(draw) } : { params }),
    };
  };
  return (draw) => {
    const content = draw(6) === 0 ? Array.from({ length: draw(5) }, () => request(draw)) : request(draw);
    const bytes = Buffer.from(JSON.stringify(content));
    // Every third is spoiled: bytes changed, taken out, or cut off.
    if (draw(3) !== 0 || bytes.length === 0) return bytes;
    for (let i = draw(4); i >= 0; i--) bytes[draw(bytes.length)] = draw(256);
    return draw(3) === 0 ? bytes.subarray(0, draw(bytes.length)) : bytes;
  };
}

function check(answer: Any): void {
  expect(Object.hasOwn(answer, 'id')).toBe(true);
  const { error } = answer;
  if (error === undefined || error === null) return;
  expect(Object.keys(error)).toEqual(['code', 'message']);
  expect(error.code).toBeLessThan(0);
  expect(error.code, error.message).not.toBe(-32603);
  expect(typeof error.message).toBe('string');
}

test(`${COUNT} random and spoiled bodies get answers that clients understand`, async () => {
  const failures: unknown[] = [];
  const served = await serveRegtest({
    port: 0,
    accounts: 1,
    now: () => 1_800_000_000,
    report: (error) => failures.push(error),
  });
  try {
    const paid = await call(served, 'faucet', served.accounts[0]!.taproot, 1, 0);
    const block = await call(served, 'getbestblockhash');
    const raw = await call(served, 'getrawtransaction', paid.txid);
    const ids = [paid.txid, block, raw, '00'.repeat(32), block.slice(2), block.toUpperCase()];
    const body = bodies(served, ids);
    const draw = generator(0xc0ffee);
    const statuses = new Map<number, number>();
    const codes = new Set<number>();
    for (let sent = 0; sent < COUNT; sent += AT_ONCE) {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => send(served, body(draw))));
      for (const { status, text } of answers) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 204) continue;
        const answer = JSON.parse(text);
        for (const one of Array.isArray(answer) ? answer : [answer]) {
          check(one);
          codes.add(one.error?.code ?? 0);
        }
      }
      // What was mined and paid meanwhile is taken back, so that the chain stays as it is.
      if (served.chain.tip.height > 400) await call(served, 'invalidateblock', served.chain.idAt(200));
    }
    expect(failures).toEqual([]);
    expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 204, 400, 404, 500]);
    for (const code of [0, -1, -3, -5, -8, -22, -32600, -32601, -32700]) expect(codes).toContain(code);
    expect(await call(served, 'getblockcount')).toBe(served.chain.tip.height);
  } finally {
    await served.close();
  }
});
