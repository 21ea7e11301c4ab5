import { type Wei, wei } from '@coffer/core/amount';
import { type Bytes, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { dearmour, looksArmoured } from '@coffer/offline/host/armour';
import type { Progress } from '@coffer/offline/host/sending';
import { parseRequest } from '@coffer/offline/host/uri';
import type { OfflineWallet } from '@coffer/offline/host/wallet';
import type { OfflineNetwork } from '@coffer/offline/messages/network';
import type { WalletRoutes } from '../api/routes.ts';
import type { Handlers } from '../api/server.ts';
import type { Deliveries, DeliveryView } from './deliveries.ts';
import type { ProgressLog } from './progress.ts';
import { payable, pointingToRecovery, stopped } from './standing.ts';
import {
  describeAccount,
  describeActivity,
  describePayment,
  describeReconciled,
  type WalletFacts,
} from './views.ts';

/** The offline rail behind the daemon's API. */
export interface OfflineDesk {
  readonly facts: WalletFacts;
  readonly network: OfflineNetwork;
  readonly wallet: OfflineWallet;
  readonly deliveries: Deliveries;
  readonly progress: ProgressLog;
  /** Where this wallet can be paid directly. */
  readonly endpoint: () => string | undefined;
  /** Where the chain is, when anybody knows. */
  readonly rpcUrl: () => string | undefined;
  /** Sees to it that the gas key can pay `amount` and gas, where the network has a faucet. */
  readonly fuel: (amount: bigint) => Promise<void>;
}

type OfflineRoutes = Pick<
  WalletRoutes,
  | 'createAccount'
  | 'account'
  | 'deposit'
  | 'withdraw'
  | 'request'
  | 'preview'
  | 'pay'
  | 'resend'
  | 'receive'
  | 'reject'
  | 'answer'
  | 'reconcile'
  | 'activity'
  | 'recharge'
  | 'connection'
  | 'limits'
  | 'payment'
  | 'resolve'
  | 'revoke'
>;

const BY_FILE: DeliveryView = {
  how: 'file',
  status: 'not-tried',
  detail: 'It is in flight until its payee’s answer comes back.',
};
const NO_ENDPOINT: DeliveryView = {
  how: 'file',
  status: 'not-tried',
  detail:
    'The request names no address for a direct payment. It is in flight until its payee’s answer comes back.',
};

function amountOf(text: string): Wei {
  return wei(BigInt(text));
}

function address(text: string): Uint8Array {
  return fromHex(text.toLowerCase(), 20);
}

/** The handlers of the rail's routes. */
export function offlineHandlers(desk: OfflineDesk): Handlers<OfflineRoutes> {
  const { wallet, network, deliveries, progress } = desk;
  const onProgress: Progress = (step) => progress.add(`Waiting until block ${step.block} is final.`);
  const show = async () => describeAccount(desk.facts, await wallet.show());
  const read = (text: string) =>
    parseRequest(
      network,
      looksArmoured(text) ? new TextDecoder().decode(dearmour(text, 'REQUEST').content) : text,
    );
  const decide = async (payment: string, decision: 'receive' | 'reject') => {
    const { id, status, reason, amount, from, file } = await wallet[decision]({ payment });
    return { id, status, reason, amountWei: amount.toString(), from, answer: file };
  };
  return {
    createAccount: async ({ recovery }, { idempotencyKey }) => {
      progress.add('Fetching a final header of the chain.');
      await wallet.createAccount({ recovery: address(recovery ?? desk.facts.gasAddress), idempotencyKey });
      return show();
    },
    account: show,
    deposit: async ({ amountWei }, { idempotencyKey }) => {
      const amount = amountOf(amountWei);
      await desk.fuel(amount);
      progress.add('Depositing …');
      const { tx, booked } = await wallet.deposit({ amount, idempotencyKey, onProgress });
      return { tx, bookedWei: booked.toString() };
    },
    withdraw: async ({ amountWei, to }, { idempotencyKey }) => {
      await desk.fuel(0n);
      progress.add('Withdrawing …');
      const target = to ?? desk.facts.gasAddress;
      const { tx, id } = await pointingToRecovery(() =>
        wallet.withdraw({ amount: amountOf(amountWei), to: address(target), idempotencyKey }),
      );
      return { tx, id, to: target, amountWei };
    },
    request: async ({ amountWei, memo }) => {
      const endpoint = desk.endpoint();
      const { uri } = await wallet.request({
        ...(amountWei === undefined ? {} : { amount: amountOf(amountWei) }),
        ...(memo === undefined ? {} : { memo }),
        ...(endpoint === undefined ? {} : { endpoint }),
      });
      return { uri, endpoint: endpoint ?? null };
    },
    preview: async ({ request }) => {
      const { account, amount, memo, endpoint } = read(request);
      const { status } = await wallet.show();
      return {
        account: toHex(account),
        amountWei: amount?.toString() ?? null,
        memo: memo ?? null,
        endpoint: endpoint ?? null,
        spendableWei: payable(status).toString(),
      };
    },
    pay: async ({ request, amountWei, deliver }, { idempotencyKey }) => {
      const asked = read(request);
      const { id, file, message } = await pointingToRecovery(() =>
        wallet.pay({
          request,
          ...(amountWei === undefined ? {} : { amount: amountOf(amountWei) }),
          idempotencyKey,
        }),
      );
      const { endpoint } = asked;
      const delivery =
        deliver === 'file'
          ? BY_FILE
          : endpoint === undefined
            ? NO_ENDPOINT
            : await deliveries.send(id, endpoint, message);
      const paid = (await wallet.activity()).find((entry) => entry.id === id);
      return {
        id,
        amountWei: (paid?.amount ?? asked.amount ?? 0n).toString(),
        to: paid?.other ?? toHex(asked.account),
        file,
        delivery,
      };
    },
    resend: async ({ id, deliver }) => {
      const { file, message } = await wallet.resend(id);
      const endpoint = deliveries.endpointOf(id);
      const delivery =
        deliver === 'file'
          ? BY_FILE
          : endpoint === undefined
            ? NO_ENDPOINT
            : await deliveries.send(id, endpoint, message);
      return { id, file, delivery };
    },
    receive: ({ payment }) => decide(payment, 'receive'),
    reject: ({ payment }) => decide(payment, 'reject'),
    answer: async ({ answer }): Promise<{ id: Hex; status: 'acknowledged' | 'rejected' }> =>
      wallet.takeAnswer({ answer }),
    reconcile: async () => {
      await desk.fuel(0n);
      progress.add('Settling on chain …');
      return describeReconciled(await wallet.reconcile({ onProgress }));
    },
    recharge: async ({ amountWei }, { idempotencyKey }) => {
      const amount = amountOf(amountWei);
      await desk.fuel(amount);
      progress.add('Settling and depositing …');
      const { tx, booked, reconciled } = await wallet.recharge({ amount, idempotencyKey, onProgress });
      return { tx, bookedWei: booked.toString(), reconciled: describeReconciled(reconciled) };
    },
    connection: async () => {
      const found = await wallet.connection();
      return {
        connected: found.connected,
        rpcUrl: desk.rpcUrl() ?? null,
        head: found.head ?? null,
        headTime: found.headTime ?? null,
        final: found.final ?? null,
        finalTime: found.finalTime ?? null,
        code: found.code ?? null,
        message: found.message ?? null,
        next: found.next ?? null,
      };
    },
    limits: async () => {
      const { limits } = await wallet.limits();
      const ended = stopped((await wallet.show()).status);
      return {
        limits: limits.map(({ name, unit, limit, used, left, note }) => {
          const none = name === 'payable-now' && ended !== undefined;
          return {
            ...{ name, unit },
            note: none ? `${ended.why} ${ended.next}` : note,
            limit: none ? '0' : limit.toString(),
            used: used?.toString() ?? null,
            left: left?.toString() ?? null,
          };
        }),
      };
    },
    payment: async ({ id }) => describePayment(await wallet.payment(id)),
    resolve: async ({ id }) => {
      const endpoint = deliveries.endpointOf(id);
      let trouble: string | undefined;
      const askAt = async (where: string, message: Bytes): Promise<Bytes | undefined> => {
        const asked = await deliveries.ask(where, message);
        if (asked.type === 'undelivered') trouble = asked.detail;
        return asked.type === 'answer' ? asked.answer : undefined;
      };
      const { did, settled, payment, reconciled } = await wallet.resolve(id, {
        ...(endpoint === undefined ? {} : { deliver: ({ message }) => askAt(endpoint, message) }),
        onProgress,
      });
      return {
        ...{ id, settled },
        did: trouble === undefined ? did : `It was not delivered: ${trouble}`,
        payment: describePayment(payment),
        reconciled: reconciled === undefined ? null : describeReconciled(reconciled),
      };
    },
    revoke: async ({ keys, measurements }) => {
      const given = { keys: keys.map((key) => key.toLowerCase()), measurements };
      await wallet.revoke({
        keys: given.keys.map((key) => fromHex(key, 20)),
        measurements: measurements.map((measurement) => fromHex(measurement, 32)),
      });
      return given;
    },
    activity: async () => ({ entries: describeActivity(await wallet.activity()) }),
  };
}
