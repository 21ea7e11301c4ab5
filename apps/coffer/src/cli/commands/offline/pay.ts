import type { Wei } from '@coffer/core/amount';
import { CofferError } from '@coffer/core/error';
import { AppError } from '../../../config/error.ts';
import { readAmount } from '../../amount.ts';
import type { CommandSpec, Options } from '../../command.ts';
import { type Context, confirm, moneyCall, openDaemon, writeNewFile } from '../../context.ts';
import { readMessage } from '../../input.ts';
import { type Result, typedError } from '../../output.ts';
import { CODE_OPTIONS, type CodeWish, codeWish, messageOf, showCode } from '../../show-code.ts';
import { ether, facts, short, wrap } from '../../text.ts';
import type { DeliveryReply } from './views.ts';

/** Does what may fail after the payment was made, and says then where its money is. */
async function handing<T>(id: string, what: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, message } = typedError(cause);
    throw new CofferError(code, message, {
      money: `The payment is made and in flight: its money waits for the payee’s answer. Only its ${what} is missing.`,
      next: `Write it elsewhere: coffer offline resend ${id} --out FILE.`,
      details: { id },
      cause,
    });
  }
}

/** How the payment goes when not directly, by what the user asked for. */
interface Handing {
  readonly wish: CodeWish;
  /** Path, or `-`. */
  readonly out: string | undefined;
  readonly byHand: boolean;
}

function handingOf(context: Context, options: Options): Handing {
  const wish = codeWish(context, options);
  const out = typeof options.out === 'string' ? options.out : undefined;
  const asCode = wish.onTerminal || wish.png !== undefined;
  return { wish, out, byHand: options.file === true || out !== undefined || asCode };
}

async function outcome(
  context: Context,
  made: { id: string; file: string; delivery: DeliveryReply },
  what: string,
  { wish, out, byHand }: Handing,
): Promise<Result> {
  const { id, delivery } = made;
  const answered = delivery.status === 'acknowledged' || delivery.status === 'rejected';
  const lines = [what, `  id ${id}`, wrap(`  ${delivery.detail}`, '  ')];
  const failed = delivery.status === 'rejected';
  const left = byHand || delivery.how === 'file' || delivery.status === 'undelivered';
  if (answered || !left)
    return { data: { ...made, writtenTo: null, picture: null }, text: lines.join('\n'), failed };
  const picture = await handing(id, 'picture', () => showCode(context, wish, messageOf(made.file)));
  if (picture !== null) lines.push(`  Written as picture to ${picture}`);
  if (out === '-') return { data: { ...made, writtenTo: null, picture }, text: made.file };
  let writtenTo: string | null = null;
  if (out !== undefined || (picture === null && !wish.onTerminal)) {
    writtenTo = await handing(id, 'file', () =>
      writeNewFile(out ?? `payment-${id.slice(2, 10)}.coffer`, made.file),
    );
    lines.push(`  Written to ${writtenTo}`);
  }
  lines.push(
    wrap(
      '  Give it to the payee (coffer offline receive FILE), then take the answer: coffer offline answer FILE',
      '  ',
    ),
  );
  return { data: { ...made, writtenTo, picture }, text: lines.join('\n') };
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
  usage: 'pay <request...>',
  summary: 'Pays a request. Works without the chain.',
  about:
    'REQUEST is a URI, a file with one, a picture of its code, or - for standard input. The payment goes directly to the payee’s wallet when the request says where it listens, else into a file. While it is in flight its money waits for the payee’s answer and is not spent twice.',
  example: 'coffer offline pay "$REQUEST" --wallet alice --yes',
  options: [
    ['--amount <amount>', 'for requests that name none, for example 0.1eth'],
    ['--file', 'write a file even when the payee can be reached directly'],
    ['--out <file>', 'where to write the payment; - for standard output'],
    ...CODE_OPTIONS,
  ],
  run: async (context, given, options) => {
    const handing = handingOf(context, options);
    const request = await readMessage(given, true);
    const typed = typeof options.amount === 'string' ? readAmount(options.amount) : undefined;
    const amount = await preview(context, request, typed);
    const made = await moneyCall(context, (daemon, key) =>
      daemon.pay({ request, amountWei: amount.toString(), deliver: handing.byHand ? 'file' : 'direct' }, key),
    );
    return outcome(context, made, `Paid ${ether(made.amountWei)} to ${short(made.to)}.`, handing);
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
    ...CODE_OPTIONS,
  ],
  run: async (context, [id], options) => {
    const handing = handingOf(context, options);
    const daemon = await openDaemon(context);
    const made = await daemon.resend({ id: id ?? '', deliver: handing.byHand ? 'file' : 'direct' });
    return outcome(context, made, 'The payment again, unchanged.', handing);
  },
};
