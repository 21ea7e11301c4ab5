import { SETTINGS, type Setting } from '../../../config/config.ts';
import type { CommandSpec } from '../../command.ts';
import { facts } from '../../text.ts';

/** `coffer config show` */
export const configShow: CommandSpec = {
  usage: 'show',
  summary: 'Every setting after all layers: flags, COFFER_* variables, file, defaults.',
  example: 'coffer config show --origin --wallet alice',
  options: [['--origin', 'say where each value comes from']],
  run: async ({ config }, _args, options) => {
    const origin = options.origin === true;
    const entries = (Object.keys(SETTINGS) as Setting[]).map(
      (name) => [name, config.resolved[name]] as const,
    );
    return {
      data: Object.fromEntries(
        entries.map(([name, { value, origin: from, source }]) => [
          name,
          origin ? { value: value ?? null, origin: from, source } : (value ?? null),
        ]),
      ),
      text: facts(
        entries.map(([name, { value, origin: from, source }]) => [
          name,
          `${value ?? '(not set)'}${origin ? `  [${from === 'default' ? 'default' : `${from}: ${source}`}]` : ''}`,
        ]),
        '',
      ),
    };
  },
};
