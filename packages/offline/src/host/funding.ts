import { type Wei, wei } from '@coffer/core/amount';
import { type Bytes, fromHex, type Hex, toHex, utf8 } from '@coffer/core/bytes';
import { CofferError, isCofferError } from '@coffer/core/error';
import { keccak256 } from '@coffer/crypto/hash';
import type { VaultAccount } from '../enclave/storage.ts';
import type { AccountCertificate } from '../messages/certificate.ts';
import { OfflineError } from '../messages/error.ts';
import type { Withdrawal } from '../messages/payment.ts';
import type { FinalHeader } from './chain.ts';
import { mustBeConnected } from './checking.ts';
import { joined, type WalletContext } from './context.ts';
import { ask } from './enclave.ts';
import { WalletError } from './error.ts';
import { fetchAccount } from './evidence.ts';
import { withNewestHeader } from './newest.ts';
import { finishOperation, startOperation } from './operation.ts';
import { recordWithdrawal, settleInterrupted } from './paying.ts';
import type { Entry, Operation } from './records.ts';
import { currentOutcome, mayBeDone, type Progress, submit, submitFinally } from './sending.ts';
import { dayOf } from './words.ts';

/** Money onto the rail and off it: deposits and withdrawals. */

/** The account's certificate. @throws OfflineError `NOT_INITIALISED` */
export async function certificateOf(context: WalletContext): Promise<AccountCertificate> {
  const { certificate } = await ask(context.enclave, { type: 'status' }, 'status');
  if (certificate === undefined) {
    throw new OfflineError('NOT_INITIALISED', 'This wallet has no account yet.', {
      next: 'Create one: coffer offline account create',
    });
  }
  return certificate;
}

/** A deposit that is on chain, final and booked. */
export interface Deposited {
  readonly tx: Hex;
  /** Wei. */
  readonly booked: Wei;
}

/**
 * Deposits from the wallet's gas account; the first deposit opens the account. Waits until it is final and booked.
 * Resumable at every point with the same key.
 * @throws OfflineError `ACCOUNT_LEAVING`, `EXIT_ANNOUNCED`; WalletError `ACCOUNT_CLOSED`: in all of them nothing was sent
 */
export function deposit(
  context: WalletContext,
  options: { readonly amount: Wei; readonly idempotencyKey: string; readonly onProgress?: Progress },
): Promise<Deposited> {
  const { amount, idempotencyKey: key, onProgress } = options;
  return joined(
    context,
    `deposit ${key}`,
    async () => {
      if (amount === 0n) throw new OfflineError('UNDER_MINIMUM', 'A deposit of nothing is not a deposit.');
      const certificate = await certificateOf(context);
      const operation = startOperation(context, key, 'deposit', amount.toString());
      if (operation.result !== undefined) return readDeposited(operation.result);
      const {
        leaving,
        accountStatus: status,
        exitAt,
      } = await ask(context.enclave, { type: 'status' }, 'status');
      // What was sent before is brought to its end, whatever has become of the account.
      if (!mayBeDone(operation)) mustTakeDeposits({ leaving, status, exitAt });
      const known = context.book.entry(depositId(key));
      const entry: Entry = {
        id: depositId(key),
        kind: 'deposit',
        state: known?.state === 'pending' ? 'pending' : 'started',
        amount,
        other: toHex(certificate.account),
        ...(known?.tx === undefined ? {} : { tx: known.tx }),
        time: known?.time ?? context.clock.now(),
      };
      context.book.putEntry(entry);
      try {
        const { transaction } = await submitFinally(
          context,
          key,
          async () => {
            const vault = await context.chain.account(certificate.account);
            mustTakeDeposits({ leaving: false, ...vault });
            // From here on it may be on its way. Until a transaction is recorded, opening the wallet takes that back.
            const { tx: _, ...unseen } = entry;
            context.book.putEntry({ ...unseen, state: 'pending' });
            return vault.status === 'absent'
              ? { type: 'open', certificate, value: amount }
              : { type: 'deposit', account: certificate.account, value: amount };
          },
          (mined) => {
            // A reconciliation may have been faster: what it has settled stays settled.
            if (context.book.operation(key)?.result !== undefined) return;
            context.book.putEntry({ ...entry, state: 'pending', tx: mined.transaction.hash });
          },
          onProgress,
        );
        await bookDeposits(context, certificate.account);
        const current = context.book.operation(key) ?? operation;
        if (!(await isBooked(context, current))) throw neverMined(transaction.hash);
        return finishDeposit(context, current, transaction.hash);
      } catch (error) {
        const nothingSent = !mayBeDone(context.book.operation(key) ?? operation);
        if (nothingSent || isCofferError(error, 'TRANSACTION_FAILED')) {
          const reason = error instanceof CofferError ? error.code : 'INTERNAL';
          context.book.putEntry({ ...entry, state: 'failed', reason });
        }
        throw error;
      }
    },
    amount.toString(),
  );
}

