import { type Bytes, concat } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import type { BitcoinNetwork } from '../../../chain/network.ts';
import { addressOf, scriptOfAddress } from '../address.ts';
import type { RpcContext } from '../context.ts';
import { describeScript, parseDescriptor } from '../descriptor.ts';
import { invalidParameter, RPC, RpcError } from '../error.ts';
import { btc, hex, isObject, type Json } from '../json.ts';
import { type Args, helpOf, type Method, usage } from '../method.ts';
import { asm, typeOf, witnessProgram } from '../script.ts';
import { scriptView } from '../script-view.ts';

/** Addresses, scripts, fees, coins of a script, and help. */

const MODES = ['unset', 'economical', 'conservative'];
const LONGEST_TARGET = 1_008;
/** Most descriptors of one scan. */
const MOST_SCANNED = 10_000;
const BLOCKS_AN_ESTIMATE_IS_FOR = 25;

function checkTarget(target: number): number {
  if (target < 1 || target > LONGEST_TARGET) {
    throw invalidParameter(`Invalid conf_target, must be between 1 and ${LONGEST_TARGET}`);
  }
  return target;
}

function validated(address: string, network: BitcoinNetwork): Json {
  const script = scriptOfAddress(address, network);
  if (script === undefined) {
    return {
      isvalid: false,
      error_locations: [],
      error: 'Invalid or unsupported Segwit (Bech32) or Base58 encoding.',
    };
  }
  const witness = witnessProgram(script);
  return {
    isvalid: true,
    address: addressOf(script, network)!,
    scriptPubKey: hex(script),
    isscript: ['scripthash', 'witness_v0_scripthash', 'witness_v1_taproot'].includes(typeOf(script)),
    iswitness: witness !== undefined,
    ...(witness === undefined
      ? {}
      : { witness_version: witness.version, witness_program: hex(witness.program) }),
  };
}

async function paysTo(script: Bytes): Promise<Bytes> {
  const { hash160 } = await import('@scure/btc-signer/utils.js');
  return concat(Uint8Array.of(0xa9, 20), hash160(script), Uint8Array.of(0x87));
}

/** What a script would be inside of P2SH and of segwit, where it may be there. */
async function wrapped(script: Bytes, network: BitcoinNetwork): Promise<{ readonly [key: string]: Json }> {
  const type = typeOf(script);
  const never = ['nulldata', 'scripthash', 'witness_unknown', 'witness_v1_taproot', 'anchor'];
  if (never.includes(type) || script.length === 0 || asm(script).includes('[error]')) return {};
  const p2sh = { p2sh: addressOf(await paysTo(script), network)! };
  if (!['pubkey', 'pubkeyhash', 'multisig', 'nonstandard'].includes(type)) return p2sh;
  const key = type === 'pubkey' ? script.subarray(1, -1) : undefined;
  if (key?.length === 65) return p2sh;
  const inner =
    type === 'pubkeyhash'
      ? concat(Uint8Array.of(0, 20), script.subarray(3, 23))
      : key !== undefined
        ? concat(Uint8Array.of(0), (await paysTo(key)).subarray(1, 22))
        : concat(Uint8Array.of(0, 32), sha256(script));
  return {
    ...p2sh,
    segwit: { ...scriptView(inner, network), 'p2sh-segwit': addressOf(await paysTo(inner), network)! },
  };
}

async function scan({ chain }: RpcContext, args: Args): Promise<Json> {
  const action = args.text('action');
  if (action === 'status') return null;
  if (action === 'abort') return false;
  if (action !== 'start') throw invalidParameter(`Invalid action '${action.slice(0, 40)}'`);
  if (!args.has('scanobjects')) {
    throw new RpcError(RPC.misc, 'scanobjects argument is required for the start action');
  }
  const objects = args.list('scanobjects');
  if (objects.length > MOST_SCANNED)
    throw invalidParameter(`At most ${MOST_SCANNED} descriptors are scanned`);
  const wanted = new Map<string, { readonly script: Bytes; readonly descriptor: string }>();
  for (const object of objects) {
    const text = isObject(object) ? object.desc : object;
    if (typeof text !== 'string')
      throw invalidParameter('Scan object needs to be either a string or an object');
    const described = await parseDescriptor(text, chain.network);
    wanted.set(hex(described.script), described);
  }
  const { tip } = chain;
  const coins = chain.scan([...wanted.values()].map(({ script }) => script));
  return {
    success: true,
    txouts: chain.coinStats().count,
    height: tip.height,
    bestblock: tip.id,
    unspents: coins.map((coin) => ({
      txid: coin.outpoint.txid,
      vout: coin.outpoint.index,
      scriptPubKey: hex(coin.script),
      desc: wanted.get(hex(coin.script))?.descriptor ?? describeScript(coin.script, chain.network),
      amount: btc(coin.value),
      coinbase: coin.coinbase,
      height: coin.height ?? 0,
      blockhash: chain.idAt(coin.height ?? 0) ?? '',
      confirmations: tip.height - (coin.height ?? 0) + 1,
    })),
    total_amount: btc(coins.reduce((sum, { value }) => sum + value, 0n)),
  };
}

