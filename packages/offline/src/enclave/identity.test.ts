import { wei } from '@coffer/core/amount';
import { type Bytes, fromBytesBE, toBytesBE, toHex } from '@coffer/core/bytes';
import { address, sign } from '@coffer/crypto/secp256k1';
import {
  certifyAttestation,
  certifyDevice,
  counterClassNumber,
  platformId,
  programId,
} from '@coffer/enclave/attestation/certificates';
import { encodeEvidence } from '@coffer/enclave/attestation/evidence';
import { describe, expect, test } from 'vitest';
import { type AccountCertificate, accountCertificateDigest, PROGRAM } from '../messages/certificate.ts';
import type { PaymentMessage } from '../messages/message.ts';
import { networkId, type OfflineNetwork, vaultDomain } from '../messages/network.ts';
import { acknowledgementDigest, paymentDigest } from '../messages/payment.ts';
import {
  ETH,
  MEASUREMENT,
  ROOT,
  refusal,
  secretOf,
  type TestWallet,
  testNetwork,
  testWorld,
} from '../testing/world.ts';

/** Forged identities and signatures: each attack of the project's list that forging makes, under its name. */

function world() {
  const { wallets, ...rest } = testWorld();
  const [alice, bob, carol] = wallets as [TestWallet, TestWallet, TestWallet];
  return { alice, bob, carol, ...rest };
}

/** A party outside the program: keys, certificate and payments made by hand. */
function outsider(
  network: OfflineNetwork,
  change: {
    readonly root?: Bytes;
    readonly measurement?: Bytes;
    readonly program?: string;
    readonly network?: Bytes;
  } = {},
) {
  const [secret, attestation, device] = ['account', 'attestation', 'device'].map((key) =>
    secretOf(`outside ${key}`),
  ) as [Bytes, Bytes, Bytes];
  const id = change.network ?? networkId(network);
  const root = change.root ?? ROOT;
  const deviceFields = { device: address(device), platform: platformId('simulated') };
  const fields = {
    key: address(attestation),
    measurement: change.measurement ?? MEASUREMENT,
    program: programId(change.program ?? PROGRAM),
    abi: 1,
    counterClass: counterClassNumber('software'),
  };
  const digest = accountCertificateDigest(network, address(secret), address(secret));
  const certificate: AccountCertificate = {
    account: address(secret),
    recovery: address(secret),
    signature: sign(attestation, digest),
    consent: sign(secret, digest),
    evidence: encodeEvidence({
      root: address(root),
      device: deviceFields,
      deviceSignature: certifyDevice(root, id, deviceFields),
      attestation: fields,
      attestationSignature: certifyAttestation(device, id, fields),
    }),
  };
  return { secret, attestation, certificate };
}

/** A payment by an outsider to this payee, well formed and signed. */
function paymentBy(
  { secret, certificate }: ReturnType<typeof outsider>,
  genuine: PaymentMessage,
  domain: Bytes,
  payee: Bytes,
): PaymentMessage {
  const payment = { ...genuine.payment, payer: certificate.account, payee, supports: [] };
  return {
    payment,
    signature: sign(secret, paymentDigest(domain, payment)),
    supports: [],
    certificates: [certificate],
  };
}

