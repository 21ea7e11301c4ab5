import { readFileSync } from 'node:fs';
import { fromHex, toHex } from '@coffer/core/bytes';
import { recover } from '@coffer/crypto/secp256k1';
import { isReceipt, peakOf } from '@coffer/offline/enclave/receipts';
import { getContractAddress, type Hex, hashDomain, hashTypedData } from 'viem';
import { expect, test } from 'vitest';
import { makeVectors, VECTORS } from './make.ts';

/** TypeScript's half of the vectors. Solidity's is `contracts/test/Vectors.t.sol`; viem is the third opinion here. */

type Vectors = ReturnType<typeof makeVectors>;
const vectors = JSON.parse(readFileSync(VECTORS, 'utf8')) as Vectors;

const vaultDomain = {
  name: 'Coffer Offline',
  version: '1',
  chainId: vectors.chainId,
  verifyingContract: vectors.vault,
} as const;
const attestationDomain = { name: 'Coffer Attestation', version: '1', salt: vectors.network } as const;

/** Digest by viem, from nothing but the type's declaration and the printed fields. */
function byViem(
  domain: typeof vaultDomain | typeof attestationDomain,
  declaration: string,
  message: Readonly<Record<string, unknown>>,
): Hex {
  const [, primaryType, fields] = /^(\w+)\((.*)\)$/.exec(declaration)!;
  const types = {
    [primaryType!]: fields!.split(',').map((field) => {
      const [type, name] = field.split(' ');
      return { type: type!, name: name! };
    }),
  };
  return hashTypedData({ domain, types, primaryType: primaryType!, message } as Parameters<
    typeof hashTypedData
  >[0]);
}

const PAYMENT =
  'Payment(address payer,address payee,uint88 amount,uint64 serial,uint40 tGen,uint40 expiry,uint40 settleBy,uint40 provedAt,bytes32 supports,bytes32 state)';
const WITHDRAWAL =
  'Withdrawal(address account,address to,uint88 amount,uint64 serial,uint40 tGen,uint40 settleBy,uint40 provedAt,bytes32 state)';
const CANCELLATION =
  'Cancellation(address account,address to,uint64 serial,uint40 tGen,uint40 settleBy,uint40 provedAt,bytes32 state)';

test('the committed vectors are what the code makes', () => {
  expect(vectors, 'run: node tools/vectors/main.ts').toEqual(JSON.parse(JSON.stringify(makeVectors())));
});

test('the vault has the address that its deployer gives it', () => {
  expect(getContractAddress({ from: vectors.deployer, nonce: 0n }).toLowerCase()).toBe(vectors.vault);
});

test('viem agrees on the domain', () => {
  const types = {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
    ],
  };
  const domain: Record<string, unknown> = { ...vaultDomain, chainId: BigInt(vectors.chainId) };
  expect(hashDomain({ domain, types } as Parameters<typeof hashDomain>[0])).toBe(vectors.domainSeparator);
});

test('viem agrees on payments, acknowledgements and rejections', () => {
  for (const payment of [vectors.funding, vectors.funded]) {
    const message = { ...payment, supports: payment.supportsHash };
    const digest = byViem(vaultDomain, PAYMENT, message);
    expect(digest).toBe(payment.payerSignature.digest);
    const named = { payment: digest };
    expect(byViem(vaultDomain, 'Acknowledgement(bytes32 payment)', named)).toBe(
      payment.acknowledgement.digest,
    );
    expect(byViem(vaultDomain, 'Rejection(bytes32 payment)', named)).toBe(payment.rejection.digest);
  }
});

test('viem agrees on withdrawals, cancellations and certificates', () => {
  const { withdrawal, cancellation, device, attestation, payerAccount, payeeAccount, network } = vectors;
  expect(byViem(vaultDomain, WITHDRAWAL, withdrawal)).toBe(withdrawal.signature.digest);
  expect(byViem(vaultDomain, CANCELLATION, cancellation)).toBe(cancellation.signature.digest);
  expect(byViem(attestationDomain, 'DeviceCertificate(address device,bytes32 platform)', device)).toBe(
    device.digest,
  );
  expect(
    byViem(
      attestationDomain,
      'AttestationCertificate(address key,bytes32 measurement,bytes32 program,uint32 abi,uint8 counterClass)',
      attestation,
    ),
  ).toBe(attestation.digest);
  for (const account of [payerAccount, payeeAccount]) {
    const message = { ...account, network };
    expect(
      byViem(vaultDomain, 'AccountCertificate(bytes32 network,address account,address recovery)', message),
    ).toBe(account.digest);
    expect(account.consent.digest).toBe(account.digest);
  }
});

test('every signature is by whom it should be', () => {
  const signer = (s: { digest: Hex; r: Hex; vs: Hex }): Hex =>
    toHex(recover(fromHex(s.r + s.vs.slice(2), 64), fromHex(s.digest, 32)));
  expect(signer(vectors.device)).toBe(vectors.root);
  expect(signer(vectors.attestation)).toBe(vectors.device.device);
  for (const account of [vectors.payerAccount, vectors.payeeAccount]) {
    expect(signer(account)).toBe(vectors.attestation.key);
    expect(signer(account.consent)).toBe(account.account);
  }
  for (const payment of [vectors.funding, vectors.funded]) {
    expect(signer(payment.payerSignature)).toBe(payment.payer);
    expect(signer(payment.acknowledgement)).toBe(payment.payee);
    expect(signer(payment.rejection)).toBe(payment.payee);
  }
  expect(signer(vectors.withdrawal.signature)).toBe(vectors.payeeAccount.account);
});

test('each receipt proves itself and nothing else', () => {
  const { leaves, paths, peaks } = vectors.receipts;
  const count = leaves.length;
  const final = new Map(peaks.at(-1)!.map(({ height, peak }) => [height, fromHex(peak, 32)]));
  for (let index = 0; index < count; index++) {
    const path = paths[index]!.map((node) => fromHex(node, 32));
    const peak = final.get(peakOf(index, count)!.height)!;
    expect(isReceipt(fromHex(leaves[index]!, 32), index, count, path, peak)).toBe(true);
    const other = fromHex(leaves[(index + 1) % count]!, 32);
    expect(isReceipt(other, index, count, path, peak)).toBe(false);
  }
});
