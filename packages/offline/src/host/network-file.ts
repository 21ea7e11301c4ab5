import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Wei, wei } from '@coffer/core/amount';
import { compare, fromHex, toHex } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import {
  type NetworkFacts,
  networkCodec,
  networkId,
  type OfflineNetwork,
  parameterFault,
} from '../messages/network.ts';
import { WalletError } from './error.ts';

/**
 * `network.json`: what a wallet must know of a network, for people to read and to pass on. Its `id` commits to all
 * of it, so a file that was changed by mistake is noticed; whether it is the right network, its operator's id tells.
 */

/** Version of the file's layout. */
const VERSION = 1;
const MAX_FILE_BYTES = 1 << 20;
const WEI_LIMITS = ['minimumPayment', 'paymentLimit', 'holdingLimit', 'unprotectedLimit'] as const;
type WeiLimit = (typeof WEI_LIMITS)[number];

/** The text of `network.json`. */
export function formatNetwork(network: OfflineNetwork): string {
  const { facts } = network;
  const { chainId, genesis, trust, roots, measurements, parameters } = facts;
  return `${JSON.stringify(
    {
      version: VERSION,
      id: toHex(networkId(network)),
      chainId: chainId.toString(),
      genesis: toHex(genesis),
      vault: toHex(network.vault),
      trust: { k: trust.k, signers: trust.signers.map(toHex) },
      roots: roots.map(toHex),
      measurements: measurements.map(toHex),
      parameters: {
        ...parameters,
        ...Object.fromEntries(WEI_LIMITS.map((name) => [name, parameters[name].toString()])),
      },
    },
    undefined,
    2,
  )}\n`;
}

/** Reads and verifies the text of a `network.json`. @throws WalletError `NETWORK_FILE_INVALID` */
export function parseNetwork(text: string): OfflineNetwork {
  let network: OfflineNetwork;
  let id: string;
  try {
    const json = object(JSON.parse(text));
    if (json.version !== VERSION) throw invalid(`its version is not ${VERSION}`);
    id = string(json.id);
    const trust = object(json.trust);
    const parameters = object(json.parameters);
    const raw = {
      vault: fromHex(string(json.vault), 20),
      facts: {
        chainId: decimal(json.chainId),
        genesis: fromHex(string(json.genesis), 32),
        trust: { k: trust.k as number, signers: list(trust.signers).map((hex) => fromHex(string(hex), 20)) },
        roots: list(json.roots).map((hex) => fromHex(string(hex), 20)),
        measurements: list(json.measurements).map((hex) => fromHex(string(hex), 32)),
        parameters: {
          ...(parameters as unknown as NetworkFacts['parameters']),
          ...(Object.fromEntries(WEI_LIMITS.map((name) => [name, wei(decimal(parameters[name]))])) as Record<
            WeiLimit,
            Wei
          >),
        },
      },
    };
    // The codec is the one place that knows which numbers are in range.
    network = decode(
      networkCodec as Codec<OfflineNetwork>,
      encode(networkCodec as Codec<OfflineNetwork>, raw),
    );
  } catch (cause) {
    if (cause instanceof WalletError) throw cause;
    throw invalid(
      cause instanceof CofferError ? cause.message : 'it is not the JSON that it should be',
      cause,
    );
  }
  check(network);
  if (toHex(networkId(network)) !== id) throw invalid('its id is not the id of what it says');
  return network;
}

/** What no network may be, whoever made it (SAFETY A4, O7). */
function check({ facts: { trust, roots, measurements, parameters } }: OfflineNetwork): void {
  const { k, signers } = trust;
  if (k < 1 || k > signers.length) throw invalid('its header trust makes no sense');
  for (let i = 1; i < signers.length; i++) {
    if (compare(signers[i - 1]!, signers[i]!) >= 0) throw invalid('its header signers are not sorted');
  }
  if (roots.length === 0 || measurements.length === 0) throw invalid('it names no root or no measurement');
  const fault = parameterFault(parameters);
  if (fault !== undefined) throw invalid(fault);
}

/** Writes `network.json`, all of it or nothing. */
export function writeNetwork(file: string, network: OfflineNetwork): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, formatNetwork(network));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Reads and verifies a `network.json`. @throws WalletError `NETWORK_FILE_INVALID` */
export function readNetwork(file: string): OfflineNetwork {
  let text: string;
  try {
    if (statSync(file).size > MAX_FILE_BYTES) throw invalid('it is too large');
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof WalletError) throw cause;
    throw invalid('it cannot be read', cause);
  }
  return parseNetwork(text);
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('a part is missing');
  return value as Record<string, unknown>;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid('a list is missing');
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw invalid('a text is missing');
  return value;
}

function decimal(value: unknown): bigint {
  if (typeof value !== 'string' || !/^[0-9]{1,40}$/.test(value)) throw invalid('a number is missing');
  return BigInt(value);
}

function invalid(what: string, cause?: unknown): WalletError {
  return new WalletError('NETWORK_FILE_INVALID', `The network file is not valid: ${what}.`, {
    next: 'Get the file again from whoever runs the network, and compare its id.',
    cause,
  });
}
