import { vaultDomain } from '@coffer/offline/messages/network';
import { FAIR_WEATHER, network as makeNetwork, type Weather } from '../kernel/network.ts';
import type { Random } from '../kernel/random.ts';
import type { Kernel, World } from '../kernel/run.ts';
import { BrokenWallet } from './broken.ts';
import { makeSigners, simulatedChain } from './chain.ts';
import { HostileWallet } from './hostile.ts';
import { Ledger } from './ledger.ts';
import { closeBooks } from './oracle.ts';
import { makeRealm, type Realm } from './realm.ts';
import { chooseParameters, makeSetup } from './setup.ts';
import { Wallet } from './wallet.ts';

/**
 * The offline rail in the simulator: real enclave programs in the real guest core, on simulated machines; a model of the
 * vault under real headers and proofs; a bad network; hosts some of which attack.
 */

function kindOf(wallet: Wallet): string {
  if (wallet.leaked) return '/broken';
  return wallet.honest ? '' : '/hostile';
}

function someWeather(chance: Random): Weather {
  return {
    loss: chance.pick([0, 0.05, 0.2, 0.4]),
    duplication: chance.pick([0, 0.05, 0.3]),
    reordering: chance.pick([0, 0.1, 0.4]),
    delay: [0, chance.pick([1, 5, 120])],
    longDelay: chance.pick([30, 600, 7_200]),
  };
}

/** Builds an offline world of 3 to 6 wallets. */
export function offlineWorld(kernel: Kernel): World & { readonly realm: Realm } {
  const { time, faults, trace } = kernel;
  const chance = kernel.random.fork('world');
  const parameters = chooseParameters(chance);
  const signers = makeSigners(chance);
  const chain = simulatedChain(kernel, signers, parameters.confirmations);
  const setup = makeSetup(chance, signers, chain.genesis, parameters);
  chain.join({ chainId: setup.network.facts.chainId, network: setup.id });
  const ledger = new Ledger(chain, faults, parameters.paymentLimit);
  const network = makeNetwork(time, kernel.random.fork('network'), faults, (from, to, message) => {
    wallets[to]!.receive(from, message);
  });
  const { offlineLimit, settleWindow, exitDelay } = parameters;
  const terms = { domain: vaultDomain(setup.network), offlineLimit, settleWindow, exitDelay };
  let healedAt = 0;
  const realm: Realm = makeRealm({ kernel, chain, network, setup, terms, ledger }, () => healedAt);
  const wallets: Wallet[] = [];
  const count = chance.between(3, 6);
  const broken = chance.pick([0, 0, 0, 1, 1, count > 3 ? 2 : 1]);
  for (let party = 0; party < count; party++) {
    const own = chance.fork(`wallet ${party}`);
    if (party < broken) wallets.push(new BrokenWallet(realm, party, own));
    else
      wallets.push(chance.chance(0.4) ? new HostileWallet(realm, party, own) : new Wallet(realm, party, own));
  }
  trace.write(
    `${count} wallets: ${wallets.map((wallet) => `${wallet.computer.counter}${kindOf(wallet)}`).join(', ')}; limits ${offlineLimit} ${settleWindow} ${exitDelay}`,
  );

  const pace = chance.pick([120, 600, 2_400]);
  const turn = (wallet: Wallet): void => {
    time.after(chance.between(1, 2 * pace), `w${wallet.party}`, () => {
      if (healedAt > 0) return;
      wallet.tick();
      turn(wallet);
    });
  };
  const disturb = (): void => {
    time.after(chance.between(pace, 12 * pace), 'disturbance', () => {
      if (healedAt > 0) return;
      disturbance(kernel, chance, realm, wallets);
      disturb();
    });
  };
  network.setWeather(someWeather(chance));
  for (const wallet of wallets) turn(wallet);
  disturb();

  const closingTurn = (wallet: Wallet, delay: number): void => {
    time.after(delay, `closing w${wallet.party}`, () => {
      closingTurn(wallet, Math.max(60, wallet.closingTick()));
    });
  };

  return {
    realm,
    check: () => ledger.check(),
    heal: () => {
      healedAt = time.now();
      network.setWeather(FAIR_WEATHER);
      network.partition([]);
      chain.heal();
      for (const wallet of wallets) {
        if (wallet instanceof HostileWallet) wallet.reform();
        wallet.computer.heal();
        closingTurn(wallet, 1 + wallet.party);
      }
    },
    quiet: () =>
      wallets.every((wallet) => wallet.done) &&
      chain.waiting() === 0 &&
      chain.final().vault === chain.head().vault,
    close: () => {
      const verdict = closeBooks(ledger, chain.final(), wallets, healedAt);
      trace.write(`closed: ${JSON.stringify(verdict.ends)}`);
      for (const [end, number] of Object.entries(verdict.ends)) faults.count(`payment-${end}`, number);
      faults.count('loss-attributed', verdict.lost.payments);
    },
  };
}

/** Something happens to the network, the chain or a machine. */
function disturbance(kernel: Kernel, chance: Random, realm: Realm, wallets: readonly Wallet[]): void {
  const { faults, trace, time } = kernel;
  const { network, chain } = realm;
  switch (chance.int(6)) {
    case 0:
      trace.write('  weather');
      network.setWeather(someWeather(chance));
      return;
    case 1: {
      faults.count('partition');
      const side = wallets.map(({ party }) => party).filter(() => chance.chance(0.5));
      trace.write(`  partition ${side.join(' ')}`);
      network.partition(side);
      time.after(chance.between(60, 20_000), 'partition ends', () => network.partition([]));
      return;
    }
    case 2:
      faults.count('chain-outage');
      chain.setDown(true);
      time.after(chance.between(60, 14_400), 'chain is back', () => chain.setDown(false));
      return;
    case 3:
    case 4:
      chain.reorganise();
      return;
    default: {
      const { computer } = chance.pick(wallets);
      if (computer.counter !== 'none' || chance.chance(0.1)) computer.kill();
    }
  }
}
