import { type Codec, decode } from '@coffer/core/codec';
import { REQUEST_LIMITS, type Request, requestCodec } from '../../messages/command.ts';
import type { ChainPort } from '../chain.ts';
import type { EnclavePort } from '../enclave.ts';
import type { WalletBook } from '../records.ts';
import type { OfflineWallet } from '../wallet.ts';
import type { TestParty } from './devnet.ts';

/** The machine dies at every single point where the wallet changes something in enclave, chain or book. */

class Killed extends Error {}

/** Requests to the enclave that change nothing. */
const READS: ReadonlySet<Request['type']> = new Set(['status', 'payments', 'onchainUpdate', 'resend']);
/** What leaves towards the chain. */
const SENDS: ReadonlySet<string> = new Set(['prepare', 'raiseFee', 'broadcast']);

/** Counts every touch that may change something, and dies just after one of them: dying before the next is the same. */
class Reaper {
  touches = 0;
  readonly #at: number;

  constructor(at: number) {
    this.#at = at;
  }

  get dead(): boolean {
    return this.touches >= this.#at;
  }

  #before(): boolean {
    if (this.dead) throw new Killed();
    this.touches++;
    return this.dead;
  }

  sync<T>(work: () => T): T {
    const last = this.#before();
    const result = work();
    if (last) throw new Killed();
    return result;
  }

  async async<T>(work: () => Promise<T>): Promise<T> {
    const last = this.#before();
    const result = await work();
    if (last) throw new Killed();
    return result;
  }

  /** Asking changes nothing: to die before it is to die after the last touch. */
  async read<T>(work: () => Promise<T>): Promise<T> {
    if (this.dead) throw new Killed();
    return work();
  }

  port(port: EnclavePort): EnclavePort {
    return {
      request: (body) => {
        const { type } = decode(requestCodec as Codec<Request>, body, REQUEST_LIMITS);
        return READS.has(type) ? this.read(() => port.request(body)) : this.async(() => port.request(body));
      },
    };
  }

  chain(chain: ChainPort): ChainPort {
    const out: Record<string, unknown> = {};
    for (const [name, method] of Object.entries(chain)) {
      const run = (args: never[]) => (method as (...a: never[]) => Promise<unknown>)(...args);
      out[name] = (...args: never[]) =>
        SENDS.has(name) ? this.async(() => run(args)) : this.read(() => run(args));
    }
    return out as unknown as ChainPort;
  }

  book(book: WalletBook): WalletBook {
    return {
      ...book,
      putOperation: (operation) => this.sync(() => book.putOperation(operation)),
      putEntry: (entry) => this.sync(() => book.putEntry(entry)),
      putEvents: (events, to) => this.sync(() => book.putEvents(events, to)),
      putSigned: (payment) => this.sync(() => book.putSigned(payment)),
      putAnswer: (answer) => this.sync(() => book.putAnswer(answer)),
      putDispute: (dispute) => this.sync(() => book.putDispute(dispute)),
    };
  }
}

/**
 * Runs `work` with a death before the first touch, after the first, the second …, each time on a wallet that is then
 * opened anew and asked the same again, until `work` outlives the reaper. `check` sees what came of each.
 */
export async function killEverywhere(
  make: (run: string) => Promise<TestParty>,
  work: (wallet: OfflineWallet, run: string) => Promise<unknown>,
  check: (party: TestParty, run: string) => Promise<void>,
): Promise<number> {
  for (let deaths = 0; ; deaths++) {
    const run = `dead after touch ${deaths}`;
    const party = await make(run);
    const reaper = new Reaper(deaths);
    let survived = false;
    try {
      const doomed = await party.reopen({
        port: reaper.port(party.port),
        chain: reaper.chain(party.chain),
        book: reaper.book(party.book),
      });
      await work(doomed, run);
      survived = true;
    } catch (error) {
      if (!reaper.dead) throw error;
    }
    const reborn = await party.reopen();
    await work(reborn, run);
    await work(reborn, run);
    await check(party, run);
    if (survived) return deaths;
  }
}
