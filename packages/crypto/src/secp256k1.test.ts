import { fromBytesBE, fromHex, toBytesBE, toHex, utf8 } from '@coffer/core/bytes';
import fc from 'fast-check';
import { hashMessage, recoverAddress } from 'viem';
import { privateKeyToAddress, sign as viemSign } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { sha256 } from './hash.ts';
import { address, addressOf, isSecret, publicKey, recover, SignatureError, sign } from './secp256k1.ts';

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn;
const anySecret = fc.bigInt({ min: 1n, max: N - 1n }).map((value) => toBytesBE(value, 32));
const anyDigest = fc.uint8Array({ minLength: 32, maxLength: 32 });

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof SignatureError) return error.code;
    throw error;
  }
  return 'accepted';
};

/** A compact signature from its numbers, as a forger would write it. */
const compact = (r: bigint, s: bigint, yParity: 0 | 1): Uint8Array => {
  const out = new Uint8Array(64);
  out.set(toBytesBE(r, 32));
  out.set(toBytesBE(s | (BigInt(yParity) << 255n), 32), 32);
  return out;
};
const parse = (signature: Uint8Array) => {
  const s = fromBytesBE(signature.subarray(32));
  return {
    r: fromBytesBE(signature.subarray(0, 32)),
    s: s & ((1n << 255n) - 1n),
    yParity: Number(s >> 255n) as 0 | 1,
  };
};

describe('RFC 6979, with SHA-256 and low s', () => {
  test.each([
    [
      '0x0000000000000000000000000000000000000000000000000000000000000001',
      'Satoshi Nakamoto',
      '0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8',
      '0x2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5',
    ],
    [
      '0x0000000000000000000000000000000000000000000000000000000000000001',
      'All those moments will be lost in time, like tears in rain. Time to die...',
      '0x8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b',
      '0x547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21',
    ],
    [
      '0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140',
      'Satoshi Nakamoto',
      '0xfd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0',
      '0x6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5',
    ],
    [
      '0xf8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181',
      'Alan Turing',
      '0x7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c',
      '0x58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea',
    ],
  ])('%#: %s', (secret, message, r, s) => {
    const made = parse(sign(fromHex(secret), sha256(utf8(message))));
    expect([made.r, made.s]).toEqual([BigInt(r), BigInt(s)]);
  });
});

describe('EIP-2098', () => {
  const secret = fromHex('0x1234567890123456789012345678901234567890123456789012345678901234');
  test.each([
    [
      'Hello World',
      '0x68a020a209d3d56c46f38cc50a33f704f4a9a10a59377f8dd762ac66910e9b907e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064',
    ],
    [
      "It's a small(er) world",
      '0x9328da16089fcba9bececa81663203989f2df5fe1faa6291a45381c81bd17f76939c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793',
    ],
  ])('%s', (message, signature) => {
    const digest = fromHex(hashMessage(message));
    expect(toHex(sign(secret, digest))).toBe(signature);
    expect(recover(fromHex(signature), digest)).toEqual(address(secret));
  });
});

test('agrees with viem on address, signature and recovery', async () => {
  await fc.assert(
    fc.asyncProperty(anySecret, anyDigest, async (secret, digest) => {
      const theirs = await viemSign({ hash: toHex(digest), privateKey: toHex(secret) });
      const ours = sign(secret, digest);
      expect(parse(ours)).toEqual({ r: BigInt(theirs.r), s: BigInt(theirs.s), yParity: theirs.yParity });
      expect(toHex(address(secret))).toBe(privateKeyToAddress(toHex(secret)).toLowerCase());
      expect(recover(ours, digest)).toEqual(address(secret));
      const recovered = await recoverAddress({ hash: toHex(digest), signature: theirs });
      expect(recovered.toLowerCase()).toBe(toHex(recover(ours, digest)));
    }),
    { numRuns: 60 },
  );
});

test('signing leaves secret and digest as they were, and gives bytes of its own', () => {
  const secret = new Uint8Array(32).fill(3);
  const digest = new Uint8Array(32).fill(4);
  const first = sign(secret, digest);
  const copy = first.slice();
  sign(secret, new Uint8Array(32).fill(5));
  expect([first, secret, digest]).toEqual([copy, new Uint8Array(32).fill(3), new Uint8Array(32).fill(4)]);
  recover(first, digest);
  expect(first).toEqual(copy);
});

