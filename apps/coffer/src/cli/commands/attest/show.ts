import type { CommandSpec } from '../../command.ts';
import { openDaemon } from '../../context.ts';
import { facts, wrap } from '../../text.ts';

/** `coffer attest show` */
export const attestShow: CommandSpec = {
  usage: 'show',
  summary: 'Evidence of this wallet’s enclave, and the layers of protection that are on.',
  example: 'coffer attest show --wallet alice --json > alice-evidence.json',
  run: async (context) => {
    const daemon = await openDaemon(context);
    const view = await daemon.attestation({});
    const layers = view.layers.map(({ name, on, stops }) =>
      wrap(`  ${on ? '[on] ' : '[OFF]'} ${name}: ${stops}`, '        '),
    );
    return {
      data: view,
      text: [
        `Platform: ${view.platform.toUpperCase()}`,
        wrap(view.warning),
        '',
        facts([
          ['evidence', view.verified ? 'verified against this network' : 'NOT verified'],
          ['attestation key', view.key],
          ['device', view.device],
          ['root', view.root],
          ['program', `${view.program}, ABI ${view.abi}`],
          ['measurement', view.measurement],
          ['counter', view.counter],
        ]),
        '',
        'Layers of protection of the enclave process:',
        ...layers,
      ].join('\n'),
    };
  },
};
