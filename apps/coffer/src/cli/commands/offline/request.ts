import { utf8 } from '@coffer/core/bytes';
import { readAmount } from '../../amount.ts';
import type { CommandSpec } from '../../command.ts';
import { openDaemon } from '../../context.ts';
import { CODE_OPTIONS, codeWish, showCode } from '../../show-code.ts';
import { ether } from '../../text.ts';

/** `coffer offline request` */
export const request: CommandSpec = {
  usage: 'request [amount]',
  summary: 'Makes a payment request: a URI (ERC-681), and its QR code. Works without the chain.',
  about:
    'Without an amount the payer decides. A wallet that knows nothing of Coffer pays the same request by an on-chain deposit into the account.',
  example: 'coffer offline request 0.25eth --memo "two coffees" --wallet bob',
  options: [
    ['--memo <text>', 'what it is for, shown to the payer'],
    ...CODE_OPTIONS,
    ['--no-qr', 'no code: without --qr, one is shown wherever somebody sees it'],
  ],
  run: async (context, [text], options) => {
    const amount = text === undefined ? undefined : readAmount(text);
    const wish = codeWish(context, options, true);
    const daemon = await openDaemon(context);
    const made = await daemon.request({
      ...(amount === undefined ? {} : { amountWei: amount.toString() }),
      ...(typeof options.memo === 'string' ? { memo: options.memo } : {}),
    });
    const message = { kind: 'REQUEST', content: utf8(made.uri) } as const;
    const writtenTo = await showCode(context, wish, message, made.uri);
    context.output.note(
      `Request for ${amount === undefined ? 'any amount' : ether(amount)}. Pay it: coffer offline pay REQUEST`,
    );
    return { data: { ...made, amountWei: amount?.toString() ?? null, picture: writtenTo }, text: made.uri };
  },
};
