import { spawn } from 'node:child_process';
import { idOf } from '@coffer/bitcoin/encoding/bytes';
import { judgeScripts } from '@coffer/bitcoin/regtest/engine/judge';
import { recordOf } from '@coffer/bitcoin/regtest/engine/record';
import {
  newChain,
  outputsOf,
  type Purse,
  pay,
  person,
  purse,
  ripe,
} from '@coffer/bitcoin/regtest/engine/testing/world';
import { txHash } from '@coffer/bitcoin/transaction/transaction';
import { sat } from '@coffer/core/amount';
import type { BenchOptions, Figure } from '../figure.ts';
import { median, milliseconds, significant } from '../measure.ts';

const BLOCKS = 500;
/** Payments of a run, of a coin each, in one block. */
const PAYMENTS = 100;

const START = `import { serveRegtest } from '@coffer/bitcoin/regtest/serve';
const { close } = await serveRegtest({ port: 0 });
process.stdout.write('ready');
process.stdin.once('data', () => void close());`;

/** From the start of a process until its chain answers, with ten funded accounts. */
function start(): Promise<number> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(process.execPath, ['--input-type=module', '--eval', START], {
      cwd: import.meta.dirname,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let took = Number.NaN;
    child.stdout.once('data', () => {
      took = performance.now() - begun;
      child.stdin.end('stop');
    });
    child.once('error', reject);
    child.once('close', () => resolve(took));
  });
}

/** A hundred coins of one P2TR key. */
function coins(): { readonly chain: ReturnType<typeof newChain>; readonly purses: readonly Purse[] } {
  const chain = newChain();
  const alice = person('alice');
  const [first] = ripe(chain, alice.tr.script, 1);
  const to = Array.from({ length: PAYMENTS }, () => ({ script: alice.tr.script, value: 1_000_000n }));
  const split = pay({ from: [purse(first!)], to, signer: alice });
  chain.accept(split, { maxFeeRate: sat(100_000_000_000n) });
  chain.mine(1, person('miner').wpkh.script);
  return { chain, purses: outputsOf(idOf(txHash(split)), split).slice(0, PAYMENTS) };
}

/** The embedded chain: how soon it is there, and what it takes in. */
export async function figures({ runs }: BenchOptions): Promise<readonly Figure[]> {
  const few = { runs: Math.max(5, Math.min(runs, 11)) };
  const starts: number[] = [];
  for (let i = 0; i < few.runs; i++) starts.push(await start());
  const miner = person('miner').wpkh.script;
  const blocks = await milliseconds(async () => newChain().mine(BLOCKS, miner), few);

  const alice = person('alice');
  const rates: number[] = [];
  const bounds: number[] = [];
  for (let i = 0; i < few.runs; i++) {
    const { chain, purses } = coins();
    const spends = purses.map((from) =>
      pay({ from: [from], to: [{ script: miner, value: from.value - 1_000n }], signer: alice }),
    );
    const records = spends.map((tx, n) => ({
      record: recordOf(tx),
      spent: [{ ...purses[n]!, value: sat(purses[n]!.value) }],
    }));
    const judging = performance.now();
    for (const { record, spent } of records) {
      if (judgeScripts(record, spent, 'policy') !== undefined) throw new Error('A good script was refused.');
    }
    const begun = performance.now();
    for (const tx of spends) chain.accept(tx);
    chain.mine(1, miner);
    const end = performance.now();
    bounds.push((PAYMENTS * 1000) / (begun - judging));
    rates.push((PAYMENTS * 1000) / (end - begun));
  }
  return [
    { name: 'bitcoin.regtest.start_ms', value: significant(median(starts)), unit: 'ms', goal: 500 },
    {
      name: 'bitcoin.regtest.blocks_per_s',
      value: significant((BLOCKS * 1000) / blocks),
      unit: '1/s',
      better: 'higher',
    },
    {
      name: 'bitcoin.regtest.tx_per_s',
      value: significant(median(rates)),
      unit: '1/s',
      bound: significant(median(bounds)),
      better: 'higher',
    },
  ];
}
