import { get } from 'node:http';
import { type Bytes, fromHex } from '@coffer/core/bytes';
import { encode } from '@coffer/core/codec';
import { ChainError } from '@coffer/ethereum/client/error';
import { trustedHeader } from '@coffer/ethereum/trust/trust';
import { z } from 'zod';

const answer = z.object({
  header: z.string().max(8_192),
  signature: z.string().max(200),
});
const MAX_ANSWER = 64 * 1024;
const TIMEOUT = 10_000;

interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

function read(url: string): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const call = get(url, { agent: false, signal: AbortSignal.timeout(TIMEOUT) }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (part: string) => {
        text += part;
        if (text.length > MAX_ANSWER) call.destroy(new Error('answer too large'));
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text }));
      reply.on('error', reject);
    });
    call.on('error', reject);
  });
}

/**
 * The newest header that the network’s signer vouches for, encoded. Nothing is verified here: the enclave does.
 * @throws ChainError `CHAIN_UNREACHABLE`, `CHAIN_NO_BLOCK`, `CHAIN_BAD_ANSWER`
 */
export async function fetchLatestHeader(headerUrl: string): Promise<Bytes> {
  let got: HttpAnswer;
  try {
    got = await read(new URL('/header/latest', headerUrl).href);
  } catch (cause) {
    throw new ChainError('CHAIN_UNREACHABLE', 'The header signer of the network does not answer.', {
      money:
        'Offline payments go on. Deposits, settlement and withdrawals wait; no money is lost by waiting.',
      next: 'Try again when the network is back. Settle every payment before its settle-by time.',
      cause,
    });
  }
  if (got.status !== 200) {
    throw new ChainError('CHAIN_NO_BLOCK', 'The header signer has no final block to show.', {
      next: 'Wait a few seconds and try again. If it lasts: has the chain been reset or reorganised?',
      details: { status: got.status, answer: got.text.slice(0, 200) },
    });
  }
  try {
    const { header, signature } = answer.parse(JSON.parse(got.text));
    return encode(trustedHeader, {
      type: 'signers',
      header: fromHex(header),
      signatures: [fromHex(signature, 64)],
    });
  } catch (cause) {
    throw new ChainError(
      'CHAIN_BAD_ANSWER',
      'The header signer answers something else than signed headers.',
      {
        next: 'Check header-url: coffer config show --origin.',
        cause,
      },
    );
  }
}
