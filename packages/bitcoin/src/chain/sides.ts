import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { HEADER_BYTES } from './header.ts';
import { type ChainRules, type HeaderChain, type Side, tipHeight } from './headers.ts';
import { bytesFrom, headerBytes } from './run.ts';
import { workOfAll } from './work.ts';

/** The branches beside a chain: few, and those of most work, whatever a host floods an enclave with. */

/** How many headers a branch has of its own. */
export function lengthOf(side: Side): number {
  return side.headers.length / HEADER_BYTES;
}

/** Work of a chain above a height. */
export function workAbove(chain: HeaderChain, height: number): bigint {
  return workOfAll(bytesFrom(chain.main, height + 1 - chain.base));
}

/**
 * The branches that there is room for: those that reach the most work, the one first seen of equals. A branch that leaves the
 * chain deeper than can be undone is dropped, as it can never become the chain.
 */
export function heaviest(rules: ChainRules, chain: HeaderChain, sides: readonly Side[]): readonly Side[] {
  const tip = tipHeight(chain);
  const weighed = sides
    .filter(({ fork }) => tip - fork <= rules.maxFork)
    // From the fork on, a branch is that much behind the chain.
    .map((side) => ({ side, behind: workAbove(chain, side.fork) - workOfAll(side.headers) }))
    .sort((a, b) => (a.behind < b.behind ? -1 : a.behind > b.behind ? 1 : 0));
  const kept = new Set<Side>();
  let headers = 0;
  for (const { side } of weighed) {
    if (kept.size === rules.maxSides || headers + lengthOf(side) > rules.maxSideHeaders) continue;
    kept.add(side);
    headers += lengthOf(side);
  }
  return sides.filter((side) => kept.has(side));
}

/** The header of a branch at a height above its fork. A view. */
export function sideHeader(side: Side, height: number): Bytes {
  const at = (height - side.fork - 1) * HEADER_BYTES;
  return side.headers.subarray(at, at + HEADER_BYTES);
}

/**
 * A branch of the chain before a reorganisation, as a branch of the chain after it.
 * @param fork height of the last block that both chains share
 * @returns nothing when the chain now holds all of it
 */
export function reroot(before: HeaderChain, after: HeaderChain, fork: number, side: Side): Side | undefined {
  let { fork: from, headers } = side;
  if (from > fork) {
    const shared = bytesFrom(before.main, fork + 1 - before.base).subarray(0, (from - fork) * HEADER_BYTES);
    headers = concat(shared, headers);
    from = fork;
  }
  let common = 0;
  for (; common < headers.length; common += HEADER_BYTES) {
    const index = from + 1 - after.base;
    if (index >= after.main.length) break;
    if (!equal(headerBytes(after.main, index), headers.subarray(common, common + HEADER_BYTES))) break;
    from++;
  }
  if (common === headers.length) return undefined;
  return { fork: from, headers: headers.slice(common), tip: side.tip };
}
