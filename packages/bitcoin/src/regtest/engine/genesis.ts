import { fromHex } from '@coffer/core/bytes';
import { parseTx, type Tx } from '../../transaction/transaction.ts';

/** The one transaction of the first block, the same on all networks. Its output was never a coin. */
export const GENESIS_TX: Tx = parseTx(
  fromHex(
    `01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d01044554686520\
54696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f\
722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc\
3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000`,
  ),
);
