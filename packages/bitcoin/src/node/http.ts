import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { badAnswer, NodeError, unreachable, words } from './error.ts';

/** Where a node's RPC is, and who asks. */
export interface Endpoint {
  /** `http://127.0.0.1:8332`, with `user:password@` when these are not given apart. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Bitcoin Core's `.cookie`: read anew for every request, as every start of the node writes another. */
  readonly cookieFile?: string;
  /** Certificate (PEM) that the node's own is checked against: btcd makes its own `rpc.cert`. */
  readonly ca?: string;
}

/** Bounds of one request. */
export interface Bounds {
  /** Longest answer that is read, bytes. */
  readonly maxBytes: number;
  /** For the whole of it, from connecting to the last byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Posts to one address, and nowhere else: redirects are not followed. */
export interface Http {
  /** Scheme, host and port: fit to print. */
  readonly origin: string;
  /**
   * @returns the answer's text: of status 200, or of an error that carries JSON
   * @throws NodeError `NODE_UNREACHABLE`, `NODE_UNAUTHORIZED`, `NODE_BAD_ANSWER`
   */
  readonly post: (body: string, bounds: Bounds) => Promise<string>;
  /** Hides what must not be printed in words that came from the node. */
  readonly hide: (text: string) => string;
  readonly close: () => void;
}

function settings(message: string, next: string): NodeError {
  return new NodeError('NODE_SETTINGS', message, { next });
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    // The text is not repeated: it may hold a password.
    throw settings(
      'The address of the Bitcoin node is not a URL of http or https.',
      'Write http://127.0.0.1:8332, for example.',
    );
  }
  return url;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const TLS = /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME|CERT_/;

/** What the machine says of a broken connection, as an error. */
function broken(origin: string, error: Error & { code?: unknown }): NodeError {
  const code = typeof error.code === 'string' ? error.code : undefined;
  // The parser of HTTP did not understand it.
  if (code?.startsWith('HPE_')) return badAnswer('it is not HTTP', { details: { code } });
  if (code !== undefined && TLS.test(code)) {
    return unreachable(origin, `its certificate is not known (${code})`, {
      next: 'Give the node’s own certificate as “ca”; btcd writes it to rpc.cert.',
    });
  }
  return unreachable(origin, code ?? words(error.message));
}

/** The status of an answer, as an error when it is one. */
function refusedBy(origin: string, status: number, json: boolean): NodeError | undefined {
  if (status === 401 || status === 403) {
    return new NodeError('NODE_UNAUTHORIZED', `The Bitcoin node at ${origin} refuses the credentials.`, {
      next: 'Check user and password, or the cookie file; and that the node allows this machine (rpcallowip).',
      details: { status },
    });
  }
  if (status >= 300 && status < 400) {
    return badAnswer('it points to another address, which is not followed', { details: { status } });
  }
  // Bitcoin Core gives its errors with 404 and 500, and JSON.
  if (status === 200 || (json && (status === 404 || status === 500 || status === 400))) return undefined;
  if (status === 429 || status >= 500) return unreachable(origin, `status ${status}`);
  return badAnswer(`status ${status}`, { details: { status } });
}

/**
 * Opens the way to a node. Nothing is sent yet.
 * @param connections most that are open at once; btcd allows 10 to all its clients
 * @throws NodeError `NODE_SETTINGS`
 */
export function openHttp(endpoint: Endpoint, connections = 4): Http {
  const url = parse(endpoint.url);
  const { origin } = url;
  const user = endpoint.user ?? decode(url.username);
  const password = endpoint.password ?? decode(url.password);
  if (user.includes(':')) throw settings('A user’s name has no colon.', 'Check the credentials.');
  const secrets = new Set(password === '' ? [] : [password]);
  const secure = url.protocol === 'https:';
  const agent = secure
    ? new https.Agent({ keepAlive: true, maxSockets: connections, ca: endpoint.ca })
    : new http.Agent({ keepAlive: true, maxSockets: connections });
  const target: http.RequestOptions = {
    agent,
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : url.port,
    path: `${url.pathname}${url.search}`,
  };

  const authorization = (): string | undefined => {
    let pair = `${user}:${password}`;
    if (endpoint.cookieFile !== undefined) {
      try {
        pair = readFileSync(endpoint.cookieFile, 'utf8').trim();
      } catch {
        // Bitcoin Core takes it away when it ends.
        throw unreachable(origin, 'its cookie file is not there');
      }
      secrets.add(pair.slice(pair.indexOf(':') + 1));
    }
    const encoded = Buffer.from(pair).toString('base64');
    secrets.add(encoded);
    return pair === ':' ? undefined : `Basic ${encoded}`;
  };

  const post = (body: string, { maxBytes, timeoutMs, signal }: Bounds): Promise<string> =>
    new Promise((resolve, reject) => {
      const credentials = authorization();
      const sent = (secure ? https : http).request({
        ...target,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...(credentials === undefined ? {} : { authorization: credentials }),
        },
      });
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        settle();
      };
      const fail = (error: NodeError): void => {
        end(() => reject(error));
        sent.destroy();
      };
      const stop = (): void => fail(unreachable(origin, 'the question was given up'));
      const timer = setTimeout(
        () => fail(unreachable(origin, `no answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true });

      sent.on('error', (error) => fail(broken(origin, error)));
      sent.on('response', (response) => {
        const { statusCode = 0, headers } = response;
        const json = headers['content-type']?.includes('json') === true;
        const refused = refusedBy(origin, statusCode, json);
        if (refused !== undefined) return fail(refused);
        // Nothing was asked for in a packed form, which could be far larger than it looks.
        if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
          return fail(badAnswer('it is packed'));
        }
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > maxBytes) return fail(badAnswer(`it is longer than ${maxBytes} bytes`));
          chunks.push(chunk);
        });
        response.on('error', (error) => fail(broken(origin, error)));
        response.on('end', () => {
          if (!response.complete) return fail(unreachable(origin, 'the answer ends in the middle'));
          try {
            const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
            end(() => resolve(text));
          } catch {
            fail(badAnswer('it is not text'));
          }
        });
      });
      sent.end(body);
    });

  return {
    origin,
    post,
    hide: (text) => [...secrets].reduce((shown, secret) => shown.replaceAll(secret, '…'), text),
    close: () => agent.destroy(),
  };
}
