import type { CommandSpec } from '../../command.ts';

/** `coffer demo` */
export const demo: CommandSpec = {
  usage: 'demo',
  summary: 'Plays the story of every rail in a temporary network, checks the books, leaves nothing behind.',
  about:
    'With --json, stdout is {"rails":{NAME:{ok,conserved,steps:[{name,ok,amount?,unit?,tx?}]}}}.\nExit code 0 only when every step worked and no wei was made or lost.',
  example: 'coffer demo --json',
  run: async (context) => (await import('./demo.handler.ts')).runDemo(context),
};
