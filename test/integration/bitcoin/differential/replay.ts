import { isNodeError } from '@coffer/bitcoin/node/error';
import type { Recorded } from '@coffer/bitcoin/regtest/engine/testing/record';
import type { Btcd } from '../btcd.ts';
import { classOf } from './classes.ts';
import { type Judged, type ListedName, listedFor, type Words } from './listed.ts';

/** What a test gave to its chain, given to btcd: what the chain said then is compared with what btcd says. */

/** Two verdicts that are not the same, of which nobody knew. */
interface Surprise extends Words {
  readonly judged: Judged;
  readonly test: string;
  /** Which line of the record. */
  readonly line: number;
}

/** How much was compared, and how much not. */
export class Tally {
  chains = 0;
  blocks = 0;
  blocksTaken = 0;
  transactions = 0;
  transactionsTaken = 0;
  tips = 0;
  /** What both refused, and how much of it for a rule of the same kind. */
  refused = 0;
  sameRule = 0;
  readonly known = new Map<ListedName, number>();
  /** What was not given to btcd, by the reason. */
  readonly left = new Map<string, number>();
  readonly surprises: Surprise[] = [];

  leave(why: string, count = 1): void {
    this.left.set(why, (this.left.get(why) ?? 0) + count);
  }
}

const ACCEPTED = 'accepted';
/** btcd refuses headers that lie further ahead of the machine's clock. */
const AHEAD_S = 2 * 3600;

/** What a question to btcd came to, without the ids that differ each time. */
async function ask(question: () => Promise<string>): Promise<string> {
  try {
    return (await question()).replaceAll(/[0-9a-f]{64}/g, '…');
  } catch (error) {
    if (!isNodeError(error, 'NODE_REFUSED')) throw error;
    return String(error.details.node).replaceAll(/[0-9a-f]{64}/g, '…');
  }
}

function submit({ rpc }: Btcd, block: string): Promise<string> {
  return ask(async () => String((await rpc.call('submitblock', [block], { once: true })) ?? ACCEPTED));
}

function send({ rpc }: Btcd, tx: string): Promise<string> {
  return ask(async () => {
    await rpc.call('sendrawtransaction', [tx], { once: true });
    return ACCEPTED;
  });
}

function would({ rpc }: Btcd, tx: string): Promise<string> {
  return ask(async () => {
    const answer = await rpc.call('testmempoolaccept', [[tx], 20_000_000]);
    const [item] = answer as [{ allowed: boolean; 'reject-reason'?: string }];
    return item.allowed ? ACCEPTED : String(item['reject-reason']);
  });
}

/** Gives one record to a btcd that has nothing but the genesis block. @param expected known differences that its test is about */
export async function replay(
  btcd: Btcd,
  lines: readonly Recorded[],
  expected: (test: string) => readonly ListedName[],
  tally: Tally,
): Promise<void> {
  const [head, ...rest] = lines;
  if (head?.type !== 'chain') throw new Error('a record begins with its chain');
  const { test, policy } = head;
  tally.chains += 1;
  /** @returns whether the two can be compared any further */
  const compare = (judged: Judged, line: number, said: Words): boolean => {
    const both = said.embedded !== ACCEPTED && said.btcd !== ACCEPTED;
    if (both) {
      tally.refused += 1;
      if (classOf(said.embedded) === classOf(said.btcd)) tally.sameRule += 1;
    }
    if (both || said.embedded === said.btcd) return true;
    const listed = listedFor(judged, said) ?? listedFor(judged, said, expected(test));
    if (listed === undefined) tally.surprises.push({ judged, ...said, test, line: line + 2 });
    else tally.known.set(listed, (tally.known.get(listed) ?? 0) + 1);
    if (judged === 'block') tally.leave('lines after a difference in a block', rest.length - line - 1);
    return judged === 'transaction';
  };
  for (const [i, line] of rest.entries()) {
    if (line.now > Date.now() / 1000 + AHEAD_S) {
      tally.leave("lines after the chain's clock ran ahead of the machine's", rest.length - i);
      return;
    }
    if (line.type === 'loaded') {
      if (line.block !== undefined) await submit(btcd, line.block);
      if (line.tx !== undefined) await send(btcd, line.tx);
    } else if (line.type === 'tip') {
      tally.tips += 1;
      const tip = await btcd.rpc.call('getbestblockhash');
      if (tip === line.id) continue;
      if (!compare('block', i, { embedded: 'own tip', btcd: 'another tip' })) return;
    } else if (line.type === 'block') {
      const embedded = line.said === 'inconclusive' ? ACCEPTED : line.said;
      if (embedded === 'time-too-new' || embedded === 'prev-blk-not-found') {
        tally.leave(`blocks that the embedded chain refuses as ${embedded}`);
        continue;
      }
      tally.blocks += 1;
      if (embedded === ACCEPTED) tally.blocksTaken += 1;
      if (!compare('block', i, { embedded, btcd: await submit(btcd, line.block) })) return;
    } else if (line.type === 'transaction') {
      if (Object.keys(policy).length > 0) {
        tally.leave(`transactions under a policy of the test's own (${Object.keys(policy).join()})`);
        continue;
      }
      tally.transactions += 1;
      if (line.said === ACCEPTED) tally.transactionsTaken += 1;
      const take = line.said === ACCEPTED && !line.test;
      const said = await (take ? send : would)(btcd, line.tx);
      compare('transaction', i, { embedded: line.said, btcd: said });
    } else if (line.type === 'invalidate' || line.type === 'reconsider') {
      const method = `${line.type}block`;
      await ask(async () => String(await btcd.rpc.call(method, [line.id], { once: true })));
    }
  }
}
