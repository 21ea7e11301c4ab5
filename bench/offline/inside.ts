import { randomBytes } from 'node:crypto';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { frame } from '@coffer/enclave/channel/frames';
import {
  decodeMessage,
  encodeMessage,
  fromErrorFields,
  type GuestMessage,
  guestMessage,
  type HostMessage,
  hostMessage,
  type PlatformMessage,
  type PlatformRequest,
  platformMessage,
  platformRequest,
} from '@coffer/enclave/channel/messages';
import { certify, type Device, sealingKey } from '@coffer/enclave/platforms/simulated/device';
import type { Socket } from './socket.ts';

/**
 * The time inside an enclave, which is what the paper's Fig. 3 counts. The production bundle, byte for byte, runs in this
 * process; only its sockets are replaced, so that no kernel, no second process and no disk is between a frame that goes in
 * and the frames that it brings out. Decoding, the program, sealing, journal, snapshots and framing are all counted.
 */

const HOOKED = 'coffer-inside';
const SOCKET = new URL('./socket.ts', import.meta.url).href;
let hooked = false;
let loaded = 0;

/** Runs a bundle's file and takes the two sockets that it opens: the host's and the platform's. */
async function load(path: string): Promise<readonly [Socket, Socket]> {
  if (!hooked) {
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === 'node:net' && context.parentURL?.includes(HOOKED) === true
          ? { url: SOCKET, shortCircuit: true }
          : next(specifier, context),
    });
    hooked = true;
  }
  const { Socket: Replaced } = (await import('./socket.ts')) as typeof import('./socket.ts');
  await import(`${pathToFileURL(path).href}?${HOOKED}=${loaded++}`);
  const [host, platform] = Replaced.opened.splice(0);
  if (host?.fd !== 3 || platform?.fd !== 4) throw new Error('The bundle opened other descriptors.');
  return [host, platform];
}

/** What an enclave in this process is given. */
export interface InsideOptions {
  /** File with the production bundle. */
  readonly path: string;
  readonly device: Device;
  readonly measurement: Bytes;
  readonly config: Bytes;
  readonly now: () => number;
}

/** One enclave in this process. */
export class Inside {
  /** Ms spent inside so far. */
  spent = 0;
  readonly #host: Socket;
  readonly #platform: Socket;
  readonly #options: InsideOptions;
  #said: GuestMessage[] = [];
  #head: Bytes = new Uint8Array(32);
  #count = 0;
  #ids = 0;

  private constructor(host: Socket, platform: Socket, options: InsideOptions) {
    this.#host = host;
    this.#platform = platform;
    this.#options = options;
  }

  static async launch(options: InsideOptions): Promise<Inside> {
    const inside = new Inside(...(await load(options.path)), options);
    const { device, measurement, config, now } = options;
    const instance = new Uint8Array(randomBytes(32));
    const key = sealingKey(device, measurement, instance, 'software');
    inside.#tell({
      type: 'init',
      measurement,
      instance,
      network: device.network,
      sealingKey: key,
      counter: 'software',
    });
    inside.#send({
      type: 'begin',
      time: now(),
      config,
      owner: undefined,
      mode: 'run',
      snapshot: 0,
      journal: 0,
    });
    inside.#run();
    if (!inside.#take().some(({ type }) => type === 'ready')) throw new Error('The enclave did not start.');
    return inside;
  }

  /** One request, as `Enclave.request`. */
  async request(body: Bytes): Promise<Bytes> {
    this.#send({ type: 'request', id: ++this.#ids, time: this.#options.now(), body });
    this.#run();
    for (const message of this.#take()) {
      if (message.type === 'reply') return message.body;
      if (message.type === 'refused') throw fromErrorFields(message.error);
      if (message.type === 'fatal') throw fromErrorFields(message.error);
    }
    throw new Error('The enclave did not answer.');
  }

  async close(): Promise<void> {}

  #take(): GuestMessage[] {
    return this.#said.splice(0);
  }

  #timed(socket: Socket, chunk: Bytes): void {
    const start = performance.now();
    socket.deliver(chunk);
    this.spent += performance.now() - start;
  }

  #send(message: HostMessage): void {
    this.#timed(this.#host, frame(encodeMessage(hostMessage, message)));
  }

  #tell(message: PlatformMessage): void {
    this.#timed(this.#platform, frame(encodeMessage(platformMessage, message)));
  }

  /** Serves the enclave until it wants nothing more: a store and a counter in memory. */
  #run(): void {
    for (;;) {
      const host = this.#host.written.splice(0);
      const platform = this.#platform.written.splice(0);
      if (host.length + platform.length === 0) return;
      for (const bytes of host) {
        const message = decodeMessage(guestMessage, bytes.subarray(4));
        this.#said.push(message);
        if (message.type === 'append' || message.type === 'snapshot') {
          this.#send({ type: 'stored', seq: message.seq });
        }
      }
      for (const bytes of platform)
        this.#tell(this.#answer(decodeMessage(platformRequest, bytes.subarray(4))));
    }
  }

  #answer(request: PlatformRequest): PlatformMessage {
    const { device, measurement } = this.#options;
    switch (request.type) {
      case 'certify': {
        const { key, program, abi } = request;
        return {
          type: 'certified',
          evidence: certify(device, measurement, 'software', { key, program, abi }),
        };
      }
      case 'read':
        return { type: 'counter', value: this.#count, head: this.#head };
      case 'advance':
        if (!equal(request.from, this.#head)) return { type: 'mismatch' };
        this.#head = concat(request.to);
        this.#count += 1;
        return { type: 'advanced', value: this.#count };
    }
  }
}
