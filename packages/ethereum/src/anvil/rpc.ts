import { AnvilError } from './binary.ts';

/** One JSON-RPC request to the development chain. @throws AnvilError `ANVIL_FAILED` */
export async function rpc(url: string, method: string, params: readonly unknown[] = []): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(10_000),
  }).then(
    (response) => response.json() as Promise<{ result?: unknown; error?: { message?: string } }>,
    (cause: unknown) => {
      throw new AnvilError('ANVIL_FAILED', 'The development chain does not answer.', { cause });
    },
  );
  if (answer.error !== undefined) {
    throw new AnvilError('ANVIL_FAILED', `The development chain refused ${method}: ${answer.error.message}`);
  }
  return answer.result;
}