test('only 1 to n − 1 are secrets', () => {
  const cases: [Uint8Array, boolean][] = [
    [toBytesBE(0n, 32), false],
    [toBytesBE(1n, 32), true],
    [toBytesBE(N - 1n, 32), true],
    [toBytesBE(N, 32), false],
    [toBytesBE((1n << 256n) - 1n, 32), false],
    [toBytesBE(1n, 31), false],
    [toBytesBE(1n, 33), false],
    [new Uint8Array(0), false],
  ];
  for (const [secret, good] of cases) {
    expect(isSecret(secret)).toBe(good);
    expect(refusal(() => publicKey(secret))).toBe(good ? 'accepted' : 'BAD_SECRET');
    expect(refusal(() => sign(secret, new Uint8Array(32)))).toBe(good ? 'accepted' : 'BAD_SECRET');
  }
  expect(toHex(address(toBytesBE(1n, 32)))).toBe('0x7e5f4552091a69125d5dfcb7b8c2659029395bdf');
  expect(addressOf(publicKey(toBytesBE(1n, 32)))).toEqual(address(toBytesBE(1n, 32)));
});

describe('a signature has one form', () => {
  const secret = toBytesBE(7n, 32);
  const digest = sha256(utf8('coffer'));
  const good = sign(secret, digest);
  const { r, s, yParity } = parse(good);

  test('the twin with a high s is refused (EIP-2)', () => {
    // Of the high values, only those below 2^255 can be written at all: the parity takes the last bit.
    for (const high of [N / 2n + 1n, N / 2n + 12_345n, (1n << 255n) - 1n]) {
      const low = compact(r, N - high, 0);
      expect(recover(low, digest).length).toBe(20);
      for (const parity of [0, 1] as const)
        expect(refusal(() => recover(compact(r, high, parity), digest))).toBe('BAD_SIGNATURE');
    }
  });

  test('a twin whose high s runs into the parity bit has not the same signer', () => {
    fc.assert(
      fc.property(anySecret, anyDigest, (anySigner, anyText) => {
        const made = parse(sign(anySigner, anyText));
        expect(made.s <= N / 2n).toBe(true);
        const twin = Uint8Array.of(...toBytesBE(made.r, 32), ...toBytesBE(N - made.s, 32));
        let signer: Uint8Array | undefined;
        try {
          signer = recover(twin, anyText);
        } catch (error) {
          expect(error).toBeInstanceOf(SignatureError);
        }
        expect(signer).not.toEqual(address(anySigner));
      }),
      { numRuns: 60 },
    );
  });

  test.each<[string, Uint8Array]>([
    ['r = 0', compact(0n, s, yParity)],
    ['s = 0', compact(r, 0n, yParity)],
    ['both 0', compact(0n, 0n, 0)],
    ['r = n', compact(N, s, yParity)],
    ['r = p', compact(P, s, yParity)],
    ['r = 2^256 − 1', compact((1n << 256n) - 1n, s, yParity)],
    ['r on no point', compact(5n, s, yParity)],
    ['63 bytes', good.subarray(0, 63)],
    ['65 bytes, with v', Uint8Array.of(...good, 27)],
    ['no bytes', new Uint8Array(0)],
  ])('%s is refused', (_, bytes) => {
    expect(refusal(() => recover(bytes, digest))).toBe('BAD_SIGNATURE');
  });

  test('each flipped bit gives another signer or a typed error', () => {
    for (let bit = 0; bit < 512; bit++) {
      const bytes = good.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      let signer: Uint8Array | undefined;
      try {
        signer = recover(bytes, digest);
      } catch (error) {
        expect(error).toBeInstanceOf(SignatureError);
      }
      expect(signer).not.toEqual(address(secret));
    }
  });

  test('a digest of another length is refused: the library would pad it with zeros', () => {
    for (const length of [0, 1, 31, 33, 64]) {
      expect(refusal(() => sign(secret, new Uint8Array(length)))).toBe('BAD_DIGEST');
      expect(refusal(() => recover(good, new Uint8Array(length)))).toBe('BAD_DIGEST');
    }
  });

  test('5,000 random signatures give an address or a typed error', () => {
    let signers = 0;
    let state = digest;
    for (let i = 0; i < 5_000; i++) {
      state = sha256(state);
      const bytes = Uint8Array.of(...state, ...sha256(state, digest));
      try {
        expect(recover(bytes, digest).length).toBe(20);
        signers++;
      } catch (error) {
        if (!(error instanceof SignatureError)) throw error;
      }
    }
    expect(signers).toBeGreaterThan(1000);
  });
});
