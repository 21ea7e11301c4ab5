import { wei } from '@coffer/core/amount';
import { address } from '@coffer/crypto/secp256k1';
import { expect, test } from 'vitest';
import { type AccountCertificate, CertificateMemo } from '../messages/certificate.ts';
import { networkId } from '../messages/network.ts';
import { flipped, LEAST, refusal, secretOf, testWorld } from '../testing/world.ts';
import { MAX_REJECTIONS_PER_PAYER, restore, snapshot } from './state.ts';

/** What an enclave remembers only to be faster. It must never change an answer. */

const world = () => {
  const { wallets, ...rest } = testWorld();
  const [alice, bob, carol] = wallets as [
    (typeof wallets)[number],
    (typeof wallets)[number],
    (typeof wallets)[number],
  ];
  return { alice, bob, carol, ...rest };
};

/** Every way in which one bit of a certificate can differ. */
const forgeries = (genuine: AccountCertificate): readonly AccountCertificate[] =>
  (['recovery', 'signature', 'consent', 'evidence'] as const).flatMap((field) =>
    [0, 77, genuine[field].length * 8 - 1].map((bit) => ({
      ...genuine,
      [field]: flipped(genuine[field], bit),
    })),
  );

test('a certificate that differs in any bit from one that was verified is verified itself', () => {
  const { alice, bob } = world();
  const { message } = alice.pay(bob, LEAST);
  for (const payee of forgeries(bob.certificate)) {
    expect(refusal(() => alice.ask({ type: 'transfer', amount: wei(LEAST), payee }, 'payment'))).toMatch(
      /^(CERTIFICATE_INVALID|EVIDENCE_REFUSED|BAD_SIGNATURE)$/,
    );
  }
  const next = alice.transfer(bob, LEAST).message;
  for (const forged of forgeries(message.certificates[0]!)) {
    expect(refusal(() => bob.receive({ ...next, certificates: [forged] }))).toMatch(
      /^(CERTIFICATE_INVALID|EVIDENCE_REFUSED|BAD_SIGNATURE)$/,
    );
  }
  expect(bob.receive(next).status).toBe('acknowledged');
});

test('what is revoked after it was verified is revoked', () => {
  const { alice, bob } = world();
  alice.pay(bob, LEAST);
  const late = alice.transfer(bob, LEAST).message;
  alice.ask({ type: 'revoke', keys: [address(secretOf('device bob'))], measurements: [] }, 'done');
  expect(refusal(() => alice.transfer(bob, LEAST))).toBe('EVIDENCE_REFUSED');
  bob.ask({ type: 'revoke', keys: [address(secretOf('attestation alice'))], measurements: [] }, 'done');
  expect(bob.receive(late)).toMatchObject({ status: 'rejected', reason: 'revoked' });
});

test('a memo of one network vouches for nothing in another, and forgets the oldest', () => {
  const { alice, network } = world();
  const key = CertificateMemo.key(networkId(network), alice.certificate);
  expect(CertificateMemo.key(secretOf('another network'), alice.certificate)).not.toBe(key);
  const memo = new CertificateMemo();
  for (let i = 0; i < 1_030; i++) memo.add(`key ${i}`, {} as never);
  expect(memo.get('key 5')).toBeUndefined();
  expect(memo.get('key 6')).toBeDefined();
  expect(memo.get('key 1029')).toBeDefined();
});

test('a restored enclave answers like one that never stopped, with the same bytes', () => {
  const { alice, bob, carol } = world();
  alice.pay(bob, 5n * LEAST);
  bob.pay(carol, 2n * LEAST);
  for (let i = 0; i < MAX_REJECTIONS_PER_PAYER; i++) {
    alice.take(bob.reject(alice.transfer(bob, LEAST).message));
  }
  const made = alice.transfer(bob, LEAST).message;
  const other = carol.transfer(bob, LEAST).message;
  const before = bob.state;
  const live = [refusal(() => bob.reject(made)), bob.receive(other), snapshot(bob.state)];
  bob.state = restore(snapshot(before));
  expect([refusal(() => bob.reject(made)), bob.receive(other), snapshot(bob.state)]).toEqual(live);
  expect(live[0]).toBe('BOOKS_FULL');
});

test('a payer may be refused again when its old refusals are forgotten', () => {
  const { alice, bob, chain, network, tick } = world();
  const { settleWindow } = network.facts.parameters;
  const [first] = Array.from({ length: MAX_REJECTIONS_PER_PAYER }, () => {
    const { message } = alice.transfer(bob, LEAST);
    alice.take(bob.reject(message));
    return message;
  });
  expect(refusal(() => bob.reject(alice.transfer(bob, LEAST).message))).toBe('BOOKS_FULL');
  chain.pass(settleWindow + 10);
  tick(settleWindow + 10);
  bob.finalize();
  alice.finalize();
  expect(bob.state.answers.size).toBe(0);
  expect(bob.state.rejections.size).toBe(0);
  expect(refusal(() => bob.reject(first!))).toBe('PAYMENT_LAPSED');
  expect(bob.reject(alice.transfer(bob, LEAST).message).status).toBe('rejected');
});
