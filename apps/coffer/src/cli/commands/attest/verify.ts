import type { CommandSpec } from '../../command.ts';

/** `coffer attest verify` */
export const attestVerify: CommandSpec = {
  usage: 'verify <file>',
  summary: 'Checks evidence of an enclave against this network: roots, measurements, signatures.',
  about:
    'Works offline, and without a daemon. FILE is the output of attest show --json, a payment request, evidence as hexadecimal, or - for standard input.',
  example: 'coffer attest verify alice-evidence.json',
  run: async (context, [file]) =>
    (await import('./verify.handler.ts')).verifyEvidenceFile(context, file ?? ''),
};
