import { plainLine } from '../../../config/plain.ts';
import type { CommandSpec } from '../../command.ts';
import { openDaemon } from '../../context.ts';
import { facts, when, wrap } from '../../text.ts';

/** `coffer offline connection` */
export const connection: CommandSpec = {
  usage: 'connection',
  summary: 'Whether the chain and its header signers answer now. To be offline is no error.',
  example: 'coffer offline connection --wallet alice',
  run: async (context) => {
    const found = await (await openDaemon(context)).connection({});
    const block = (number: number | null, time: number | null): string =>
      number === null || time === null ? 'not known' : `${number}, ${when(time)}`;
    const text = [
      found.connected
        ? 'Connected.'
        : wrap(`Not connected: ${plainLine(found.message ?? 'no answer')} (${found.code})`, '  '),
      facts([
        ['chain', found.rpcUrl ?? 'not known'],
        ['newest block', block(found.head, found.headTime)],
        ['newest final block', block(found.final, found.finalTime)],
      ]),
      ...(found.next === null ? [] : [wrap(`next:  ${found.next}`, '       ')]),
    ];
    return { data: found, text: text.join('\n') };
  },
};
