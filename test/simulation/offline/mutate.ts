import type { Bytes } from '@coffer/core/bytes';
import type { Random } from '../kernel/random.ts';

/** Changes one thing somewhere in a value made of records, lists, bytes, numbers and texts; the value itself stays. */
export function mutate(chance: Random, value: unknown): unknown {
  if (value instanceof Uint8Array) return flip(chance, value);
  if (typeof value === 'bigint') return value + BigInt(chance.pick([1, 1000, 2 ** 40]));
  if (typeof value === 'number') return Math.max(0, value + chance.pick([-3_600, -1, 1, 60, 86_400]));
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) {
    if (value.length === 0) return value;
    const at = chance.int(value.length);
    switch (chance.int(5)) {
      case 0:
        return value.filter((_, i) => i !== at);
      case 1:
        return [...value, value[at]];
      case 2:
        return chance.shuffle(value);
      default:
        return value.map((item, i) => (i === at ? mutate(chance, item) : item));
    }
  }
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).filter(
      (name) => name !== 'type' && typeof Reflect.get(value, name) !== 'string',
    );
    if (names.length === 0) return value;
    const name = chance.pick(names);
    return { ...value, [name]: mutate(chance, Reflect.get(value, name)) };
  }
  return value;
}

/** Bytes with one bit changed. */
export function flip(chance: Random, bytes: Bytes): Bytes {
  if (bytes.length === 0) return bytes;
  const out = Uint8Array.from(bytes);
  const at = chance.int(out.length);
  out[at] = out[at]! ^ (1 << chance.int(8));
  return out;
}
