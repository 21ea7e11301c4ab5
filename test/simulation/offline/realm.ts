import { type Bytes, toHex } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import type { AccountCertificate } from '@coffer/offline/messages/certificate';
import { policyOf, verifyAccountCertificate } from '@coffer/offline/messages/certificate';
import type { Network } from '../kernel/network.ts';
import type { Kernel } from '../kernel/run.ts';
import { short } from '../kernel/trace.ts';
import { Archive } from './archive.ts';
import type { SimulatedChain } from './chain.ts';
import { Broken, type Ledger } from './ledger.ts';
import type { Setup } from './setup.ts';
import { type CertifiedAccount, settle, type VaultItem, type VaultTerms } from './vault-model.ts';

/** What all wallets of a schedule share. */
export interface Realm {
  readonly kernel: Kernel;
  readonly chain: SimulatedChain;
  readonly network: Network;
  readonly setup: Setup;
  readonly terms: VaultTerms;
  readonly ledger: Ledger;
  readonly drift: number;
  /** What transactions have shown to everybody. */
  readonly archive: Archive;
  /** Accounts that people have told each other. */
  readonly directory: Map<number, AccountCertificate>;
  readonly partyOf: (account: Bytes) => number | undefined;
  /** What the registry says of a certificate: certified once is certified (SAFETY O4). */
  readonly judge: (certificate: AccountCertificate) => CertifiedAccount;
  readonly submitSettlement: (
    party: number,
    opens: readonly AccountCertificate[],
    items: readonly VaultItem[],
    honest: boolean,
  ) => void;
  /**
   * An enclave says that a serial was used by another payment, or that a payment was settled that its payee had refused:
   * with whole enclaves, impossible.
   */
  readonly disputed: (party: number, payments: readonly Bytes[]) => void;
  /** True when the chain has nothing under way for this account. */
  readonly settledFor: (account: Bytes) => boolean;
  /** Virtual time after which nothing that was made before the end can settle. */
  readonly lastDeadline: () => number;
}

/** @param healedAt virtual time of the end of faults, once known */
export function makeRealm(
  parts: Pick<Realm, 'kernel' | 'chain' | 'network' | 'setup' | 'terms' | 'ledger'>,
  healedAt: () => number,
): Realm {
  const { chain, setup, terms, ledger, kernel } = parts;
  const { parameters } = setup.network.facts;
  const archive = new Archive(terms.domain);
  const directory = new Map<number, AccountCertificate>();
  const judged = new Map<AccountCertificate, CertifiedAccount>();
  const judge = (certificate: AccountCertificate): CertifiedAccount => {
    let verdict = judged.get(certificate);
    if (verdict === undefined) {
      const { account, recovery } = certificate;
      verdict = { account, recovery, valid: isValid(setup, certificate) };
      judged.set(certificate, verdict);
    }
    return verdict;
  };
  return {
    ...parts,
    drift: parameters.drift,
    archive,
    directory,
    partyOf: (account) => ledger.partyOf(account),
    judge,
    submitSettlement: (party, opens, items, honest) => {
      chain.submit(`w${party} settles ${items.length}`, (vault, now) => {
        const done = settle(vault, terms, opens.map(judge), items, now);
        ledger.settled(done.outcomes, honest);
        for (const [i, { reason }] of done.outcomes.entries()) {
          kernel.faults.count(`outcome-${reason}`);
          archive.publish(items[i]!, items[i]!.acknowledgement);
        }
        const note = done.outcomes.map(({ id, reason }) => `${short(id)} ${reason}`).join(', ');
        return { vault: done.vault, note };
      });
    },
    disputed: (party, payments) => {
      const { final } = chain;
      for (const id of payments) {
        kernel.faults.count('disputed');
        const known = ledger.payments.get(toHex(id));
        const own = known?.payer === party;
        if (
          known !== undefined &&
          (own ? ledger.isLeaked(known.payment.payee) : ledger.blamed(known, final()))
        )
          continue;
        throw new Broken(`O7: wallet ${party} disputes ${toHex(id)}, and nobody is broken.`);
      }
    },
    settledFor: (account) => {
      const key = toHex(account);
      const { vault } = chain.final();
      return chain.waiting() === 0 && vault.accounts.get(key) === chain.head().vault.accounts.get(key);
    },
    lastDeadline: () =>
      healedAt() + parameters.offlineLimit + parameters.settleWindow + parameters.reorgMargin + 3_600,
  };
}

function isValid(setup: Setup, certificate: AccountCertificate): boolean {
  try {
    verifyAccountCertificate(setup.network, policyOf(setup.network), certificate);
    return true;
  } catch (error) {
    if (error instanceof CofferError) return false;
    throw error;
  }
}
