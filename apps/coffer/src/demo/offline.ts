import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { ether, plural, short, wrap } from '../cli/text.ts';
import { retireMeasurement } from '../dev/revoke.ts';
import {
  auditOffline,
  auditWithChain,
  type BrokenAccount,
  type ClosedAccount,
  heldByEnclaves,
  readEnclaveBooks,
  takenFrom,
} from './books.ts';
import { admitsBroken, type Mallory, openMallory } from './mallory.ts';
import type { Actor, DemoRail, Stage, StepFacts } from './rail.ts';
import { copyState, expect, makeGood, payRevoked, payTwice, resolved, rollBack, swallow } from './trials.ts';

/** The story of the offline rail: what happens to one ether when the chain goes away and comes back. */

const ETH = 10n ** 18n;
const DEPOSIT = ETH;
const DIRECT = (3n * ETH) / 10n;
const BY_FILE = (2n * ETH) / 10n;
const ONWARD = (25n * ETH) / 100n;
const REFUSED = ETH / 10n;
const WITHDRAWN = ETH / 10n;
const SWALLOWED = ETH / 20n;
const BROKEN_DEPOSIT = ETH / 2n;
const BROKEN_PAYMENT = ETH / 5n;

function key(): string {
  return randomBytes(16).toString('hex');
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

/** Mallory and the broken enclave, where the network admits it and nobody has revoked it yet. */
async function openBroken(stage: Stage): Promise<{ mallory: Mallory; broken: BrokenAccount } | undefined> {
  const { dev, say } = stage;
  if (existsSync(dev.paths.revoked)) {
    say(
      wrap(
        '   The broken enclave of this story was revoked when it was first told; it is not played again.',
        '   ',
      ),
    );
    return undefined;
  }
  if (!(await admitsBroken(dev))) {
    say('   This network admits no broken enclave, so that part of the story is not played.');
    return undefined;
  }
  let mallory: Mallory | undefined;
  await stage.step('mallory opens a wallet on a BROKEN enclave', async () => {
    mallory = await openMallory(dev, stage.folder);
    return { detail: `account ${mallory.account}, a test build that only the network of a story admits` };
  });
  const opened = mallory!;
  await stage.step('mallory deposits into the vault', async () => {
    const { tx } = await opened.deposit(BROKEN_DEPOSIT);
    return {
      amount: BROKEN_DEPOSIT,
      tx,
      detail: `${ether(BROKEN_DEPOSIT)}; her enclave looks like any other`,
    };
  });
  return {
    mallory: opened,
    broken: { name: 'mallory', account: opened.account.toLowerCase(), deposited: BROKEN_DEPOSIT },
  };
}

/** The broken program leaves the registry and every wallet. */
async function revokeBroken(stage: Stage, mallory: Mallory, all: readonly Actor[]): Promise<StepFacts> {
  const tx = await retireMeasurement(stage.dev, mallory.measurement);
  const measurements = [toHex(mallory.measurement)];
  for (const { daemon } of all) await daemon.revoke({ keys: [], measurements });
  return { tx, detail: 'retired in the registry, refused by these wallets and by every new one' };
}

/** Pays everything out and closes the account for good. */
async function cancelAccount(
  stage: Stage,
  actor: Actor,
  broken: BrokenAccount | undefined,
): Promise<ClosedAccount> {
  let closed: ClosedAccount | undefined;
  await stage.step(`${actor.name} closes her account`, async () => {
    const fromBroken = broken === undefined ? 0n : await takenFrom([actor], broken.account, true);
    const to = toHex(new Uint8Array(randomBytes(20)));
    const done = await actor.daemon.cancel({ to }, { idempotencyKey: key() });
    const amount = BigInt(done.amountWei);
    closed = { name: actor.name, account: done.account.toLowerCase(), to, amount, fromBroken };
    return {
      amount,
      tx: done.tx,
      detail: `${ether(amount)}, all she had, to a new address; her key is deleted`,
    };
  });
  return closed!;
}

async function play(stage: Stage): Promise<void> {
  let mallory: Mallory | undefined;
  try {
    await playWith(stage, (opened) => {
      mallory = opened;
    });
  } finally {
    await mallory?.close();
  }
}

async function playWith(stage: Stage, opened: (mallory: Mallory) => void): Promise<void> {
  const { dev, step, audit, say } = stage;
  const wallets = [
    await openAccount(stage, 'alice'),
    await openAccount(stage, 'bob'),
    await openAccount(stage, 'carol'),
  ] as const;
  const [alice, bob, carol] = [wallets[0].actor, wallets[1].actor, wallets[2].actor];
  const all = [alice, bob, carol];
  if (wallets.some(({ resumed }) => resumed)) {
    // Payments and withdrawals made by hand since then reach beyond these three wallets until they are settled.
    await step('what was left unsettled last time is settled', async () => {
      for (const { actor, resumed } of wallets) if (resumed) await actor.daemon.reconcile({});
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
  const villain = await openBroken(stage);
  if (villain !== undefined) opened(villain.mallory);
  const broken = villain?.broken;
  await audit('after the deposit', () => auditWithChain(dev, all, { broken }));
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
  const older = copyState(stage, alice);
  let swallowed = '';
  await step('alice pays bob, and his answer is swallowed', async () => {
    const { id, facts } = await swallow(alice, bob, SWALLOWED, key());
    swallowed = id;
    return facts;
  });
  await step('alice’s older files are put back, and refused', () => rollBack(stage, alice, older));
  if (villain !== undefined) {
    await step('mallory pays bob and carol with one number', () =>
      payTwice(villain.mallory, [bob, carol], BROKEN_PAYMENT),
    );
  }
  await audit('while the chain is away', () => auditOffline(all, before, { broken }));

  await step('the chain is started again from its state', async () => {
    await dev.startChain();
    return { detail: `same chain, same place: ${dev.rpcUrl}` };
  });
  const settle = (actor: Actor, remark: string): Promise<void> =>
    step(`${actor.name} settles`, async () => {
      const done = await actor.daemon.reconcile({});
      const [tx] = done.txs;
      return {
        detail: `${remark}; received ${await sumOf(actor, done.settledIn)}, paid ${await sumOf(actor, done.settledOut)}, now final`,
        ...(tx === undefined ? {} : { tx }),
      };
    });
  await settle(carol, 'first: she brings the payments to alice’s and bob’s accounts along');
  await settle(bob, 'finds settled what carol settled, and settles the rest');
  if (villain !== undefined) {
    await step('mallory is caught, frozen and made to pay', () => makeGood(dev, villain.mallory, bob));
  }
  await settle(alice, 'finds settled what the others settled');
  await step('the swallowed answer does not matter any more', () => resolved(alice, swallowed));
  await audit('after settlement', () => auditWithChain(dev, all, { broken }));

  await step('bob withdraws', async () => {
    const { tx } = await bob.daemon.withdraw({ amountWei: WITHDRAWN.toString() }, { idempotencyKey: key() });
    await bob.daemon.reconcile({});
    return { amount: WITHDRAWN, tx, detail: `${ether(WITHDRAWN)} to his gas key` };
  });
  if (villain !== undefined) {
    await step('the broken program is revoked', () => revokeBroken(stage, villain.mallory, all));
    await step('mallory pays alice, who refuses', () => payRevoked(villain.mallory, alice, SWALLOWED));
  }
  const closed = await cancelAccount(stage, carol, broken);
  const left = [alice, bob];
  await audit('at the end', () => auditWithChain(dev, left, { broken, closed }));
  say('   Balances:');
  for (const actor of left) {
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
    'coffer offline limits --wallet alice',
    'coffer attest show --wallet bob',
    'coffer dev stop-chain      # payments go on without it',
    'coffer offline request 0.05eth --wallet bob --no-qr > request.txt',
    'coffer offline pay request.txt --wallet alice --yes',
    'coffer offline activity --wallet bob         # shows the id of the payment',
    'coffer offline receive ID --wallet bob',
    'coffer dev start-chain',
    'coffer offline reconcile --wallet bob',
    'coffer offline payment show ID --wallet alice',
  ],
};
