import { sat } from '@coffer/core/amount';
import type { Policy } from './types.ts';

/** The strictest rules that Bitcoin Core's and btcd's defaults share. */
export const DEFAULT_POLICY: Policy = {
  minRelayFee: sat(1000n),
  incrementalFee: sat(1000n),
  dustFee: sat(3000n),
  maxData: 80,
  maxRelatives: 25,
  maxRelativesSize: 101_000,
  maxReplaced: 100,
  maxPoolSize: 50_000_000,
  expiry: 336 * 60 * 60,
};
