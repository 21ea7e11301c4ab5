import { fromHex, toHex } from '@coffer/core/bytes';
import { RawTx } from '@scure/btc-signer';
import { describe, expect, test } from 'vitest';
import { idOf } from '../encoding/bytes.ts';
import { encodeTx, parseTx, txHash } from '../transaction/transaction.ts';
import { bitsOf, encodeHeader, hashNumber, headerHash, parseHeader, targetOf, workOf } from './header.ts';
import { MAINNET, REGTEST, TESTNET } from './network.ts';

describe('genesis blocks', () => {
  test.each([
    [MAINNET, '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f'],
    [TESTNET, '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943'],
    [REGTEST, '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'],
  ])('$name', ({ genesis, powLimit }, id) => {
    const hash = headerHash(genesis);
    expect(idOf(hash)).toBe(id);
    expect(hashNumber(hash) <= targetOf(genesis.bits)).toBe(true);
    expect(targetOf(genesis.bits)).toBe(powLimit);
    expect(bitsOf(powLimit)).toBe(genesis.bits);
    expect(parseHeader(encodeHeader(genesis))).toEqual(genesis);
  });

  test('the first block took 2^32 hashes and a few', () => expect(workOf(0x1d00_ffff)).toBe(0x1_0001_0001n));
});

test('the first payment ever, byte for byte', () => {
  const raw =
    '0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704000000004847304402204e45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12909d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6cd84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000';
  const tx = parseTx(fromHex(raw));
  expect(idOf(txHash(tx))).toBe('f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16');
  expect(toHex(encodeTx(tx)).slice(2)).toBe(raw);
  expect(RawTx.decode(fromHex(raw)).outputs[0]!.amount).toBe(tx.outputs[0]!.value);
});
