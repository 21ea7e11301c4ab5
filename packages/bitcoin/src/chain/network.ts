import type { Header } from './header.ts';

/** The rules and names by which Bitcoin's networks differ. */
export interface BitcoinNetwork {
  readonly name: 'mainnet' | 'testnet' | 'regtest';
  /** The easiest target that a header may have. */
  readonly powLimit: bigint;
  /** Whether the difficulty follows the time that blocks took. Not on regtest. */
  readonly retargets: boolean;
  /** Whether a block that comes 20 minutes late may be mined at the easiest target (testnet). */
  readonly minimumDifficultyBlocks: boolean;
  /** From which heights on a header must have at least which version: BIP34, BIP66, BIP65. Ascending. */
  readonly versions: readonly { readonly height: number; readonly least: number }[];
  /** Human-readable part of segwit addresses (BIP173, BIP350). */
  readonly bech32: string;
  /** Version bytes of legacy addresses and of WIF keys. */
  readonly pubKeyHash: number;
  readonly scriptHash: number;
  readonly wif: number;
  /** Blocks until the subsidy halves. */
  readonly halvingInterval: number;
  readonly genesis: Header;
}

/** Blocks between two adjustments of the difficulty. */
export const RETARGET_INTERVAL = 2016;
/** Seconds that so many blocks should take. */
export const RETARGET_SECONDS = 14 * 24 * 60 * 60;
/** On testnet, a block that comes so much later than the one before may be mined at the easiest target. */
export const MINIMUM_DIFFICULTY_SECONDS = 20 * 60;
/** How far in the future a header's time may lie, seconds. */
export const MAX_FUTURE_SECONDS = 2 * 60 * 60;

// biome-ignore format: one hash
const GENESIS_ROOT = Uint8Array.of(
  0x3b, 0xa3, 0xed, 0xfd, 0x7a, 0x7b, 0x12, 0xb2, 0x7a, 0xc7, 0x2c, 0x3e, 0x67, 0x76, 0x8f, 0x61,
  0x7f, 0xc8, 0x1b, 0xc3, 0x88, 0x8a, 0x51, 0x32, 0x3a, 0x9f, 0xb8, 0xaa, 0x4b, 0x1e, 0x5e, 0x4a,
);

const genesis = (time: number, bits: number, nonce: number): Header => ({
  version: 1,
  previous: new Uint8Array(32),
  merkleRoot: GENESIS_ROOT,
  time,
  bits,
  nonce,
});

/** Bitcoin. */
export const MAINNET: BitcoinNetwork = {
  name: 'mainnet',
  powLimit: 0xffffn << 208n,
  retargets: true,
  minimumDifficultyBlocks: false,
  versions: [
    { height: 227_931, least: 2 },
    { height: 363_725, least: 3 },
    { height: 388_381, least: 4 },
  ],
  bech32: 'bc',
  pubKeyHash: 0x00,
  scriptHash: 0x05,
  wif: 0x80,
  halvingInterval: 210_000,
  genesis: genesis(1_231_006_505, 0x1d00_ffff, 2_083_236_893),
};

/** Testnet 3. */
export const TESTNET: BitcoinNetwork = {
  ...MAINNET,
  name: 'testnet',
  minimumDifficultyBlocks: true,
  versions: [
    { height: 21_111, least: 2 },
    { height: 330_776, least: 3 },
    { height: 581_885, least: 4 },
  ],
  bech32: 'tb',
  pubKeyHash: 0x6f,
  scriptHash: 0xc4,
  wif: 0xef,
  genesis: genesis(1_296_688_602, 0x1d00_ffff, 414_098_458),
};

/** A chain for development: blocks cost nothing, and so prove nothing. */
export const REGTEST: BitcoinNetwork = {
  ...TESTNET,
  name: 'regtest',
  powLimit: 0x7fffffn << 232n,
  retargets: false,
  versions: [{ height: 1, least: 4 }],
  bech32: 'bcrt',
  halvingInterval: 150,
  genesis: genesis(1_296_688_602, 0x207f_ffff, 2),
};
