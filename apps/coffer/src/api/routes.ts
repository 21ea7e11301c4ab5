import { z } from 'zod';
import {
  accountView,
  activityEntry,
  address,
  amountWei,
  armoured,
  attestationView,
  connectionView,
  deliveryView,
  exitView,
  hex,
  limitView,
  paymentId,
  paymentView,
  receiptView,
  reconciledView,
  requestPreview,
  statusView,
  typedAddress,
} from './schemas.ts';

/** A call of an API. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: `/v1/${string}`;
  /** A money call: it needs the header `Idempotency-Key`, and the same key gives the same result. */
  readonly money: boolean;
  /** What it does, for documentation. */
  readonly about: string;
  readonly body: z.ZodObject;
  readonly reply: z.ZodObject;
}
/** An API: the only place that knows its paths and schemas; server, client and tests derive from it. */
export type RouteTable = Readonly<Record<string, Route>>;

const nothing = z.strictObject({});
const request = z.string().min(1).max(400_000);

/** The API of a wallet's daemon. */
export const walletRoutes = {
  status: {
    method: 'GET',
    path: '/v1/status',
    money: false,
    about: 'Who this daemon is. Works without chain.',
    body: nothing,
    reply: statusView,
  },
  progress: {
    method: 'GET',
    path: '/v1/progress',
    money: false,
    about: 'What a running operation waits for, newest last.',
    body: nothing,
    reply: z.object({ lines: z.array(z.object({ number: z.number().int(), text: z.string() })) }),
  },
  stop: {
    method: 'POST',
    path: '/v1/stop',
    money: false,
    about: 'Ends enclave and daemon. Nothing is lost: both go on from their journal.',
    body: nothing,
    reply: z.object({ stopping: z.boolean() }),
  },
  attestation: {
    method: 'GET',
    path: '/v1/attestation',
    money: false,
    about: 'Evidence of the enclave and the layers of protection that are on.',
    body: nothing,
    reply: attestationView,
  },
  createAccount: {
    method: 'POST',
    path: '/v1/offline/account',
    money: true,
    about: 'Makes the account key inside the enclave. The recovery address is fixed for ever.',
    body: z.strictObject({ recovery: typedAddress.optional() }),
    reply: accountView,
  },
  account: {
    method: 'GET',
    path: '/v1/offline/account',
    money: false,
    about: 'Balances and standing. Works without chain.',
    body: nothing,
    reply: accountView,
  },
  deposit: {
    method: 'POST',
    path: '/v1/offline/deposit',
    money: true,
    about: 'Moves ether from the gas key into the vault and books it in the enclave.',
    body: z.strictObject({ amountWei }),
    reply: z.object({ tx: z.string(), bookedWei: amountWei }),
  },
  withdraw: {
    method: 'POST',
    path: '/v1/offline/withdraw',
    money: true,
    about: 'Pays proved chain balance out to an Ethereum address; the gas key’s own when none is named.',
    body: z.strictObject({ amountWei, to: typedAddress.optional() }),
    reply: z.object({ tx: z.string(), id: z.string(), to: address, amountWei }),
  },
  request: {
    method: 'POST',
    path: '/v1/offline/request',
    money: false,
    about: 'Makes a payment request (ERC-681).',
    body: z.strictObject({ amountWei: amountWei.optional(), memo: z.string().max(280).optional() }),
    reply: z.object({ uri: z.string(), endpoint: z.string().nullable() }),
  },
  preview: {
    method: 'POST',
    path: '/v1/offline/preview',
    money: false,
    about: 'Reads a request without paying it.',
    body: z.strictObject({ request }),
    reply: requestPreview,
  },
  pay: {
    method: 'POST',
    path: '/v1/offline/pay',
    money: true,
    about: 'Makes a payment and, when asked to, delivers it directly. Works without chain.',
    body: z.strictObject({
      request,
      amountWei: amountWei.optional(),
      deliver: z.enum(['direct', 'file']),
    }),
    reply: z.object({
      id: paymentId,
      amountWei,
      to: address,
      /** The payment in text armour, for the payee. */
      file: z.string(),
      delivery: deliveryView,
    }),
  },
  resend: {
    method: 'POST',
    path: '/v1/offline/resend',
    money: false,
    about: 'The same bytes of a payment again; delivered directly once more when it has an endpoint.',
    body: z.strictObject({ id: paymentId, deliver: z.enum(['direct', 'file']) }),
    reply: z.object({ id: paymentId, file: z.string(), delivery: deliveryView }),
  },
  receive: {
    method: 'POST',
    path: '/v1/offline/receive',
    money: false,
    about: 'Takes a payment: text armour, or the id of a held one. The first answer is final.',
    body: z.strictObject({ payment: armoured }),
    reply: receiptView,
  },
  reject: {
    method: 'POST',
    path: '/v1/offline/reject',
    money: false,
    about: 'Refuses a payment: the money is its payer’s again. The first answer is final.',
    body: z.strictObject({ payment: armoured }),
    reply: receiptView,
  },
  answer: {
    method: 'POST',
    path: '/v1/offline/answer',
    money: false,
    about: 'Takes the payee’s answer to a payment of this wallet.',
    body: z.strictObject({ answer: armoured }),
    reply: z.object({ id: paymentId, status: z.enum(['acknowledged', 'rejected']) }),
  },
  reconcile: {
    method: 'POST',
    path: '/v1/offline/reconcile',
    money: false,
    about: 'Settles everything unsettled on chain and books what became final.',
    body: nothing,
    reply: reconciledView,
  },
  recharge: {
    method: 'POST',
    path: '/v1/offline/recharge',
    money: true,
    about: 'Settles what is unsettled and deposits in one go: the money is fresh for a long time offline.',
    body: z.strictObject({ amountWei }),
    reply: z.object({ tx: z.string(), bookedWei: amountWei, reconciled: reconciledView }),
  },
  cancel: {
    method: 'POST',
    path: '/v1/offline/cancel',
    money: true,
    about: 'Pays the whole account out, closes it for good and deletes its key. Needs everything settled.',
    body: z.strictObject({ to: typedAddress }),
    reply: z.object({ id: z.string(), tx: z.string(), to: address, amountWei, account: address }),
  },
  exit: {
    method: 'POST',
    path: '/v1/offline/exit',
    money: false,
    about: 'Where the lost-device path of an account stands; this wallet’s own when none is named.',
    body: z.strictObject({ account: typedAddress.optional() }),
    reply: exitView,
  },
  exitStep: {
    method: 'POST',
    path: '/v1/offline/exit/step',
    money: false,
    about: 'A step of the lost-device path, each at most once: announcing twice changes nothing.',
    body: z.strictObject({
      step: z.enum(['announce', 'cancel', 'execute']),
      account: typedAddress.optional(),
      /** File with the key of the recovery address; the wallet’s gas key without it. */
      keyFile: z.string().startsWith('/').max(4_096).optional(),
    }),
    reply: z.object({
      ...exitView.shape,
      /** `null` when there was nothing to do. */
      tx: z.string().nullable(),
      paidTo: address.nullable(),
      paidWei: amountWei.nullable(),
    }),
  },
  exitCall: {
    method: 'POST',
    path: '/v1/offline/exit/call',
    money: false,
    about: 'The same step as a transaction for any other Ethereum wallet. Works without chain.',
    body: z.strictObject({
      step: z.enum(['announce', 'cancel', 'execute']),
      account: typedAddress.optional(),
    }),
    reply: z.object({ to: address, data: hex, valueWei: amountWei, chainId: z.string() }),
  },
  connection: {
    method: 'GET',
    path: '/v1/offline/connection',
    money: false,
    about: 'Whether chain and header signers answer now. To be offline is no error.',
    body: nothing,
    reply: connectionView,
  },
  limits: {
    method: 'GET',
    path: '/v1/offline/limits',
    money: false,
    about: 'Limits and windows of the network, and how far they are used. Works without chain.',
    body: nothing,
    reply: z.object({ limits: z.array(limitView) }),
  },
  payment: {
    method: 'POST',
    path: '/v1/offline/payment',
    money: false,
    about: 'What happened to one payment, where its money is, and what to do. Works without chain.',
    body: z.strictObject({ id: paymentId }),
    reply: paymentView,
  },
  resolve: {
    method: 'POST',
    path: '/v1/offline/payment/resolve',
    money: false,
    about: 'Does what brings a payment to its end. Signs nothing anew.',
    body: z.strictObject({ id: paymentId }),
    reply: z.object({
      id: paymentId,
      did: z.string(),
      settled: z.boolean(),
      payment: paymentView,
      reconciled: reconciledView.nullable(),
    }),
  },
  revoke: {
    method: 'POST',
    path: '/v1/offline/revoke',
    money: false,
    about: 'Never takes money again from enclaves with these device or attestation keys or measurements.',
    body: z.strictObject({
      keys: z.array(typedAddress).max(256),
      measurements: z.array(paymentId).max(64),
    }),
    reply: z.object({ keys: z.array(address), measurements: z.array(hex) }),
  },
  activity: {
    method: 'GET',
    path: '/v1/offline/activity',
    money: false,
    about: 'What happened, newest first, with payments that wait for an answer.',
    body: nothing,
    reply: z.object({ entries: z.array(activityEntry) }),
  },
} as const satisfies RouteTable;
/** The API of a wallet's daemon. */
export type WalletRoutes = typeof walletRoutes;

