import type { Wei } from '@coffer/core/amount';
import { type Bytes, equal, type Hex, toHex, utf8 } from '@coffer/core/bytes';
import type { AccountCertificate } from '../messages/certificate.ts';
import type { Status } from '../messages/command.ts';
import type { Answer } from '../messages/message.ts';
import { type OfflineNetwork, vaultDomain } from '../messages/network.ts';
import { type ActivityEntry, activity } from './activity.ts';
import { armour } from './armour.ts';
import type { ChainPort } from './chain.ts';
import { type Connection, checkConnection } from './checking.ts';
import { type HostClock, systemClock } from './clock.ts';
import { makeLane, type Patience, type WalletContext } from './context.ts';
import { ask, type EnclavePort } from './enclave.ts';
import {
  announceExit,
  cancelExit,
  type Exited,
  type ExitOptions,
  type ExitView,
  executeExit,
  exitView,
} from './exiting.ts';
import {
  certificateOf,
  type Deposited,
  deposit,
  sortInterruptedDeposits,
  type Withdrawn,
  withdraw,
} from './funding.ts';
import { type Cancelled, type CancelOptions, cancel, clean } from './leaving.ts';
import { type LimitsView, limitsOf } from './limits.ts';
import { withNewestHeader } from './newest.ts';
import { type Paid, pay, resend, settleInterrupted } from './paying.ts';
import type { PaymentView } from './payment-view.ts';
import { type Answered, decide, finishInterruptedDecisions, hold, takeAnswer } from './receiving.ts';
import { type Recharged, recharge } from './recharging.ts';
import { type Reconciled, reconcile } from './reconciling.ts';
import type { WalletBook } from './records.ts';
import { payment, type Resolution, type ResolveOptions, resolve } from './resolving.ts';
import type { Progress } from './sending.ts';
import { formatRequest } from './uri.ts';

/** What a wallet is made of. */
export interface OfflineWalletOptions {
  readonly network: OfflineNetwork;
  readonly enclave: EnclavePort;
  readonly chain: ChainPort;
  readonly book: WalletBook;
  readonly clock?: HostClock;
  /** Default: a look every second, for half an hour. */
  readonly patience?: Patience;
}

/** Balances and standing, with what others need to know of the account. */
export interface AccountView {
  readonly status: Status;
  /** Absent before the account is created. */
  readonly certificate?: AccountCertificate;
  /** The account. Absent before it is created. */
  readonly account?: Hex;
}

/**
 * A wallet of the offline rail: everything that a person does with it. It plans, stores and carries; the enclave
 * decides. Every operation with an idempotency key can be repeated after any interruption and happens once.
 */
export interface OfflineWallet {
  /**
   * Makes the account key in the enclave. The recovery address is fixed for ever. Repeating it with the same address
   * gives the same account. Needs the chain once. @throws OfflineError `ALREADY_INITIALISED`
   */
  readonly createAccount: (options: {
    readonly recovery: Bytes;
    readonly idempotencyKey?: string;
  }) => Promise<AccountCertificate>;
  /** Works offline. */
  readonly show: () => Promise<AccountView>;
  /** @see deposit */
  readonly deposit: (options: {
    readonly amount: Wei;
    readonly idempotencyKey: string;
    readonly onProgress?: Progress;
  }) => Promise<Deposited>;
  /** A request to be paid, as URI and as text armour. Works offline. @throws OfflineError `NOT_INITIALISED` */
  readonly request: (options: {
    readonly amount?: Wei;
    readonly memo?: string;
    readonly endpoint?: string;
  }) => Promise<{ readonly uri: string; readonly file: string }>;
  /** @see pay */
  readonly pay: (options: {
    readonly request: string;
    readonly amount?: Wei;
    readonly idempotencyKey: string;
  }) => Promise<Paid>;
  /** The same bytes again (SAFETY O9). @throws WalletError `MESSAGE_UNKNOWN` */
  readonly resend: (id: string) => Promise<Paid>;
  /** Keeps an incoming payment until its receiver decides. @throws WalletError `MESSAGE_MALFORMED` */
  readonly hold: (options: { readonly payment: Bytes | string }) => Promise<{ readonly id: Hex }>;
  /** Takes a payment: message, armour, or the id of one that is held. @see decide */
  readonly receive: (options: { readonly payment: Bytes | string }) => Promise<Answered>;
  /** Refuses a payment: message, armour, or the id of one that is held. @see decide */
  readonly reject: (options: { readonly payment: Bytes | string }) => Promise<Answered>;
  /** @see takeAnswer */
  readonly takeAnswer: (options: {
    readonly answer: Bytes | string;
  }) => Promise<{ readonly id: Hex; readonly status: Answer['status'] }>;
  /** @see reconcile */
  readonly reconcile: (options?: { readonly onProgress?: Progress }) => Promise<Reconciled>;
  /** @see withdraw */
  readonly withdraw: (options: {
    readonly amount: Wei;
    readonly to: Bytes;
    readonly idempotencyKey: string;
  }) => Promise<Withdrawn>;
  /** @see cancel */
  readonly cancel: (options: CancelOptions) => Promise<Cancelled>;
  /** @see recharge */
  readonly recharge: (options: {
    readonly amount: Wei;
    readonly idempotencyKey: string;
    readonly onProgress?: Progress;
  }) => Promise<Recharged>;
  /** Where an account stands on its way out by its recovery address. @see exitView */
  readonly exit: (options?: { readonly account?: Bytes }) => Promise<ExitView>;
  /** @see announceExit */
  readonly announceExit: (options?: ExitOptions) => Promise<ExitView & { readonly tx?: Hex }>;
  /** @see cancelExit */
  readonly cancelExit: (options?: ExitOptions) => Promise<ExitView & { readonly tx?: Hex }>;
  /** @see executeExit */
  readonly executeExit: (options?: ExitOptions) => Promise<Exited>;
  /** Deletes the key of an account that is closed, in this enclave. @see clean */
  readonly clean: () => Promise<{ readonly cleaned: true; readonly account: Hex }>;
  /** What happened to one payment, until when, and what to do. Works offline. @see payment */
  readonly payment: (id: string) => Promise<PaymentView>;
  /** Does what there is to do about one payment. @see resolve */
  readonly resolve: (id: string, options?: ResolveOptions) => Promise<Resolution>;
  /** All limits of the network, and what is left of each. Works offline. @see limitsOf */
  readonly limits: () => Promise<LimitsView>;
  /** Keys of devices and enclaves, and measurements, that this wallet's enclave no longer accepts. Works offline. */
  readonly revoke: (options: {
    readonly keys?: readonly Bytes[];
    readonly measurements?: readonly Bytes[];
  }) => Promise<void>;
  /** Whether node and header signers answer. Never throws that they do not. @see checkConnection */
  readonly connection: () => Promise<Connection>;
  /** Newest first. Works offline. */
  readonly activity: () => Promise<readonly ActivityEntry[]>;
}