/**
 * Money that goes into an account which does nothing more is locked until its exit, or goes to whoever is paid out.
 * @throws OfflineError `ACCOUNT_LEAVING`, `EXIT_ANNOUNCED`; WalletError `ACCOUNT_CLOSED`
 */
function mustTakeDeposits({
  leaving,
  status,
  exitAt,
}: Pick<VaultAccount, 'status' | 'exitAt'> & { readonly leaving: boolean }): void {
  const money = 'Nothing was sent.';
  if (status === 'closed') {
    throw new WalletError(
      'ACCOUNT_CLOSED',
      'The vault has closed this account for good: it takes no deposit.',
      {
        money,
        next: 'Reconcile, then make a new account: coffer offline account create',
      },
    );
  }
  if (leaving) {
    throw new OfflineError('ACCOUNT_LEAVING', 'The end of this account is signed: it takes no deposit.', {
      money,
      next: 'Let the cancellation end, then make a new account. If it lapses, this one can be used again.',
    });
  }
  if (status === 'frozen') {
    throw new OfflineError('EXIT_ANNOUNCED', 'This account is frozen: it was proved to be broken.', {
      money: `${money} A deposit would be locked in it, and open to the claims of those harmed.`,
      next: 'What is left in it leaves by its recovery address: coffer offline account recover. Then make a new account.',
    });
  }
  if (exitAt === 0) return;
  throw new OfflineError('EXIT_ANNOUNCED', 'This account is leaving by its recovery address.', {
    money: `${money} A deposit would be locked until ${dayOf(exitAt)}.`,
    next: 'Take the exit back with the recovery address (coffer offline account recover cancel), then reconcile. Or let it end, then make a new account.',
  });
}

/**
 * Whether the enclave has proved all that was deposited to its account as far as this wallet knows, with this operation's
 * deposit: a node that says “mined” of what never was would be believed otherwise.
 */
async function isBooked(context: WalletContext, { key, asked }: Operation): Promise<boolean> {
  const { depositTotal, certificate } = await ask(context.enclave, { type: 'status' }, 'status');
  const account = certificate === undefined ? undefined : toHex(certificate.account);
  const id = depositId(key);
  const into = context.book.entry(id)?.other;
  // The account has ended meanwhile, and was proved when it did.
  if (into !== undefined && into !== account) return true;
  const others = context.book
    .entriesIn(['settled'])
    .filter((entry) => entry.kind === 'deposit' && entry.id !== id)
    .filter(({ other }) => other === undefined || other === account);
  return depositTotal >= others.reduce((sum, { amount }) => sum + amount, BigInt(asked));
}

function neverMined(tx: Hex): WalletError {
  return new WalletError(
    'CHAIN_ANSWER',
    'The node says that the deposit is in a block; the proved state has no such deposit.',
    {
      money: 'The transaction is recorded and will not be made twice. Nothing was booked.',
      next: 'Use another node, then repeat the same command.',
      details: { tx },
    },
  );
}

function finishDeposit(context: WalletContext, operation: Operation, tx: Hex): Deposited {
  // The operation last: without a result it is gone through again, and the entry with it.
  const entry = context.book.entry(depositId(operation.key));
  if (entry !== undefined) context.book.putEntry({ ...entry, state: 'settled', tx });
  const result = JSON.stringify({ tx, booked: operation.asked });
  context.book.putOperation({ ...operation, result });
  return readDeposited(result);
}

