import { wei } from '@coffer/core/amount';
import { type Bytes, fromHex, type Hex, toHex, utf8 } from '@coffer/core/bytes';
import { keccak256 } from '@coffer/crypto/hash';
import { address, sign } from '@coffer/crypto/secp256k1';
import {
  attestationDigest,
  deviceDigest,
  platformId,
  programId,
} from '@coffer/enclave/attestation/certificates';
import { peaksOf, receiptPath } from '@coffer/offline/enclave/receipts';
import { accountCertificateDigest, PROGRAM } from '@coffer/offline/messages/certificate';
import {
  DEFAULT_PARAMETERS,
  networkId,
  type OfflineNetwork,
  vaultDomain,
} from '@coffer/offline/messages/network';
import {
  acknowledgementDigest,
  type Cancellation,
  cancellationDigest,
  type Payment,
  paymentDigest,
  rejectionDigest,
  supportsHash,
  type Withdrawal,
  withdrawalDigest,
} from '@coffer/offline/messages/payment';

/**
 * Makes the vectors that TypeScript and Solidity must agree on: `node tools/vectors/main.ts`. Everything is fixed and
 * every value is hashed and signed by the code that enclaves run; the vault must then accept it (`Vectors.t.sol`).
 */

/** Where the vectors are kept. */
export const VECTORS = new URL('../../test/vectors/offline.json', import.meta.url);

const TIME = 1_800_000_000;
/** The vault is the first contract that this address creates. */
const DEPLOYER = fromHex('0x00000000000000000000000000000000c0ffe2ed');
const VAULT = fromHex('0x7765cb00b74f6a86761e92452545f657bdd65ffe');

function secret(name: string): Bytes {
  return keccak256(utf8(`vector ${name}`));
}

function signed(name: string, digest: Bytes) {
  const signature = sign(secret(name), digest);
  return { digest: toHex(digest), r: toHex(signature.subarray(0, 32)), vs: toHex(signature.subarray(32)) };
}

function printable<T extends Payment | Withdrawal | Cancellation>(
  value: T,
): Readonly<Record<keyof T, string | Hex[]>> {
  const print = (field: unknown): string | Hex[] => {
    if (field instanceof Uint8Array) return toHex(field);
    return Array.isArray(field) ? field.map((item: Bytes) => toHex(item)) : String(field);
  };
  const entries = Object.entries(value).map(([name, field]) => [name, print(field)] as const);
  return Object.fromEntries(entries) as Record<keyof T, string | Hex[]>;
}

const VECTOR_NETWORK: OfflineNetwork = {
  facts: {
    chainId: 424_242n,
    genesis: keccak256(utf8('vector genesis')),
    trust: { k: 1, signers: [address(secret('header signer'))] },
    roots: [address(secret('root'))],
    measurements: [keccak256(utf8('vector measurement'))],
    parameters: DEFAULT_PARAMETERS,
  },
  vault: VAULT,
};

function receipts() {
  const leaves = Array.from({ length: 21 }, (_, i) => keccak256(utf8(`vector receipt ${i}`)));
  const peaks = leaves.map((_, i) => {
    const made = peaksOf(leaves.slice(0, i + 1));
    return [...made].sort(([a], [b]) => a - b).map(([height, peak]) => ({ height, peak: toHex(peak) }));
  });
  const paths = leaves.map((_, i) => receiptPath(leaves, i).map(toHex));
  return { leaves: leaves.map(toHex), peaks, paths };
}

/** The vectors, as they are written to `offline.json`. */
export function makeVectors() {
  const network = networkId(VECTOR_NETWORK);
  const domain = vaultDomain(VECTOR_NETWORK);
  const payer = address(secret('payer'));
  const payee = address(secret('payee'));
  const recovery = address(secret('recovery'));
  const device = { device: address(secret('device')), platform: platformId('simulated') };
  const attestation = {
    key: address(secret('attestation')),
    measurement: VECTOR_NETWORK.facts.measurements[0]!,
    program: programId(PROGRAM),
    abi: 7,
    counterClass: 2,
  };
  const base = {
    tGen: TIME - 100,
    expiry: TIME + 500,
    settleBy: TIME + 1_000_000,
    provedAt: TIME - 200,
    state: keccak256(utf8('vector state')),
  };
  const funding: Payment = {
    ...base,
    payer,
    payee,
    amount: wei(3_000_000_000_000_000_001n),
    serial: 2 ** 40 + 255,
    supports: [],
  };
  const fundingDigest = paymentDigest(domain, funding);
  const funded: Payment = {
    ...base,
    payer: payee,
    payee: payer,
    amount: wei(2n ** 60n),
    serial: 0,
    supports: [fundingDigest],
  };
  const fundedDigest = paymentDigest(domain, funded);
  const { expiry: _, ...times } = base;
  const withdrawal: Withdrawal = {
    ...times,
    account: payee,
    to: address(secret('recipient')),
    amount: wei(7n),
    serial: 256,
  };
  const cancellation: Cancellation = {
    ...times,
    account: payer,
    to: address(secret('recipient')),
    serial: 2 ** 33 + 1,
  };
  const account = (holder: 'payer' | 'payee') => {
    const digest = accountCertificateDigest(VECTOR_NETWORK, address(secret(holder)), recovery);
    return {
      account: toHex(address(secret(holder))),
      recovery: toHex(recovery),
      ...signed('attestation', digest),
      consent: signed(holder, digest),
    };
  };
  return {
    about: 'Made by tools/vectors/main.ts. Do not edit.',
    time: TIME,
    chainId: Number(VECTOR_NETWORK.facts.chainId),
    deployer: toHex(DEPLOYER),
    vault: toHex(VAULT),
    network: toHex(network),
    domainSeparator: toHex(domain),
    parameters: {
      offlineLimit: DEFAULT_PARAMETERS.offlineLimit,
      settleWindow: DEFAULT_PARAMETERS.settleWindow,
      exitDelay: DEFAULT_PARAMETERS.exitDelay,
    },
    root: toHex(VECTOR_NETWORK.facts.roots[0]!),
    device: {
      device: toHex(device.device),
      platform: toHex(device.platform),
      ...signed('root', deviceDigest(network, device)),
    },
    attestation: {
      key: toHex(attestation.key),
      measurement: toHex(attestation.measurement),
      program: toHex(attestation.program),
      abi: attestation.abi,
      counterClass: attestation.counterClass,
      ...signed('device', attestationDigest(network, attestation)),
    },
    payerAccount: account('payer'),
    payeeAccount: account('payee'),
    funding: {
      ...printable(funding),
      supportsHash: toHex(supportsHash(funding.supports)),
      payerSignature: signed('payer', fundingDigest),
      acknowledgement: signed('payee', acknowledgementDigest(domain, fundingDigest)),
      rejection: signed('payee', rejectionDigest(domain, fundingDigest)),
    },
    funded: {
      ...printable(funded),
      supportsHash: toHex(supportsHash(funded.supports)),
      payerSignature: signed('payee', fundedDigest),
      acknowledgement: signed('payer', acknowledgementDigest(domain, fundedDigest)),
      rejection: signed('payer', rejectionDigest(domain, fundedDigest)),
    },
    withdrawal: {
      ...printable(withdrawal),
      signature: signed('payee', withdrawalDigest(domain, withdrawal)),
    },
    cancellation: {
      ...printable(cancellation),
      signature: signed('payer', cancellationDigest(domain, cancellation)),
    },
    receipts: receipts(),
  };
}
