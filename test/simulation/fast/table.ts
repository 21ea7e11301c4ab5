import type { Bytes } from '@coffer/core/bytes';

/**
 * A bounded memory of what a pure function of bytes gave: one place per hash of the input, the newest input stays. Every
 * look-up compares the whole input, so that a result is never that of another input.
 */
export class Table {
  readonly #inputs: (Bytes | undefined)[];
  readonly #outputs: Bytes[];
  readonly #mask: number;

  /** @param bits it holds 2^bits results */
  constructor(bits: number) {
    this.#mask = 2 ** bits - 1;
    this.#inputs = new Array<Bytes | undefined>(2 ** bits).fill(undefined);
    this.#outputs = new Array<Bytes>(2 ** bits).fill(new Uint8Array(0));
  }

  /** A fresh copy of the result, or `undefined` when it is not known. */
  get(input: Bytes): Bytes | undefined {
    const place = placeOf(input) & this.#mask;
    const known = this.#inputs[place];
    if (known === undefined || !same(known, input)) return undefined;
    return this.#outputs[place]!.slice();
  }

  /** Remembers copies of both. */
  set(input: Bytes, output: Bytes): void {
    const place = placeOf(input) & this.#mask;
    this.#inputs[place] = Uint8Array.from(input);
    this.#outputs[place] = Uint8Array.from(output);
  }
}

/** Of long inputs some bytes suffice: what is alike in them takes one place, and the newest has it. */
function placeOf(input: Bytes): number {
  const { length } = input;
  const stride = length <= 64 ? 1 : (length >> 6) | 1;
  let hash = length;
  for (let i = length - 1; i >= 0; i -= stride) hash = Math.imul(hash ^ input[i]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function same(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Joins what belongs to one input; every part but the last has a fixed length. */
export function joined(a: Bytes, b: Bytes): Bytes {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