/** The API of a running development network. */
export const devRoutes = {
  status: {
    method: 'GET',
    path: '/v1/status',
    money: false,
    about: 'Whether the chain runs.',
    body: nothing,
    reply: z.object({
      network: z.string(),
      processId: z.number().int(),
      chain: z.enum(['running', 'stopped']),
      rpcUrl: z.string(),
    }),
  },
  stopChain: {
    method: 'POST',
    path: '/v1/chain/stop',
    money: false,
    about: 'Stops the chain; its state is kept.',
    body: nothing,
    reply: z.object({ chain: z.enum(['running', 'stopped']) }),
  },
  startChain: {
    method: 'POST',
    path: '/v1/chain/start',
    money: false,
    about: 'Starts the chain again from its state.',
    body: nothing,
    reply: z.object({ chain: z.enum(['running', 'stopped']) }),
  },
  faucet: {
    method: 'POST',
    path: '/v1/faucet',
    money: false,
    about: 'Play money for a gas key of this network.',
    body: z.strictObject({ address }),
    reply: z.object({ tx: z.string(), amountWei }),
  },
} as const satisfies RouteTable;
/** The API of a running development network. */
export type DevRoutes = typeof devRoutes;

/** What a call takes, after validation. */
export type Body<R extends Route> = z.output<R['body']>;
/** What a call gives. */
export type Reply<R extends Route> = z.output<R['reply']>;
