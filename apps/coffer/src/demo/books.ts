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
  /** Of each wallet of the story. */
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

/** With the chain: every wei of the vault belongs to an account, and the enclaves hold what their accounts have. */
export async function auditWithChain(dev: DevNetwork, actors: readonly Actor[]): Promise<Audit> {
  const books = await Promise.all(actors.map(readEnclaveBooks));
  const chain = await readChainBooks(
    dev,
    books.map(({ account }) => account),
  );
  const accounts = [...chain.accounts.values()].reduce((sum, balance) => sum + balance, 0n);
  const { held, inFlight } = heldByEnclaves(books);
  return {
    conserved: chain.vault === chain.allAccounts && accounts === held + inFlight,
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
    ],
  };
}

/** Without the chain: the enclaves hold together what they held before. */
export async function auditOffline(actors: readonly Actor[], before: bigint): Promise<Audit> {
  const { held, inFlight } = heldByEnclaves(await Promise.all(actors.map(readEnclaveBooks)));
  return {
    conserved: held + inFlight === before,
    lines: [
      `Books: in enclaves ${ether(held)} + in flight ${ether(inFlight)} = ${ether(before)}, as before.`,
    ],
  };
}
