import type { CommandSpec } from '../../command.ts';
import { openDaemon } from '../../context.ts';
import { ether, short, when, wrap } from '../../text.ts';

/** `coffer offline activity` */
export const activity: CommandSpec = {
  usage: 'activity',
  summary: 'What happened, newest first, and what waits for whom. Works without the chain.',
  example: 'coffer offline activity --wallet bob',
  run: async (context) => {
    const { entries } = await (await openDaemon(context)).activity({});
    const text = entries.map((entry) => {
      const party = entry.party === null ? '' : ` ${short(entry.party)}`;
      const lines = [`${when(entry.time)}  ${entry.what} ${ether(entry.amountWei)}${party}: ${entry.state}`];
      if (entry.deadline !== null) lines.push(`  until ${when(entry.deadline)}`);
      if (entry.next !== '') lines.push(wrap(`  next: ${entry.next}`, '        '));
      if (entry.tx !== null) lines.push(`  tx ${entry.tx}`);
      lines.push(`  id ${entry.id}`);
      return lines.join('\n');
    });
    return { data: { entries }, text: text.length === 0 ? 'Nothing has happened yet.' : text.join('\n') };
  },
};
