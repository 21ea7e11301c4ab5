import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';
import { openRpc } from '../rpc.ts';

/** Servers that are not what they say, for tests of what the client believes. */

/** A server that a test runs. */
export interface Fake {
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

function listening(server: Server | RawServer, sockets: Set<Socket>, port: number): Promise<Fake> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const bound = (server.address() as AddressInfo).port;
      resolve({
        url: `http://127.0.0.1:${bound}`,
        port: bound,
        close: () => {
          for (const socket of sockets) socket.destroy();
          return new Promise((done) => server.close(() => done()));
        },
      });
    });
  });
}

/** Answers over HTTP, however it likes. @param port 0 for any free one */
export function fakeHttp(
  answer: (body: string, response: ServerResponse, request: IncomingMessage) => void,
  port = 0,
): Promise<Fake> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(Buffer.concat(chunks).toString(), response, request));
  });
  return listening(server, new Set(), port);
}

/** Answers with any bytes. */
export function fakeTcp(answer: (socket: Socket) => void): Promise<Fake> {
  const server = createRawServer((socket) => socket.once('data', () => answer(socket)));
  return listening(server, new Set(), 0);
}

/** What a method answers, from its parameters: a result, or an error when it throws one with a code. */
export type Method = (params: readonly unknown[]) => unknown;

/** An error that a fake node answers with. */
export class Refused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

interface Question {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Answers JSON-RPC. */
export function fakeNode(methods: Readonly<Record<string, Method>>, port = 0): Promise<Fake> {
  const answer = async ({ id, method, params }: Question): Promise<unknown> => {
    try {
      const run = methods[method] ?? methods['*'];
      if (run === undefined) throw new Refused(-32601, 'Method not found');
      return { result: await run([...params, method]), error: null, id };
    } catch (error) {
      const code = error instanceof Refused ? error.code : -32603;
      return { result: null, error: { code, message: (error as Error).message }, id };
    }
  };
  return fakeHttp((body, response) => {
    const asked = JSON.parse(body) as Question | Question[];
    void Promise.all((Array.isArray(asked) ? asked : [asked]).map(answer)).then((answers) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(Array.isArray(asked) ? answers : answers[0]));
    });
  }, port);
}

/**
 * A node that lies: it answers as a true one does, but for some methods.
 * @param truth where the true one is
 * @param lies by method; each gets the parameters and the true answer, none when it is a refusal
 */
export async function liar(
  truth: { readonly url: string; readonly user: string; readonly password: string },
  lies: Readonly<Record<string, (params: readonly unknown[], told: unknown) => unknown>>,
): Promise<Fake> {
  const rpc = openRpc({ ...truth, retries: 0 });
  const fake = await fakeNode({
    '*': async (given) => {
      const params = given.slice(0, -1);
      const method = String(given.at(-1));
      const lie = lies[method];
      const asked = rpc.call(method, params, { maxBytes: 1 << 24 });
      if (lie !== undefined) return lie(params, await asked.catch(() => undefined));
      return asked.catch((error) => {
        throw new Refused(Number(error.details?.rpc ?? -1), String(error.details?.node ?? error));
      });
    },
  });
  return {
    ...fake,
    close: async () => {
      rpc.close();
      await fake.close();
    },
  };
}
