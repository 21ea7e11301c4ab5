import { difficultyOf } from '../block.ts';
import { btc } from '../json.ts';
import type { Method } from '../method.ts';

/** What clients ask about a node and its peers: there are none here. */

/** The node whose answers these are like. Clients decide by this number which of them to expect. */
const VERSION = 290_000;
const SUBVERSION = '/Satoshi:29.0.0/Coffer-regtest:0.1.0/';
const PROTOCOL = 70_016;
/** btcd names networks by the bytes that begin their messages. */
const REGTEST_MAGIC = 0xdab5_bffa;

/** Methods about the node. */
export const NETWORK: readonly Method[] = [
  {
    name: 'getnetworkinfo',
    group: 'network',
    params: [],
    about:
      'What this node is: a development chain without peers, whose answers are like those of the version told.',
    run: ({ chain }) => ({
      version: VERSION,
      subversion: SUBVERSION,
      protocolversion: PROTOCOL,
      localservices: '0000000000000009',
      localservicesnames: ['NETWORK', 'WITNESS'],
      localrelay: true,
      timeoffset: 0,
      networkactive: false,
      connections: 0,
      connections_in: 0,
      connections_out: 0,
      networks: [],
      relayfee: btc(chain.policy.minRelayFee),
      incrementalfee: btc(chain.policy.incrementalFee),
      localaddresses: [],
      warnings: [],
    }),
  },
  {
    name: 'getinfo',
    group: 'network',
    params: [],
    about: 'The old overview, as btcd has it.',
    run: ({ chain }) => ({
      version: VERSION,
      protocolversion: PROTOCOL,
      blocks: chain.tip.height,
      timeoffset: 0,
      connections: 0,
      proxy: '',
      difficulty: difficultyOf(chain.tip.header),
      testnet: false,
      relayfee: btc(chain.policy.minRelayFee),
      errors: '',
    }),
  },
  {
    name: 'getcurrentnet',
    group: 'network',
    params: [],
    about: 'The network as btcd names it.',
    run: () => REGTEST_MAGIC,
  },
  {
    name: 'getconnectioncount',
    group: 'network',
    params: [],
    about: 'How many peers there are: none.',
    run: () => 0,
  },
  { name: 'getpeerinfo', group: 'network', params: [], about: 'The peers: none.', run: () => [] },
  { name: 'ping', group: 'network', params: [], about: 'Does nothing: there are no peers.', run: () => null },
  {
    name: 'getzmqnotifications',
    group: 'network',
    params: [],
    about: 'Where ZMQ notifications come from: nowhere. Wait with waitfornewblock.',
    run: () => [],
  },
  {
    name: 'uptime',
    group: 'network',
    params: [],
    about: 'Seconds since this server began.',
    run: ({ clock, started }) => Math.max(0, clock() - started),
  },
];
