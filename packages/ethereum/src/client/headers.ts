import { request } from 'node:http';
import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import type { Header } from '../proof/header.ts';
import type { HeaderAnswer } from '../signer/run.ts';
import { type ChainNetwork, type HeaderTrust, type TrustedHeader, verifyHeader } from '../trust/trust.ts';
import { ChainError } from './error.ts';

/** Most bytes of a signer's answer: a header of 2 KiB in hexadecimal, and a little. */
const MAX_ANSWER = 16_384;

function get(source: string, path: string, timeoutMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(source.startsWith('unix:') ? 'http://127.0.0.1' : source);
    const target = source.startsWith('unix:')
      ? { socketPath: source.slice('unix:'.length) }
      : { host: hostname, port };
    const sent = request({ ...target, path, timeout: timeoutMs, headers: { host: hostname } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER) sent.destroy(new Error('the answer is too long'));
      });
      response.on('end', () => {
        try {
          if (response.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`status ${response.statusCode}: ${text.slice(0, 200)}`));
        } catch (error) {
          reject(error);
        }
      });
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', reject);
    sent.end();
  });
}

interface Vote {
  readonly number: number;
  readonly header: Bytes;
  readonly signature: Bytes;
}

async function ask(source: string, which: 'latest' | number, timeoutMs: number): Promise<Vote> {
  const body = (await get(source, `/header/${which}`, timeoutMs)) as Partial<HeaderAnswer> | null;
  return {
    number: Number(body?.number),
    header: fromHex(String(body?.header)),
    signature: fromHex(String(body?.signature), 64),
  };
}

async function askAll(
  sources: readonly string[],
  which: 'latest' | number,
  timeoutMs: number,
): Promise<Vote[]> {
  const answers = await Promise.allSettled(sources.map((source) => ask(source, which, timeoutMs)));
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

/**
 * Collects the newest header that k signers vouch for, as an enclave verifies it. Signers that do not answer, or answer
 * nonsense, are left out.
 * @param sources `unix:/path` or `http://…` of the signers
 * @throws ChainError `CHAIN_UNREACHABLE` when fewer than k signers agree on a header
 */
export async function collectHeader(
  sources: readonly string[],
  trust: HeaderTrust,
  network: ChainNetwork,
  timeoutMs = 5_000,
): Promise<{ readonly evidence: TrustedHeader; readonly header: Header }> {
  const latest = await askAll(sources, 'latest', timeoutMs);
  const heights = latest.map((vote) => vote.number).filter(Number.isSafeInteger);
  heights.sort((a, b) => b - a);
  const height = heights[trust.k - 1];
  const votes =
    height === undefined ? [] : sources.length === 1 ? latest : await askAll(sources, height, timeoutMs);
  const valid = new Map<string, { header: Header; rlp: Bytes; bySigner: Map<number, Bytes> }>();
  for (const vote of votes) {
    // Each signature alone against the rule “one of these”: tells which vote is whose and drops the broken ones.
    trust.signers.forEach((signer, index) => {
      try {
        const alone: HeaderTrust = { type: 'signers', k: 1, signers: [signer] };
        const header = verifyHeader(alone, network, {
          type: 'signers',
          header: vote.header,
          signatures: [vote.signature],
        });
        const key = toHex(header.hash);
        const entry = valid.get(key) ?? { header, rlp: vote.header, bySigner: new Map<number, Bytes>() };
        entry.bySigner.set(index, vote.signature);
        valid.set(key, entry);
      } catch {
        // Not this signer's.
      }
    });
  }
  for (const { rlp, bySigner } of valid.values()) {
    if (bySigner.size < trust.k) continue;
    const signatures = [...bySigner.values()].slice(0, trust.k);
    const evidence: TrustedHeader = { type: 'signers', header: rlp, signatures };
    return { evidence, header: verifyHeader(trust, network, evidence) };
  }
  throw new ChainError(
    'CHAIN_UNREACHABLE',
    `Fewer than ${trust.k} header signers of this network vouch for one block.`,
    {
      money: 'Offline payments go on. Whatever needs the chain waits; no money is lost by waiting.',
      next: 'Try again in a moment; ask the operators of the signers if it stays so.',
      details: { asked: sources.length, answered: latest.length },
    },
  );
}
