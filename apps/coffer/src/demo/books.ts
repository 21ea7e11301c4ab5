import { toHex } from '@coffer/core/bytes';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { ether } from '../cli/text.ts';
import type { DevNetwork } from '../dev/network.ts';
import type { Actor, Audit } from './rail.ts';

/** The offline rail's books, read from the chain and from the enclaves and compared to the wei (DESIGN §1.3). */

/** What the chain has. All amounts in wei. */
export interface ChainBooks {
  /** Ether that the vault holds. */
  readonly vault: bigint;
  /** Sum of all its accounts, of everybody who ever opened one. */
  readonly allAccounts: bigint;
  /** Of each account that was asked for. */
  readonly accounts: ReadonlyMap<string, bigint>;
}

/** What one enclave has. All amounts in wei. */
export interface EnclaveBooks {
  readonly account: string;
  readonly spendable: bigint;
  readonly pendingWithdrawals: bigint;
  /** Payments that left and were not answered, by id. */
  readonly inFlight: ReadonlyMap<string, bigint>;
  /** Payments that were taken, by id, settled or not. */
  readonly taken: ReadonlySet<string>;
}

/** Reads the vault, all at one block. */
export async function readChainBooks(dev: DevNetwork, accounts: readonly string[]): Promise<ChainBooks> {
  const chain = await dev.chain();
  const vault = toHex(dev.network.vault);
  return chain.call(async (client) => {
    const blockNumber = await client.getBlockNumber({ cacheTime: 0 });
    const opened = await client.getContractEvents({
      address: vault,
      abi: offlineVaultAbi,
      eventName: 'AccountOpened',
      fromBlock: 0n,
      toBlock: blockNumber,
      strict: true,
    });
    const balanceOf = async (account: string): Promise<bigint> => {
      const { balance } = await client.readContract({
        address: vault,
        abi: offlineVaultAbi,
        functionName: 'account',
        args: [account as `0x${string}`],
        blockNumber,
      });
      return BigInt(balance);
    };
    const balances = new Map<string, bigint>();
    for (const { args } of opened) {
      const account = args.account.toLowerCase();
      if (!balances.has(account)) balances.set(account, await balanceOf(account));
    }
    return {
      vault: await client.getBalance({ address: vault, blockNumber }),
      allAccounts: [...balances.values()].reduce((sum, balance) => sum + balance, 0n),
      accounts: new Map(accounts.map((account) => [account, balances.get(account) ?? 0n])),
    };
  });
}

/** Reads an enclave. */
export async function readEnclaveBooks({ daemon }: Actor): Promise<EnclaveBooks> {
  const view = await daemon.account({});
  const { entries } = await daemon.activity({});
  return {
    account: view.account.toLowerCase(),
    spendable: BigInt(view.spendableWei),
    pendingWithdrawals: BigInt(view.pendingWithdrawalsWei),
    inFlight: new Map(
      entries
        .filter(({ what, state }) => what === 'payment' && state === 'in-flight')
        .map(({ id, amountWei }) => [id, BigInt(amountWei)]),
    ),
    taken: new Set(
      entries
        .filter(({ what, state }) => what === 'receipt' && (state === 'acknowledged' || state === 'settled'))
        .map(({ id }) => id),
    ),
  };
}

/** What the enclaves hold together: a payment that its payee has taken is not in flight any more (SAFETY A1). */
export function heldByEnclaves(books: readonly EnclaveBooks[]): { held: bigint; inFlight: bigint } {
  const taken = new Set(books.flatMap((book) => [...book.taken]));
  let held = 0n;
  let inFlight = 0n;
  for (const book of books) {
    held += book.spendable + book.pendingWithdrawals;
    for (const [id, amount] of book.inFlight) if (!taken.has(id)) inFlight += amount;
  }
  return { held, inFlight };
}

function compare(left: string, equal: boolean, right: string): string {
  return `${left} ${equal ? '=' : 'IS NOT'} ${right}`;
}

/** An account whose enclave is broken: what its enclave says counts for nothing, what the chain has of it for everything. */
export interface BrokenAccount {
  readonly name: string;
  readonly account: string;
  /** Its deposit, wei. */
  readonly deposited: bigint;
}

/** An account that was closed, and where its money had to arrive. */
export interface ClosedAccount {
  readonly name: string;
  readonly account: string;
  readonly to: string;
  readonly amount: bigint;
  /** What it had got from the broken account, settled. */
  readonly fromBroken: bigint;
}

