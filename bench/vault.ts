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
import { encodeEvidence } from '@coffer/enclave/attestation/evidence';
import { launchAnvil } from '@coffer/ethereum/anvil/launch';
import { deviceRegistryAbi, deviceRegistryBytecode } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultAbi, offlineVaultBytecode } from '@coffer/ethereum/bindings/offline-vault';
import type { SettleItem, VaultCall } from '@coffer/offline/host/chain';
import { encodeCall } from '@coffer/offline/host/vault-abi';
import {
  type AccountCertificate,
  accountCertificateDigest,
  PROGRAM,
} from '@coffer/offline/messages/certificate';
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
  type Withdrawal,
  withdrawalDigest,
} from '@coffer/offline/messages/payment';
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

interface Receipt {
  readonly gas: number;
  readonly contract: Hex;
}
interface Call {
  readonly to?: Hex;
  readonly data: Hex;
  readonly value?: bigint;
}
interface Sender {
  readonly send: (call: Call) => Promise<Receipt>;
  readonly from: Hex;
}

async function sender(url: string): Promise<Sender> {
  const account = privateKeyToAccount(toHex(secret('gas')));
  const transport = http(url);
  const reader = createPublicClient({ transport, pollingInterval: 20 });
  const writer = createWalletClient({ account, transport });
  await reader.request({
    method: 'anvil_setBalance',
    params: [account.address, '0x3635c9adc5dea00000'],
  } as never);
  const send: Sender['send'] = async (call) => {
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
  readonly domain: Bytes;
  /** Time of the chain, seconds. */
  now: number;
  #serial = 0;

  constructor(network: OfflineNetwork, now: number) {
    this.network = network;
    this.domain = vaultDomain(network);
    this.now = now;
  }

  certificate(name: string): AccountCertificate {
    const id = networkId(this.network);
    const device = { device: address(secret('device')), platform: platformId('simulated') };
    const attestation = {
      key: address(secret('key')),
      measurement: secret('measurement'),
      program: programId(PROGRAM),
      abi: 1,
      counterClass: 1,
    };
    const evidence = encodeEvidence({
      root: address(secret('root')),
      device,
      deviceSignature: certifyDevice(secret('root'), id, device),
      attestation,
      attestationSignature: certifyAttestation(secret('device'), id, attestation),
    });
    const account = address(secret(name));
    const recovery = address(secret('recovery'));
    const digest = accountCertificateDigest(this.network, account, recovery);
    return {
      account,
      recovery,
      signature: sign(secret('key'), digest),
      consent: sign(secret(name), digest),
      evidence,
    };
  }

  /** What all that an account signs has. Amounts are as odd as those of exchanges. */
  #common() {
    const serial = this.#serial++;
    return {
      amount: wei(1_234_567_890_123_456n + BigInt(serial)),
      serial,
      tGen: this.now,
      settleBy: this.now + DEFAULT_PARAMETERS.settleWindow,
      provedAt: this.now,
      state: secret(`state ${serial}`),
    };
  }

  item(payer: string, payee: string, changes: Partial<Payment> = {}): SettleItem {
    const payment: Payment = {
      ...this.#common(),
      expiry: this.now + DEFAULT_PARAMETERS.lockTime,
      payer: address(secret(payer)),
      payee: address(secret(payee)),
      supports: [],
      ...changes,
    };
    const id = paymentDigest(this.domain, payment);
    return {
      id,
      payment,
      signature: sign(secret(payer), id),
      acknowledgement: sign(secret(payee), acknowledgementDigest(this.domain, id)),
      supports: [],
    };
  }

  withdrawal(from: string, to: Bytes): VaultCall {
    const withdrawal: Withdrawal = { ...this.#common(), account: address(secret(from)), to };
    const signature = sign(secret(from), withdrawalDigest(this.domain, withdrawal));
    return { type: 'withdraw', withdrawal, signature };
  }

  cancellation(from: string, to: Bytes): VaultCall {
    const { amount: _, ...common } = this.#common();
    const cancellation: Cancellation = { ...common, account: address(secret(from)), to };
    const signature = sign(secret(from), cancellationDigest(this.domain, cancellation));
    return { type: 'cancel', cancellation, signature };
  }
}

/**
 * Gas of everything that wallets do on the chain, named `offline.gas.*`. `bench/offline.ts` shows the same figures with
 * the rail's others: it calls this function.
 */
export async function figures(): Promise<readonly Figure[]> {
  const anvil = await launchAnvil({ blockMs: 0 });
  try {
    return await measure(anvil.url, anvil.chainId, fromHex(anvil.genesisHash));
  } finally {
    await anvil.stop();
  }
}

/** Deploys registry and vault, with one root and one measurement. */
async function deploy(
  { send, from }: Sender,
  chainId: number,
  genesis: Bytes,
): Promise<{ readonly network: OfflineNetwork; readonly vault: Receipt; readonly registry: Receipt }> {
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
  return { network, vault, registry };
}

async function measure(url: string, chainId: number, genesis: Bytes): Promise<readonly Figure[]> {
  const chain = await sender(url);
  const { network, vault, registry } = await deploy(chain, chainId, genesis);
  const client = createPublicClient({ transport: http(url) });
  const signers = new Signers(network, Number((await client.getBlock()).timestamp));
  const call = async (made: VaultCall): Promise<number> =>
    (await chain.send({ to: vault.contract, ...encodeCall(made) })).gas;
  const settle = async (items: readonly SettleItem[], opens: readonly string[] = []): Promise<number> =>
    call({ type: 'settle', items, opens: opens.map((name) => signers.certificate(name)) });
  const payments = (count: number, payer = 'payer', payee = 'payee'): readonly SettleItem[] =>
    Array.from({ length: count }, () => signers.item(payer, payee));
  const open = (name: string, value = 0n): Promise<number> =>
    call({ type: 'open', certificate: signers.certificate(name), value: wei(value) });
  const deposit = (): Promise<number> =>
    call({ type: 'deposit', account: address(secret('payer')), value: wei(10n ** 17n) });
  const [somebody] = [fromHex(chain.from.toLowerCase(), 20)];

  const openAccount = await open('payer', 10n ** 18n);
  await open('payee');
  const recharge = await deposit();
  const first = await settle(payments(1));
  // Batches after which each of seven peaks was stored once: a payee in business finds its words written before.
  for (const count of [1, 2, 4, 8, 16, 32, 1]) await settle(payments(count));
  const verify = new Map<number, number>();
  for (const count of [1, 3, 5, 50]) verify.set(count, await settle(payments(count)));
  const opening = await settle(payments(1, 'payer', 'newcomer'), ['newcomer']);
  const withdraw = await call(signers.withdrawal('payer', somebody));

  await open('leaver', 10n ** 18n);
  await settle([signers.item('leaver', 'payee')]);
  const cancel = await call(signers.cancellation('leaver', somebody));

  // A broken enclave: one serial twice, first while it is unused, then when a payment has been settled.
  await open('culprit', 10n ** 17n);
  await settle([signers.item('culprit', 'payee')]);
  const twice = signers.item('culprit', 'payee', { settleBy: signers.now + 3600 });
  const { serial } = twice.payment;
  const again = signers.item('culprit', 'payer', { serial, settleBy: signers.now + 3600 });
  const unused = await call({ type: 'freezePayer', first: twice, second: again });
  await open('other culprit', 10n ** 17n);
  const used = signers.item('other culprit', 'payee');
  await settle([used]);
  const shared = signers.item('other culprit', 'payer', { serial: used.payment.serial });
  const freeze = await call({ type: 'freezePayer', first: used, second: shared });
  // A frozen payer is compensated for, when the payment can no longer be settled.
  await client.request({ method: 'evm_increaseTime', params: ['0x1c20'] } as never);
  await client.request({ method: 'evm_mine', params: [] } as never);
  const compensate = await call({ type: 'claim', accepted: twice, supports: [] });

  const gas = (name: string, value: number, more: Partial<Figure> = {}): Figure => ({
    name: `offline.gas.${name}`,
    value,
    unit: 'gas',
    ...more,
  });
  const [one, fifty] = [verify.get(1)!, verify.get(50)!];
  return [
    // Attestation was verified when the accounts were opened: a batch finds that in the accounts' status.
    gas('verify1', one, { reference: 463_948, goal: 65_000 }),
    gas('verify3', verify.get(3)!, { reference: 551_844, goal: 90_000 }),
    gas('verify5', verify.get(5)!, { reference: 639_740, goal: 115_000 }),
    gas('verify50', fifty, { goal: 650_000 }),
    gas('further', Math.round((fifty - one) / 49), { reference: 43_948, goal: 12_000 }),
    gas('verify1_first', first),
    // One payment to an account that its certificate opens in the same batch: the attestation on the chain.
    gas('verify1_opening', opening, { reference: 463_948 }),
    gas('recharge', recharge, { reference: 420_000, goal: 36_000 }),
    gas('withdraw', withdraw, { reference: 420_000, goal: 60_000 }),
    gas('cancel', cancel, { reference: 469_884, goal: 60_000 }),
    // The paper's 21,916 is less than an empty transaction (21,000) and one storage write (2,900): it wrote nothing.
    gas('freeze', freeze, { reference: 21_916, goal: 45_000 }),
    // Of a serial that nothing has used yet: marks it used and contested as well, which are two words more.
    gas('freeze_unused', unused),
    gas('compensate', compensate),
    gas('open_account', openAccount),
    gas('deploy', vault.gas, { reference: 987_073, goal: 1_800_000 }),
    gas('deploy_registry', registry.gas),
  ];
}
