import { type Codec, decode, encode } from '@coffer/core/codec';
import { address } from '@coffer/crypto/secp256k1';
import { type TrustedHeader, trustedHeader } from '@coffer/ethereum/trust/trust';
import { describe, expect, test } from 'vitest';
import { type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import type { Payment } from '../messages/payment.ts';
import {
  ETH,
  flipped,
  refusal,
  SIGNER,
  secretOf,
  TestChain,
  type TestWallet,
  testWorld,
} from '../testing/world.ts';
import { accountSlots } from './storage.ts';

/** Forged coins and forged payments: each attack of the project's list that forging makes, under its name. */

function world() {
  const { wallets, ...rest } = testWorld();
  const [alice, bob, carol] = wallets as [TestWallet, TestWallet, TestWallet];
  return { alice, bob, carol, ...rest };
}

describe('coin forgery', () => {
  /** What Alice's enclave makes of evidence for a deposit of hers; her balance must be what it was. */
  function forged(make: (w: ReturnType<typeof world>) => ReturnType<TestChain['evidence']>): string {
    const w = world();
    const outcome = refusal(() => w.alice.ask({ type: 'deposit', evidence: make(w) }, 'deposited'));
    expect(w.alice.status()).toMatchObject({ spendable: 10n * ETH, depositTotal: 10n * ETH });
    return outcome;
  }
  const slotsOf = ({ alice }: ReturnType<typeof world>) => accountSlots(alice.account);

  test('an invented deposit: a chain of the host’s own making, under a header that nobody vouches for', () => {
    const invented = (w: ReturnType<typeof world>): TestChain => {
      w.chain.pass(12);
      w.chain.deposit(w.alice.account, 1_000n * ETH);
      return w.chain;
    };
    expect(forged((w) => invented(w).evidence(slotsOf(w), secretOf('host')))).toBe('HEADER_BAD_SIGNATURE');
    expect(
      forged((w) => {
        const evidence = invented(w).evidence(slotsOf(w));
        const header = decode(trustedHeader as Codec<TrustedHeader>, evidence.header);
        return {
          ...evidence,
          header: encode(trustedHeader as Codec<TrustedHeader>, { ...header, signatures: [] }),
        };
      }),
    ).toBe('HEADER_TOO_FEW_SIGNATURES');
  });

  test('a deposit made too large: the proof altered in any byte', () => {
    const { alice, chain } = world();
    chain.pass(12);
    const good = chain.evidence(accountSlots(alice.account));
    const [balance, second] = good.slots;
    const leaf = balance!.nodes.at(-1)!;
    for (let byte = 0; byte < leaf.length; byte++) {
      const nodes = [...balance!.nodes.slice(0, -1), flipped(leaf, 8 * byte)];
      const evidence = { ...good, slots: [{ ...balance!, nodes }, second!] };
      expect(
        refusal(() => alice.ask({ type: 'deposit', evidence }, 'deposited')),
        `byte ${byte}`,
      ).not.toBe('accepted');
    }
    expect(alice.status().spendable).toBe(10n * ETH);
  });

  test('an unconfirmed deposit: the header signers have not signed its block yet', () => {
    expect(
      forged((w) => {
        w.chain.pass(12);
        const final = decode(trustedHeader as Codec<TrustedHeader>, w.chain.header());
        w.chain.deposit(w.alice.account, ETH);
        w.chain.pass(12);
        const tip = w.chain.evidence(slotsOf(w), secretOf('nobody'));
        const header = decode(trustedHeader as Codec<TrustedHeader>, tip.header);
        // The signature of the last final block under the block that is not final.
        const mixed = { ...header, signatures: final.type === 'signers' ? final.signatures : [] };
        return { ...tip, header: encode(trustedHeader as Codec<TrustedHeader>, mixed as TrustedHeader) };
      }),
    ).toBe('HEADER_BAD_SIGNATURE');
  });

  test('a reorganised deposit: another block at a height that is final, or a total that shrinks', () => {
    expect(
      forged((w) => {
        w.chain.pass(12);
        w.alice.bookDeposit();
        w.chain.deposit(w.alice.account, ETH);
        return w.chain.evidence(slotsOf(w));
      }),
    ).toBe('HEADER_EQUIVOCATION');
    expect(
      forged((w) => {
        w.chain.pass(12);
        w.chain.standing(w.alice.account).balance -= ETH;
        w.chain.standing(w.alice.account).depositTotal -= ETH;
        w.chain.pass(12);
        return w.chain.evidence(slotsOf(w));
      }),
    ).toBe('BOOKS_DIFFER');
  });

  test('a deposit proof for another account', () => {
    expect(
      forged((w) => {
        w.chain.deposit(w.bob.account, 50n * ETH);
        w.chain.pass(12);
        return w.chain.evidence(accountSlots(w.bob.account));
      }),
    ).toBe('PROOF_INCOMPLETE');
    expect(
      forged((w) => {
        w.chain.deposit(w.bob.account, 50n * ETH);
        w.chain.pass(12);
        const others = w.chain.evidence(accountSlots(w.bob.account));
        const slots = others.slots.map(({ nodes }, i) => ({ slot: slotsOf(w)[i]!, nodes }));
        return { ...others, slots };
      }),
    ).not.toBe('accepted');
  });

  test('a deposit proof for another contract', () => {
    const elsewhere = (w: ReturnType<typeof world>): TestChain => {
      const other = new TestChain({ ...w.network, vault: address(secretOf('own vault')) }, w.network);
      other.deposit(w.alice.account, 50n * ETH);
      other.pass(1_000);
      other.pass(1_000);
      return other;
    };
    expect(forged((w) => elsewhere(w).evidence(slotsOf(w)))).toMatch(/^PROOF_/);
    // The storage of the other contract, beside the proof of the vault itself.
    expect(
      forged((w) => {
        w.chain.pass(12);
        const { slots } = elsewhere(w).evidence(slotsOf(w));
        return { ...w.chain.evidence(slotsOf(w)), slots };
      }),
    ).toMatch(/^PROOF_/);
    expect(
      forged((w) => {
        w.chain.pass(12);
        return { ...w.chain.evidence(slotsOf(w)), vault: [] };
      }),
    ).toMatch(/^PROOF_/);
  });

  test('a deposit proof for another chain', () => {
    for (const facts of [{ chainId: 1n }, { genesis: new Uint8Array(32).fill(7) }]) {
      expect(
        forged((w) => {
          const other = new TestChain({ ...w.network, facts: { ...w.network.facts, ...facts } });
          other.deposit(w.alice.account, 50n * ETH);
          other.number = w.chain.number + 10;
          return other.evidence(slotsOf(w), SIGNER);
        }),
      ).toBe('HEADER_BAD_SIGNATURE');
    }
  });
});

/** Everything that one field can be turned into. */
function alterations(value: unknown): unknown[] {
  if (value instanceof Uint8Array) return [flipped(value, 0), flipped(value, 8 * value.length - 1)];
  if (typeof value === 'bigint') return [value + 1n, value - 1n];
  if (typeof value === 'number') return [value + 1, value === 0 ? 2 : value - 1];
  if (Array.isArray(value)) return [[], [...value, ...value], [new Uint8Array(32)], [...value].reverse()];
  throw new Error(`a field of type ${typeof value}`);
}

describe('forged or altered payment data', () => {
  function delivered() {
    const w = world();
    w.alice.pay(w.bob, 3n * ETH);
    w.alice.pay(w.bob, 2n * ETH);
    return { ...w, message: w.bob.transfer(w.carol, 4n * ETH).message };
  }

  function refuses(payee: TestWallet, copy: PaymentMessage, what: string): void {
    expect(
      refusal(() => payee.receive(copy)),
      what,
    ).not.toBe('accepted');
    expect(
      refusal(() => payee.reject(copy)),
      what,
    ).not.toBe('accepted');
    expect(payee.state.answers.size, what).toBe(0);
  }

  const fields: readonly (keyof Payment)[] = [
    'payer',
    'payee',
    'amount',
    'serial',
    'tGen',
    'expiry',
    'settleBy',
    'provedAt',
    'supports',
    'state',
  ];

  for (const field of fields) {
    test(`field “${field}” altered: no answer, neither receipt nor rejection, and the genuine payment still arrives`, () => {
      const { carol, message } = delivered();
      for (const value of alterations(message.payment[field])) {
        refuses(carol, { ...message, payment: { ...message.payment, [field]: value } }, field);
      }
      expect(carol.receive(message).status).toBe('acknowledged');
    });

    test(`field “${field}” of a payment that funds it altered: the same`, () => {
      const { carol, message } = delivered();
      for (const at of message.supports.keys()) {
        for (const value of alterations(message.supports[at]!.payment[field])) {
          if (field === 'supports' && (value as []).length === 0) continue; // they are funded by nothing as they are
          const supports = message.supports.map((support, i) =>
            i === at ? { ...support, payment: { ...support.payment, [field]: value } } : support,
          );
          refuses(carol, { ...message, supports }, `${field} of support ${at}`);
        }
      }
      expect(carol.receive(message).status).toBe('acknowledged');
    });
  }

  test('no field of a payment is left out of these tests', () => {
    expect(Object.keys(delivered().message.payment).sort()).toEqual([...fields].sort());
  });

  test('every signature, certificate and piece of evidence that comes with it altered: the same', () => {
    const { carol, message } = delivered();
    for (const bit of [0, 255, 256, 511])
      refuses(carol, { ...message, signature: flipped(message.signature, bit) }, 'signature');
    for (const at of message.supports.keys()) {
      for (const name of ['signature', 'acknowledgement'] as const) {
        const supports = message.supports.map((s, i) => (i === at ? { ...s, [name]: flipped(s[name]) } : s));
        refuses(carol, { ...message, supports }, `${name} of support ${at}`);
      }
    }
    for (const at of message.certificates.keys()) {
      for (const name of ['account', 'recovery', 'signature', 'consent'] as const) {
        const certificates = message.certificates.map((c, i) =>
          i === at ? { ...c, [name]: flipped(c[name]) } : c,
        );
        refuses(carol, { ...message, certificates }, `${name} of certificate ${at}`);
      }
    }
    expect(carol.receive(message).status).toBe('acknowledged');
  });

  test('any byte of the message on its way altered: it is the same payment, or none', () => {
    const { carol, message } = delivered();
    const codec = paymentMessageCodec as Codec<PaymentMessage>;
    const bytes = encode(codec, message);
    const before = carol.state;
    for (let at = 0; at < bytes.length; at += 11) {
      const outcome = refusal(() => carol.receive(decode(codec, flipped(bytes, 8 * at + (at % 8)))));
      expect(outcome, `byte ${at}`).not.toBe('accepted');
      expect(carol.state, `byte ${at}`).toBe(before);
    }
    expect(carol.receive(decode(codec, bytes)).status).toBe('acknowledged');
  });
});
