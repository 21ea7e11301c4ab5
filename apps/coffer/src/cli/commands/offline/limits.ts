import type { CommandSpec } from '../../command.ts';
import { openDaemon } from '../../context.ts';
import { duration, ether, wrap } from '../../text.ts';

/** `coffer offline limits` */
export const limits: CommandSpec = {
  usage: 'limits',
  summary: 'Limits and windows of the network, and how far they are used. Works without the chain.',
  about: 'They were fixed when the network was made; both sides of a payment and the vault check them.',
  example: 'coffer offline limits --wallet alice',
  run: async (context) => {
    const { limits: found } = await (await openDaemon(context)).limits({});
    const amount = (unit: string, value: string): string => {
      if (unit === 'wei') return ether(value);
      return unit === 'seconds' ? duration(Number(value)) : value;
    };
    const text = found.map(({ name, unit, limit, used, left, note }) => {
      const room = [
        used === null ? '' : `${amount(unit, used)} used`,
        left === null ? '' : `${amount(unit, left)} left`,
      ].filter((part) => part !== '');
      const none = name === 'earliest-deadline' && left === null;
      const head = `${name}: ${none ? 'none' : amount(unit, limit)}${room.length === 0 ? '' : ` (${room.join(', ')})`}`;
      return `${head}\n${wrap(`    ${note}`, '    ')}`;
    });
    return { data: { limits: found }, text: text.join('\n') };
  },
};
