import { sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { BitcoinError } from '../encoding/error.ts';
import { lockScript } from '../script/cashout.ts';
import { xOnly } from '../script/keys.ts';
import { controlBlock } from '../script/taproot.ts';
import { type LockedCoin, lockedInput } from './coin.ts';
import { checkDust, type FeeChoice, type FeeRules, feeOf } from './fees.ts';
import { assemble, type PlannedInput, signedSize, type Unsigned } from './spend.ts';

/** After the lock, the owner brings the outputs of its cash-outs where the network cannot reach them any more. */

/** What a sweep is made of. */
export interface SweepPlan {
  readonly locked: readonly Pick<LockedCoin, 'outpoint' | 'value' | 'lock'>[];
  /** The output script that gets everything but the fee. */
  readonly to: Bytes;
  readonly fee: FeeChoice;
  readonly rules: FeeRules;
}

function sweepInput(locked: SweepPlan['locked'][number]): PlannedInput {
  const { lock } = locked;
  const script = lockScript(lock);
  const key = lock.owner;
  // BIP68: as a sequence, the lock's length lets the input be spent in the block that is so much deeper.
  return lock.form === 'p2tr'
    ? lockedInput(
        locked,
        { type: 'leaf', key, script, control: controlBlock(xOnly(lock.network), script) },
        lock.delay,
      )
    : lockedInput(locked, { type: 'p2wsh', key, script, selector: new Uint8Array(0) }, lock.delay);
}

/**
 * Builds a sweep, to be signed with the owner's emergency key. It is the owner's money: the network's cap does not apply.
 * @throws BitcoinError `BITCOIN_FEE` below what nodes relay, `BITCOIN_DUST`, `BITCOIN_SUM`
 */
export function planSweep({ locked, to, fee: choice, rules }: SweepPlan): Unsigned {
  if (locked.length === 0) throw new BitcoinError('BITCOIN_SUM', 'There is nothing to sweep.');
  const inputs = locked.map(sweepInput);
  const held = locked.reduce((sum, { value }) => sum + value, 0n);
  const fee = feeOf(choice, signedSize(inputs, [{ value: sat(held), script: to }]), rules);
  return assemble(inputs, [{ value: checkDust(held - fee, to, rules), script: to }], fee);
}