/** Who is not a wallet like the others. */
export interface Others {
  readonly broken?: BrokenAccount | undefined;
  readonly closed?: ClosedAccount | undefined;
}

const TAKEN: ReadonlySet<string> = new Set(['acknowledged', 'settled', 'disputed']);

/** What wallets have taken from an account, wei: all of it, or only what is settled. */
export async function takenFrom(
  actors: readonly Actor[],
  account: string,
  settledOnly: boolean,
): Promise<bigint> {
  const lists = await Promise.all(actors.map(({ daemon }) => daemon.activity({})));
  return lists
    .flatMap(({ entries }) => entries)
    .filter(({ what, party }) => what === 'receipt' && party?.toLowerCase() === account)
    .filter(({ state }) => (settledOnly ? state === 'settled' : TAKEN.has(state)))
    .reduce((sum, { amountWei }) => sum + BigInt(amountWei), 0n);
}

/** The broken account's money is on chain or was paid to those it owed. */
export async function auditBroken(
  chain: ChainBooks,
  actors: readonly Actor[],
  { broken, closed }: Others,
): Promise<Audit> {
  if (broken === undefined) return { conserved: true, lines: [] };
  const left = chain.accounts.get(broken.account) ?? 0n;
  const paid = (await takenFrom(actors, broken.account, true)) + (closed?.fromBroken ?? 0n);
  const conserved = left + paid === broken.deposited;
  const right = `deposited ${ether(broken.deposited)} - paid out of it ${ether(paid)}`;
  return { conserved, lines: [compare(`${broken.name} on chain ${ether(left)}`, conserved, right)] };
}

async function auditClosed(dev: DevNetwork, chain: ChainBooks, { closed }: Others): Promise<Audit> {
  if (closed === undefined) return { conserved: true, lines: [] };
  const got = await (await dev.chain()).call((client) =>
    client.getBalance({ address: closed.to as `0x${string}` }),
  );
  const conserved = got === closed.amount && chain.accounts.get(closed.account) === 0n;
  const left = `${closed.name}’s address got ${ether(got)}`;
  return { conserved, lines: [compare(left, conserved, `what the closed account held`)] };
}

/** With the chain: every wei of the vault belongs to an account, and the enclaves hold what their accounts have. */
export async function auditWithChain(
  dev: DevNetwork,
  actors: readonly Actor[],
  others: Others = {},
): Promise<Audit> {
  const books = await Promise.all(actors.map(readEnclaveBooks));
  const own = books.map(({ account }) => account);
  const strangers = [others.broken?.account, others.closed?.account].filter(
    (account) => account !== undefined,
  );
  const chain = await readChainBooks(dev, [...own, ...strangers]);
  const accounts = own.reduce((sum, account) => sum + (chain.accounts.get(account) ?? 0n), 0n);
  const { held, inFlight } = heldByEnclaves(books);
  const rest = [await auditBroken(chain, actors, others), await auditClosed(dev, chain, others)];
  return {
    conserved:
      chain.vault === chain.allAccounts &&
      accounts === held + inFlight &&
      rest.every(({ conserved }) => conserved),
    lines: [
      compare(
        `vault ${ether(chain.vault)}`,
        chain.vault === chain.allAccounts,
        `accounts on chain ${ether(chain.allAccounts)}`,
      ),
      compare(
        `these wallets on chain ${ether(accounts)}`,
        accounts === held + inFlight,
        `in enclaves ${ether(held)} + in flight ${ether(inFlight)}`,
      ),
      ...rest.flatMap(({ lines }) => lines),
    ],
  };
}

/** Without the chain: the enclaves hold together what they held before, and what a broken one gave them is covered. */
export async function auditOffline(
  actors: readonly Actor[],
  before: bigint,
  { broken }: Others = {},
): Promise<Audit> {
  const { held, inFlight } = heldByEnclaves(await Promise.all(actors.map(readEnclaveBooks)));
  const taken = broken === undefined ? 0n : await takenFrom(actors, broken.account, false);
  const lines = [
    compare(
      `in enclaves ${ether(held)} + in flight ${ether(inFlight)}`,
      held + inFlight === before + taken,
      `${ether(before)} as before${taken === 0n ? '' : ` + ${ether(taken)} from ${broken?.name}`}`,
    ),
  ];
  if (broken !== undefined) {
    lines.push(`${broken.name}’s deposit stands for it: ${ether(broken.deposited)}`);
  }
  return {
    conserved: held + inFlight === before + taken && taken <= (broken?.deposited ?? 0n),
    lines,
  };
}
