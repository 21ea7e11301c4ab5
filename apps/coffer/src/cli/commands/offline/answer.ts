import type { CommandSpec, Options } from '../../command.ts';
import { type Context, openDaemon, writeNewFile } from '../../context.ts';
import { readMessage } from '../../input.ts';
import type { Result } from '../../output.ts';
import { reasonWords } from '../../reasons.ts';
import { CODE_OPTIONS, codeWish, messageOf, showCode } from '../../show-code.ts';
import { ether, short, wrap } from '../../text.ts';
import type { ReceiptReply } from './views.ts';

const ID = /^0x[0-9a-f]{64}$/;
const OUT: readonly [string, string] = ['--out <file>', 'where to write the answer; - for standard output'];

async function decide(
  context: Context,
  given: readonly (string | undefined)[],
  options: Options,
  decision: 'receive' | 'reject',
): Promise<Result> {
  const wish = codeWish(context, options);
  const id = given.length === 1 && ID.test(given[0] ?? '') ? given[0] : undefined;
  const held = id !== undefined;
  const payment = id ?? (await readMessage(given));
  const daemon = await openDaemon(context);
  const receipt: ReceiptReply = await daemon[decision]({ payment });
  const taken = receipt.status === 'acknowledged';
  const text = [
    taken
      ? `Received ${ether(receipt.amountWei)} from ${short(receipt.from)}.`
      : wrap(
          `Refused ${ether(receipt.amountWei)} from ${short(receipt.from)}: ${reasonWords(receipt.reason)}. The money is its payer’s again.`,
        ),
    `  id ${receipt.id}`,
  ];
  const out =
    typeof options.out === 'string'
      ? options.out
      : held || wish.onTerminal || wish.png !== undefined
        ? undefined
        : `answer-${receipt.id.slice(2, 10)}.coffer`;
  const failed = decision === 'receive' && !taken;
  const picture = await showCode(context, wish, messageOf(receipt.answer));
  if (picture !== null) text.push(`  Answer written as picture to ${picture}`);
  if (out === undefined) {
    if (held) text.push(wrap('  The payer’s wallet fetches the answer by itself.', '  '));
    return { data: { ...receipt, writtenTo: null, picture }, text: text.join('\n'), failed };
  }
  if (out === '-') return { data: { ...receipt, writtenTo: null, picture }, text: receipt.answer, failed };
  const writtenTo = writeNewFile(out, receipt.answer);
  text.push(`  Answer written to ${writtenTo}`, '  Give it back to the payer: coffer offline answer FILE');
  return { data: { ...receipt, writtenTo, picture }, text: text.join('\n'), failed };
}

/** `coffer offline receive` */
export const receive: CommandSpec = {
  usage: 'receive <payment...>',
  summary: 'Takes a payment: a file, the id of a held one, or - for standard input. Works without the chain.',
  about:
    'Files hold the payment as text, as parts of a film of codes (ur:…, one a line), or are PNG pictures of the codes; several files are parts of one film. The first answer to a payment is final; taking it again gives the same answer.',
  example: 'coffer offline receive payment-5c1e2a77.coffer --wallet bob',
  options: [OUT, ...CODE_OPTIONS],
  run: (context, given, options) => decide(context, given, options, 'receive'),
};

/** `coffer offline reject` */
export const reject: CommandSpec = {
  usage: 'reject <payment...>',
  summary: 'Refuses a payment: the money is its payer’s again. Works without the chain.',
  about: 'The first answer to a payment is final.',
  example: 'coffer offline reject payment-5c1e2a77.coffer --wallet carol',
  options: [OUT, ...CODE_OPTIONS],
  run: (context, given, options) => decide(context, given, options, 'reject'),
};

/** `coffer offline answer` */
export const answer: CommandSpec = {
  usage: 'answer <file...>',
  summary:
    'Takes the payee’s answer to a payment of this wallet: a file or pictures of its code, or - for standard input.',
  example: 'coffer offline answer answer-5c1e2a77.coffer --wallet alice',
  run: async (context, given) => {
    const text = await readMessage(given);
    const booked = await (await openDaemon(context)).answer({ answer: text });
    return {
      data: booked,
      text:
        booked.status === 'acknowledged'
          ? `The payee has taken the payment.\n  id ${booked.id}`
          : `The payee has refused the payment: the money is yours again.\n  id ${booked.id}`,
    };
  },
};