/** Deposits that were interrupted: their owner should see whether anything was sent. */
export function sortInterruptedDeposits(context: WalletContext): void {
  for (const operation of context.book.unfinished()) {
    const entry = operation.kind === 'deposit' ? context.book.entry(depositId(operation.key)) : undefined;
    if (entry === undefined || (entry.state !== 'started' && entry.state !== 'pending')) continue;
    if (mayBeDone(operation)) context.book.putEntry({ ...entry, state: 'pending' });
    else context.book.putEntry({ ...entry, state: 'failed', reason: 'INTERRUPTED' });
  }
}

/** Deposits that were interrupted and are booked now, because the enclave has seen its account under this header. */
export async function finishDeposits(context: WalletContext, header: FinalHeader): Promise<void> {
  for (const operation of context.book.unfinished()) {
    const current = operation.kind === 'deposit' ? await currentOutcome(context, operation) : undefined;
    if (current?.outcome.type !== 'mined') continue;
    const { transaction, outcome } = current;
    if (!outcome.ok || outcome.block > header.number || !(await isBooked(context, operation))) continue;
    finishDeposit(context, context.book.operation(operation.key) ?? operation, transaction.hash);
  }
}

function depositId(key: string): Hex {
  return toHex(keccak256(utf8('coffer deposit'), utf8(key)));
}

function readDeposited(result: string): Deposited {
  const { tx, booked } = JSON.parse(result) as { tx: Hex; booked: string };
  return { tx, booked: wei(BigInt(booked)) };
}

/** Shows the enclave its account under the newest final header. */
async function bookDeposits(context: WalletContext, account: Bytes): Promise<void> {
  await withNewestHeader(context, async () => {
    const { evidence } = await fetchAccount(context, await context.chain.finalHeader(), account);
    return ask(context.enclave, { type: 'deposit', evidence }, 'deposited');
  });
}

/** A withdrawal that is in a block. */
export interface Withdrawn {
  readonly tx: Hex;
  readonly id: Hex;
}

/**
 * Withdraws to any Ethereum address. Signed and debited once; sent until it is in a block. Resumable with the same key;
 * a reconciliation sends it too.
 * @throws WalletError `RECIPIENT_REFUSES`, with nothing signed; afterwards every error says that the amount is set aside
 */
export function withdraw(
  context: WalletContext,
  options: { readonly amount: Wei; readonly to: Bytes; readonly idempotencyKey: string },
): Promise<Withdrawn> {
  const { amount, to, idempotencyKey: key } = options;
  const asked = JSON.stringify({ amount: amount.toString(), to: toHex(to) });
  return joined(
    context,
    `withdraw ${key}`,
    async () => {
      const id = await context.spending(async () => {
        const operation = startOperation(context, key, 'withdraw', asked);
        await settleInterrupted(context);
        const current = context.book.operation(key) ?? operation;
        return current.result === undefined
          ? signWithdrawal(context, current, amount, to)
          : (JSON.parse(current.result) as { id: Hex }).id;
      });
      const { tx } = await sendWithdrawal(context, id);
      return { id, tx };
    },
    asked,
  );
}

async function signWithdrawal(
  context: WalletContext,
  operation: Operation,
  amount: Wei,
  to: Bytes,
): Promise<Hex> {
  await tryPaying(context, to, amount);
  const { nextSerial } = await ask(context.enclave, { type: 'status' }, 'status');
  const begun: Operation = { ...operation, serial: nextSerial };
  context.book.putOperation(begun);
  const reply = await ask(context.enclave, { type: 'withdraw', amount, to }, 'withdrawal');
  recordWithdrawal(context, reply);
  finishOperation(context, begun, { id: toHex(reply.id) });
  return toHex(reply.id);
}

/**
 * A signed withdrawal to a receiver that takes no ether would be set aside until its deadline for nothing. Without the
 * chain nobody can tell: then it is signed, as a withdrawal may be at any time.
 * @throws WalletError `RECIPIENT_REFUSES`
 */
