import type { IncomingMessage } from 'node:http';
import { type Bytes, type Hex, toHex } from '@coffer/core/bytes';
import { CofferError, isCofferError } from '@coffer/core/error';
import { type Chain, connect } from '../client/connect.ts';
import { rawHeader, tipNumber } from '../client/read.ts';
import { anchorOf, type ChainNetwork, signHeader } from '../trust/trust.ts';
import { decide, wantedHeights } from './decide.ts';
import { openRecord, type SignedHeader, type SignerRecord, signerKey } from './record.ts';
import { type ListenAddress, serve } from './serve.ts';

/** How to run a header signer. */
export interface SignerOptions {
  /** HTTP endpoint of the signer's own node. It believes this node: run it yourself. */
  readonly rpc: string;
  /** Folder with key and record, 0700. */
  readonly stateDir: string;
  readonly listen: ListenAddress;
  readonly network: ChainNetwork;
  /** Hash of the chain's block 0. */
  readonly genesisHash: Hex;
  /** Blocks on top before a block counts as final. 2 is for development only. */
  readonly confirmations: number;
  /** Default 500. */
  readonly pollMs?: number;
  /** True on the embedded chain: said in every answer. */
  readonly simulated: boolean;
}

/** A signer's answer to `GET /header/latest` and `GET /header/:number`. */
export interface HeaderAnswer {
  readonly number: number;
  readonly hash: Hex;
  /** RLP. */
  readonly header: Hex;
  readonly signature: Hex;
  readonly signer: Hex;
  /** True: one local process stands for the network's signers. It proves nothing to anybody else. */
  readonly simulated: boolean;
}

/** A signer's answer to `GET /status`. */
export interface SignerStatus {
  readonly signer: Hex;
  readonly simulated: boolean;
  readonly confirmations: number;
  readonly newest: number | null;
  /** Plain words: signing, waiting for what, or halted why. */
  readonly state: string;
  /** Code of the last failure, while there is one. */
  readonly problem: string | null;
}

/** A running signer. */
export interface RunningSigner {
  /** `unix:/path` or `http://127.0.0.1:PORT`. */
  readonly address: string;
  /** 20 bytes. */
  readonly signer: Bytes;
  readonly status: () => SignerStatus;
  readonly stop: () => Promise<void>;
}

/** Blocks that are read and signed in one turn. */
const BATCH = 128;

/**
 * Runs a signer until it is stopped. It survives outages of its node and goes on after them; a reorganisation below
 * what it signed halts it for good.
 * @throws SignerError
 */
export async function runSigner(options: SignerOptions): Promise<RunningSigner> {
  const { secret, address: signer } = signerKey(options.stateDir);
  const record = openRecord(options.stateDir, options.network, signer);
  let chain: Chain | undefined;
  let state = 'starting';
  let problem: string | null = null;

  const turn = async (): Promise<void> => {
    if (record.halted() !== undefined) return;
    chain ??= await connect({
      url: options.rpc,
      chainId: Number(options.network.chainId),
      genesisHash: options.genesisHash,
    });
    state = await advanceRecord(chain, record, options, secret);
  };

  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const loop = (): void => {
    running = turn()
      .then(
        () => {
          problem = null;
        },
        (error: unknown) => {
          problem = error instanceof CofferError ? error.code : 'INTERNAL';
          state = error instanceof Error ? error.message : 'failed';
          // The node may come back as another chain: it is checked again.
          chain = undefined;
        },
      )
      .then(() => {
        if (!stopped) timer = setTimeout(loop, options.pollMs ?? 500);
      });
  };

  const status = (): SignerStatus => {
    const halt = record.halted();
    return {
      signer: toHex(signer),
      simulated: options.simulated,
      confirmations: options.confirmations,
      newest: record.newest()?.header.number ?? null,
      state:
        halt === undefined
          ? state
          : `halted: block ${halt.height} was signed as ${halt.signed}, and the chain now has ${halt.seen}`,
      problem: halt === undefined ? problem : 'HEADER_SIGNER_HALTED',
    };
  };
  const served = await serve(options.listen, (request, response) => {
    const [code, body] = answer(request, record, status());
    response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(`${JSON.stringify(body)}\n`);
  }).catch((error: unknown) => {
    record.close();
    throw error;
  });
  loop();
  return {
    address: served.address,
    signer,
    status,
    stop: async () => {
      if (stopped) return;
      stopped = true;
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
      served.server.closeAllConnections();
      await new Promise((resolve) => served.server.close(resolve));
      record.close();
    },
  };
}

/** One turn: look, decide, record durably. What is recorded may be served from then on. */
async function advanceRecord(
  chain: Chain,
  record: SignerRecord,
  options: SignerOptions,
  secret: Bytes,
): Promise<string> {
  const newest = record.newest();
  const before = newest === undefined ? undefined : anchorOf(newest.header);
  const tip = await tipNumber(chain);
  const read = (height: number) =>
    rawHeader(chain, height).catch((error: unknown) => {
      if (isCofferError(error, 'CHAIN_NO_BLOCK')) return undefined;
      throw error;
    });
  const atNewest = before === undefined ? undefined : await read(before.number);
  const wanted = wantedHeights(before, tip, options.confirmations, BATCH);
  const next: { rlp: Bytes; header: SignedHeader['header'] }[] = [];
  for (let height = wanted?.from ?? 1; wanted !== undefined && height <= wanted.to; height++) {
    const found = await read(height);
    if (found === undefined) break;
    next.push(found);
  }
  const decision = decide(before, options.confirmations, {
    tip,
    ...(atNewest === undefined ? {} : { atNewest: atNewest.header }),
    next: next.map(({ header }) => header),
  });
  if (decision.type === 'halt') {
    record.halt(decision.halt);
    return 'halted';
  }
  if (decision.type === 'wait') {
    return decision.why === 'NODE_BEHIND' ? 'waiting: the node is behind what was signed' : 'signing';
  }
  record.append(
    next.slice(0, decision.headers.length).map(({ rlp, header }) => ({
      rlp,
      header,
      signature: signHeader(secret, options.network, header),
    })),
  );
  return 'signing';
}

/** The status and body of a request. */
function answer(request: IncomingMessage, record: SignerRecord, status: SignerStatus): [number, object] {
  // A web page must not read this through its visitor's browser (DNS rebinding).
  const host = request.headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return [403, { code: 'FORBIDDEN_HOST' }];
  if (request.method !== 'GET') return [405, { code: 'METHOD_NOT_ALLOWED' }];
  if (request.url === '/status') return [200, status];
  const which = /^\/header\/(latest|\d{1,15})$/.exec(request.url ?? '')?.[1];
  if (which === undefined) return [404, { code: 'NOT_FOUND' }];
  if (record.halted() !== undefined) return [503, { code: 'HEADER_SIGNER_HALTED', message: status.state }];
  const found = which === 'latest' ? record.newest() : record.at(Number(which));
  if (found === undefined) {
    return [404, { code: 'HEADER_NOT_SIGNED', message: `No block is signed there. ${status.state}` }];
  }
  const body: HeaderAnswer = {
    number: found.header.number,
    hash: toHex(found.header.hash),
    header: toHex(found.rlp),
    signature: toHex(found.signature),
    signer: status.signer,
    simulated: status.simulated,
  };
  return [200, body];
}
