import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCofferError } from '@coffer/core/error';
import { ether, plural, short } from '../cli/text.ts';
import { AppError } from '../config/error.ts';
import { auditOffline, auditWithChain, heldByEnclaves, readEnclaveBooks } from './books.ts';
import type { Actor, DemoRail, Stage, StepFacts } from './rail.ts';

/** The story of the offline rail: what happens to one ether when the chain goes away and comes back. */

const ETH = 10n ** 18n;
const DEPOSIT = ETH;
const DIRECT = (3n * ETH) / 10n;
const BY_FILE = (2n * ETH) / 10n;
const ONWARD = (25n * ETH) / 100n;
const REFUSED = ETH / 10n;
const WITHDRAWN = ETH / 10n;

function key(): string {
  return randomBytes(16).toString('hex');
}

function expect(condition: boolean, message: string): void {
  if (!condition) {
    throw new AppError('STORY_FAILED', message, {
      money: 'See the books below: they are read from the chain and the enclaves.',
    });
  }
}

/** @returns the wallet, and whether it was there before: then it may have something unsettled with others. */
async function openAccount(stage: Stage, name: string): Promise<{ actor: Actor; resumed: boolean }> {
  const actor = await stage.actor(name);
  let resumed = true;
  await stage.step(`${name} opens a wallet`, async () => {
    const view = await actor.daemon.account({}).catch((error) => {
      if (!isCofferError(error, 'NOT_INITIALISED')) throw error;
      resumed = false;
      return actor.daemon.createAccount({}, { idempotencyKey: key() });
    });
    return { detail: `account ${view.account} (${view.enclave.platform} enclave)` };
  });
  return { actor, resumed };
}

/** A payment over a direct connection, which the payee's user accepts. */
async function payDirectly(payer: Actor, payee: Actor, amount: bigint): Promise<StepFacts> {
  const { uri } = await payee.daemon.request({ amountWei: amount.toString() });
  const paid = await payer.daemon.pay({ request: uri, deliver: 'direct' }, { idempotencyKey: key() });
  expect(paid.delivery.status === 'held', `The payment was not held for its payee: ${paid.delivery.detail}`);
  const taken = await payee.daemon.receive({ payment: paid.id });
  expect(taken.status === 'acknowledged', `The payee's enclave refused: ${taken.reason}`);
  const again = await payer.daemon.resend({ id: paid.id, deliver: 'direct' });
  expect(again.delivery.status === 'acknowledged', 'The acknowledgement did not reach the payer.');
  return {
    amount,
    detail: `${ether(amount)}: payment ${short(paid.id)}, asked for, delivered and accepted directly`,
  };
}

/** A payment that travels as a file, and its answer as another. */
async function payByFile(
  stage: Stage,
  payer: Actor,
  payee: Actor,
  amount: bigint,
  decision: 'receive' | 'reject',
): Promise<StepFacts> {
  const { uri } = await payee.daemon.request({ amountWei: amount.toString() });
  const paid = await payer.daemon.pay({ request: uri, deliver: 'file' }, { idempotencyKey: key() });
  const payment = join(stage.folder, `payment-${paid.id.slice(2, 10)}.coffer`);
  writeFileSync(payment, paid.file);
  const decided = await payee.daemon[decision]({ payment: readFileSync(payment, 'utf8') });
  const answer = join(stage.folder, `answer-${paid.id.slice(2, 10)}.coffer`);
  writeFileSync(answer, decided.answer);
  const wanted = decision === 'receive' ? 'acknowledged' : 'rejected';
  const booked = await payer.daemon.answer({ answer: readFileSync(answer, 'utf8') });
  expect(
    decided.status === wanted && booked.status === wanted,
    `The payment should have been ${wanted}, and was ${decided.status} (${decided.reason}).`,
  );
  return {
    amount,
    detail: `${ether(amount)}: payment ${short(paid.id)}, ${readFileSync(payment).length} bytes there, ${readFileSync(answer).length} bytes back`,
  };
}

async function expectOutage(stage: Stage, alice: Actor): Promise<StepFacts> {
  const failures: string[] = [];
  const calls: [string, () => Promise<unknown>][] = [
    ['eth_blockNumber', () => stage.dev.chain()],
    ['a deposit', () => alice.daemon.deposit({ amountWei: '1' }, { idempotencyKey: key() })],
  ];
  for (const [name, call] of calls) {
    try {
      await call();
    } catch (error) {
      if (!isCofferError(error, 'CHAIN_UNREACHABLE')) throw error;
      failures.push(`${name}: ${error.code}`);
    }
  }
  expect(failures.length === calls.length, 'The chain still answers.');
  return { detail: `${failures.join(', ')}. Payments go on.` };
}