export async function tryPaying(context: WalletContext, to: Bytes, amount: Wei): Promise<void> {
  try {
    await context.chain.tryPaying(to, amount);
  } catch (error) {
    if (!isCofferError(error) || error.code === 'RECIPIENT_REFUSES') throw error;
  }
}

/** What refuses a withdrawal for as long as its receiver or the vault stays as it is. */
const STUCK: ReadonlySet<string> = new Set(['VAULT_REFUSES', 'TRANSACTION_FAILED']);

/** The same failure, saying what became of the money: it was debited when the withdrawal was signed. */
function setAside(context: WalletContext, id: Hex, error: unknown): unknown {
  const entry = context.book.entry(id);
  if (!isCofferError(error) || error.code === 'UNKNOWN_PAYMENT' || entry?.state !== 'pending') return error;
  const stuck = STUCK.has(error.code);
  if (stuck) context.book.putEntry({ ...entry, reason: error.code });
  const day = new Date((entry.settleBy ?? 0) * 1_000).toISOString().slice(0, 10);
  const advice =
    error.code === 'GAS_MONEY_LOW'
      ? 'Send ether to the wallet’s gas account, then: coffer offline reconcile. It sends the withdrawal.'
      : 'When the chain is there again: coffer offline reconcile. It sends the withdrawal.';
  return new CofferError(error.code, error.message, {
    money: stuck
      ? `The amount is set aside as a pending withdrawal. If it cannot be sent until ${day}, it comes back.`
      : 'The withdrawal is signed and its amount is set aside as a pending withdrawal; it is not lost.',
    next: `${
      stuck
        ? `Reconcile after ${day}: the amount is yours again then. Coffer cannot give it back earlier.`
        : advice
    } Withdrawing again without the same idempotency key would be a second withdrawal.`,
    details: { ...error.details, withdrawal: id, settleBy: entry.settleBy ?? 0 },
    cause: error,
  });
}

/** Brings a signed withdrawal to the chain, once. Whatever keeps it from that says that the amount is set aside. */
export async function sendWithdrawal(
  context: WalletContext,
  id: Hex,
  known?: { readonly withdrawal: Withdrawal; readonly signature: Bytes },
): Promise<{ readonly tx: Hex; readonly block: number }> {
  const key = `submit:${id}`;
  return joined(context, key, async () => {
    await mustBeConnected(context).catch((error: unknown) => {
      throw setAside(context, id, error);
    });
    const operation = startOperation(context, key, 'submit', id);
    // Who brings the withdrawal along has looked, and the chain does not have it: a reorganisation may have taken it back.
    if (operation.result !== undefined && known === undefined) {
      return JSON.parse(operation.result) as { tx: Hex; block: number };
    }
    const { transaction, block } = await submit(context, key, async () => {
      const { withdrawal, signature } = known ?? (await findWithdrawal(context, id));
      return { type: 'withdraw', withdrawal, signature };
    }).catch((error: unknown) => {
      throw setAside(context, id, error);
    });
    const sent = { tx: transaction.hash, block };
    const entry = context.book.entry(id);
    if (entry !== undefined) {
      const { reason: _, ...unhindered } = entry;
      context.book.putEntry({ ...unhindered, tx: transaction.hash });
    }
    finishOperation(context, context.book.operation(key) ?? operation, sent);
    return sent;
  });
}

async function findWithdrawal(
  context: WalletContext,
  id: Hex,
): Promise<{ readonly withdrawal: Withdrawal; readonly signature: Bytes }> {
  const serial = context.book.entry(id)?.serial;
  if (serial === undefined) {
    throw new OfflineError('UNKNOWN_PAYMENT', 'There is no unsettled withdrawal with this id.');
  }
  const reply = await ask(context.enclave, { type: 'resend', serial }, 'withdrawal');
  return { withdrawal: reply.withdrawal, signature: reply.signature };
}

/** An address as people type it. @throws CofferError `BAD_HEX` */
export function parseAddress(text: string): Bytes {
  return fromHex(text.trim().toLowerCase(), 20);
}
