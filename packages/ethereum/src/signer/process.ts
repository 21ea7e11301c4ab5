import { parseArgs } from 'node:util';
import { fromHex, type Hex } from '@coffer/core/bytes';
import { runSigner } from './run.ts';

/**
 * The header signer as a process of its own:
 * `node process.ts --rpc URL --state DIR --listen ADDRESS --network ID --chain-id N --genesis HASH --confirmations N [--simulated]`.
 * Prints one line of JSON when it serves; ends at SIGTERM, SIGINT, or when its standard input closes (its owner died).
 */
const { values } = parseArgs({
  options: {
    rpc: { type: 'string' },
    state: { type: 'string' },
    listen: { type: 'string' },
    network: { type: 'string' },
    'chain-id': { type: 'string' },
    genesis: { type: 'string' },
    confirmations: { type: 'string' },
    'poll-ms': { type: 'string', default: '500' },
    simulated: { type: 'boolean', default: false },
    'until-stdin-closes': { type: 'boolean', default: false },
  },
});

function needed(name: Exclude<keyof typeof values, 'simulated' | 'until-stdin-closes'>): string {
  const value = values[name];
  if (value === undefined) {
    process.stderr.write(`header signer: --${name} is missing\n`);
    process.exit(2);
  }
  return value;
}

try {
  const running = await runSigner({
    rpc: needed('rpc'),
    stateDir: needed('state'),
    listen: needed('listen'),
    network: { chainId: BigInt(needed('chain-id')), network: fromHex(needed('network'), 32) },
    genesisHash: needed('genesis') as Hex,
    confirmations: Number(needed('confirmations')),
    pollMs: Number(needed('poll-ms')),
    simulated: values.simulated,
  });
  process.stdout.write(`${JSON.stringify({ ...running.status(), address: running.address })}\n`);
  const stop = (): void => {
    void running.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (values['until-stdin-closes']) process.stdin.once('close', stop).once('end', stop).resume();
} catch (error) {
  process.stderr.write(`header signer: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
