import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { wei } from '@coffer/core/amount';
import { type Bytes, equal, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import { armour } from '@coffer/offline/host/armour';
import { openBook } from '@coffer/offline/host/book';
import { parseRequest } from '@coffer/offline/host/uri';
import { openWallet } from '@coffer/offline/host/wallet';
import { type PaymentMessage, paymentMessageCodec } from '@coffer/offline/messages/message';
import { networkId } from '@coffer/offline/messages/network';
import { repeatSerial } from '@coffer/offline/testing/broken/enclave';
import { AppError } from '../config/error.ts';
import { privateFolder } from '../config/files.ts';
import { walletFiles } from '../config/paths.ts';
import { DaemonChain } from '../daemon/chain.ts';
import { openWalletEnclave } from '../daemon/enclave.ts';
import { loadGasKey } from '../daemon/gasKey.ts';
import { fetchLatestHeader } from '../daemon/headers.ts';
import { brokenProgram } from '../dev/broken.ts';
import type { DevNetwork } from '../dev/network.ts';

/** A payer whose enclave is broken: the test build, hosted by the story itself. No daemon knows how to start it. */
export interface Mallory {
  readonly account: Hex;
  /** Of the broken program. 32 bytes. */
  readonly measurement: Bytes;
  deposit(amount: bigint): Promise<{ readonly tx: string }>;
  /** An honest-looking payment. @returns text armour */
  pay(request: string): Promise<{ readonly id: string; readonly file: string }>;
  /** Another payment with the number of the last one; nothing is debited. @returns text armour */
  payAgain(request: string): Promise<{ readonly id: string; readonly file: string }>;
  close(): Promise<void>;
}

/** Whether this network admits a broken enclave: only those that were made for the story do. */
export async function admitsBroken(dev: DevNetwork): Promise<boolean> {
  const { measurement: broken } = await brokenProgram();
  return dev.network.facts.measurements.some((measurement) => equal(measurement, broken));
}

/**
 * Opens mallory's wallet on the broken enclave.
 * @param folder where its files are; nobody else's
 * @throws AppError `NETWORK_OUTDATED` when the network does not admit the broken enclave
 */
export async function openMallory(dev: DevNetwork, folder: string): Promise<Mallory> {
  const { network, paths } = dev;
  const files = walletFiles(join(folder, 'mallory'));
  privateFolder(files.root);
  const gasKey = loadGasKey(files.gasKey, undefined);
  const { bundle, measurement } = await brokenProgram();
  const owner = fromHex(gasKey.address, 20);
  const { enclave, close } = await openWalletEnclave(network, paths, files, owner, () => undefined, bundle);
  try {
    const chain = new DaemonChain({
      network,
      networkName: dev.config.network,
      gasSecret: gasKey.secret,
      place: () => ({ rpcUrl: dev.rpcUrl, headerUrl: dev.headerUrl }),
      latestHeader: fetchLatestHeader,
    });
    const book = openBook(files.book, networkId(network));
    const wallet = await openWallet({
      network,
      enclave,
      chain: chain.port,
      book,
      patience: { interval: 250, limit: 600 },
    });
    await wallet.createAccount({ recovery: owner });
    const { account } = await wallet.show();
    if (account === undefined) throw new AppError('STORY_FAILED', 'Mallory has no account.');
    return {
      account,
      measurement,
      deposit: async (amount) => {
        const faucet = await dev.faucet();
        await faucet.fill(gasKey.address.toLowerCase() as Hex);
        return wallet.deposit({ amount: wei(amount), idempotencyKey: key() });
      },
      pay: async (request) => wallet.pay({ request, idempotencyKey: key() }),
      payAgain: async (request) => {
        const { certificate, amount } = parseRequest(network, request);
        if (certificate === undefined || amount === undefined) {
          throw new AppError('STORY_FAILED', 'The request names no account or no amount.');
        }
        const { id, message } = await repeatSerial(enclave, { payee: certificate, amount });
        const encoded = encode(paymentMessageCodec as Codec<PaymentMessage>, message);
        return { id: toHex(id), file: armour('PAYMENT', encoded) };
      },
      close: async () => {
        book.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function key(): string {
  return randomBytes(16).toString('hex');
}
