import type { Served, ServeOptions } from '@coffer/bitcoin/regtest/serve';
import { facts, wrap } from '../cli/text.ts';

/** How blocks come to this chain. */
function blocks({ blockTime, automine }: ServeOptions): string {
  const ways = [
    ...(blockTime === undefined ? [] : [`every ${blockTime} s`]),
    ...(automine === true ? ['for every transaction'] : []),
  ];
  return ways.length === 0 ? 'when you mine them' : ways.join(', and ');
}

/** What a development chain of Bitcoin says when it is ready. */
export function bitcoinBanner(served: Served, options: ServeOptions): string {
  const { chain, accounts } = served;
  return [
    '',
    `Bitcoin regtest is ready${served.resumed ? ' (continued from its last run)' : ''}.`,
    '',
    wrap(
      'DEVELOPMENT CHAIN: blocks prove nothing here, and everybody knows these keys and the password. Play money only.',
    ),
    '',
    facts([
      ['RPC', served.url],
      ['user', served.user],
      ['password', served.password],
      ['height', String(chain.tip.height)],
      ['last block', chain.tip.id],
      ['blocks', blocks(options)],
      ['state', options.state ?? 'not kept'],
    ]),
    '',
    ...(accounts.length === 0
      ? []
      : [
          wrap(
            'Keys that everybody knows, each with a segwit and a taproot address; a new chain pays 50 BTC to each address:',
          ),
          ...accounts.map(({ wif, segwit, taproot }) => `  ${wif}\n    ${segwit}\n    ${taproot}`),
          '',
        ]),
  ].join('\n');
}

/** First steps with a chain, as commands that work. */
export function bitcoinSteps(served: Served): readonly string[] {
  const usual = served.port === 18_443 && served.user === 'coffer' && served.password === 'coffer';
  const { user, password } = served;
  const secret = `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  const at = usual ? '' : ` --url ${served.url.replace('//', `//${secret}`)}`;
  const coffer = 'npx coffer bitcoin';
  return [
    `${coffer} mine 6${at}`,
    `${coffer} fund ADDRESS 0.5btc${at}`,
    `${coffer} rpc getblockchaininfo${at}`,
    `${coffer} rpc invalidateblock BLOCK${at}`,
    `${coffer} rpc help${at}`,
  ];
}
