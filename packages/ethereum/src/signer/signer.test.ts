import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bytes, equal, toBytesBE, toHex } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildHeader, type Header, parseHeader } from '../proof/header.ts';
import { anchorOf, signHeader } from '../trust/trust.ts';
import { decide, wantedHeights } from './decide.ts';
import { openRecord, type SignedHeader, signerKey } from './record.ts';
import { serve } from './serve.ts';

const word = (n: number): Bytes => toBytesBE(BigInt(n), 32);
const network = { chainId: 31_337n, network: word(7) };

/** A chain of `length` headers; `fork` makes it another chain from `from` on. */
function chainOf(length: number, fork = 0, from = 0): { rlp: Bytes; header: Header }[] {
  const out: { rlp: Bytes; header: Header }[] = [];
  for (let number = 0; number < length; number++) {
    const rlp = buildHeader({
      parentHash: out.at(-1)?.header.hash ?? word(0),
      stateRoot: word(number >= from ? fork : 0),
      number,
      timestamp: 1_000 + number,
    });
    out.push({ rlp, header: parseHeader(rlp) });
  }
  return out;
}
const main = chainOf(40);

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CofferError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('what a signer may sign', () => {
  const headers = (from: number, to: number): Header[] =>
    main.slice(from, to + 1).map(({ header }) => header);
  const newest = anchorOf(main[10]!.header);
  const atNewest = main[10]!.header;

  test('starts at the deepest final block, then every height', () => {
    expect(wantedHeights(undefined, 20, 2, 128)).toEqual({ from: 18, to: 18 });
    expect(wantedHeights(undefined, 1, 2, 128)).toBeUndefined();
    expect(wantedHeights(newest, 20, 2, 128)).toEqual({ from: 11, to: 18 });
    expect(wantedHeights(newest, 20, 2, 3)).toEqual({ from: 11, to: 13 });
    expect(wantedHeights(newest, 12, 2, 3)).toBeUndefined();
  });

  test('never a block with fewer confirmations, whatever it is offered', () => {
    const decision = decide(newest, 2, { tip: 15, atNewest, next: headers(11, 15) });
    expect(decision.type === 'sign' && decision.headers.map(({ number }) => number)).toEqual([11, 12, 13]);
    expect(decide(newest, 6, { tip: 15, atNewest, next: headers(11, 15) })).toEqual({
      type: 'wait',
      why: 'NOTHING_NEW',
    });
  });

  test('halts when the chain has another block where it signed, and names both', () => {
    const other = chainOf(20, 1, 9)[10]!.header;
    expect(decide(newest, 2, { tip: 19, atNewest: other, next: [] })).toEqual({
      type: 'halt',
      halt: { reason: 'REORGANISED', height: 10, signed: toHex(newest.hash), seen: toHex(other.hash) },
    });
  });

  test('waits for a node that is behind', () => {
    expect(decide(newest, 2, { tip: 9, next: [] })).toEqual({ type: 'wait', why: 'NODE_BEHIND' });
  });

  test('signs nothing that does not follow what it signed', () => {
    const fork = chainOf(20, 1, 11).map(({ header }) => header);
    const mixed = decide(newest, 2, { tip: 19, atNewest, next: [main[11]!.header, fork[12]!] });
    expect(mixed.type === 'sign' && mixed.headers).toEqual([main[11]!.header]);
    expect(decide(newest, 2, { tip: 19, atNewest, next: [fork[12]!] }).type).toBe('wait');
    expect(decide(newest, 2, { tip: 19, atNewest, next: [main[12]!.header] }).type).toBe('wait');
  });

  test('whatever a node shows, signed blocks make one chain, each height once, all deep enough', () => {
    const chains = [main, chainOf(40, 1, 12), chainOf(40, 2, 20), chainOf(40, 3, 20)];
    const glimpse = fc.record({
      chain: fc.nat(3),
      other: fc.nat(3),
      tip: fc.nat(39),
      from: fc.nat(39),
      length: fc.nat(8),
    });
    fc.assert(
      fc.property(
        fc.array(glimpse, { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        (views, confirmations) => {
          const signed: Header[] = [];
          for (const view of views) {
            const last = signed.at(-1);
            const anchor = last === undefined ? undefined : anchorOf(last);
            const wanted = wantedHeights(anchor, view.tip, confirmations, 8);
            // Some turns ask for what the shell asks for, some get something else; the chain may change in between.
            const from = view.length % 2 === 0 ? (wanted?.from ?? view.from) : view.from;
            const seen = last === undefined ? undefined : chains[view.chain]![last.number];
            const decision = decide(anchor, confirmations, {
              tip: view.tip,
              ...(seen === undefined ? {} : { atNewest: seen.header }),
              next: chains[view.other]!.slice(from, from + view.length).map(({ header }) => header),
            });
            if (decision.type === 'halt') break;
            if (decision.type === 'sign') {
              for (const header of decision.headers)
                expect(view.tip - header.number).toBeGreaterThanOrEqual(confirmations);
              signed.push(...decision.headers);
            }
          }
          signed.slice(1).forEach((header, i) => {
            expect(header.number).toBe(signed[i]!.number + 1);
            expect(equal(header.parentHash, signed[i]!.hash)).toBe(true);
          });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('what a signer remembers', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-signer-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const entry = (secret: Bytes, height: number): SignedHeader => ({
    ...main[height]!,
    signature: signHeader(secret, network, main[height]!.header),
  });
  function filled(): { secret: Bytes; self: Bytes } {
    const { secret, address: self } = signerKey(folder);
    const record = openRecord(folder, network, self);
    record.append([entry(secret, 5), entry(secret, 6)]);
    record.append([entry(secret, 7)]);
    record.close();
    return { secret, self };
  }

  test('key and record are private and survive', () => {
    const { secret, self } = filled();
    expect(signerKey(folder).secret).toEqual(secret);
    for (const name of ['key', 'signed']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const record = openRecord(folder, network, self);
    expect(record.newest()?.header.number).toBe(7);
    expect(record.at(6)?.header.hash).toEqual(main[6]!.header.hash);
    expect(record.at(4)).toBeUndefined();
    record.append([entry(secret, 8)]);
    record.close();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  test('cut anywhere in its last line, it goes on from what is whole; cut earlier, so much the earlier', () => {
    const { self } = filled();
    const path = join(folder, 'signed');
    const whole = readFileSync(path);
    const ends = [...whole.keys()].filter((i) => whole[i] === 10);
    for (let length = 0; length < whole.length; length += 37) {
      writeFileSync(path, whole.subarray(0, length));
      const record = openRecord(folder, network, self);
      const lines = ends.filter((end) => end < length).length;
      expect(record.newest()?.header.number).toBe(lines === 0 ? undefined : 4 + lines);
      record.close();
    }
  });

  test('flipped anywhere, it refuses to run: it cannot know what it signed', () => {
    const { self } = filled();
    const path = join(folder, 'signed');
    const whole = readFileSync(path);
    for (let offset = 0; offset < whole.length - 1; offset += 13) {
      const changed = Buffer.from(whole);
      changed[offset]! ^= 1;
      writeFileSync(path, changed);
      expect(code(() => openRecord(folder, network, self))).toBe('SIGNER_RECORD_BROKEN');
    }
  });

  test('a record with a gap, of another network or of another key is refused', () => {
    const { secret, self } = filled();
    expect(code(() => openRecord(folder, { ...network, chainId: 1n }, self))).toBe('SIGNER_RECORD_BROKEN');
    expect(code(() => openRecord(folder, network, new Uint8Array(20)))).toBe('SIGNER_RECORD_BROKEN');
    const { rlp, signature } = entry(secret, 9);
    appendFileSync(join(folder, 'signed'), `${toHex(rlp)} ${toHex(signature)}\n`);
    expect(code(() => openRecord(folder, network, self))).toBe('SIGNER_RECORD_BROKEN');
  });

  test('two signers never run on one folder, and a dead one leaves no lock', () => {
    const { self } = filled();
    const record = openRecord(folder, network, self);
    expect(code(() => openRecord(folder, network, self))).toBe('SIGNER_LOCKED');
    record.close();
    writeFileSync(join(folder, 'lock'), '999999999');
    openRecord(folder, network, self).close();
  });

  test('a halt outlives a restart', () => {
    const { self } = filled();
    const halt = { reason: 'REORGANISED', height: 7, signed: '0x01', seen: '0x02' } as const;
    const record = openRecord(folder, network, self);
    record.halt(halt);
    record.close();
    const again = openRecord(folder, network, self);
    expect(again.halted()).toEqual(halt);
    again.close();
  });

  test('a damaged key is not replaced by a new one', () => {
    signerKey(folder);
    writeFileSync(join(folder, 'key'), '0x12');
    expect(code(() => signerKey(folder))).toBe('SIGNER_KEY_BROKEN');
  });

  test.each(['0.0.0.0:80', '192.168.1.1:80', 'example.org:80', ':80', '127.0.0.1'])(
    'does not listen on %s',
    async (address) => {
      await expect(serve(address, () => {})).rejects.toMatchObject({ code: 'SIGNER_ADDRESS' });
    },
  );
});
