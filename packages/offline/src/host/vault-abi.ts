import type { Wei } from '@coffer/core/amount';
import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { decodeEvidence } from '@coffer/enclave/attestation/evidence';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { type ContractFunctionArgs, encodeFunctionData, type Hex, type Log, parseEventLogs } from 'viem';
import type { AccountCertificate } from '../messages/certificate.ts';
import { type Cancellation, type Payment, supportsHash, type Withdrawal } from '../messages/payment.ts';
import { encodeBatch } from './batch.ts';
import type { SettleItem, VaultCall, VaultEvent } from './chain.ts';
import { disputesAbi } from './disputes-abi.ts';
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

/** What freezing is told when there is no receipt to prove. */
const NO_RECEIPT = 2 ** 48 - 1;

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

function itemArg({ payment, signature: payer, acknowledgement, supports }: SettleItem): ItemArg {
  return {
    payment: {
      ...signedFields(payment),
      amount: payment.amount,
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
  const abi = disputesAbi;
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
    abi: [...offlineVaultAbi, ...disputesAbi],
    logs: [...logs],
  }).sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
  return ordered.flatMap((log): readonly VaultEvent[] => {
    const common = { block: Number(log.blockNumber), tx: log.transactionHash };
    switch (log.eventName) {
      case 'Settled':
        return log.args.outcomes.map(({ payment, payee, reason }): VaultEvent => {
          const name = REASONS[reason];
          if (name === undefined) {
            throw new WalletError(
              'CHAIN_ANSWER',
              'The vault’s log has a reason that this wallet does not know.',
            );
          }
          const digest = fromHex(payment, 32);
          return name === 'Settled'
            ? { type: 'settled', ...common, payment: digest, payee: addressOf(payee) }
            : { type: 'skipped', ...common, payment: digest, reason: name };
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
      case 'Claimed': {
        const { amount, settled } = log.args;
        const about = { ...common, payment: fromHex(log.args.payment, 32), payee: addressOf(log.args.payee) };
        const claimed: VaultEvent = { type: 'claimed', ...about, amount: amount as Wei, settled };
        return settled ? [{ type: 'settled', ...about }, claimed] : [claimed];
      }
      case 'Compensated': {
        const { payment, payer, amount } = log.args;
        const about = { ...common, payment: fromHex(payment, 32), payer: addressOf(payer) };
        return [{ type: 'compensated', ...about, amount: amount as Wei }];
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
