import { AppError } from '../../../config/error.ts';
import { readAddress } from '../../address.ts';
import type { CommandSpec } from '../../command.ts';
import { confirm, longCall } from '../../context.ts';
import { facts, wrap } from '../../text.ts';

/** `coffer offline revoke` */
export const revoke: CommandSpec = {
  usage: 'revoke <key-or-measurement...>',
  summary: 'Never takes money again from enclaves with these keys or programs. Works without the chain.',
  about:
    'An address is the key of a device or of an enclave, 32 bytes are the measurement of a program; both are in what coffer attest verify shows. It cannot be undone in this wallet. What was acknowledged before still settles.',
  example: 'coffer offline revoke 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --wallet bob',
  run: async (context, given) => {
    const keys: string[] = [];
    const measurements: string[] = [];
    for (const text of given) {
      if (text !== undefined && /^0x[0-9a-f]{64}$/.test(text)) measurements.push(text);
      else if (text !== undefined && /^0x[0-9a-fA-F]{40}$/.test(text))
        keys.push(readAddress('revoke', text)!);
      else {
        throw new AppError(
          'USAGE',
          'Give keys (0x and 40 digits) or measurements (0x and 64 lower-case digits).',
        );
      }
    }
    await confirm(
      context,
      wrap(`Refuse payments from ${[...keys, ...measurements].join(', ')} for ever. This cannot be undone.`),
    );
    const done = await longCall(context, (daemon) => daemon.revoke({ keys, measurements }));
    return {
      data: done,
      text: `Refused from now on:\n${facts([
        ...done.keys.map((key): [string, string] => ['key', key]),
        ...done.measurements.map((measurement): [string, string] => ['program', measurement]),
      ])}`,
    };
  },
};
