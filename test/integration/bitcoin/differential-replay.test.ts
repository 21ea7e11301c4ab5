import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Recorded } from '@coffer/bitcoin/regtest/engine/testing/record';
import { describe, expect, test } from 'vitest';
import { findProgram, launchBtcd } from './btcd.ts';
import type { ListedName } from './differential/listed.ts';
import { replay, Tally } from './differential/replay.ts';

/** Every block and transaction that the embedded chain's own tests give to it goes to btcd as well. */

const missing = findProgram('btcd') === undefined;
const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Only against hanging for ever. */
const PATIENCE_MS = 3_600_000;
const ENGINE = 'packages/bitcoin/src/regtest/engine/';

/** Known differences that a test is about. */
const ABOUT: readonly (readonly [RegExp, readonly ListedName[]])[] = [
  [/^relatives > /, ['long chains']],
  [/multisig with an unknown mark$/, ['keys of multisig']],
  [/^whatever happens, money is conserved/, ['marks after reconsiderblock']],
];

const expected = (name: string): readonly ListedName[] =>
  ABOUT.flatMap(([pattern, names]) => (pattern.test(name) ? names : []));

/** Runs the embedded chain's tests with everything written down. */
function record(folder: string): Recorded[][] {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const env = { ...process.env, COFFER_RECORD: folder };
  execFileSync(process.execPath, [vitest, 'run', ENGINE, '--maxWorkers=1'], {
    cwd: root,
    env,
    stdio: 'pipe',
  });
  return readdirSync(folder).map((name) =>
    readFileSync(join(folder, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Recorded),
  );
}

/** What a record says of each thing that was judged. A twin's blocks go to another chain of the same test, which says the same. */
function judgedIn(lines: readonly Recorded[]): string[] {
  return lines.flatMap((line) => {
    if (line.type === 'block') return [`${line.said} ${line.block}`.replace(/^inconclusive/, 'accepted')];
    return line.type === 'transaction' ? [`${line.said} ${line.tx}`] : [];
  });
}

const list = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([name, count]) => `${name}: ${count}`).join('; ') || 'none';

function report(tally: Tally): void {
  console.log(
    `Replayed: ${tally.chains} chains, ${tally.blocks} blocks (${tally.blocksTaken} taken), ${tally.transactions} transactions ` +
      `(${tally.transactionsTaken} taken), ${tally.tips} tips. Refused by both: ${tally.refused}, for the same kind of rule ` +
      `${tally.sameRule}. Known differences met: ${list(tally.known)}. Not given: ${list(tally.left)}.`,
  );
}

describe.skipIf(missing)('what the tests of the embedded chain give to it', () => {
  test('gets the same verdicts from btcd', { timeout: PATIENCE_MS }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-replay-'));
    const tally = new Tally();
    try {
      const seen = new Set<string>();
      const open = record(folder)
        .map((lines) => ({ lines, judged: judgedIn(lines) }))
        .sort((a, b) => b.judged.length - a.judged.length);
      for (const { lines, judged } of open) {
        if (judged.every((each) => seen.has(each))) {
          tally.leave('chains of which other chains had everything, with the same verdicts');
          continue;
        }
        for (const each of judged) seen.add(each);
        const btcd = await launchBtcd();
        try {
          await replay(btcd, lines, expected, tally);
        } finally {
          await btcd.stop();
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    report(tally);
    expect(tally.surprises).toEqual([]);
    // A record that lost its beginning or its chains would compare nothing, and be content.
    expect(tally.blocks).toBeGreaterThan(10_000);
    expect(tally.transactions).toBeGreaterThan(10_000);
  });
});
