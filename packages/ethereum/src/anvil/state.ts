import { readFileSync } from 'node:fs';
import { AnvilError } from './binary.ts';

/**
 * The time stamp of block 0 in a state file that anvil has written, seconds.
 * @throws AnvilError `ANVIL_STATE_BROKEN`
 */
export function genesisTime(stateFile: string): number {
  try {
    const state = JSON.parse(readFileSync(stateFile, 'utf8')) as {
      readonly blocks: readonly {
        readonly header: { readonly number: string; readonly timestamp: string };
      }[];
    };
    const genesis = state.blocks.find(({ header }) => Number(header.number) === 0);
    const time = Number(genesis?.header.timestamp);
    if (Number.isSafeInteger(time)) return time;
    throw new TypeError('there is no block 0');
  } catch (cause) {
    throw new AnvilError('ANVIL_STATE_BROKEN', 'The state file of the development chain is damaged.', {
      money: 'The chain’s own records cannot be read. The wallets are untouched.',
      next: `Copy ${stateFile}.previous, the file as of the last start, over it; what came after is lost.`,
      details: { file: stateFile },
      cause,
    });
  }
}
