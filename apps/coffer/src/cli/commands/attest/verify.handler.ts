import { existsSync } from 'node:fs';
import { type Bytes, fromHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { dearmour, looksArmoured } from '@coffer/offline/host/armour';
import { readNetwork } from '@coffer/offline/host/network-file';
import { parseRequest } from '@coffer/offline/host/uri';
import { policyOf, verifyAccountCertificate } from '@coffer/offline/messages/certificate';
import type { OfflineNetwork } from '@coffer/offline/messages/network';
import { AppError } from '../../../config/error.ts';
import { networkPaths } from '../../../config/paths.ts';
import { describeEvidence } from '../../../daemon/attestation.ts';
import { unknownNetwork } from '../../../daemon/lifecycle.ts';

import type { Context } from '../../context.ts';
import { readInput } from '../../input.ts';
import type { Result } from '../../output.ts';
import { facts, wrap } from '../../text.ts';

function notEvidence(cause?: unknown): AppError {
  return new AppError('FILE_UNREADABLE', 'There is no evidence of an enclave in this file.', {
    next: 'Give the output of coffer attest show --json, a payment request, or evidence as hexadecimal.',
    cause,
  });
}

/** Evidence in any form that people have: `attest show --json`, a payment request, or bare hexadecimal. */
function evidenceOf(network: OfflineNetwork, text: string): Bytes {
  const given = text.trim();
  try {
    if (given.startsWith('{')) {
      const { evidence } = JSON.parse(given) as { evidence?: unknown };
      return fromHex(String(evidence));
    }
    if (given.startsWith('ethereum:') || looksArmoured(given)) {
      const uri = looksArmoured(given) ? new TextDecoder().decode(dearmour(given, 'REQUEST').content) : given;
      const { certificate } = parseRequest(network, uri);
      if (certificate === undefined) throw notEvidence();
      verifyAccountCertificate(network, policyOf(network), certificate);
      return certificate.evidence;
    }
    return fromHex(given);
  } catch (cause) {
    if (cause instanceof SyntaxError || isCofferError(cause, 'BAD_HEX')) throw notEvidence(cause);
    throw cause;
  }
}

/** Checks evidence that somebody gave. */
export async function verifyEvidenceFile({ config }: Context, file: string): Promise<Result> {
  const paths = networkPaths(config.dataHome, config.network);
  if (!existsSync(paths.network)) throw unknownNetwork(config);
  const network = readNetwork(paths.network);
  const text = await readInput(file);
  let view: ReturnType<typeof describeEvidence>;
  try {
    view = describeEvidence(network, evidenceOf(network, text), []);
  } catch (cause) {
    if (isCofferError(cause) && cause.code.startsWith('CODEC_')) throw notEvidence(cause);
    throw cause;
  }
  if (view.problem !== null) {
    throw new AppError('ATTESTATION_REFUSED', view.problem, {
      next: 'Do not pay to it or accept from it.',
      details: { key: view.key, measurement: view.measurement },
    });
  }
  const { layers: _, ...data } = view;
  return {
    data,
    text: [
      `Verified: an enclave of network ${config.network}.`,
      `Platform: ${view.platform.toUpperCase()}`,
      wrap(view.warning),
      facts([
        ['attestation key', view.key],
        ['device', view.device],
        ['root', view.root],
        ['program', `${view.program}, ABI ${view.abi}`],
        ['measurement', view.measurement],
        ['counter', view.counter],
      ]),
    ].join('\n'),
  };
}
