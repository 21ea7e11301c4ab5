import { MAX_SAT, type Sat, sat } from '@coffer/core/amount';
import { type Bytes, fromHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import type { Id } from '../encoding/bytes.ts';
import { badAnswer, isNodeError, type NodeError } from './error.ts';
import type { RpcAnswer } from './rpc.ts';

/** Small checks of what a node answers. All throw `NODE_BAD_ANSWER`. `what` names the thing in the message. */

/** A JSON object. Its fields are only looked up, never walked. */
export function asObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badAnswer(`${what} is no object`);
  }
  return value as Record<string, unknown>;
}

/** A list, of at most `most` items. */
export function asList(value: unknown, most: number, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw badAnswer(`${what} is no list, or too long`);
  return value;
}

/** An id. */
export function asId(value: unknown, what: string): Id {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) throw badAnswer(`${what} is no id`);
  return value;
}

/** A height, or another whole number that is not negative and fits 31 bits. */
export function asHeight(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > 0x7fff_ffff) {
    throw badAnswer(`${what} is no whole number`);
  }
  return value as number;
}

/** Hexadecimal bytes. */
export function asBytes(value: unknown, what: string): Bytes {
  if (typeof value !== 'string' || value.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(value)) {
    throw badAnswer(`${what} is not hexadecimal`);
  }
  return fromHex(value);
}

/** An amount that the node writes as a number of bitcoins: exact to the satoshi, as a double holds 15 digits and more. */
export function asSat(value: unknown, what: string): Sat {
  if (typeof value !== 'number' || !(value >= 0) || value > Number(MAX_SAT) / 1e8) {
    throw badAnswer(`${what} is no amount`);
  }
  return sat(BigInt(Math.round(value * 1e8)));
}

/** The result of one answer of a batch. @throws NodeError what the node answered instead */
export function resultOf(answer: RpcAnswer | undefined): unknown {
  if (answer === undefined) throw badAnswer('an answer is missing');
  if ('error' in answer) throw answer.error;
  return answer.result;
}

/** Reads and checks with the pure part of the package: what it refuses is a wrong answer. */
export function parsed<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isNodeError(error) || !isCofferError(error)) throw error;
    throw badAnswer(`${what} is wrong: ${error.message}`, { cause: error });
  }
}

/** Whether a node refused because it does not have it. Codes and words differ between Bitcoin Core and btcd. */
export function isMissing(error: unknown): error is NodeError {
  if (!isNodeError(error, 'NODE_REFUSED')) return false;
  const { rpc, node } = error.details;
  return (
    rpc === -5 || rpc === -8 || (rpc === -1 && /out of range|not found|not available/i.test(String(node)))
  );
}

/** Whether a node refused because it has no such method. */
export function isUnknownMethod(error: unknown): error is NodeError {
  if (!isNodeError(error, 'NODE_REFUSED')) return false;
  const { rpc, node } = error.details;
  return rpc === -32601 || (rpc === -1 && /unimplemented/i.test(String(node)));
}
