import { formatAmount } from '@coffer/core/amount';
import { toHex } from '@coffer/core/bytes';
import { networkId } from '@coffer/offline/messages/network';
import { facts, wrap } from '../cli/text.ts';
import { devAccount } from './accounts.ts';
import type { DevNetwork } from './network.ts';

/** Said of networks that the story is played on. */
const BROKEN_ADMITTED =
  'For its story this network ALSO ADMITS A BROKEN ENCLAVE: a test build that signs two payments with one number. The story catches it and revokes it. Other networks do not admit it.';

/** What a development network says when it is ready. */
export function banner(dev: DevNetwork): string {
  const { network } = dev;
  const { parameters } = network.facts;
  const accounts = [1, 2, 3].map((index) => devAccount(index));
  return [
    '',
    `Network “${dev.config.network}” is ready${dev.resumed ? ' (continued from its last run)' : ''}.`,
    '',
    wrap(
      'SIMULATED: chain, header signer and enclaves are test doubles on this machine. Simulated enclaves do not protect money from the owner of the machine. Play money only.',
    ),
    '',
    ...(network.facts.measurements.length > 1 ? [wrap(BROKEN_ADMITTED), ''] : []),
    facts([
      ['RPC', dev.rpcUrl],
      ['header signer', dev.headerUrl],
      ['chain id', network.facts.chainId.toString()],
      ['network id', toHex(networkId(network))],
      ['OfflineVault', toHex(network.vault)],
      [
        'limits',
        `${formatAmount(parameters.paymentLimit, 'eth')} a payment, ${formatAmount(parameters.holdingLimit, 'eth')} a wallet`,
      ],
      [
        'windows',
        `pay ${parameters.offlineLimit / 86_400} days offline, settle within ${parameters.settleWindow / 86_400} days`,
      ],
      ['files', dev.paths.root],
    ]),
    '',
    'Funded accounts (keys that everybody knows):',
    ...accounts.map(({ address, secret }) => `  ${address}\n    ${secret}`),
    '',
  ].join('\n');
}

/** How to call this program from where the user is. */
export function command(dev: DevNetwork): string {
  return dev.config.network === 'dev' ? 'npx coffer' : `npx coffer --network ${dev.config.network}`;
}

/** First steps with an empty network. */
export function firstSteps(dev: DevNetwork): readonly string[] {
  const coffer = command(dev);
  return [
    `${coffer} offline account create --wallet alice --yes`,
    `${coffer} offline deposit 1eth --wallet alice --yes`,
    `${coffer} offline account create --wallet bob --yes`,
    `${coffer} offline request 0.25eth --wallet bob`,
    `${coffer} offline pay "$REQUEST" --wallet alice --yes`,
    `${coffer} offline activity --wallet bob`,
  ];
}

/** After a story that failed: its wallets exist, in the state in which it left them. */
export function afterFailure(dev: DevNetwork): readonly string[] {
  const coffer = command(dev);
  return [
    ...['alice', 'bob', 'carol'].map((wallet) => `${coffer} offline activity --wallet ${wallet}`),
    `${coffer} dev --fresh --story      # everything anew, after Ctrl-C here`,
  ];
}
