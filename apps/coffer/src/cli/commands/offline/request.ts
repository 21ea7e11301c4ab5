import { parseAmount } from '@coffer/core/amount';
import type { CommandSpec } from '../../command.ts';
import { openDaemon } from '../../context.ts';
import { terminalQr } from '../../qr.ts';
import { ether, WIDTH } from '../../text.ts';

/** `coffer offline request` */
export const request: CommandSpec = {
  usage: 'request [amount]',
  summary: 'Makes a payment request: a URI (ERC-681), and its QR code. Works without the chain.',
  about:
    'Without an amount the payer decides. A wallet that knows nothing of Coffer pays the same\nrequest by an on-chain deposit into the account.',
  example: 'coffer offline request 0.25eth --memo "two coffees" --wallet bob',
  options: [
    ['--memo <text>', 'what it is for, shown to the payer'],
    ['--no-qr', 'no QR code'],
  ],
  run: async (context, [text], options) => {
    const amount = text === undefined ? undefined : parseAmount(text, 'wei');
    const daemon = await openDaemon(context);
    const made = await daemon.request({
      ...(amount === undefined ? {} : { amountWei: amount.toString() }),
      ...(typeof options.memo === 'string' ? { memo: options.memo } : {}),
    });
    if (options.qr !== false && process.stderr.isTTY) {
      const columns = process.stderr.columns ?? WIDTH;
      context.output.note(
        terminalQr(made.uri, columns) ??
          `The QR code needs more than the ${columns} columns of this terminal: widen it, or pass the text on.`,
      );
    }
    context.output.note(
      `Request for ${amount === undefined ? 'any amount' : ether(amount)}. Pay it: coffer offline pay REQUEST`,
    );
    return { data: { ...made, amountWei: amount?.toString() ?? null }, text: made.uri };
  },
};
