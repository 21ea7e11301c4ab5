import { MAX_WEI, type Wei, wei } from '@coffer/core/amount';
import { type Bytes, equal, fromHex, toHex } from '@coffer/core/bytes';
import { decode, encode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { type AccountCertificate, accountCertificateCodec } from '../messages/certificate.ts';
import type { OfflineNetwork } from '../messages/network.ts';
import { WalletError } from './error.ts';

/**
 * Payment requests as ERC-681 URIs: `ethereum:<vault>@<chain>/deposit?address=<account>&value=<wei>&…`. A wallet that
 * knows nothing of Coffer pays it by an on-chain deposit to the payee's account; ours finds the payee's certificate in
 * `coffer-certificate` and pays offline. As in BIP 321, a parameter named `req-…` that is not known is refused.
 */

/** What a request says. */
export interface PaymentRequest {
  /** The payee's account. 20 bytes. */
  readonly account: Bytes;
  /** Wei. Absent: the payer decides. */
  readonly amount?: Wei;
  /** Absent: it can only be paid on chain. */
  readonly certificate?: AccountCertificate;
  /** What it is for, in the payee's words. Shown as such, never trusted. */
  readonly memo?: string;
  /** Where the payee listens, such as `tcp:127.0.0.1:4000`. The wallet decides whether to use it. */
  readonly endpoint?: string;
}

/** Longest URI, characters. */
export const MAX_URI = 8_192;
/** Longest memo, characters. */
export const MAX_MEMO = 280;
const MAX_ENDPOINT = 256;

/** Writes a request. @throws WalletError `REQUEST_SYNTAX` when memo or endpoint are too long */
export function formatRequest(network: OfflineNetwork, request: PaymentRequest): string {
  if ((request.memo?.length ?? 0) > MAX_MEMO) throw syntax(`the memo is longer than ${MAX_MEMO} characters`);
  if ((request.endpoint?.length ?? 0) > MAX_ENDPOINT) throw syntax('the endpoint is too long');
  const parameters: string[] = [`address=${toHex(request.account)}`];
  const add = (name: string, value: string): void => {
    parameters.push(`${name}=${encodeURIComponent(value)}`);
  };
  if (request.amount !== undefined) add('value', request.amount.toString());
  if (request.certificate !== undefined) {
    add(
      'coffer-certificate',
      Buffer.from(encode(accountCertificateCodec, request.certificate)).toString('base64url'),
    );
  }
  if (request.memo !== undefined) add('coffer-memo', request.memo);
  if (request.endpoint !== undefined) add('coffer-endpoint', request.endpoint);
  return `ethereum:${toHex(network.vault)}@${network.facts.chainId}/deposit?${parameters.join('&')}`;
}

/** What people paste by mistake, and what each is. */
const FOREIGN: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /^(lightning:)?ln(bc|tb|tbs|bcrt)[0-9]*[munp]?1/i, what: 'a Lightning invoice (BOLT11)' },
  { pattern: /^(lightning:)?lno1/i, what: 'a Lightning offer (BOLT12)' },
  { pattern: /^(lightning:)?lnurl/i, what: 'an LNURL' },
  { pattern: /^lightning:/i, what: 'a Lightning request' },
  { pattern: /^(cashu:)?cashu[ab]/i, what: 'a Cashu token' },
  { pattern: /^(cashu:)?creq/i, what: 'a Cashu request' },
  { pattern: /^bitcoin:/i, what: 'a Bitcoin request' },
  { pattern: /^(bc|tb|bcrt)1[a-z0-9]{20,}$/i, what: 'a Bitcoin address' },
];

const SHAPE = /^ethereum:(?:pay-)?([^@/?]*)(?:@([^/?]*))?(?:\/([^?]*))?(?:\?(.*))?$/i;

/**
 * Reads a request made for this network.
 * @throws WalletError `REQUEST_SYNTAX`, `REQUEST_UNSUPPORTED` (of another system), `REQUEST_PLAIN_ADDRESS`,
 * `REQUEST_OTHER_CHAIN`, `REQUEST_OTHER_VAULT`, `REQUEST_UNKNOWN_REQUIREMENT`, `REQUEST_AMOUNT`
 */