/** Opens a wallet and finishes in its books what was interrupted. Works offline. */
export async function openWallet(options: OfflineWalletOptions): Promise<OfflineWallet> {
  const context: WalletContext = {
    network: options.network,
    domain: vaultDomain(options.network),
    enclave: options.enclave,
    chain: options.chain,
    book: options.book,
    clock: options.clock ?? systemClock,
    patience: options.patience ?? { interval: 1_000, limit: 1_800 },
    spending: makeLane(),
    sending: makeLane(),
    reconciling: makeLane(),
    running: new Map(),
  };
  await context.spending(() => settleInterrupted(context));
  await finishInterruptedDecisions(context);
  sortInterruptedDeposits(context);
  return {
    createAccount: ({ recovery }) => context.spending(() => createAccount(context, recovery)),
    show: () => show(context),
    deposit: (given) => deposit(context, given),
    request: async (given) => {
      const certificate = await certificateOf(context);
      const uri = formatRequest(context.network, { ...given, account: certificate.account, certificate });
      return { uri, file: armour('REQUEST', utf8(uri)) };
    },
    pay: async (given) => pay(context, given),
    resend: async (id) => resend(context, id),
    hold: async ({ payment }) => ({ id: hold(context, payment).id }),
    receive: async ({ payment }) => decide(context, payment, 'receive'),
    reject: async ({ payment }) => decide(context, payment, 'reject'),
    takeAnswer: async ({ answer }) => takeAnswer(context, answer),
    reconcile: (given = {}) => reconcile(context, given.onProgress),
    withdraw: (given) => withdraw(context, given),
    cancel: (given) => cancel(context, given, () => reconcile(context, given.onProgress)),
    recharge: (given) => recharge(context, given),
    exit: (given = {}) => exitView(context, given.account),
    announceExit: (given) => announceExit(context, given),
    cancelExit: (given) => cancelExit(context, given),
    executeExit: (given) => executeExit(context, given),
    clean: () => clean(context),
    payment: (id) => payment(context, id),
    resolve: (id, given) => resolve(context, id, given),
    limits: () => limitsOf(context),
    revoke: async ({ keys = [], measurements = [] }) => {
      await ask(context.enclave, { type: 'revoke', keys, measurements }, 'done');
    },
    connection: () => checkConnection(context),
    activity: () => activity(context),
  };
}

async function createAccount(context: WalletContext, recovery: Bytes): Promise<AccountCertificate> {
  const { certificate } = await ask(context.enclave, { type: 'status' }, 'status');
  if (certificate !== undefined && equal(certificate.recovery, recovery)) return certificate;
  const initialised = await withNewestHeader(context, async () => {
    const { encoded } = await context.chain.finalHeader();
    return ask(context.enclave, { type: 'init', recovery, header: encoded }, 'initialised');
  });
  return initialised.certificate;
}

async function show(context: WalletContext): Promise<AccountView> {
  const status = await ask(context.enclave, { type: 'status' }, 'status');
  const { certificate } = status;
  return certificate === undefined
    ? { status }
    : { status, certificate, account: toHex(certificate.account) };
}
