import { equal } from '@coffer/core/bytes';
import { hashOf, type Id, idOf } from '../encoding/bytes.ts';
import type { Outpoint, Tx } from '../transaction/transaction.ts';
import { txHash } from '../transaction/transaction.ts';
import { asBytes, asId, asList, asObject, asSat, isMissing, resultOf } from './answers.ts';
import { badAnswer, isNodeError } from './error.ts';
import type { OutpointId, Outspend, Tip } from './port.ts';
import type { Reads } from './reads.ts';
import { MAX_BATCH } from './rpc.ts';
import type { Session } from './session.ts';

/** Heights of which ids are asked for at once. */
const STRIDE = 500;

const nameOf = ({ hash, index }: Outpoint): string => `${idOf(hash)}:${index}`;

/** An unspent output, or nothing. @param withMempool also of transactions that wait */
async function unspent(
  session: Session,
  outpoints: readonly OutpointId[],
  withMempool: boolean,
): Promise<(Outspend | undefined)[]> {
  const answers = await session.batch(
    outpoints.map(({ txid, index }) => ({ method: 'gettxout', params: [txid, index, withMempool] })),
  );
  return answers.map((answer) => {
    // btcd refuses an index that a waiting transaction does not have.
    if ('error' in answer && isMissing(answer.error)) return undefined;
    const result = resultOf(answer);
    if (result === null) return undefined;
    const { value, scriptPubKey } = asObject(result, 'an output');
    return {
      state: 'unspent',
      value: asSat(value, 'the value of an output'),
      script: asBytes(asObject(scriptPubKey, 'a script').hex, 'a script'),
    };
  });
}

/** Ids of the waiting transactions that spend, each in its place. */
async function spenders(
  session: Session,
  outpoints: readonly OutpointId[],
): Promise<readonly (Id | undefined)[]> {
  const asked = outpoints.map(({ txid, index }) => ({ txid, vout: index }));
  const list = asList(
    await session.call('gettxspendingprevout', [asked]),
    asked.length,
    'the list of spenders',
  );
  return asked.map(({ txid, vout }, i) => {
    const answer = asObject(list[i], 'a spender');
    if (answer.txid !== txid || answer.vout !== vout) throw badAnswer('a spender is of another output');
    const { spendingtxid } = answer;
    return spendingtxid === undefined || spendingtxid === '' ? undefined : asId(spendingtxid, 'a spender');
  });
}

/** The input by which a transaction spends an output. */
function spendOf(tx: Tx, outpoint: OutpointId, block: Tip | undefined): Outspend | undefined {
  const hash = hashOf(outpoint.txid);
  const input = tx.inputs.findIndex(
    (each) => each.outpoint.index === outpoint.index && equal(each.outpoint.hash, hash),
  );
  return input < 0 ? undefined : { state: 'spent', by: idOf(txHash(tx)), input, tx, block };
}

/** Looks through the blocks from a height on, each once, until all are found. */
async function scan(
  reads: Reads,
  wanted: ReadonlySet<string>,
  since: number,
  tip: Tip,
): Promise<ReadonlyMap<string, Outspend>> {
  const found = new Map<string, Outspend>();
  for (let from = Math.max(0, since); from <= tip.height && found.size < wanted.size; from += STRIDE) {
    const ids = await reads.idsFrom(from, Math.min(STRIDE, tip.height - from + 1));
    for (const [i, id] of ids.entries()) {
      if (found.size === wanted.size) break;
      const { transactions } = await reads.block(id);
      for (const tx of transactions) {
        for (const [input, { outpoint }] of tx.inputs.entries()) {
          const name = nameOf(outpoint);
          if (!wanted.has(name)) continue;
          const block = { id, height: from + i };
          found.set(name, { state: 'spent', by: idOf(txHash(tx)), input, tx, block });
        }
      }
    }
  }
  return found;
}

async function waiting(reads: Reads, by: Id, outpoint: OutpointId): Promise<Outspend | undefined> {
  try {
    const { tx, block } = await reads.transaction(by);
    // Mined in between: the block is looked for with the others.
    if (block !== undefined) return undefined;
    const spend = spendOf(tx, outpoint, undefined);
    if (spend === undefined) throw badAnswer('a transaction does not spend what it is said to');
    return spend;
  } catch (error) {
    // Replaced or mined in between.
    if (isNodeError(error, 'NODE_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** Who spends these outputs: those that wait, then the unspent, then all blocks from `since` on. @throws NodeError */
export async function outspends(
  session: Session,
  reads: Reads,
  outpoints: readonly OutpointId[],
  since: number,
): Promise<readonly Outspend[]> {
  if (outpoints.length > MAX_BATCH) throw new RangeError(`At most ${MAX_BATCH} outputs at once.`);
  if (outpoints.length === 0) return [];
  return reads.steadily(async (tip) => {
    const inMempool = await spenders(session, outpoints);
    const free = await unspent(session, outpoints, true);
    const results = await Promise.all(
      outpoints.map(async (outpoint, i) => {
        const by = inMempool[i];
        return by === undefined ? free[i] : waiting(reads, by, outpoint);
      }),
    );
    const names = outpoints.map(({ txid, index }) => `${txid}:${index}`);
    const open = new Set(names.filter((_, i) => results[i] === undefined));
    const found = await scan(reads, open, since, tip);
    return results.map((result, i) => result ?? found.get(names[i]!) ?? { state: 'unknown' });
  });
}
