import type { Wei } from '@coffer/core/amount';
import { type Bytes, equal, type Hex, toHex } from '@coffer/core/bytes';
import { address, sign } from '@coffer/crypto/secp256k1';
import {
  certifyAttestation,
  certifyDevice,
  counterClassNumber,
  platformId,
  programId,
} from '@coffer/enclave/attestation/certificates';
import { encodeEvidence } from '@coffer/enclave/attestation/evidence';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import type { ReceiptPlace, SettleItem, SupportProof } from '@coffer/offline/host/chain';
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
  rejectionDigest,
  type Withdrawal,
  withdrawalDigest,
} from '@coffer/offline/messages/payment';
import { encodeFunctionData } from 'viem';
import type { Random } from '../simulation/kernel/random.ts';
import { historyOf } from '../simulation/offline/history.ts';
import { claim, freezePayee, freezePayer } from '../simulation/offline/vault-disputes.ts';
import {
  accountIn,
  announceExit,
  type CertifiedAccount,
  cancel,
  cancelExit,
  deposit,
  executeExit,
  type Outcome,
  open,
  STATUS_FROZEN,
  settle,
  type VaultState,
  withdraw,
} from '../simulation/offline/vault-model.ts';

/** Random operations on the vault, most of them valid, for `vault-model.test.ts`. */

const HOUR = 3_600;
/** Short windows, so that deadlines pass within a test. */
export const parameters = {
  ...DEFAULT_PARAMETERS,
  offlineLimit: 6 * HOUR,
  settleWindow: 12 * HOUR,
  exitDelay: 20 * HOUR,
};

/** Somebody with an account. */
export interface Person {
  readonly secret: Bytes;
  readonly account: Bytes;
  readonly recovery: Bytes;
  readonly certificate: AccountCertificate;
  readonly valid: boolean;
}

/** One call to the vault, for both. */
export interface Operation {
  readonly name: string;
  readonly from: Bytes;
  readonly data: Hex;
  readonly value: bigint;
  readonly model: (vault: VaultState, now: number) => { vault: VaultState; outcomes?: readonly Outcome[] };
}

/** Somebody with an account, its certificate good or not. */
export function person(
  chance: Random,
  network: OfflineNetwork,
  root: Bytes,
  measurement: Bytes,
  valid: boolean,
): Person {
  const [secret, key, device] = [chance.bytes(32), chance.bytes(32), chance.bytes(32)];
  const id = networkId(network);
  const account = address(secret);
  const recovery = chance.bytes(20);
  const deviceFields = { device: address(device), platform: platformId('simulated') };
  const attestation = {
    key: address(key),
    measurement,
    program: programId(PROGRAM),
    abi: 1,
    counterClass: counterClassNumber('software'),
  };
  const evidence = encodeEvidence({
    root: address(root),
    device: deviceFields,
    deviceSignature: certifyDevice(root, id, deviceFields),
    attestation,
    attestationSignature: certifyAttestation(device, id, attestation),
  });
  const digest = accountCertificateDigest(network, account, recovery);
  const signature = sign(valid ? key : secret, digest);
  const certificate = { account, recovery, signature, consent: sign(secret, digest), evidence };
  return { secret, account, recovery, certificate, valid };
}

/** The registry's word on a certificate. */
const certified = ({ account, recovery, valid }: Person): CertifiedAccount => ({ account, recovery, valid });

