import type { Wei } from '@coffer/core/amount';
import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { decodeEvidence } from '@coffer/enclave/attestation/evidence';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { type ContractFunctionArgs, encodeFunctionData, type Hex, type Log, parseEventLogs } from 'viem';
import type { AccountCertificate } from '../messages/certificate.ts';
import { type Cancellation, type Payment, supportsHash, type Withdrawal } from '../messages/payment.ts';
import { decodeOutcomes, encodeBatch } from './batch.ts';
import type { VaultCall, VaultEvent } from './chain.ts';
import { WalletError } from './error.ts';

/** Translation between the wallet's values and the vault's ABI. */

type SettleArgs = ContractFunctionArgs<typeof offlineVaultAbi, 'nonpayable', 'settle'>;
type CertificateArg = SettleArgs[0][number];

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

/** What freezing is told when there is no receipt to prove. */
const NO_RECEIPT = 2 ** 48 - 1;

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

function signedFields(fields: Payment | Withdrawal | Cancellation) {
  return {
    serial: BigInt(fields.serial),
    tGen: fields.tGen,
    settleBy: fields.settleBy,
    provedAt: fields.provedAt,
    state: toHex(fields.state),
  };
}

function paymentArg(payment: Payment) {
  return {
    ...signedFields(payment),
    amount: payment.amount,
    payer: toHex(payment.payer),
    payee: toHex(payment.payee),
    expiry: payment.expiry,
    supportsHash: toHex(supportsHash(payment.supports)),
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
          args: [call.opens.map(certificateArg), toHex(encodeBatch(call.items))],
        }),
        value: 0n,
      };
    case 'withdraw': {
      const { withdrawal } = call;
      const fields = {
        ...signedFields(withdrawal),
        amount: withdrawal.amount,
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
    case 'announceExit':
    case 'cancelExit':
    case 'executeExit':
      return {
        data: encodeFunctionData({ abi, functionName: call.type, args: [toHex(call.account)] }),
        value: 0n,
      };
    default:
      return { data: encodeDispute(call), value: 0n };
  }
}

type Dispute = Extract<VaultCall, { type: 'cancel' | 'freezePayer' | 'freezePayee' | 'claim' }>;

function encodeDispute(call: Dispute): Hex {
  const abi = offlineVaultAbi;
  switch (call.type) {
    case 'cancel': {
      const { cancellation } = call;
      const fields = {
        ...signedFields(cancellation),
        account: toHex(cancellation.account),
        to: toHex(cancellation.to),
      };
      return encodeFunctionData({ abi, functionName: 'cancel', args: [fields, signature(call.signature)] });
    }
    case 'freezePayer': {
      const { first, second, receipt } = call;
      return encodeFunctionData({
        abi,
        functionName: 'freezePayer',
        args: [
          paymentArg(first.payment),
          signature(first.signature),
          paymentArg(second.payment),
          signature(second.signature),
          receipt?.index ?? NO_RECEIPT,
          receipt?.path.map(toHex) ?? [],
        ],
      });
    }
    case 'freezePayee': {
      const { payment, acknowledgement, rejection, receipt } = call;
      return encodeFunctionData({
        abi,
        functionName: 'freezePayee',
        args: [
          paymentArg(payment),
          signature(acknowledgement),
          signature(rejection),
          receipt?.index ?? NO_RECEIPT,
          receipt?.path.map(toHex) ?? [],
        ],
      });
    }
    case 'claim': {
      const { accepted, supports } = call;
      const batch = encodeBatch([{ ...accepted, supports }]);
      return encodeFunctionData({ abi, functionName: 'claim', args: [toHex(batch)] });
    }
  }
}

const addressOf = (hex: Hex): Bytes => fromHex(hex.toLowerCase(), 20);

/** What logs of the vault say, in the order of the chain. @throws WalletError `CHAIN_ANSWER` */
export function readEvents(logs: readonly Log[]): readonly VaultEvent[] {
  const ordered = parseEventLogs({
    abi: offlineVaultAbi,
    logs: [...logs],
  }).sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
  return ordered.flatMap((log): readonly VaultEvent[] => {
    const common = { block: Number(log.blockNumber), tx: log.transactionHash };
    switch (log.eventName) {
      case 'Settled':
        return decodeOutcomes(fromHex(log.args.outcomes)).map(({ payment, payee, reason }): VaultEvent => {
          const name = REASONS[reason];
          if (name === undefined) {
            throw new WalletError(
              'CHAIN_ANSWER',
              'The vault’s log has a reason that this wallet does not know.',
            );
          }
          return name === 'Settled'
            ? { type: 'settled', ...common, payment, payee }
            : { type: 'skipped', ...common, payment, reason: name };
        });
      case 'Withdrawn': {
        const { account, serial } = log.args;
        if (serial > BigInt(Number.MAX_SAFE_INTEGER)) return [];
        return [{ type: 'withdrawn', ...common, account: addressOf(account), serial: Number(serial) }];
      }
      case 'Cancelled': {
        const { account, to, serial, amount } = log.args;
        if (serial > BigInt(Number.MAX_SAFE_INTEGER)) return [];
        const parties = { account: addressOf(account), to: addressOf(to) };
        return [{ type: 'cancelled', ...common, ...parties, serial: Number(serial), amount: amount as Wei }];
      }
      case 'Frozen':
        return [{ type: 'frozen', ...common, account: addressOf(log.args.account) }];
      case 'Compensated': {
        const { payment, account, amount } = log.args;
        const about = { payment: fromHex(payment, 32), account: addressOf(account) };
        return [{ type: 'compensated', ...common, ...about, amount: amount as Wei }];
      }
      case 'ExitAnnounced': {
        const { account, exitAt } = log.args;
        return [{ type: 'exitAnnounced', ...common, account: addressOf(account), exitAt: Number(exitAt) }];
      }
      case 'ExitCancelled':
        return [{ type: 'exitCancelled', ...common, account: addressOf(log.args.account) }];
      case 'ExitExecuted': {
        const { account, amount } = log.args;
        return [{ type: 'exitExecuted', ...common, account: addressOf(account), amount: amount as Wei }];
      }
      default:
        return [];
    }
  });
}
