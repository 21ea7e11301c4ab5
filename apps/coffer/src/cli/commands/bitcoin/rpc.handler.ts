import { bitcoins, isObject, type Json, jsonOf, writeJson } from '@coffer/bitcoin/regtest/rpc/json';
import { formatAmount, parseAmount } from '@coffer/core/amount';
import { AppError } from '../../../config/error.ts';
import type { Options } from '../../command.ts';
import type { Result } from '../../output.ts';
import { facts, plural } from '../../text.ts';
import { callNode, textOf } from './client.ts';

/** A parameter: JSON where it is, text where not. Ids that happen to have digits only stay text. */
function paramOf(text: string): Json {
  if (text.length > 20 && /^[\d.eE+-]+$/.test(text)) return text;
  try {
    return jsonOf(text);
  } catch {
    return text;
  }
}

function paramsOf(texts: readonly string[]): readonly Json[] | { readonly [key: string]: Json } {
  const pairs = texts.map((text) => /^([a-z_]{1,40})=(.*)$/s.exec(text));
  const named = Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1]!, paramOf(pair[2]!)]] : [])));
  const positional = texts.filter((_, i) => pairs[i] === null).map(paramOf);
  if (Object.keys(named).length === 0) return positional;
  return positional.length === 0 ? named : { args: positional, ...named };
}

/** Calls any method and shows what it gave. */
export async function callRpc(method: string, texts: readonly string[], options: Options): Promise<Result> {
  const result = await callNode(options, method, paramsOf(texts));
  return { data: { result }, text: typeof result === 'string' ? result : writeJson(result, 2) };
}

/** Mines blocks. */
export async function mineBlocks(text: string, options: Options): Promise<Result> {
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1) {
    throw new AppError('USAGE', `“${text.slice(0, 40)}” is not a number of blocks.`, {
      next: 'Give a whole number from 1: coffer bitcoin mine 6.',
    });
  }
  const count = Number(text);
  const { to } = options;
  const ids =
    typeof to === 'string'
      ? await callNode(options, 'generatetoaddress', [count, to])
      : await callNode(options, 'generate', [count]);
  const blocks = Array.isArray(ids) ? (ids as readonly Json[]).map(textOf) : [];
  const height = await callNode(options, 'getblockcount', []);
  return {
    data: { blocks, height },
    text: `Mined ${plural(blocks.length, 'block')}.\n${facts([
      ['height', writeJson(height)],
      ['last block', blocks.at(-1) ?? 'none'],
    ])}`,
  };
}

/** Pays play money. */
export async function fundAddress(address: string, amountText: string, options: Options): Promise<Result> {
  const amount = parseAmount(amountText, 'sat');
  const unconfirmed = options.unconfirmed === true;
  // As text: an amount that was a floating point number once is no amount any more.
  const answer = await callNode(options, 'faucet', [address, bitcoins(amount), unconfirmed ? 0 : 1]);
  const { txid, blocks } = isObject(answer) ? answer : {};
  const id = textOf(txid);
  const block = Array.isArray(blocks) ? (blocks as readonly Json[])[0] : undefined;
  return {
    data: { txid: id, amountSat: amount.toString(), address, block: block ?? null },
    text: `Paid ${formatAmount(amount, 'btc')} of play money to ${address}.\n${facts([
      ['transaction', id],
      ['block', block === undefined ? 'none yet: coffer bitcoin mine' : textOf(block)],
    ])}`,
  };
}