/** Payments in numbers: `0.5 ETH in 2 payments`. */
async function sumOf(actor: Actor, ids: readonly string[]): Promise<string> {
  const { entries } = await actor.daemon.activity({});
  const sum = entries
    .filter(({ id }) => ids.includes(id))
    .reduce((total, { amountWei }) => total + BigInt(amountWei), 0n);
  return `${ether(sum)} in ${plural(ids.length, 'payment')}`;
}

async function spendable(actor: Actor): Promise<bigint> {
  return BigInt((await actor.daemon.account({})).spendableWei);
}

async function play(stage: Stage): Promise<void> {
  const { dev, step, audit, say } = stage;
  const opened = [
    await openAccount(stage, 'alice'),
    await openAccount(stage, 'bob'),
    await openAccount(stage, 'carol'),
  ] as const;
  const [alice, bob, carol] = [opened[0].actor, opened[1].actor, opened[2].actor];
  const all = [alice, bob, carol];
  if (opened.some(({ resumed }) => resumed)) {
    // Payments and withdrawals made by hand since then reach beyond these three wallets until they are settled.
    await step('what was left unsettled last time is settled', async () => {
      for (const { actor, resumed } of opened) if (resumed) await actor.daemon.reconcile({});
      return { detail: 'these wallets were here before' };
    });
  }

  await step('alice deposits into the vault', async () => {
    const { tx } = await alice.daemon.deposit({ amountWei: DEPOSIT.toString() }, { idempotencyKey: key() });
    return {
      amount: DEPOSIT,
      tx,
      detail: `${ether(DEPOSIT)}, proved to her enclave under a signed final header`,
    };
  });
  await audit('after the deposit', () => auditWithChain(dev, all));
  const { held, inFlight } = heldByEnclaves(await Promise.all(all.map(readEnclaveBooks)));
  const before = held + inFlight;

  await step('the chain is stopped', async () => {
    await dev.stopChain();
    return expectOutage(stage, alice);
  });
  await step('alice pays bob over a direct connection', () => payDirectly(alice, bob, DIRECT));
  await step('alice pays bob with a file', () => payByFile(stage, alice, bob, BY_FILE, 'receive'));
  await step('bob pays part of it on to carol', () => payDirectly(bob, carol, ONWARD));
  await step('carol refuses a payment of alice', async () => {
    const had = await spendable(alice);
    const facts = await payByFile(stage, alice, carol, REFUSED, 'reject');
    expect((await spendable(alice)) === had, 'The refused money did not come back.');
    return { ...facts, detail: `${facts.detail}; the ${ether(REFUSED)} are alice’s again` };
  });
  await audit('while the chain is away', () => auditOffline(all, before));

  await step('the chain is started again from its state', async () => {
    await dev.startChain();
    return { detail: `same chain, same place: ${dev.rpcUrl}` };
  });
  for (const [actor, remark] of [
    [carol, 'first: she brings the payments to alice’s and bob’s accounts along'],
    [bob, 'finds settled what carol settled, and settles the rest'],
    [alice, 'finds settled what the others settled'],
  ] as const) {
    await step(`${actor.name} settles`, async () => {
      const done = await actor.daemon.reconcile({});
      const [tx] = done.txs;
      return {
        detail: `${remark}; received ${await sumOf(actor, done.settledIn)}, paid ${await sumOf(actor, done.settledOut)}, now final`,
        ...(tx === undefined ? {} : { tx }),
      };
    });
  }
  await audit('after settlement', () => auditWithChain(dev, all));

  await step('bob withdraws', async () => {
    const { tx } = await bob.daemon.withdraw({ amountWei: WITHDRAWN.toString() }, { idempotencyKey: key() });
    await bob.daemon.reconcile({});
    return { amount: WITHDRAWN, tx, detail: `${ether(WITHDRAWN)} to his gas key` };
  });
  await audit('at the end', () => auditWithChain(dev, all));
  say('   Balances:');
  for (const actor of all) {
    const { spendableWei, onChainWei } = await actor.daemon.account({});
    say(
      `     ${actor.name.padEnd(6)} enclave ${ether(spendableWei).padEnd(12)} on chain ${ether(onChainWei)}`,
    );
  }
}

/** The offline rail on the demo's stage. */
export const offlineStory: DemoRail = {
  name: 'offline',
  title: 'Offline rail: alice, bob and carol pay while the chain is away',
  play,
  next: [
    'coffer offline account show --wallet bob',
    'coffer offline activity --wallet alice',
    'coffer attest show --wallet carol',
    'coffer dev stop-chain      # payments go on without it',
    'coffer offline request 0.05eth --wallet carol --no-qr > request.txt',
    'coffer offline pay request.txt --wallet bob --yes',
    'coffer offline activity --wallet carol       # shows the id of the payment',
    'coffer offline receive ID --wallet carol',
    'coffer dev start-chain',
    'coffer offline reconcile --wallet carol',
  ],
};