describe('identities that are none', () => {
  const cases = [
    ['of an unknown root', { root: secretOf('own root') }],
    ['with a wrong measurement', { measurement: secretOf('own program') }],
    ['of another program', { program: 'coffer.bank' }],
    ['certified for another network', { network: secretOf('another network') }],
  ] as const;

  for (const [what, change] of cases) {
    test(`an enclave ${what} is not paid, pays nobody, and stands in no payment’s history`, () => {
      const { alice, bob, carol, network } = world();
      const mallory = outsider(network, change);
      const pay = { type: 'transfer', amount: wei(ETH), payee: mallory.certificate } as const;
      expect(refusal(() => alice.ask(pay, 'payment'))).toBe('EVIDENCE_REFUSED');
      const { message } = alice.transfer(bob, ETH);
      const forged = paymentBy(mallory, message, bob.state.domain, bob.account);
      expect(refusal(() => bob.receive(forged))).toBe('EVIDENCE_REFUSED');
      expect(refusal(() => bob.reject(forged))).toBe('EVIDENCE_REFUSED');
      // Bob's broken enclave takes it, and passes it on to Carol.
      const id = paymentDigest(bob.state.domain, forged.payment);
      const support = {
        payment: forged.payment,
        signature: forged.signature,
        acknowledgement: sign(bob.state.account!.secret, acknowledgementDigest(bob.state.domain, id)),
      };
      const payment = {
        ...forged.payment,
        payer: bob.account,
        payee: carol.account,
        supports: [id],
      };
      const onward = {
        payment,
        signature: sign(bob.state.account!.secret, paymentDigest(bob.state.domain, payment)),
        supports: [support],
        certificates: [bob.certificate, mallory.certificate],
      };
      expect(refusal(() => carol.receive(onward))).toBe('EVIDENCE_REFUSED');
      expect(carol.state.answers.size).toBe(0);
    });
  }

  test('the same enclave, properly certified, is paid and pays: the cases above fail for their reason alone', () => {
    const { alice, bob, network } = world();
    const honest = outsider(network);
    const pay = { type: 'transfer', amount: wei(ETH), payee: honest.certificate } as const;
    const { message } = alice.ask(pay, 'payment');
    const paid = paymentBy(honest, message, bob.state.domain, bob.account);
    expect(bob.receive(paid).status).toBe('acknowledged');
  });

  test('relay of evidence: somebody else’s evidence does not certify one’s own key', () => {
    const { alice, bob, network } = world();
    const mallory = outsider(network);
    const pay = (payee: AccountCertificate) =>
      refusal(() => alice.ask({ type: 'transfer', amount: wei(ETH), payee }, 'payment'));
    const relayed = { ...mallory.certificate, evidence: bob.certificate.evidence };
    expect(pay(relayed)).toBe('CERTIFICATE_INVALID');
    expect(pay({ ...relayed, signature: bob.certificate.signature })).toBe('CERTIFICATE_INVALID');
    const { message } = alice.transfer(bob, ETH);
    const forged = paymentBy({ ...mallory, certificate: relayed }, message, bob.state.domain, bob.account);
    expect(refusal(() => bob.receive(forged))).toBe('CERTIFICATE_INVALID');
  });

  test('a substituted key: a genuine certificate does not serve another account', () => {
    const { alice, bob, carol } = world();
    const pay = (payee: AccountCertificate) =>
      refusal(() => alice.ask({ type: 'transfer', amount: wei(ETH), payee }, 'payment'));
    expect(pay({ ...bob.certificate, account: carol.account })).toBe('CERTIFICATE_INVALID');
    expect(pay({ ...bob.certificate, account: carol.account, consent: carol.certificate.consent })).toBe(
      'CERTIFICATE_INVALID',
    );
    const { message } = alice.transfer(bob, ETH);
    const swapped = { ...message, certificates: [{ ...message.certificates[0]!, account: carol.account }] };
    expect(refusal(() => bob.receive(swapped))).not.toBe('accepted');
  });

  test('a man in the middle: a payment redirected to another account is nobody’s', () => {
    const { alice, bob, carol } = world();
    const { message } = alice.transfer(bob, ETH);
    expect(refusal(() => carol.receive(message))).toBe('NOT_FOR_THIS_ACCOUNT');
    const redirected = { ...message, payment: { ...message.payment, payee: carol.account } };
    expect(refusal(() => carol.receive(redirected))).toBe('SIGNATURE_INVALID');
    expect(carol.state.answers.size).toBe(0);
    expect(bob.receive(message).status).toBe('acknowledged');
  });

  test('a man in the middle: an answer to another payment, or by another payee, books nothing', () => {
    const { alice, bob, carol } = world();
    const [one, two, three] = [
      alice.transfer(bob, ETH),
      alice.transfer(bob, ETH),
      alice.transfer(carol, ETH),
    ];
    const rejected = bob.reject(one.message);
    const foreign = carol.reject(three.message);
    for (const answer of [
      { ...rejected, payment: two.id },
      { ...foreign, payment: two.id },
      { ...bob.receive(two.message), status: 'rejected' as const },
    ]) {
      expect(refusal(() => alice.ask({ type: 'abort', answer }, 'done'))).toBe('SIGNATURE_INVALID');
    }
    expect(alice.status()).toMatchObject({ spendable: 7n * ETH, inFlight: 3n * ETH });
  });
});

describe('signatures', () => {
  const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

  test('malleability: the other form of a good signature is none', () => {
    const { alice, bob } = world();
    const { message } = alice.transfer(bob, ETH);
    const { signature } = message;
    const mask = (1n << 255n) - 1n;
    const second = fromBytesBE(signature.subarray(32));
    const mirrored = ORDER - (second & mask);
    for (const parity of [0n, 1n]) {
      const copy = new Uint8Array(signature);
      copy.set(toBytesBE((mirrored & mask) | (parity << 255n), 32), 32);
      expect(toHex(copy)).not.toBe(toHex(signature));
      expect(refusal(() => bob.receive({ ...message, signature: copy }))).not.toBe('accepted');
    }
  });

  test('replay across contracts and chains: what was signed for another network counts for nothing here', () => {
    const { alice, bob, network } = world();
    const { message, id } = alice.transfer(bob, ETH);
    for (const other of [
      { ...network, vault: address(secretOf('other vault')) },
      { ...network, facts: { ...network.facts, chainId: 1n } },
    ]) {
      const digest = paymentDigest(vaultDomain(other), message.payment);
      expect(digest).not.toEqual(id);
      const replayed = { ...message, signature: sign(alice.state.account!.secret, digest) };
      expect(refusal(() => bob.receive(replayed))).toBe('SIGNATURE_INVALID');
      const signature = sign(bob.state.account!.secret, acknowledgementDigest(vaultDomain(other), id));
      const answer = { status: 'acknowledged', payment: id, signature, reason: 'none' } as const;
      expect(refusal(() => alice.ask({ type: 'pay', answer }, 'done'))).toBe('SIGNATURE_INVALID');
    }
    expect(testNetwork()).toEqual(network);
    expect(bob.receive(message).status).toBe('acknowledged');
  });
});
