import { randomUUID } from 'node:crypto';
import { type Wei, wei } from '@coffer/core/amount';
import { type Bytes, equal, type Hex, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import type { AccountStatus } from '../enclave/storage.ts';
import type { OfflineNetwork } from '../messages/network.ts';
import type { VaultEvent } from './chain.ts';
import { joined, type WalletContext } from './context.ts';
import { ask } from './enclave.ts';
import { WalletError } from './error.ts';
import { certificateOf } from './funding.ts';
import { fetchHistory } from './history.ts';
import { clean } from './leaving.ts';
import { finishOperation, startOperation } from './operation.ts';
import { awaitFinal, awaitRecorded, currentOutcome, type Progress, submitFinally } from './sending.ts';
import type { TransactionSigner } from './signer.ts';
import { encodeCall } from './vault-abi.ts';
import { dayOf } from './words.ts';

/**
 * The way out for an account whose device is lost, restored without a counter, frozen or revoked (SAFETY O7, O8): by its
 * recovery address, after the network's exit delay, in which everything that the device signed can still settle.
 */

/** A step of the exit, by the name of the vault's function. */
export type ExitStep = 'announceExit' | 'cancelExit' | 'executeExit';

/** A transaction for any Ethereum wallet: `announceExit` and `cancelExit` must come from the recovery address. */
export interface ExitCall {
  readonly to: Hex;
  readonly data: Hex;
  readonly value: bigint;
}

/** What to send to the vault, for a recovery key that only another wallet holds. */
export function exitCall(network: OfflineNetwork, account: Bytes, step: ExitStep): ExitCall {
  return { to: toHex(network.vault), ...encodeCall({ type: step, account }) };
}

/** Where an account stands on its way out, as of the newest block. */
export interface ExitView {
  readonly account: Hex;
  /** The only address that can announce the exit, and where the money goes. */
  readonly recovery: Hex;
  readonly status: AccountStatus;
  /** Wei. */
  readonly balance: Wei;
  /** When an announced exit can be executed, seconds since 1970. */
  readonly exitAt?: number;
  /** It can be executed now. */
  readonly due: boolean;
  readonly next: string;
}

/** Whose exit, and who signs. */
export interface ExitOptions {
  /** Default: this wallet's own. Any other one when its device is lost. */
  readonly account?: Bytes;
  /** Default: the wallet's gas key. */
  readonly signer?: TransactionSigner;
  readonly onProgress?: Progress;
}

/** Looks an account up. @throws OfflineError `NOT_INITIALISED` when there is no own account and none is named */
export async function exitView(context: WalletContext, account: Bytes | undefined): Promise<ExitView> {
  const named = account ?? (await certificateOf(context)).account;
  const { status, recovery, exitAt, balance } = await context.chain.account(named);
  const { time } = await context.chain.head();
  const due = status !== 'closed' && exitAt !== 0 && exitAt <= time;
  return {
    account: toHex(named),
    recovery: toHex(recovery),
    status,
    balance: wei(balance),
    ...(exitAt === 0 ? {} : { exitAt }),
    due,
    next: nextOf(status, exitAt, due),
  };
}

function nextOf(status: AccountStatus, exitAt: number, due: boolean): string {
  if (status === 'absent') return 'The vault does not know this account: it holds nothing there.';
  if (status === 'closed') return 'The account is closed and paid out.';
  if (due) return 'Execute the exit: everything goes to the recovery address.';
  if (exitAt !== 0) {
    return `Announced. Execute it after ${dayOf(exitAt)}; until then payments that the device made before still settle. If the device is found, the recovery address can take it back.`;
  }
  return status === 'frozen'
    ? 'Frozen: it was proved to be broken. What is left after the claims of those harmed leaves by the recovery address: announce the exit.'
    : 'In use. If its device is lost, announce the exit from the recovery address.';
}

/**
 * Starts the exit. From now on the account withdraws nothing, and an enclave that sees it pays nothing more.
 * @throws WalletError `NOT_RECOVERY_KEY`, `ACCOUNT_UNKNOWN`, `ACCOUNT_CLOSED`
 */
export async function announceExit(
  context: WalletContext,
  options: ExitOptions = {},
): Promise<ExitView & { readonly tx?: Hex }> {
  return act(context, 'announceExit', options, {
    done: ({ exitAt }) => exitAt !== undefined,
    refuse: mustBeRecovery,
  });
}

/** Takes an announced exit back. @throws WalletError `NOT_RECOVERY_KEY`, `ACCOUNT_UNKNOWN`, `ACCOUNT_CLOSED` */
export async function cancelExit(
  context: WalletContext,
  options: ExitOptions = {},
): Promise<ExitView & { readonly tx?: Hex }> {
  return act(context, 'cancelExit', options, {
    done: ({ exitAt }) => exitAt === undefined,
    refuse: mustBeRecovery,
  });
}

/** An exit that is done and final. */
export interface Exited extends ExitView {
  readonly tx?: Hex;
  readonly to: Hex;
  /** What the vault paid out, wei. */
  readonly amount: Wei;
  /** This wallet's enclave held the account, and has deleted its key. */
  readonly cleaned: boolean;
}

/**
 * Pays everything to the recovery address and closes the account. Anybody may. When it is this wallet's own account, its
 * key is deleted afterwards.
 * @throws WalletError `EXIT_NOT_ANNOUNCED`, `EXIT_NOT_DUE`, `ACCOUNT_UNKNOWN`; `ACCOUNT_CLOSED` when its own enclave closed
 * it and somebody else was paid; `HISTORY_INCOMPLETE`
 */
export async function executeExit(context: WalletContext, options: ExitOptions = {}): Promise<Exited> {
  const account = options.account ?? (await certificateOf(context)).account;
  const view = await act(
    context,
    'executeExit',
    { ...options, account },
    { done: ({ status }) => status === 'closed', refuse: mustBeDue },
  );
  const { amount, tx } = await payout(context, account, options.onProgress);
  const { certificate } = await ask(context.enclave, { type: 'status' }, 'status');
  const own = certificate !== undefined && equal(certificate.account, account);
  if (own) await clean(context);
  return {
    ...view,
    tx,
    to: view.recovery,
    amount,
    cleaned: own,
  };
}

/** What the exit of a closed account paid, once that is final. */
async function payout(
  context: WalletContext,
  account: Bytes,
  onProgress: Progress | undefined,
): Promise<{ readonly amount: Wei; readonly tx: Hex }> {
  const { chain, book } = context;
  const final = await chain.finalHeader();
  const head = await chain.head();
  let ended = (await fetchHistory(chain, book, final.number, Math.max(head.number, final.number))).ended(
    account,
  );
  if (ended !== undefined && ended.block > final.number) {
    const { number } = await awaitFinal(context, ended.block, onProgress);
    ended = (await fetchHistory(chain, book, number, number)).ended(account);
  }
  const events = ended === undefined ? [] : await context.chain.events(ended.block, ended.block);
  const closing = events.find(
    (event) => (event.type === 'exitExecuted' || event.type === 'cancelled') && equal(event.account, account),
  );
  if (closing?.type === 'exitExecuted') return closing;
  if (closing?.type === 'cancelled') throw closedByItself(toHex(account), closing);
  throw new WalletError(
    'HISTORY_INCOMPLETE',
    'The vault has closed this account; the node does not show how.',
    {
      money: 'It was paid out when it was closed; whereto and how much this node does not tell.',
      next: 'Use a node that keeps all logs of the vault, then repeat the same command.',
      details: { account: toHex(account) },
    },
  );
}

interface Step {
  /** Nothing is left to do. */
  readonly done: (view: ExitView) => boolean;
  /** @throws what keeps it from being done */
  readonly refuse: (view: ExitView, sender: Hex) => void;
}

/** Sends one step and waits until it is final. Somebody else may have done it, at any time. */
function act(
  context: WalletContext,
  type: ExitStep,
  options: ExitOptions,
  step: Step,
): Promise<ExitView & { readonly tx?: Hex }> {
  return joined(
    context,
    `${type} ${options.account === undefined ? 'own' : toHex(options.account)}`,
    async () => {
      const account = options.account ?? (await certificateOf(context)).account;
      const asked = `${type} ${toHex(account)}`;
      await endOtherSteps(context, account, asked);
      const view = await exitView(context, account);
      if (view.status === 'absent') throw unknownAccount(view);
      const open = context.book.unfinished().find((known) => known.kind === 'exit' && known.asked === asked);
      if (step.done(view)) {
        if (open !== undefined) finishOperation(context, open, { tx: null });
        return view;
      }
      if (view.status === 'closed') throw closedAccount(view);
      step.refuse(view, options.signer?.address ?? (await context.chain.sender()));
      // It was done and undone since: what is asked now is another one.
      const past = open === undefined ? undefined : await currentOutcome(context, open);
      const spent = past?.outcome.type === 'mined' && past.outcome.ok ? past.transaction.hash : undefined;
      if (open !== undefined && spent !== undefined) {
        finishOperation(context, open, { tx: spent });
        const now = await exitView(context, account);
        if (step.done(now)) return { ...now, tx: spent };
      }
      const { key } =
        (spent === undefined ? open : undefined) ??
        startOperation(context, `exit:${randomUUID()}`, 'exit', asked);
      const finish = (tx: Hex | null): unknown =>
        finishOperation(context, context.book.operation(key)!, { tx });
      try {
        const { transaction } = await submitFinally(
          context,
          key,
          async () => ({ type, account }),
          () => undefined,
          options.onProgress,
          options.signer,
        );
        finish(transaction.hash);
        return { ...(await exitView(context, account)), tx: transaction.hash };
      } catch (error) {
        if (!isCofferError(error, 'VAULT_REFUSES') && !isCofferError(error, 'TRANSACTION_FAILED'))
          throw error;
        finish(null);
        const now = await exitView(context, account);
        if (!step.done(now)) throw error;
        return now;
      }
    },
  );
}

/** A step that was interrupted before it was sent would be sent later, and undo the one that is asked for now. */
async function endOtherSteps(context: WalletContext, account: Bytes, asked: string): Promise<void> {
  for (const operation of context.book.unfinished()) {
    const other = operation.kind === 'exit' && operation.asked !== asked;
    if (!other || !operation.asked.endsWith(` ${toHex(account)}`)) continue;
    const recorded = await awaitRecorded(context, operation);
    finishOperation(context, context.book.operation(operation.key) ?? operation, {
      tx: recorded?.transaction.hash ?? null,
    });
  }
}

function mustBeRecovery({ recovery }: ExitView, sender: Hex): void {
  if (sender.toLowerCase() === recovery) return;
  throw new WalletError('NOT_RECOVERY_KEY', 'Only the recovery address of the account can do this.', {
    next: 'Sign with its key, or send the call from the wallet that holds it.',
    details: { recovery, signer: sender.toLowerCase() },
  });
}

function mustBeDue({ exitAt, due }: ExitView): void {
  if (exitAt === undefined) {
    throw new WalletError('EXIT_NOT_ANNOUNCED', 'No exit of this account is announced.', {
      next: 'Announce it from the recovery address first.',
    });
  }
  if (due) return;
  throw new WalletError('EXIT_NOT_DUE', `The exit can be executed after ${dayOf(exitAt)}.`, {
    money: 'Everything is in the vault. Payments that the device made before still settle out of it.',
    next: `Execute it after ${dayOf(exitAt)}.`,
    details: { exitAt },
  });
}

function unknownAccount({ account }: ExitView): WalletError {
  return new WalletError('ACCOUNT_UNKNOWN', 'The vault does not know this account.', {
    money: 'It holds nothing there.',
    next: 'Compare the address with the account’s certificate.',
    details: { account },
  });
}

function closedAccount({ account }: ExitView): WalletError {
  return new WalletError('ACCOUNT_CLOSED', 'The vault has closed this account for good.', {
    money: 'Everything was paid out when it was closed.',
    details: { account },
  });
}

/** No exit was executed: the enclave signed the whole account over to somebody. */
function closedByItself(
  account: Hex,
  { to, amount, tx }: Extract<VaultEvent, { readonly type: 'cancelled' }>,
): WalletError {
  return new WalletError(
    'ACCOUNT_CLOSED',
    'The wallet of this account has cancelled it: there is no exit left.',
    {
      money: `Everything in it was paid to ${toHex(to)}, nothing to the recovery address.`,
      next: 'Nothing is left to do. A wallet that still has the account reconciles, and can make a new one.',
      details: { account, to: toHex(to), amount, tx },
    },
  );
}
