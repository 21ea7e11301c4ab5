import type { CofferError } from '@coffer/core/error';
import { describe, typedError } from '../cli/output.ts';
import { wrap } from '../cli/text.ts';
import type { Audit, DemoRail, DemoReport, RailReport, Stage, StepFacts, StepReport } from './rail.ts';

/** Thrown inside a story to end it after a failed step, whose error has been shown. */
class StoryEnded extends Error {}

const PROGRESS_AFTER = 3_000;

function reportOf(name: string, ok: boolean, facts: StepFacts): StepReport {
  return {
    name,
    ok,
    ...(facts.amount === undefined ? {} : { amount: facts.amount.toString(), unit: facts.unit ?? 'wei' }),
    ...(facts.tx === undefined ? {} : { tx: facts.tx }),
  };
}

/** Plays one rail's story. Never throws: what goes wrong is in the report. */
export async function playRail(
  rail: DemoRail,
  base: Omit<Stage, 'step' | 'audit'>,
  signal: AbortSignal,
): Promise<RailReport> {
  const steps: StepReport[] = [];
  let conserved = true;
  let audits = 0;
  const { say } = base;
  const interrupted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new StoryEnded()), { once: true });
  });
  interrupted.catch(() => undefined);
  const step = async (name: string, work: () => Promise<StepFacts>): Promise<void> => {
    if (signal.aborted) throw new StoryEnded();
    say(`${steps.length + 1}. ${name}`);
    const timer = setInterval(() => say('   … still working'), PROGRESS_AFTER);
    try {
      const facts = await Promise.race([work(), interrupted]);
      steps.push(reportOf(name, true, facts));
      if (facts.detail !== undefined) say(wrap(`   ${facts.detail}`, '   '));
      if (facts.tx !== undefined) say(`   tx ${facts.tx}`);
    } catch (error) {
      steps.push(reportOf(name, false, {}));
      const typed: CofferError = typedError(error);
      if (!signal.aborted) say(`   FAILED\n${describe(typed)}`);
      throw new StoryEnded();
    } finally {
      clearInterval(timer);
    }
  };
  const audit = async (when: string, check: () => Promise<Audit>): Promise<void> => {
    audits += 1;
    const name = `books agree ${when}`;
    say(`${steps.length + 1}. ${name}`);
    let result: Audit;
    try {
      result = await check();
    } catch (error) {
      result = { conserved: false, lines: [`The books could not be read: ${typedError(error).message}`] };
    }
    for (const line of result.lines) say(wrap(`   ${line}`, '     '));
    if (!result.conserved) {
      conserved = false;
      say(wrap(`   MONEY IS NOT CONSERVED ${when}.`));
    }
    steps.push({ name, ok: result.conserved });
  };
  say(`\n${rail.title}\n`);
  try {
    await rail.play({ ...base, step, audit });
  } catch (error) {
    if (!(error instanceof StoryEnded)) {
      steps.push({ name: 'story', ok: false });
      say(describe(typedError(error)));
    }
  }
  // A story that ended before its books were compared has shown nothing.
  if (audits === 0) conserved = false;
  return { ok: steps.every(({ ok }) => ok) && conserved && !signal.aborted, conserved, steps };
}

/** Whether everything went well. */
export function succeeded(report: DemoReport): boolean {
  const rails = Object.values(report.rails);
  return rails.length > 0 && rails.every(({ ok, conserved }) => ok && conserved);
}

/** A closing line. */
export function summary(report: DemoReport, seconds: number): string {
  return Object.entries(report.rails)
    .map(([name, rail]) => {
      const good = rail.steps.filter(({ ok }) => ok).length;
      return `${name}: ${good} of ${rail.steps.length} steps ok, money ${rail.conserved ? 'conserved to the wei' : 'NOT CONSERVED'}, ${seconds.toFixed(0)} s`;
    })
    .join('\n');
}
