import { existsSync } from 'node:fs';
import { parseAmount, type Wei } from '@coffer/core/amount';
import { CofferError } from '@coffer/core/error';
import { AppError } from '../../../config/error.ts';
import type { CommandSpec, Options } from '../../command.ts';
import { type Context, confirm, moneyCall, openDaemon, readInput, reserveFile } from '../../context.ts';
import { type Result, typedError } from '../../output.ts';
import { ether, facts, short, wrap } from '../../text.ts';
import type { DeliveryReply } from './views.ts';

/** Puts the payment where the user wants it: a file, or standard output. */
function hand(id: string, out: string, text: string): string | undefined {
  if (out === '-') return undefined;
  try {
    const file = reserveFile(out);
    file.write(text);
    return file.path;
  } catch (cause) {
    const { code, message } = typedError(cause);
    throw new CofferError(code, message, {
      money: `The payment is made and in flight: its money waits for the payee’s answer. Only its file is missing.`,
      next: `Write it elsewhere: coffer offline resend ${id} --out FILE.`,
      details: { id },
      cause,
    });
  }
}

function outcome(
  made: { id: string; file: string; delivery: DeliveryReply },
  what: string,
  options: Options,
): Result {
  const { id, delivery } = made;
  const answered = delivery.status === 'acknowledged' || delivery.status === 'rejected';
  const wanted =
    typeof options.out === 'string' || delivery.how === 'file' || delivery.status === 'undelivered';
  const out = typeof options.out === 'string' ? options.out : `payment-${id.slice(2, 10)}.coffer`;
  const path = wanted && !answered ? hand(id, out, made.file) : undefined;
  const data = { ...made, writtenTo: path ?? null };
  if (wanted && !answered && path === undefined) return { data, text: made.file };
  const lines = [what, `  id ${id}`];
  lines.push(wrap(`  ${delivery.detail}`, '  '));
  if (path !== undefined) {
    lines.push(
      `  Written to ${path}`,
      wrap(
        `  Give the file to the payee (coffer offline receive FILE), then take the answer: coffer offline answer FILE`,
        '  ',
      ),
    );
  }
  return { data, text: lines.join('\n'), failed: delivery.status === 'rejected' };
}

async function readRequest(given: string): Promise<string> {
  if (given === '-' || (!/^[a-z][a-z0-9+-]*:/i.test(given) && existsSync(given)))
    return (await readInput(given)).trim();
  return given;
}

async function preview(context: Context, request: string, typed: Wei | undefined): Promise<bigint> {
  const daemon = await openDaemon(context);
  const seen = await daemon.preview({ request });
  if (typed !== undefined && seen.amountWei !== null && BigInt(seen.amountWei) !== typed) {
    throw new AppError('USAGE', `The request is for ${ether(seen.amountWei)}, not for ${ether(typed)}.`, {
      next: 'Leave --amount away, or ask the payee for another request.',
    });
  }
  const amount = seen.amountWei === null ? typed : BigInt(seen.amountWei);
  if (amount === undefined) {
    throw new AppError('USAGE', 'The request names no amount.', {
      next: 'Add --amount, for example --amount 0.1eth.',
    });
  }
  await confirm(
    context,
    `Pay offline:\n${facts([
      ['to', seen.account],
      ['amount', ether(amount)],
      ['fee', '0 ETH (gas is paid by whoever settles)'],
      ['you can pay', ether(seen.spendableWei)],
      ...(seen.memo === null ? [] : ([['memo', JSON.stringify(seen.memo)]] as [string, string][])),
    ])}`,
  );
  return amount;
}

/** `coffer offline pay` */
export const pay: CommandSpec = {
  usage: 'pay <request>',
  summary: 'Pays a request. Works without the chain.',
  about:
    'REQUEST is a URI, a file with one, or - for standard input. The payment goes directly to the\npayee’s wallet when the request says where it listens, else into a file.\nWhile it is in flight its money waits for the payee’s answer and is not spent twice.',
  example: 'coffer offline pay "$REQUEST" --wallet alice --yes',
  options: [
    ['--amount <amount>', 'for requests that name none, for example 0.1eth'],
    ['--file', 'write a file even when the payee can be reached directly'],
    ['--out <file>', 'where to write the payment; - for standard output'],
  ],
  run: async (context, [given], options) => {
    const request = await readRequest(given ?? '');
    const typed = typeof options.amount === 'string' ? parseAmount(options.amount, 'wei') : undefined;
    const amount = await preview(context, request, typed);
    const file = options.file === true || typeof options.out === 'string';
    const made = await moneyCall(context, (daemon, key) =>
      daemon.pay({ request, amountWei: amount.toString(), deliver: file ? 'file' : 'direct' }, key),
    );
    return outcome(made, `Paid ${ether(made.amountWei)} to ${short(made.to)}.`, options);
  },
};

/** `coffer offline resend` */
export const resend: CommandSpec = {
  usage: 'resend <id>',
  summary: 'The same payment again, the same bytes: for a lost file or an answer that never came.',
  example: 'coffer offline resend 0x5c1e… --out again.coffer',
  options: [
    ['--file', 'write a file even when the payee can be reached directly'],
    ['--out <file>', 'where to write the payment; - for standard output'],
  ],
  run: async (context, [id], options) => {
    const file = options.file === true || typeof options.out === 'string';
    const daemon = await openDaemon(context);
    const made = await daemon.resend({ id: id ?? '', deliver: file ? 'file' : 'direct' });
    return outcome(made, 'The payment again, unchanged.', options);
  },
};
