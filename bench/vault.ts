import { wei } from '@coffer/core/amount';
import { type Bytes, fromHex, type Hex, toHex, utf8 } from '@coffer/core/bytes';
import { keccak256 } from '@coffer/crypto/hash';
import { address, sign } from '@coffer/crypto/secp256k1';
import {
  certifyAttestation,
  certifyDevice,
  platformId,
  programId,
} from '@coffer/enclave/attestation/certificates';
import { launchAnvil } from '@coffer/ethereum/anvil/launch';
import { deviceRegistryAbi, deviceRegistryBytecode } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultAbi, offlineVaultBytecode } from '@coffer/ethereum/bindings/offline-vault';
import { accountCertificateDigest, PROGRAM } from '@coffer/offline/messages/certificate';
import {
  DEFAULT_PARAMETERS,
  networkId,
  type OfflineNetwork,
  vaultDomain,
} from '@coffer/offline/messages/network';
import { acknowledgementDigest, paymentDigest, withdrawalDigest } from '@coffer/offline/messages/payment';
import {
  type Abi,
  createPublicClient,
  createWalletClient,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  http,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Figure } from './figure.ts';

/** What the contracts cost, in gas, as receipts of real transactions say. References are the paper's (Table II). */

const secret = (name: string): Bytes => keccak256(utf8(`bench ${name}`));
const split = (signature: Bytes) => ({
  r: toHex(signature.subarray(0, 32)),
  vs: toHex(signature.subarray(32)),
});

interface Receipt {
  readonly gas: number;
  readonly contract: Hex;
}
interface Call {
  readonly to?: Hex;
  readonly data: Hex;
  readonly value?: bigint;
}
type Send = (call: Call) => Promise<Receipt>;

async function sender(url: string): Promise<{ send: Send; from: Hex }> {
  const account = privateKeyToAccount(toHex(secret('gas')));
  const transport = http(url);
  const reader = createPublicClient({ transport, pollingInterval: 20 });
  const writer = createWalletClient({ account, transport });
  await reader.request({
    method: 'anvil_setBalance',
    params: [account.address, '0x3635c9adc5dea00000'],
  } as never);
  const send: Send = async (call) => {
    const hash = await writer.sendTransaction({ ...call, chain: null });
    const receipt = await reader.waitForTransactionReceipt({ hash });
    if (receipt.status !== 'success') throw new Error('A benchmark transaction was reverted.');
    return { gas: Number(receipt.gasUsed), contract: receipt.contractAddress ?? '0x' };
  };
  return { send, from: account.address };
}

/** Everything that enclaves would sign, for accounts known by name. */
class Signers {
  readonly network: OfflineNetwork;
  readonly now: number;
  #serial = 0;

  constructor(network: OfflineNetwork, now: number) {
    this.network = network;
    this.now = now;
  }

  certificate(name: string) {
    const id = networkId(this.network);
    const device = { device: address(secret('device')), platform: platformId('simulated') };
    const attestation = {
      key: address(secret('key')),
      measurement: secret('measurement'),
      program: programId(PROGRAM),
      abi: 1,
      counterClass: 1,
    };
    const account = address(secret(name));
    const recovery = address(secret('recovery'));
    const digest = accountCertificateDigest(this.network, account, recovery);
    return {
      device: { device: toHex(device.device), platform: toHex(device.platform) },
      deviceSignature: split(certifyDevice(secret('root'), id, device)),
      attestation: {
        key: toHex(attestation.key),
        measurement: toHex(attestation.measurement),
        program: toHex(attestation.program),
        abiVersion: attestation.abi,
        counterClass: attestation.counterClass,
      },
      attestationSignature: split(certifyAttestation(secret('device'), id, attestation)),
      account: toHex(account),
      recovery: toHex(recovery),
      accountSignature: split(sign(secret('key'), digest)),
      accountConsent: split(sign(secret(name), digest)),
    };
  }

  #common() {
    const serial = this.#serial++;
    return {
      amount: wei(10n ** 15n + BigInt(serial)),
      serial,
      tGen: this.now,
      settleBy: this.now + DEFAULT_PARAMETERS.settleWindow,
      provedAt: this.now,
      state: secret(`state ${serial}`),
    };
  }

  item(payer: string, payee: string) {
    const domain = vaultDomain(this.network);
    const common = { ...this.#common(), expiry: this.now + DEFAULT_PARAMETERS.lockTime };
    const parties = { payer: address(secret(payer)), payee: address(secret(payee)) };
    const digest = paymentDigest(domain, { ...common, ...parties, supports: [] });
    return {
      payment: {
        ...common,
        payer: toHex(parties.payer),
        payee: toHex(parties.payee),
        serial: BigInt(common.serial),
        state: toHex(common.state),
      },
      funding: [],
      payer: split(sign(secret(payer), digest)),
      payee: split(sign(secret(payee), acknowledgementDigest(domain, digest))),
    };
  }

  withdrawal(from: string, to: Bytes) {
    const common = this.#common();
    const fields = { ...common, account: address(secret(from)), to };
    const signature = sign(secret(from), withdrawalDigest(vaultDomain(this.network), fields));
    const printed = {
      ...common,
      account: toHex(fields.account),
      to: toHex(to),
      serial: BigInt(common.serial),
      state: toHex(common.state),
    };
    return [printed, split(signature)] as const;
  }
}

