import { type Bytes, equal, fromHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { peaksOf } from '../enclave/receipts.ts';
import { peakSlot } from '../enclave/storage.ts';
import type { Finalized, ReceiptProof } from '../messages/command.ts';
import type { FinalHeader } from './chain.ts';
import type { WalletContext } from './context.ts';
import { ask } from './enclave.ts';
import { WalletError } from './error.ts';
import { fetchAccount, fetchEvidence, finalizeSlots } from './evidence.ts';
import { fetchHistory } from './history.ts';
import { type History, proveReceipt } from './receipts.ts';

/** Judgement of everything unsettled by the enclave, under one final header ("finalize", §IV-A). */

/** How often a slot that the enclave asks for is added to the evidence. */
const MAX_ADDED_SLOTS = 64;

/** Judges everything under the newest final header. */
export async function finalize(
  context: WalletContext,
  own: Bytes,
): Promise<{ finalized: Finalized; history: History; header: FinalHeader }> {
  const header = await context.chain.finalHeader();
  const { history, received } = await completeHistory(context, header, own);
  const added: Bytes[] = [];
  for (;;) {
    const { nextSerial } = await ask(context.enclave, { type: 'status' }, 'status');
    const { outgoing, incoming } = await ask(context.enclave, { type: 'payments' }, 'payments');
    const receipts = incoming.flatMap(({ id }): ReceiptProof[] => {
      const receipt = proveReceipt(history, own, id);
      return receipt === undefined ? [] : [receipt];
    });
    const from = Math.min(nextSerial, ...outgoing.map(({ serial }) => serial));
    const slots = finalizeSlots(own, { from, next: nextSerial }, incoming, receipts, received);
    const { evidence } = await fetchEvidence(context, header, [...slots, ...added]);
    try {
      const reply = await ask(context.enclave, { type: 'finalize', evidence, receipts }, 'finalized');
      return { finalized: reply, history, header };
    } catch (error) {
      // Something came in while the evidence was fetched.
      const slot = isCofferError(error, 'PROOF_INCOMPLETE') ? error.details.slot : undefined;
      if (typeof slot !== 'string' || added.length >= MAX_ADDED_SLOTS) throw error;
      added.push(fromHex(slot, 32));
    }
  }
}

/**
 * The history up to a final header, with all receipts of the account: their number and every one of them is proved by
 * the account's peaks. A node that withheld or invented logs is asked once more from the beginning, because the book
 * may have kept what an earlier one said.
 * @throws WalletError `HISTORY_INCOMPLETE`
 */
async function completeHistory(
  context: WalletContext,
  header: FinalHeader,
  own: Bytes,
): Promise<{ history: History; received: number }> {
  const { account } = await fetchAccount(context, header, own);
  const heights = Array.from({ length: 48 }, (_, height) => height).filter(
    (height) => Math.floor(account.received / 2 ** height) % 2 === 1,
  );
  const peaks = await fetchEvidence(
    context,
    header,
    heights.map((height) => peakSlot(own, height)),
  );
  for (let attempt = 1; ; attempt++) {
    const history = await fetchHistory(context.chain, context.book, header.number, header.number);
    const receipts = history.receipts(own);
    const shown = peaksOf(receipts);
    const complete =
      receipts.length === account.received &&
      heights.every((height) => equal(shown.get(height)!, peaks.word(peakSlot(own, height))));
    if (complete) return { history, received: account.received };
    context.book.forgetEvents();
    if (attempt === 1) await context.clock.sleep(context.patience.interval);
    if (attempt === 2) {
      throw new WalletError(
        'HISTORY_INCOMPLETE',
        `The vault has settled ${account.received} payments to this account; the node shows others, or not all.`,
        {
          money: 'Nothing was booked. What is settled on chain stays settled.',
          next: 'Use a node that keeps all logs of the vault, then reconcile again.',
          details: { settled: account.received, shown: receipts.length },
        },
      );
    }
  }
}
