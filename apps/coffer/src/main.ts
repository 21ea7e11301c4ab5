import { guardOutput } from './cli/guard.ts';
import { run } from './cli/program.ts';

guardOutput(process);
process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