/** A source of operations, most of them valid, that remembers what could be used again. */
export function operations(chance: Random, network: OfflineNetwork, people: readonly Person[]) {
  const domain = vaultDomain(network);
  const terms = { domain, ...parameters };
  const serials = new Map<Person, number>();
  const made: { item: SettleItem; payer: Person }[] = [];
  const withdrawals: { withdrawal: Withdrawal; signature: Bytes }[] = [];
  const ether = (): bigint => (chance.chance(0.03) ? 0n : BigInt(chance.between(1, 1_000)) * 10n ** 15n);
  const serialOf = (who: Person): number => {
    const next = (serials.get(who) ?? 0) + (chance.chance(0.9) ? 1 : 0);
    serials.set(who, next);
    return chance.chance(0.05) ? 300 + next : next;
  };
  const times = (now: number) => {
    const provedAt = now - chance.pick([0, 10, HOUR, 5 * HOUR, 30 * HOUR, -100]);
    const tGen = now - chance.pick([0, 60, 2 * HOUR]);
    const expiry = tGen + chance.pick([600, 0, -1, 1]);
    return {
      tGen,
      expiry,
      settleBy: expiry + chance.pick([0, HOUR, 9 * HOUR, 12 * HOUR, 20 * HOUR, -1]),
      provedAt,
    };
  };

  const supportOf = (vault: VaultState, payer: Person, batch: readonly SettleItem[]): SupportProof => {
    const receipts = accountIn(vault, payer.account)?.receipts ?? [];
    const inBatch = batch.findIndex(({ payment }) => toHex(payment.payee) === toHex(payer.account));
    if (inBatch >= 0 && chance.chance(0.6)) {
      return {
        payment: batch[inBatch]!.id,
        by: { type: 'item', item: inBatch + (chance.chance(0.1) ? 1 : 0) },
      };
    }
    if (receipts.length > 0 && chance.chance(0.9)) {
      const payment = chance.pick(receipts);
      const { index, path } = historyOf(vault).prove(payer.account, payment)[0]!;
      const bad = chance.chance(0.15);
      const wrong = chance.pick([path.slice(1), [...path, chance.bytes(32)], path]);
      return {
        payment,
        by: { type: 'receipt', index: bad ? index + chance.int(2) : index, path: bad ? wrong : path },
      };
    }
    return { payment: chance.bytes(32), by: { type: 'item', item: chance.int(4) } };
  };

  const item = (vault: VaultState, now: number, batch: readonly SettleItem[]): SettleItem => {
    if (made.length > 0 && chance.chance(0.15)) return chance.pick(made).item;
    // Somebody who was paid just before pays on with it.
    const paid = batch.length > 0 && chance.chance(0.4) ? chance.pick(batch).payment.payee : undefined;
    const payer =
      people.find(({ account }) => paid !== undefined && equal(account, paid)) ?? chance.pick(people);
    const payee = chance.chance(0.05) ? payer : chance.pick(people);
    const many = chance.chance(0.03) ? 17 : chance.pick([0, 0, 1, 2]);
    const supports = Array.from({ length: many }, () => supportOf(vault, payer, batch));
    const payment: Payment = {
      payer: payer.account,
      payee: payee.account,
      amount: ether() as Wei,
      serial: serialOf(payer),
      ...(chance.chance(0.75)
        ? {
            tGen: now,
            expiry: now + 600,
            settleBy: now + chance.pick([6, 9, 10, 11]) * HOUR,
            provedAt: now - 10,
          }
        : times(now)),
      supports: supports.map((support) => support.payment),
      state: chance.bytes(32),
    };
    const id = paymentDigest(domain, payment);
    const signer = chance.chance(0.04) ? chance.pick(people) : payer;
    const signature = chance.chance(0.03) ? chance.bytes(64) : sign(signer.secret, id);
    const acknowledger = chance.chance(0.04) ? chance.pick(people) : payee;
    const acknowledgement = sign(acknowledger.secret, acknowledgementDigest(domain, id));
    const next = { id, payment, signature, acknowledgement, supports };
    made.push({ item: next, payer });
    return next;
  };

  const call = (functionName: 'announceExit' | 'cancelExit' | 'executeExit', account: Bytes): Hex =>
    encodeFunctionData({ abi: offlineVaultAbi, functionName, args: [toHex(account)] });

  /** Another payment of the same serial, and mostly by the same payer. */
  const conflicting = ({ item: { payment }, payer }: (typeof made)[number]): SettleItem => {
    const changed = { ...payment, amount: (payment.amount + 1n) as Wei, payee: chance.pick(people).account };
    const id = paymentDigest(domain, changed);
    const payee = people.find(({ account }) => toHex(account) === toHex(changed.payee))!;
    const signer = chance.chance(0.9) ? payer : chance.pick(people);
    const signature = sign(signer.secret, id);
    const acknowledgement = sign(payee.secret, acknowledgementDigest(domain, id));
    const next = { id, payment: changed, signature, acknowledgement, supports: made[0]!.item.supports };
    const kept = { ...next, supports: next.payment.supports.length === 0 ? [] : next.supports };
    made.push({ item: kept, payer });
    return kept;
  };
  const receiptOf = (vault: VaultState, { id, payment }: SettleItem): ReceiptPlace | undefined => {
    const proof = historyOf(vault).prove(payment.payee, id)[0];
    if (proof === undefined || chance.chance(0.1)) return undefined;
    return { index: chance.chance(0.9) ? proof.index : proof.index + 1, path: proof.path };
  };

  /** Freezes, claims and ends of accounts, about payments that were made before. */
  const dispute = (vault: VaultState, anybody: Bytes, kind: number): Operation => {
    const at = { from: anybody, value: 0n };
    const one = chance.pick(made.slice(-24));
    const { payment } = one.item;
    if (kind <= 1) {
      const other = chance.chance(0.1) ? chance.pick(made).item : conflicting(one);
      const [first, second] = chance.chance(0.8) ? [one.item, other] : [other, one.item];
      const receipt = receiptOf(vault, first);
      return {
        ...at,
        name: 'freezePayer',
        ...encodeCall({
          type: 'freezePayer',
          first,
          second,
          ...(receipt === undefined ? {} : { receipt }),
        }),
        model: (before, now) => ({ vault: freezePayer(before, terms, first, second, receipt, now) }),
      };
    }
    if (kind === 2) {
      const culprit = people.find(({ account }) => toHex(account) === toHex(payment.payee))!;
      const signer = chance.chance(0.9) ? culprit : chance.pick(people);
      const acknowledgement = sign(culprit.secret, acknowledgementDigest(domain, one.item.id));
      const rejection = sign(signer.secret, rejectionDigest(domain, one.item.id));
      const receipt = receiptOf(vault, one.item);
      return {
        ...at,
        name: 'freezePayee',
        ...encodeCall({
          type: 'freezePayee',
          payment,
          acknowledgement,
          rejection,
          ...(receipt === undefined ? {} : { receipt }),
        }),
        model: (before, now) => freezePayee(before, terms, payment, acknowledgement, rejection, receipt, now),
      };
    }
    const frozen = made.filter(({ payer }) => accountIn(vault, payer.account)?.status === STATUS_FROZEN);
    const { item: accepted } = frozen.length > 0 ? chance.pick(frozen) : one;
    const supports = accepted.payment.supports.map((hash): SupportProof => {
      const proof = historyOf(vault).prove(accepted.payment.payer, hash)[0];
      const by = { type: 'receipt' as const, index: proof?.index ?? 0, path: proof?.path ?? [] };
      return { payment: hash, by };
    });
    return {
      ...at,
      name: 'claim',
      ...encodeCall({ type: 'claim', accepted, supports }),
      model: (before, now) => claim(before, terms, accepted, supports, now),
    };
  };

  return (vault: VaultState, now: number, anybody: Bytes): Operation => {
    const who = chance.pick(people);
    const { account } = who;
    const at = { from: anybody, value: 0n };
    const kind = chance.int(19);
    if (kind >= 14 && made.length > 20) return dispute(vault, anybody, kind - 14);
    if (kind === 0) {
      const value = chance.pick([0n, ether()]);
      const encoded = encodeCall({ type: 'open', certificate: who.certificate, value: value as Wei });
      const model = (before: VaultState) => ({ vault: open(before, certified(who), value) });
      return { name: 'open', from: anybody, ...encoded, model };
    }
    if (kind <= 3) {
      const value = chance.chance(0.03) ? 1n << 88n : ether();
      const encoded = encodeCall({ type: 'deposit', account, value: value as Wei });
      return {
        name: 'deposit',
        from: anybody,
        ...encoded,
        model: (before) => ({ vault: deposit(before, account, value) }),
      };
    }
    if (kind === 4 || kind === 5) {
      const again = withdrawals.length > 0 && chance.chance(0.2) ? chance.pick(withdrawals) : undefined;
      const { tGen, settleBy, provedAt } = chance.chance(0.7)
        ? { tGen: now, settleBy: now + HOUR, provedAt: now }
        : times(now);
      const withdrawal: Withdrawal = again?.withdrawal ?? {
        account,
        to: chance.chance(0.05) ? new Uint8Array(20) : chance.bytes(20),
        amount: (ether() / 4n) as Wei,
        serial: serialOf(who),
        tGen,
        settleBy,
        provedAt,
        state: chance.bytes(32),
      };
      const signature = again?.signature ?? sign(who.secret, withdrawalDigest(domain, withdrawal));
      withdrawals.push({ withdrawal, signature });
      return {
        ...at,
        name: 'withdraw',
        ...encodeCall({ type: 'withdraw', withdrawal, signature }),
        model: (before, time) => ({ vault: withdraw(before, terms, withdrawal, signature, time) }),
      };
    }
    if (kind === 13 && chance.chance(0.35)) {
      const { tGen, settleBy, provedAt } = chance.chance(0.7)
        ? { tGen: now, settleBy: now + HOUR, provedAt: now }
        : times(now);
      const cancellation: Cancellation = {
        account,
        to: chance.chance(0.1) ? new Uint8Array(20) : chance.bytes(20),
        serial: serialOf(who),
        tGen,
        settleBy,
        provedAt,
        state: chance.bytes(32),
      };
      const signature = sign(who.secret, cancellationDigest(domain, cancellation));
      return {
        ...at,
        name: 'cancel',
        ...encodeCall({ type: 'cancel', cancellation, signature }),
        model: (before, time) => ({ vault: cancel(before, terms, cancellation, signature, time).vault }),
      };
    }
    if (kind === 6) {
      const caller = chance.chance(0.7) ? who.recovery : anybody;
      const back = chance.chance(0.3);
      return {
        name: back ? 'cancelExit' : 'announceExit',
        from: caller,
        value: 0n,
        data: call(back ? 'cancelExit' : 'announceExit', account),
        model: (before, time) => ({
          vault: back
            ? cancelExit(before, account, caller)
            : announceExit(before, terms, account, caller, time),
        }),
      };
    }
    if (kind === 7) {
      const due = people.find((one) => {
        const { exitAt } = accountIn(vault, one.account) ?? { exitAt: 0 };
        return exitAt !== 0 && exitAt <= now;
      });
      const leaving = chance.chance(0.8) ? (due?.account ?? account) : account;
      return {
        ...at,
        name: 'executeExit',
        data: call('executeExit', leaving),
        model: (before, time) => ({ vault: executeExit(before, leaving, time).vault }),
      };
    }
    const batch: SettleItem[] = [];
    for (let i = chance.between(1, 5); i > 0; i--) batch.push(item(vault, now, batch));
    const opens = people.filter(() => chance.chance(0.3));
    return {
      ...at,
      name: 'settle',
      ...encodeCall({ type: 'settle', opens: opens.map(({ certificate }) => certificate), items: batch }),
      model: (before, time) => settle(before, terms, opens.map(certified), batch, time),
    };
  };
}
