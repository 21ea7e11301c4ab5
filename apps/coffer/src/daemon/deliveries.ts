import type { Bytes } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import type { OfflineWallet } from '@coffer/offline/host/wallet';
import type { z } from 'zod';
import type { deliveryView } from '../api/schemas.ts';
import { deliver } from '../transport/dial.ts';
import { parseEndpoint } from '../transport/endpoint.ts';
import type { Desk } from './desk.ts';

/** How a payment went to its payee. */
export type DeliveryView = z.output<typeof deliveryView>;

/** What came of asking once. */
export type Asked =
  | { readonly type: 'answer'; readonly answer: Bytes }
  /** It is there, and waits for its payee's decision. */
  | { readonly type: 'held' }
  /** It did not get there, or was not taken; why, in words. */
  | { readonly type: 'undelivered'; readonly detail: string };

function notTaken({ code, message }: { readonly code: string; readonly message: string }): string {
  return `The payee’s wallet did not take it: ${message} (${code})`;
}

const TICK = 1_000;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;

interface Attempt {
  pause: number;
  next: number;
}

/**
 * Brings payments to their payees directly, again and again until they are answered: the same bytes each time, so that
 * asking twice does no harm. A payee whose user takes time, or who is away, is asked with growing pauses.
 */
export class Deliveries {
  readonly #desk: Desk;
  readonly #wallet: OfflineWallet;
  readonly #timeout: number;
  readonly #attempts = new Map<string, Attempt>();
  readonly #busy = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  /** @param timeout milliseconds that a peer has for each answer */
  constructor(desk: Desk, wallet: OfflineWallet, timeout: number) {
    this.#desk = desk;
    this.#wallet = wallet;
    this.#timeout = timeout;
    this.#timer = setInterval(() => void this.#tick(), TICK);
    this.#timer.unref();
  }

  /** Delivers now, and goes on by itself when there is no answer yet. Never throws. */
  async send(id: string, endpoint: string, message: Bytes): Promise<DeliveryView> {
    this.#desk.send({ id, endpoint, message });
    return this.#attempt(id, this.endpointOf(id) ?? endpoint, message);
  }

  /** Where a payment is being delivered to. */
  endpointOf(id: string): string | undefined {
    return this.#desk.deliveries().find((delivery) => delivery.id === id)?.endpoint;
  }

  /** Asks once, at an endpoint, for the payee's answer. */
  async ask(endpoint: string, message: Bytes): Promise<Asked> {
    try {
      const response = await deliver(parseEndpoint(endpoint), message, this.#timeout);
      if (response.type === 'refused') return { type: 'undelivered', detail: notTaken(response) };
      return response;
    } catch (error) {
      if (!isCofferError(error)) throw error;
      return { type: 'undelivered', detail: error.message };
    }
  }

  /** Stops asking. */
  close(): void {
    clearInterval(this.#timer);
  }

  async #attempt(id: string, endpoint: string, message: Bytes): Promise<DeliveryView> {
    this.#busy.add(id);
    const view = (status: DeliveryView['status'], detail: string): DeliveryView => ({
      how: 'direct',
      status,
      detail,
    });
    try {
      const response = await deliver(parseEndpoint(endpoint), message, this.#timeout);
      if (response.type === 'held') {
        return view(
          'held',
          'The payee’s wallet holds it until its user decides; this wallet asks again by itself.',
        );
      }
      if (response.type === 'refused') {
        return view('undelivered', notTaken(response));
      }
      const { status } = await this.#wallet.takeAnswer({ answer: response.answer });
      this.#done(id);
      return status === 'acknowledged'
        ? view('acknowledged', 'The payee has taken it.')
        : view('rejected', 'The payee has refused it: the money is yours again.');
    } catch (error) {
      if (!isCofferError(error)) throw error;
      if (error.code === 'ENDPOINT_INVALID') this.#done(id);
      return view('undelivered', `${error.message} The payment is in flight until its payee answers.`);
    } finally {
      this.#busy.delete(id);
    }
  }

  #done(id: string): void {
    this.#desk.sent(id);
    this.#attempts.delete(id);
  }

  async #tick(): Promise<void> {
    const due = this.#desk.deliveries().filter(({ id }) => !this.#busy.has(id));
    if (due.length === 0) return;
    const now = Date.now();
    try {
      const entries = await this.#wallet.activity();
      const open = new Set(entries.filter(({ state }) => state === 'in-flight').map(({ id }) => String(id)));
      for (const { id, endpoint, message } of due) {
        if (!open.has(id)) {
          this.#done(id);
          continue;
        }
        const attempt = this.#attempts.get(id) ?? { pause: FIRST_PAUSE, next: now + FIRST_PAUSE };
        this.#attempts.set(id, attempt);
        if (attempt.next > now) continue;
        attempt.pause = Math.min(attempt.pause * 1.5, LONGEST_PAUSE);
        attempt.next = now + attempt.pause;
        await this.#attempt(id, endpoint, message);
      }
    } catch {
      // The enclave is out of reach for a moment, or the daemon is closing: the next tick asks again.
    }
  }
}
