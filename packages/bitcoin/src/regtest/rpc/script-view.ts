import type { Bytes } from '@coffer/core/bytes';
import type { BitcoinNetwork } from '../../chain/network.ts';
import { addressOf } from './address.ts';
import { describeScript } from './descriptor.ts';
import { hex, type Json } from './json.ts';
import { asm, typeOf } from './script.ts';

/** An output's script, as `scriptPubKey` of every answer. */
export function scriptView(script: Bytes, network: BitcoinNetwork): { readonly [key: string]: Json } {
  const address = addressOf(script, network);
  return {
    asm: asm(script),
    desc: describeScript(script, network),
    hex: hex(script),
    ...(address === undefined ? {} : { address }),
    type: typeOf(script),
  };
}
