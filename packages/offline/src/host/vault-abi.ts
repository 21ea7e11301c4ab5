import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { decodeEvidence } from '@coffer/enclave/attestation/evidence';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { type ContractFunctionArgs, encodeFunctionData, type Hex, type Log, parseEventLogs } from 'viem';
import type { AccountCertificate } from '../messages/certificate.ts';
import type { Payment, Withdrawal } from '../messages/payment.ts';
import type { SettleItem, VaultCall, VaultEvent } from './chain.ts';
import { WalletError } from './error.ts';

/** Translation between the wallet's values and the vault's ABI. */

type SettleArgs = ContractFunctionArgs<typeof offlineVaultAbi, 'nonpayable', 'settle'>;
type CertificateArg = SettleArgs[0][number];
type ItemArg = SettleArgs[1][number];

/** Names of the vault's `Reason`, in the order of its declaration in `contracts/src/OfflineTypes.sol`. */
export const REASONS = [
  'Settled',
  'PayerUnknown',
  'PayerClosed',
  'PayeeUnknown',
  'PayeeClosed',
  'AmountZero',
  'PayeeIsPayer',
  'TimesDisordered',
  'TooLate',
  'ProvedInFuture',
  'SettleByTooLate',
  'TooManySupports',
  'SupportUnsettled',
  'SupportEndsEarlier',
  'PayerSignature',
  'PayeeSignature',
  'SerialUsed',
  'BalanceTooLow',
  'PayeeFull',
] as const;

/** Set in a support's index when it names an item of the same batch. */
const IN_BATCH = 2 ** 47;

function signature(bytes: Bytes): { readonly r: Hex; readonly vs: Hex } {
  return { r: toHex(bytes.subarray(0, 32)), vs: toHex(bytes.subarray(32)) };
}

function certificateArg(certificate: AccountCertificate): CertificateArg {
  const { device, deviceSignature, attestation, attestationSignature } = decodeEvidence(certificate.evidence);
  return {
    device: { device: toHex(device.device), platform: toHex(device.platform) },
    deviceSignature: signature(deviceSignature),
    attestation: {
      key: toHex(attestation.key),
      measurement: toHex(attestation.measurement),
      program: toHex(attestation.program),
      abiVersion: attestation.abi,
      counterClass: attestation.counterClass,
    },
    attestationSignature: signature(attestationSignature),
    account: toHex(certificate.account),
    recovery: toHex(certificate.recovery),
    accountSignature: signature(certificate.signature),
    accountConsent: signature(certificate.consent),
  };
}

function signedFields(fields: Payment | Withdrawal) {
  return {
    amount: fields.amount,
    serial: BigInt(fields.serial),
    tGen: fields.tGen,
    settleBy: fields.settleBy,
    provedAt: fields.provedAt,
    state: toHex(fields.state),
  };
}

function itemArg({ payment, signature: payer, acknowledgement, supports }: SettleItem): ItemArg {
  return {
    payment: {
      ...signedFields(payment),
      payer: toHex(payment.payer),
      payee: toHex(payment.payee),
      expiry: payment.expiry,
    },
    funding: supports.map(({ payment: support, by }) => ({
      payment: toHex(support),
      index: by.type === 'item' ? IN_BATCH + by.item : by.index,
      path: by.type === 'item' ? [] : by.path.map(toHex),
    })),
    payer: signature(payer),
    payee: signature(acknowledgement),
  };
}

/** Call data and value (wei) of a call to the vault. */
export function encodeCall(call: VaultCall): { readonly data: Hex; readonly value: bigint } {
  const abi = offlineVaultAbi;
  switch (call.type) {
    case 'open':
      return {
        data: encodeFunctionData({ abi, functionName: 'open', args: [certificateArg(call.certificate)] }),
        value: call.value,
      };
    case 'deposit':
      return {
        data: encodeFunctionData({ abi, functionName: 'deposit', args: [toHex(call.account)] }),
        value: call.value,
      };
    case 'settle':
      return {
        data: encodeFunctionData({
          abi,
          functionName: 'settle',
          args: [call.opens.map(certificateArg), call.items.map(itemArg)],
        }),
        value: 0n,
      };
    case 'withdraw': {
      const { withdrawal } = call;
      const fields = {
        ...signedFields(withdrawal),
        account: toHex(withdrawal.account),
        to: toHex(withdrawal.to),
      };
      return {
        data: encodeFunctionData({
          abi,
          functionName: 'withdraw',
          args: [fields, signature(call.signature)],
        }),
        value: 0n,
      };
    }
  }
}

/** What logs of the vault say, in the order of the chain. @throws WalletError `CHAIN_ANSWER` */
export function readEvents(logs: readonly Log[]): readonly VaultEvent[] {
  const ordered = parseEventLogs({
    abi: offlineVaultAbi,
    eventName: ['Settled', 'Withdrawn'],
    logs: [...logs],
  }).sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
  return ordered.flatMap((log): readonly VaultEvent[] => {
    const common = { block: Number(log.blockNumber), tx: log.transactionHash };
    if (log.eventName === 'Withdrawn') {
      const { account, serial } = log.args;
      if (serial > BigInt(Number.MAX_SAFE_INTEGER)) return [];
      return [
        { type: 'withdrawn', ...common, account: fromHex(account.toLowerCase()), serial: Number(serial) },
      ];
    }
    return log.args.outcomes.map(({ payment, payee, reason }): VaultEvent => {
      const name = REASONS[reason];
      if (name === undefined) {
        throw new WalletError('CHAIN_ANSWER', 'The vault’s log has a reason that this wallet does not know.');
      }
      const digest = fromHex(payment, 32);
      return name === 'Settled'
        ? { type: 'settled', ...common, payment: digest, payee: fromHex(payee.toLowerCase(), 20) }
        : { type: 'skipped', ...common, payment: digest, reason: name };
    });
  });
}