/** Names of all methods by their group, or the help of one. @param methods the whole table */
function helpText(methods: ReadonlyMap<string, Method>, name: string): string {
  if (name !== '') {
    const method = methods.get(name);
    return method === undefined ? `help: unknown command: ${name.slice(0, 100)}` : helpOf(method);
  }
  const groups = Map.groupBy(methods.values(), ({ group }) => group);
  return [...groups]
    .map(([group, members]) => [`== ${group} ==`, ...members.map(usage), ''].join('\n'))
    .join('\n');
}

/** Methods that need no block and no transaction. @param methods the whole table, for help */
export function utilityMethods(methods: ReadonlyMap<string, Method>): readonly Method[] {
  return [
    {
      name: 'validateaddress',
      group: 'utility',
      params: [{ name: 'address', type: 'string', about: 'What may be an address.' }],
      about: 'Whether this is an address of the network, and what it stands for.',
      run: ({ chain }, args) => validated(args.text('address'), chain.network),
    },
    {
      name: 'decodescript',
      group: 'utility',
      params: [{ name: 'hexstring', type: 'string', about: 'The script in hexadecimal.' }],
      about: 'A script in words, and what it would be inside of P2SH and segwit.',
      run: async ({ chain }, args) => {
        const script = args.bytes('hexstring', RPC.parameter, 'argument must be hexadecimal string');
        const { hex: _, ...view } = scriptView(script, chain.network);
        return { ...view, ...(await wrapped(script, chain.network)) };
      },
    },
    {
      name: 'estimatesmartfee',
      group: 'utility',
      params: [
        {
          name: 'conf_target',
          type: 'number',
          about: 'Blocks within which it should be confirmed, 1 to 1008.',
        },
        { name: 'estimate_mode', type: 'string', default: 'economical', about: 'Makes no difference here.' },
      ],
      about:
        'The fee for 1,000 virtual bytes. Blocks here are never full, so it is the least that is relayed, whatever the target.',
      run: ({ chain }, args) => {
        const blocks = checkTarget(args.whole('conf_target'));
        if (args.has('estimate_mode') && !MODES.includes(args.text('estimate_mode').toLowerCase())) {
          throw invalidParameter(
            `Invalid estimate_mode parameter, must be one of: ${MODES.map((mode) => `"${mode}"`).join(', ')}`,
          );
        }
        return { feerate: btc(chain.mempoolInfo().minFee), blocks };
      },
    },
    {
      name: 'estimatefee',
      group: 'utility',
      params: [
        { name: 'numblocks', type: 'number', about: 'Blocks within which it should be confirmed, 1 to 25.' },
      ],
      about: 'The same as estimatesmartfee, as btcd has it.',
      run: ({ chain }, args) => {
        const blocks = args.whole('numblocks');
        if (blocks < 1 || blocks > BLOCKS_AN_ESTIMATE_IS_FOR) {
          throw new RpcError(RPC.misc, `An estimate is for 1 to ${BLOCKS_AN_ESTIMATE_IS_FOR} blocks`);
        }
        return btc(chain.mempoolInfo().minFee);
      },
    },
    {
      name: 'scantxoutset',
      group: 'utility',
      params: [
        {
          name: 'action',
          type: 'string',
          about: 'start; abort and status do nothing, as a scan is over at once.',
        },
        {
          name: 'scanobjects',
          type: 'array',
          default: 'none',
          about:
            'Descriptors: addr(), raw(), and pk(), pkh(), wpkh(), sh(wpkh()), tr(), rawtr() of one key each.',
        },
      ],
      about: 'Finds the unspent outputs of scripts.',
      run: scan,
    },
    {
      name: 'getindexinfo',
      group: 'utility',
      params: [{ name: 'index_name', type: 'string', default: 'all', about: 'Only this one.' }],
      about: 'What can be looked up: transactions by their ids.',
      run: ({ chain }, args) => {
        if (args.has('index_name') && args.text('index_name') !== 'txindex') return {};
        return { txindex: { synced: true, best_block_height: chain.tip.height } };
      },
    },
    {
      name: 'help',
      group: 'utility',
      params: [{ name: 'command', type: 'string', default: 'all', about: 'The method to explain.' }],
      about: 'Lists all methods, or explains one.',
      run: (_context, args) => helpText(methods, args.has('command') ? args.text('command') : ''),
    },
    {
      name: 'stop',
      group: 'utility',
      params: [],
      about: 'Ends the server. Its state is kept, when it was given a file.',
      run: ({ stop }) => {
        stop();
        return 'Coffer regtest stopping';
      },
    },
  ];
}
