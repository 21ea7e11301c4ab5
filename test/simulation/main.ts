import { remember } from './fast/hook.ts';

/** The simulator's entry: functions that remember first, then everything that uses them. */
if (!process.argv.includes('--plain')) remember();
await import('./command.ts');
