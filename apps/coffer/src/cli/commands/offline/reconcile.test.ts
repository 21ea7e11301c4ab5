import { expect, test } from 'vitest';
import { facts } from '../../text.ts';
import { reconciledRows } from './reconcile.ts';
import type { ReconciledReply } from './views.ts';

const nothing: ReconciledReply = {
  ...{ txs: [], settledOut: [], settledIn: [], refunded: [], writtenOff: [], disputed: [] },
  ...{ depositedWei: '0', skipped: [], disputes: [], accountStatus: 'open', failures: [] },
};
const dispute: ReconciledReply['disputes'][number] = {
  id: `0x${'d1'.repeat(32)}`,
  role: 'payee',
  culprit: `0x${'66'.repeat(20)}`,
  amountWei: (2n * 10n ** 17n).toString(),
  paidWei: '0',
  state: 'proof-missing',
  txs: [],
  next: 'Another payment used its number. Reconcile again: the vault’s history is searched each time.',
  deadline: null,
  code: null,
};

test('what is contested stands out until it has ended, and everything fits 80 columns', () => {
  const rows = (change: Partial<ReconciledReply>): string => facts(reconciledRows({ ...nothing, ...change }));
  const open = rows({
    disputes: [dispute],
    skipped: [{ id: dispute.id, reason: 'serial-used' }],
    failures: [
      { id: dispute.id, code: 'CHAIN_ANSWER', message: 'The node answers something else than blocks.' },
    ],
    accountStatus: 'frozen',
  });
  const words = open.replaceAll(/\s+/g, ' ');
  expect(words).toContain('DISPUTED');
  expect(words).toContain('0.2 ETH: proof-missing, 0 ETH paid out');
  expect(words).toContain('another payment has used its number');
  expect(words).toContain('FROZEN');
  for (const line of open.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  const ended = rows({ disputes: [{ ...dispute, state: 'settled', paidWei: dispute.amountWei }] });
  expect(ended).not.toContain('DISPUTED');
  expect(ended).toContain('dispute, settled');
  expect(rows({})).not.toContain('dispute');
});