export function parseRequest(network: OfflineNetwork, text: string): PaymentRequest {
  const uri = text.trim();
  if (uri.length > MAX_URI) throw syntax('it is too long');
  const foreign = FOREIGN.find(({ pattern }) => pattern.test(uri));
  if (foreign !== undefined) {
    throw new WalletError('REQUEST_UNSUPPORTED', `This is ${foreign.what}; the offline rail cannot pay it.`, {
      next: 'Ask the payee for a Coffer request: coffer offline request AMOUNT.',
    });
  }
  if (/^(ethereum:)?(pay-)?0x[0-9a-f]{40}$/i.test(uri)) throw plainAddress();
  const match = SHAPE.exec(uri);
  if (match === null) throw syntax('it does not begin with ethereum:');
  const [, target = '', chain, method, query = ''] = match;
  const contract = address(target);
  const parameters = parseQuery(query);
  for (const name of parameters.keys()) {
    if (name.startsWith('req-')) {
      throw new WalletError(
        'REQUEST_UNKNOWN_REQUIREMENT',
        `The request requires “${name.slice(0, 60)}”, which this wallet does not know.`,
        { next: 'Update the wallet, or ask the payee for a request without it.' },
      );
    }
  }
  // ERC-681: without a chain the wallet's own is meant, which is a guess that money should not hang on.
  if (chain === undefined) throw syntax('it names no chain');
  if (!/^[0-9]{1,20}$/.test(chain)) throw syntax('its chain is not a number');
  if (BigInt(chain) !== network.facts.chainId) {
    throw new WalletError(
      'REQUEST_OTHER_CHAIN',
      `The request is for chain ${BigInt(chain)}; this wallet is on chain ${network.facts.chainId}.`,
      { next: 'Use the wallet of that network, or ask for a request on this one.' },
    );
  }
  if (method === undefined || method === '') throw plainAddress();
  if (!equal(contract, network.vault)) {
    throw new WalletError(
      'REQUEST_OTHER_VAULT',
      'The request is for another contract than this network’s vault.',
      {
        next: 'Check with the payee that both of you use the same Coffer network.',
        details: { request: toHex(contract), vault: toHex(network.vault) },
      },
    );
  }
  if (method !== 'deposit') throw syntax(`“${method.slice(0, 40)}” is not a payment`);
  const beneficiary = parameters.get('address');
  if (beneficiary === undefined) throw syntax('it names no account');
  const account = address(beneficiary);
  const value = parameters.get('value');
  const encoded = parameters.get('coffer-certificate');
  const certificate = encoded === undefined ? undefined : parseCertificate(encoded);
  if (certificate !== undefined && !equal(certificate.account, account)) {
    throw syntax('its certificate is of another account');
  }
  const memo = parameters.get('coffer-memo');
  if (memo !== undefined && memo.length > MAX_MEMO) throw syntax('its memo is too long');
  const endpoint = parameters.get('coffer-endpoint');
  if (endpoint !== undefined && endpoint.length > MAX_ENDPOINT) throw syntax('its endpoint is too long');
  return {
    account,
    ...(value === undefined ? {} : { amount: parseValue(value) }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(memo === undefined ? {} : { memo }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function parseQuery(query: string): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  if (query === '') return out;
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=');
    let name: string;
    let value: string;
    try {
      name = decodeURIComponent(at < 0 ? pair : pair.slice(0, at));
      value = decodeURIComponent(at < 0 ? '' : pair.slice(at + 1));
    } catch (cause) {
      throw syntax('a parameter is not properly percent-encoded', cause);
    }
    if (out.has(name)) throw syntax(`“${name.slice(0, 40)}” occurs twice`);
    out.set(name, value);
  }
  return out;
}

/** ERC-681 numbers: decimal, optionally with a fraction and an exponent, which together must be whole. Exact. */
function parseValue(text: string): Wei {
  const match = /^\+?(\d{0,40})(?:\.(\d{0,40}))?(?:e(\d{1,3}))?$/i.exec(text);
  const digits = (match?.[1] ?? '') + (match?.[2] ?? '');
  if (match === null || digits === '') throw amountError(`“${text.slice(0, 40)}” is not an amount in wei`);
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  const exponent = Number(match[3] ?? '0');
  if (exponent > 78) throw amountError('the amount is larger than all money');
  if (fraction.length > exponent) throw amountError('the amount is finer than one wei');
  const value = BigInt(`${match[1]}${fraction.padEnd(exponent, '0')}` || '0');
  if (value === 0n) throw amountError('the amount is zero');
  if (value > MAX_WEI) throw amountError('the amount is larger than the vault can hold');
  return wei(value);
}

function parseCertificate(text: string): AccountCertificate {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw syntax('its certificate is not base64url');
  try {
    return decode(accountCertificateCodec, new Uint8Array(Buffer.from(text, 'base64url')));
  } catch (cause) {
    if (cause instanceof CofferError) throw syntax('its certificate is not readable', cause);
    throw cause;
  }
}

function address(text: string): Bytes {
  if (/^0x[0-9a-f]{40}$/i.test(text)) return fromHex(text.toLowerCase(), 20);
  throw syntax(
    /^[^.]+(\.[^.]+)+$/.test(text)
      ? 'names such as ENS are not resolved: an address is needed'
      : `“${text.slice(0, 60)}” is not an address`,
  );
}

function plainAddress(): WalletError {
  return new WalletError(
    'REQUEST_PLAIN_ADDRESS',
    'This is a plain Ethereum address: it cannot be paid offline, because nothing shows that an enclave holds it.',
    {
      next: 'Ask the payee for a Coffer request, or pay the address on chain: coffer offline withdraw AMOUNT --to ADDRESS.',
    },
  );
}

function amountError(message: string): WalletError {
  return new WalletError('REQUEST_AMOUNT', `Payment request: ${message}.`);
}

function syntax(message: string, cause?: unknown): WalletError {
  return new WalletError('REQUEST_SYNTAX', `This is not a payment request of Coffer: ${message}.`, {
    next: 'Ask the payee for the request again.',
    cause,
  });
}
