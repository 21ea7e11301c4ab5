import { toHex } from '@coffer/core/bytes';
import { type Id, idOf } from '../encoding/bytes.ts';
import { encodeTx, type Tx, txHash } from '../transaction/transaction.ts';
import { asId, asList, asObject, asSat, isMissing, resultOf } from './answers.ts';
import { badAnswer, isNodeError, NodeError, words } from './error.ts';
import type { Acceptance } from './port.ts';
import type { Reads } from './reads.ts';
import { reasonOf, transactionRefused } from './refusal.ts';
import type { Session } from './session.ts';

/** Giving transactions to a node. */

/** Bitcoins for 1,000 virtual bytes: Bitcoin Core's own default, which btcd wants to be told. */
const MAX_FEE_RATE = 0.1;

const hexOf = (tx: Tx): string => toHex(encodeTx(tx)).slice(2);

/** Whether the node has a transaction, as far as it can tell: waiting, indexed, or with an output that is unspent. */
async function isKnown(session: Session, reads: Reads, id: Id, tx: Tx): Promise<boolean> {
  try {
    await reads.transaction(id);
    return true;
  } catch (error) {
    // Without an index a node may refuse in any words: its outputs tell more.
    if (!isNodeError(error, 'NODE_NOT_FOUND', 'NODE_REFUSED')) throw error;
  }
  const outputs = tx.outputs.slice(0, 100);
  const answers = await session.batch(
    outputs.map((_, index) => ({ method: 'gettxout', params: [id, index, true] })),
  );
  return answers.some((answer) => {
    if ('error' in answer && isMissing(answer.error)) return false;
    return resultOf(answer) !== null;
  });
}

function asRefusal(error: unknown): NodeError | undefined {
  if (!isNodeError(error, 'NODE_REFUSED')) return undefined;
  const { node, rpc } = error.details;
  return transactionRefused(String(node), Number(rpc), error);
}

/** Sends a transaction. It may be sent again and again. @throws NodeError `NODE_REFUSED` */
export async function broadcast(session: Session, reads: Reads, tx: Tx): Promise<Id> {
  const id = idOf(txHash(tx));
  try {
    const answer = asId(await session.call('sendrawtransaction', [hexOf(tx)]), 'a sent transaction');
    if (answer !== id) throw badAnswer('it names another transaction than the one that it was sent', UNSURE);
    return id;
  } catch (error) {
    if (isNodeError(error, 'NODE_UNREACHABLE')) {
      throw new NodeError(error.code, error.message, { ...UNSURE, cause: error });
    }
    const refusal = asRefusal(error);
    if (refusal === undefined) throw error;
    // “Already there” is about this id or about its outputs; “missing inputs” is also said of what is mined.
    if (await isKnown(session, reads, id, tx)) return id;
    throw refusal;
  }
}

/** Nobody knows whether it was sent. */
const UNSURE = {
  money: 'The transaction may have been sent: it is neither done nor refused.',
  next: 'Broadcast the same transaction again, which does no harm. Make no other one before.',
};

/** Whether the node would take it. @throws NodeError */
export async function testAccept(session: Session, tx: Tx): Promise<Acceptance> {
  const verdicts = session.call('testmempoolaccept', [[hexOf(tx)], MAX_FEE_RATE]);
  const answer = await verdicts.catch((error: unknown) => {
    throw asRefusal(error) ?? error;
  });
  const result = asObject(asList(answer, 1, 'the verdict')[0], 'the verdict');
  if (result.txid !== idOf(txHash(tx))) throw badAnswer('a verdict is of another transaction');
  if (result.allowed === true) {
    const fees = result.fees === undefined ? undefined : asObject(result.fees, 'the fees').base;
    return { accepted: true, fee: fees === undefined ? undefined : asSat(fees, 'a fee') };
  }
  const said = result['reject-reason'];
  // btcd leaves a “no” out, and gives its reason only.
  if (typeof said !== 'string' || (result.allowed !== false && result.allowed !== undefined)) {
    throw badAnswer('a verdict says neither yes nor no');
  }
  const node = words(said);
  return { accepted: false, reason: reasonOf(node), node };
}
