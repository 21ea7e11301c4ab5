import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeProbe, readMutants } from './patch.ts';
import { type Result, runMutants } from './runner.ts';

/**
 * `npm run mutants [-- NAME…]`: takes every defence out once, one patch of `test/mutants/` at a time, in a copy of the
 * project, and demands that the test that the patch names goes red.
 */

const USAGE = `usage: npm run mutants [-- [--list] [--json] [--root DIR] [NAME…]]

Header of a patch, before its diff:
  Defence: what is taken out
  Rule: O1
  Test: path/of/a.test.ts -t "name"        (or)
  Command: node tools/forge.ts test --match-test name
  Expect: text that the command prints when it fails for its reason`;

function print(result: Result): void {
  const word = result.fate === 'caught' ? 'caught' : result.fate.toUpperCase();
  console.log(`${word.padEnd(9)} ${result.name}  ${result.seconds.toFixed(1)} s`);
  for (const line of result.reason?.split('\n') ?? []) console.log(`          ${line}`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      root: { type: 'string', default: process.cwd() },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const all = readMutants(resolve(values.root, 'test/mutants'));
  const unknown = positionals.filter((name) => !all.some((mutant) => mutant.name === name));
  if (unknown.length > 0 || all.length === 0) {
    console.error(
      all.length === 0 ? 'There is no patch in test/mutants.' : `no such mutant: ${unknown.join(', ')}`,
    );
    return 2;
  }
  const chosen = all.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  if (values.list) {
    for (const mutant of chosen)
      console.log(
        'problem' in mutant
          ? `${mutant.name}\n  ${mutant.problem}`
          : `${mutant.name}\n  ${mutant.rule}: ${mutant.defence}\n  ${describeProbe(mutant.probe)}`,
      );
    return 0;
  }
  const results = await runMutants(resolve(values.root), chosen, {
    parallel: 2,
    ...(values.json ? {} : { onResult: print }),
  });
  const caught = results.filter(({ fate }) => fate === 'caught').length;
  if (values.json) console.log(JSON.stringify({ mutants: results, caught, total: results.length }));
  else console.log(`${caught} of ${results.length} planted bugs caught.`);
  return caught === results.length ? 0 : 1;
}

process.exitCode = await main();
