import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { ether, short, when } from '../cli/text.ts';
import { AppError } from '../config/error.ts';
import { walletPaths } from '../config/paths.ts';
import type { DevNetwork } from '../dev/network.ts';
import type { Mallory } from './mallory.ts';
import type { Actor, Stage, StepFacts } from './rail.ts';

/** What goes wrong in the offline rail's story, on purpose: each is done for real, and must end as it should. */

/** @throws AppError `STORY_FAILED` */
export function expect(condition: boolean, message: string): void {
  if (!condition) {
    throw new AppError('STORY_FAILED', message, {
      money: 'See the books below: they are read from the chain and the enclaves.',
    });
  }
}

/** A wallet's sealed state as it is now, put aside by whoever owns its machine. */
export function copyState(stage: Stage, actor: Actor): string {
  const { enclave } = walletPaths(stage.dev.paths, actor.name);
  const copy = join(stage.folder, `${actor.name}-older-state`);
  rmSync(copy, { recursive: true, force: true });
  cpSync(enclave, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** Puts the older state back under a device that has counted on: its enclave must not start. */
export function rollBack(stage: Stage, actor: Actor, older: string): Promise<StepFacts> {
  const work = rollBackAndReturn(stage, actor, older);
  // Whoever interrupts the story in the middle shall not lose the wallet's newest state.
  stage.mustFinish(work);
  return work;
}

async function rollBackAndReturn(stage: Stage, actor: Actor, older: string): Promise<StepFacts> {
  const { enclave } = walletPaths(stage.dev.paths, actor.name);
  const newest = `${enclave}.newest`;
  const before = await actor.daemon.account({});
  await stage.switchOff(actor);
  renameSync(enclave, newest);
  let refusal = 'nothing';
  try {
    cpSync(older, enclave, { recursive: true, preserveTimestamps: true });
    await stage.switchOn(actor);
    await stage.switchOff(actor);
  } catch (error) {
    if (!isCofferError(error)) throw error;
    refusal = error.code;
  } finally {
    rmSync(enclave, { recursive: true, force: true });
    renameSync(newest, enclave);
  }
  await stage.switchOn(actor);
  expect(refusal === 'JOURNAL_ROLLED_BACK', `An older state was not refused as such: ${refusal}.`);
  const after = await actor.daemon.account({});
  expect(
    after.spendableWei === before.spendableWei && after.inFlightWei === before.inFlightWei,
    'With its newest state, the wallet does not hold what it held.',
  );
  return { detail: `${refusal}. With her newest files she goes on where she was.` };
}

/** One number, two payees, who cannot know of each other while there is no network. */
export async function payTwice(
  mallory: Mallory,
  payees: readonly [Actor, Actor],
  amount: bigint,
): Promise<StepFacts> {
  const [first, second] = payees;
  const ask = (payee: Actor) => payee.daemon.request({ amountWei: amount.toString() });
  const paid = [
    [first, await mallory.pay((await ask(first)).uri)],
    [second, await mallory.payAgain((await ask(second)).uri)],
  ] as const;
  for (const [payee, { file }] of paid) {
    const { status, reason } = await payee.daemon.receive({ payment: file });
    expect(status === 'acknowledged', `${payee.name} has refused mallory’s payment: ${reason}`);
  }
  return {
    amount: amount * 2n,
    detail: `${ether(amount)} to ${first.name}, the same ${ether(amount)} to ${second.name}: offline nobody can know, and both take it`,
  };
}

const FROZEN = 2;

/** A payment that another one contests is paid, out of the culprit's frozen deposit. */
export async function makeGood(dev: DevNetwork, mallory: Mallory, victim: Actor): Promise<StepFacts> {
  const { entries } = await victim.daemon.activity({});
  const contested = entries.find(({ what, party }) => what === 'receipt' && party === mallory.account);
  const id = contested?.id ?? '';
  // Proving, freezing and paying are done by the reconciliation that finds it; a busy machine may need another one.
  for (let round = 0; round < 3; round++) {
    if ((await victim.daemon.payment({ id })).state === 'settled') break;
    await victim.daemon.reconcile({});
  }
  const { state, dispute } = await victim.daemon.payment({ id });
  const { status, balance } = await (await dev.chain()).call((client) =>
    client.readContract({
      address: toHex(dev.network.vault),
      abi: offlineVaultAbi,
      functionName: 'account',
      args: [mallory.account],
    }),
  );
  expect(Number(status) === FROZEN, 'The broken enclave’s account is not frozen.');
  expect(state === 'settled', `${victim.name} was not paid out of the frozen account.`);
  const [tx] = dispute?.txs ?? [];
  return {
    detail: `${victim.name}’s wallet found the other payment in the chain’s history and proved it: mallory is frozen, her deposit pays ${victim.name} too, ${ether(BigInt(balance))} are left in it`,
    ...(tx === undefined ? {} : { tx }),
  };
}

/** A payment of a program that was revoked. */
export async function payRevoked(mallory: Mallory, payee: Actor, amount: bigint): Promise<StepFacts> {
  const { uri } = await payee.daemon.request({ amountWei: amount.toString() });
  const { id, file } = await mallory.pay(uri);
  const { status, reason } = await payee.daemon.receive({ payment: file });
  expect(status === 'rejected' && reason === 'revoked', `${payee.name} has answered: ${status} (${reason}).`);
  return { amount, detail: `payment ${short(id)} of ${ether(amount)}: ${status}, ${reason}` };
}

/** A payment whose answer never comes back. @returns its id */
export async function swallow(
  payer: Actor,
  payee: Actor,
  amount: bigint,
  key: string,
): Promise<{ id: string; facts: StepFacts }> {
  const { uri } = await payee.daemon.request({ amountWei: amount.toString() });
  const paid = await payer.daemon.pay({ request: uri, deliver: 'file' }, { idempotencyKey: key });
  const taken = await payee.daemon.receive({ payment: paid.file });
  expect(taken.status === 'acknowledged', `The payee's enclave refused: ${taken.reason}`);
  // taken.answer is dropped here: it never reaches the payer.
  const { state, settleBy } = await payer.daemon.payment({ id: paid.id });
  expect(state === 'in-flight' && settleBy !== null, `The payment should be in flight, and is ${state}.`);
  return {
    id: paid.id,
    facts: {
      amount,
      detail: `${ether(amount)} are ${payee.name}’s; ${payer.name}’s enclave keeps them set aside, and could spend them only if nobody had settled them by ${when(settleBy ?? 0)}`,
    },
  };
}

/** Where a payment ended whose answer was swallowed. */
export async function resolved(payer: Actor, id: string): Promise<StepFacts> {
  const { state, money } = await payer.daemon.payment({ id });
  expect(state === 'settled', `The payment should be settled, and is ${state}.`);
  return { detail: `payment ${short(id)} is ${state}: ${money}` };
}
