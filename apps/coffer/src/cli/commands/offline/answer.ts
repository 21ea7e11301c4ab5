import type { CommandSpec, Options } from '../../command.ts';
import { type Context, openDaemon, readInput, reserveFile } from '../../context.ts';
import type { Result } from '../../output.ts';
import { reasonWords } from '../../reasons.ts';
import { ether, short, wrap } from '../../text.ts';
import type { ReceiptReply } from './views.ts';

const ID = /^0x[0-9a-f]{64}$/;
const OUT: readonly [string, string] = ['--out <file>', 'where to write the answer; - for standard output'];

async function decide(
  context: Context,
  given: string,
  options: Options,
  decision: 'receive' | 'reject',
): Promise<Result> {
  const held = ID.test(given);
  const payment = held ? given : await readInput(given);
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
      : held
        ? undefined
        : `answer-${receipt.id.slice(2, 10)}.coffer`;
  const failed = decision === 'receive' && !taken;
  if (out === undefined) {
    text.push(wrap('  The payer’s wallet fetches the answer by itself.', '  '));
    return { data: { ...receipt, writtenTo: null }, text: text.join('\n'), failed };
  }
  if (out === '-') return { data: { ...receipt, writtenTo: null }, text: receipt.answer, failed };
  const file = reserveFile(out);
  file.write(receipt.answer);
  text.push(`  Answer written to ${file.path}`, '  Give it back to the payer: coffer offline answer FILE');
  return { data: { ...receipt, writtenTo: file.path }, text: text.join('\n'), failed };
}

/** `coffer offline receive` */
export const receive: CommandSpec = {
  usage: 'receive <payment>',
  summary: 'Takes a payment: a file, the id of a held one, or - for standard input. Works without the chain.',
  about: 'The first answer to a payment is final; taking it again gives the same answer.',
  example: 'coffer offline receive payment-5c1e2a77.coffer --wallet bob',
  options: [OUT],
  run: (context, [given], options) => decide(context, given ?? '', options, 'receive'),
};

/** `coffer offline reject` */
export const reject: CommandSpec = {
  usage: 'reject <payment>',
  summary: 'Refuses a payment: the money is its payer’s again. Works without the chain.',
  about: 'The first answer to a payment is final.',
  example: 'coffer offline reject payment-5c1e2a77.coffer --wallet carol',
  options: [OUT],
  run: (context, [given], options) => decide(context, given ?? '', options, 'reject'),
};

/** `coffer offline answer` */
export const answer: CommandSpec = {
  usage: 'answer <file>',
  summary: 'Takes the payee’s answer to a payment of this wallet: a file, or - for standard input.',
  example: 'coffer offline answer answer-5c1e2a77.coffer --wallet alice',
  run: async (context, [given]) => {
    const text = await readInput(given ?? '');
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
