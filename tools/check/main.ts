import { parseArgs } from 'node:util';
import { type Outcome, STEPS, type Step } from './steps.ts';

/** `npm run check [-- NAME…]`: what a change must pass besides its tests. Every step runs, also after a failure. */

const USAGE = `usage: npm run check [-- [--root DIR] [NAME…]]

${STEPS.map(({ name, purpose }) => `  ${name.padEnd(14)}${purpose}`).join('\n')}`;

async function attempt(step: Step, root: string): Promise<Outcome> {
  try {
    return await step.run(root);
  } catch (error) {
    return { type: 'failed', output: error instanceof Error ? error.message : String(error) };
  }
}

function report(step: Step, outcome: Outcome, seconds: number): void {
  const words = { ok: 'ok', failed: 'FAILED', skipped: 'skipped' };
  console.log(`${step.name.padEnd(14)}${words[outcome.type].padEnd(9)}${seconds.toFixed(1)} s`);
  const text =
    outcome.type === 'failed' ? outcome.output : outcome.type === 'skipped' ? outcome.reason : undefined;
  for (const line of text?.trimEnd().split('\n') ?? []) console.log(`  ${line}`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { root: { type: 'string', default: process.cwd() }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !STEPS.some((step) => step.name === name));
  if (values.help || unknown.length > 0) {
    console.log(unknown.length > 0 ? `no such check: ${unknown.join(', ')}\n\n${USAGE}` : USAGE);
    return values.help ? 0 : 2;
  }
  const failed: string[] = [];
  for (const step of STEPS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    const start = performance.now();
    const outcome = await attempt(step, values.root);
    report(step, outcome, (performance.now() - start) / 1000);
    if (outcome.type === 'failed') failed.push(step.name);
  }
  console.log(failed.length === 0 ? 'All checks passed.' : `${failed.length} failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