/** Gas of deployment, deposits, settlements of several sizes, withdrawal. */
export async function figures(): Promise<readonly Figure[]> {
  const anvil = await launchAnvil({ blockMs: 0 });
  try {
    return await measure(anvil.url, anvil.chainId, fromHex(anvil.genesisHash));
  } finally {
    await anvil.stop();
  }
}

async function measure(url: string, chainId: number, genesis: Bytes): Promise<readonly Figure[]> {
  const { send, from } = await sender(url);
  const facts = {
    chainId: BigInt(chainId),
    genesis,
    trust: { k: 1, signers: [address(secret('header signer'))] },
    roots: [address(secret('root'))],
    measurements: [secret('measurement')],
    parameters: DEFAULT_PARAMETERS,
  };
  // The registry is deployed first, then the vault, whose address is part of the network's id.
  const predicted = getContractAddress({ from, nonce: 1n });
  const network: OfflineNetwork = { facts, vault: fromHex(predicted.toLowerCase(), 20) };
  const id = toHex(networkId(network));
  const registry = await send({
    data: encodeDeployData({ abi: deviceRegistryAbi, bytecode: deviceRegistryBytecode, args: [id, from] }),
  });
  const { offlineLimit, settleWindow, exitDelay } = DEFAULT_PARAMETERS;
  const args = [registry.contract, id, offlineLimit, settleWindow, exitDelay] as const;
  const vault = await send({
    data: encodeDeployData({ abi: offlineVaultAbi, bytecode: offlineVaultBytecode, args }),
  });
  if (vault.contract.toLowerCase() !== predicted.toLowerCase()) {
    throw new Error('The vault of the benchmark is not where its network says.');
  }
  const admin = async (functionName: string, values: readonly unknown[]): Promise<void> => {
    const data = encodeFunctionData({ abi: deviceRegistryAbi as Abi, functionName, args: values });
    await send({ to: registry.contract, data });
  };
  await admin('addRoot', [toHex(facts.roots[0]!)]);
  await admin('allowMeasurement', [toHex(programId(PROGRAM)), toHex(facts.measurements[0]!)]);

  const call = async (functionName: string, values: readonly unknown[], value = 0n): Promise<number> => {
    const data = encodeFunctionData({ abi: offlineVaultAbi as Abi, functionName, args: values });
    return (await send({ to: vault.contract, data, value })).gas;
  };
  const now = Number((await createPublicClient({ transport: http(url) }).getBlock()).timestamp);
  const signers = new Signers(network, now);
  const settle = (count: number): Promise<number> =>
    call('settle', [[], Array.from({ length: count }, () => signers.item('payer', 'payee'))]);

  const open = await call('open', [signers.certificate('payer')], 10n ** 18n);
  await call('open', [signers.certificate('payee')]);
  const deposit = await call('deposit', [toHex(address(secret('payer')))], 10n ** 17n);
  const first = await settle(1);
  // So many receipts that the next ones find their peaks written before: what a payee in business pays.
  for (let i = 0; i < 2; i++) await settle(32);
  const sizes: Figure[] = [];
  const paper: Readonly<Record<number, number>> = { 1: 463_948, 3: 551_844, 5: 639_740 };
  for (const count of [1, 3, 5, 50]) {
    const reference = paper[count];
    sizes.push({
      name: `settle ${count}`,
      value: await settle(count),
      unit: 'gas',
      ...(reference === undefined ? {} : { reference }),
      ...(count === 1 ? { goal: 70_000 } : {}),
    });
  }
  const withdraw = await call('withdraw', signers.withdrawal('payer', fromHex(from.toLowerCase(), 20)));
  const gas = (name: string, value: number, more: Partial<Figure> = {}): Figure => ({
    name,
    value,
    unit: 'gas',
    ...more,
  });
  return [
    gas('deploy DeviceRegistry', registry.gas),
    gas('deploy OfflineVault', vault.gas, { reference: 987_073, goal: 2_800_000 }),
    gas('open with first deposit', open),
    gas('deposit', deposit, { reference: 420_000, goal: 36_000 }),
    gas("settle 1, the payee's first", first),
    ...sizes,
    gas('withdraw', withdraw, { reference: 420_000, goal: 60_000 }),
  ];
}
