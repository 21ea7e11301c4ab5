import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import {
  type AcceptedPayment,
  acknowledgementDigest,
  paymentDigest,
  type SignedPayment,
} from '@coffer/offline/messages/payment';
import { signedBy } from './vault-model.ts';

/** A payment that stands in a transaction for everybody to read, with the answers that came along. */
export interface Published {
  readonly id: Bytes;
  readonly signed: SignedPayment;
  acknowledgement: Bytes | undefined;
}

/** What transactions to the vault carried, as anybody can read it off the chain: where proofs of broken enclaves come from. */
export class Archive {
  readonly #domain: Bytes;
  readonly #byId = new Map<string, Published>();
  readonly #bySerial = new Map<string, Published[]>();

  constructor(domain: Bytes) {
    this.#domain = domain;
  }

  /** What does not carry its payer's signature proves nothing and is not kept. @param acknowledgement if one was shown */
  publish({ payment, signature }: SignedPayment, shown?: Bytes): void {
    const id = paymentDigest(this.#domain, payment);
    if (!signedBy(signature, id, payment.payer)) return;
    const answered =
      shown !== undefined && signedBy(shown, acknowledgementDigest(this.#domain, id), payment.payee);
    const acknowledgement = answered ? shown : undefined;
    const known = this.#byId.get(toHex(id));
    if (known !== undefined) {
      known.acknowledgement ??= acknowledgement;
      return;
    }
    const published = { id, signed: { payment, signature }, acknowledgement };
    this.#byId.set(toHex(id), published);
    const place = `${toHex(payment.payer)}/${payment.serial}`;
    this.#bySerial.set(place, [...(this.#bySerial.get(place) ?? []), published]);
  }

  /** Another payment with the serial of this one. */
  conflicting({ payment }: Pick<AcceptedPayment, 'payment'>): Published | undefined {
    const id = paymentDigest(this.#domain, payment);
    const others = this.#bySerial.get(`${toHex(payment.payer)}/${payment.serial}`) ?? [];
    return others.find((other) => !equal(other.id, id));
  }

  /** Its payee's acknowledgement, if it was ever shown. */
  acknowledgement(id: Bytes): Bytes | undefined {
    return this.#byId.get(toHex(id))?.acknowledgement;
  }
}
