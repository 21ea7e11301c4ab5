import type { CommandSpec } from '../../command.ts';

/** `coffer daemon run`, also plain `coffer daemon` */
export const daemonRun: CommandSpec = {
  usage: 'run',
  isDefault: true,
  summary: 'Runs the wallet’s daemon in the foreground.',
  about: 'Commands start it by themselves, in the background; see daemon start.',
  example: 'coffer daemon --wallet alice --accept auto',
  options: [
    ['--announce', 'print one line of JSON when ready or failed (used by daemon start)'],
    ['--follow-parent', 'end when standard input ends (used by the demo)'],
  ],
  run: async (context, _args, options) => {
    const { runDaemon } = await import('../../../daemon/daemon.ts');
    await runDaemon(context.config, {
      announce: options.announce === true,
      followParent: options.followParent === true,
      stdout: (text) => process.stdout.write(text),
      stderr: (text) => process.stderr.write(text),
    });
    return undefined;
  },
};
