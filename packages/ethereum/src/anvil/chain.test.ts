import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bytes, compare, fromHex, type Hex, toBytesBE, toHex } from '@coffer/core/bytes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chain, connect } from '../client/connect.ts';
import { collectHeader } from '../client/headers.ts';
import { isCanonical, rawHeader, readProof, readState, tipNumber } from '../client/read.ts';
import { createSender, type Sender } from '../client/send.ts';
import { verifyState } from '../proof/state.ts';
import { signerKey } from '../signer/record.ts';
import { runSigner } from '../signer/run.ts';
import { findAnvil } from './binary.ts';
import { type Anvil, launchAnvil } from './launch.ts';
import { rpc } from './rpc.ts';

const word = (n: number | bigint): Bytes => toBytesBE(BigInt(n), 32);
/** Anvil's first development account: public knowledge. */
const SECRET = fromHex('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
/** `sstore(calldataload(0), calldataload(32))`. */
const STORE: Hex = '0x6008600c60003960086000f36020356000355500';
const network = { chainId: 31_337n, network: word(7) };

const folder = mkdtempSync(join(tmpdir(), 'coffer-anvil-'));
const stateFile = join(folder, 'chain', 'state.json');
let anvil: Anvil;
let chain: Chain;
let sender: Sender;
let store: Hex;
const set = (slot: number, value: number) =>
  sender.sendAndConfirm(
    { to: store, data: `0x${toHex(word(slot)).slice(2)}${toHex(word(value)).slice(2)}` },
    { confirmations: 2, pollMs: 30 },
  );
const read = async (slot: number, below = 2): Promise<bigint> => {
  const { header } = await rawHeader(chain, (await tipNumber(chain)) - below);
  const { state } = await readState(chain, fromHex(store), [word(slot)], header);
  return BigInt(toHex(state.at(word(slot))));
};
const alive = (pid: number): boolean => {
  try {
    // The whole process group: the guarding shell and the chain.
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
};
const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 15_000;
  while (!(await what())) {
    if (performance.now() > deadline) throw new Error('it did not happen in time');
    await sleep(25);
  }
};

beforeAll(async () => {
  anvil = await launchAnvil({ stateFile, blockMs: 100 });
  chain = await connect({ url: anvil.url });
  sender = createSender(chain, SECRET);
  const deployed = await sender.sendAndConfirm({ data: STORE }, { confirmations: 2, pollMs: 30 });
  store = deployed.contractAddress!;
});
afterAll(async () => {
  await anvil.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('proofs of a real node', () => {
  test('concurrent sends are all executed, each two blocks deep, and proved', async () => {
    const receipts = await Promise.all(Array.from({ length: 12 }, (_, i) => set(i, 1_000 + i)));
    expect(new Set(receipts.map((receipt) => receipt.transactionHash)).size).toBe(12);
    const tip = await tipNumber(chain);
    for (const receipt of receipts) expect(tip - Number(receipt.blockNumber)).toBeGreaterThanOrEqual(2);
    for (let i = 0; i < 12; i++) expect(await read(i)).toBe(1_000n + BigInt(i));
    expect(await read(99)).toBe(0n);
  });

  test('every header hashes to its block hash, and its children name it', async () => {
    const tip = await tipNumber(chain);
    let parent = (await rawHeader(chain, 0)).header;
    for (let height = 1; height <= tip; height++) {
      const { header } = await rawHeader(chain, height);
      expect(header.parentHash).toEqual(parent.hash);
      expect(header.timestamp).toBeGreaterThanOrEqual(parent.timestamp);
      parent = header;
    }
  });

  test('accounts with and without existence, and no flipped bit in a proof', async () => {
    const { header } = await rawHeader(chain, (await tipNumber(chain)) - 2);
    const nobody = toBytesBE(0xdeadn, 20);
    const absent = await readState(chain, nobody, [word(1)], header);
    expect(absent.state.account).toBeUndefined();
    expect(absent.state.at(word(1))).toEqual(word(0));
    const proof = await readProof(chain, fromHex(store), [word(3)], header.number);
    proof.account.forEach((node, i) => {
      for (let offset = 0; offset < node.length; offset++) {
        const changed = Uint8Array.from(node);
        changed[offset]! ^= 0x10;
        expect(() =>
          verifyState(header.stateRoot, fromHex(store), {
            ...proof,
            account: proof.account.with(i, changed),
          }),
        ).toThrow();
      }
    });
  });

  test('a proof of another block is noticed as the lie that it is', async () => {
    await set(50, 1);
    const { header } = await rawHeader(chain, (await tipNumber(chain)) - 2);
    const lie = { ...header, stateRoot: word(1) };
    await expect(readState(chain, fromHex(store), [word(50)], lie)).rejects.toMatchObject({
      code: 'CHAIN_BAD_ANSWER',
    });
    await expect(rawHeader(chain, 10_000_000)).rejects.toMatchObject({ code: 'CHAIN_NO_BLOCK' });
  });

  test('a reverted transaction is told apart from one that was not sent', async () => {
    const reverting = await sender.sendAndConfirm(
      { data: '0x6005600c60003960056000f360006000fd' },
      { confirmations: 2, pollMs: 30 },
    );
    const to = reverting.contractAddress!;
    await expect(sender.sendAndConfirm({ to }, { confirmations: 2, pollMs: 30 })).rejects.toMatchObject({
      code: 'CHAIN_REFUSED',
    });
    await expect(
      sender.sendAndConfirm({ to, gas: 50_000n }, { confirmations: 2, pollMs: 30 }),
    ).rejects.toMatchObject({ code: 'TX_REVERTED' });
    await set(51, 1);
  });
});

describe('a chain that reorganises', () => {
  test('a transaction that is thrown out is broadcast again, and confirmed where it ends up', async () => {
    const own = await launchAnvil({ blockMs: 0 });
    try {
      const at = await connect({ url: own.url });
      let hash: Hex | undefined;
      const done = createSender(at, SECRET).sendAndConfirm(
        { to: toHex(toBytesBE(0xabcn, 20)), value: 5n },
        { confirmations: 2, pollMs: 20, onSent: (sent) => (hash = sent) },
      );
      const mined = () =>
        rpc(own.url, 'eth_getTransactionReceipt', [hash]) as Promise<{ blockHash: Hex } | null>;
      await until(async () => hash !== undefined && (await mined()) !== null);
      const first = (await mined())!.blockHash;
      await rpc(own.url, 'anvil_rollback', [1]);
      await rpc(own.url, 'evm_increaseTime', [60]);
      await until(async () => ((await mined())?.blockHash ?? first) !== first);
      await rpc(own.url, 'anvil_mine', ['0x2']);
      const receipt = await done;
      expect(receipt.transactionHash).toBe(hash);
      expect(receipt.blockHash).not.toBe(first);
    } finally {
      await own.stop();
    }
  });

  test('what is never deep enough is neither done nor refused', async () => {
    const own = await launchAnvil({ blockMs: 0 });
    try {
      const at = await connect({ url: own.url });
      const send = createSender(at, SECRET).sendAndConfirm(
        { value: 1n, to: toHex(toBytesBE(0xabcn, 20)) },
        {
          confirmations: 2,
          pollMs: 20,
          timeoutMs: 300,
        },
      );
      await expect(send).rejects.toMatchObject({ code: 'TX_UNCONFIRMED' });
    } finally {
      await own.stop();
    }
  });
});

describe('the embedded chain', () => {
  test('stops, is unreachable, starts again as the same chain, and proves what was there', async () => {
    await set(60, 600);
    const before = await rawHeader(chain, 'latest');
    const { port, genesisHash } = anvil;
    await anvil.stop();
    await expect(tipNumber(chain)).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
    anvil = await launchAnvil({ stateFile, port, genesisHash, blockMs: 100 });
    expect(anvil.port).toBe(port);
    expect(await isCanonical(chain, before.header)).toBe(true);
    expect((await rawHeader(chain, before.header.number)).rlp).toEqual(before.rlp);
    expect(await read(60)).toBe(600n);
    await set(61, 610);
    expect(await read(61)).toBe(610n);
  });

  test('killed without warning, it has what it had a second ago', async () => {
    await set(70, 700);
    await sleep(1_500);
    const { port, genesisHash } = anvil;
    await anvil.kill();
    anvil = await launchAnvil({ stateFile, port, genesisHash, blockMs: 100 });
    expect(await read(70)).toBe(700n);
  });

  test('stopped and killed again and again, it stays one chain, and its time is the time', async () => {
    const options = { stateFile: join(folder, 'again.json'), blockMs: 0 };
    let genesis: Hex | undefined;
    for (let round = 0; round < 5; round++) {
      const again = await launchAnvil({
        ...options,
        ...(genesis === undefined ? {} : { genesisHash: genesis }),
      });
      genesis ??= again.genesisHash;
      const own = await connect({ url: again.url });
      const tip = await tipNumber(own);
      let child = (await rawHeader(own, tip)).header;
      expect(Math.abs(child.timestamp - Date.now() / 1_000)).toBeLessThan(5);
      for (let height = tip - 1; height >= 0; height--) {
        const { header } = await rawHeader(own, height);
        expect(child.parentHash).toEqual(header.hash);
        child = header;
      }
      expect(toHex(child.hash)).toBe(genesis);
      if (round % 2 === 0) await again.stop();
      else {
        await sleep(1_300);
        await again.kill();
      }
    }
  });

  test('a damaged state file is named, with what to do', async () => {
    const stateFile = join(folder, 'torn.json');
    for (const content of ['', '{"blo', '{}', '{"blocks":[]}', 'null']) {
      writeFileSync(stateFile, content);
      await expect(launchAnvil({ stateFile, blockMs: 0 })).rejects.toMatchObject({
        code: 'ANVIL_STATE_BROKEN',
      });
    }
  });

  test('a new chain is another chain, although its id is the same', async () => {
    await sleep(1_000);
    const other = await launchAnvil({ blockMs: 0 });
    try {
      expect(other.genesisHash).not.toBe(anvil.genesisHash);
      await expect(connect({ url: other.url, genesisHash: anvil.genesisHash })).rejects.toMatchObject({
        code: 'CHAIN_WRONG',
      });
      await expect(connect({ url: other.url, chainId: 1 })).rejects.toMatchObject({ code: 'CHAIN_WRONG' });
    } finally {
      await other.stop();
    }
  });

  test('a taken port is an error, never somebody else’s chain', async () => {
    await expect(launchAnvil({ port: anvil.port, blockMs: 0 })).rejects.toMatchObject({
      code: 'ANVIL_FAILED',
    });
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    await expect(launchAnvil({ port, blockMs: 0 })).rejects.toMatchObject({ code: 'ANVIL_FAILED' });
    silent.close();
  });

  test('no binary, no mystery', () => {
    expect(findAnvil()).toMatch(/anvil/);
    expect(() => findAnvil('', 'sunos')).toThrow(expect.objectContaining({ code: 'ANVIL_MISSING' }));
  });

  test('does not outlive an owner that is killed', async () => {
    const owner = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { launchAnvil } from ${JSON.stringify(new URL('./launch.ts', import.meta.url).href)};
         const anvil = await launchAnvil({ blockMs: 0 });
         console.log(anvil.pid);
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(alive(pid)).toBe(true);
    owner.kill('SIGKILL');
    await until(() => !alive(pid));
  });
});

describe('the header signer as a process', () => {
  const trustOf = (signer: Bytes) => ({ type: 'signers', k: 1, signers: [signer] }) as const;

  test('signs final blocks, survives an outage, and halts at a reorganisation below what it signed', async () => {
    let own = await launchAnvil({ stateFile: join(folder, 'own.json'), blockMs: 0 });
    const { genesisHash, port } = own;
    const stateDir = join(folder, 'signer');
    const options = {
      rpc: own.url,
      stateDir,
      listen: `unix:${join(folder, 'signer.sock')}`,
      network,
      genesisHash,
      confirmations: 2,
      pollMs: 30,
      simulated: true,
    };
    const signer = await runSigner(options);
    try {
      expect(signer.signer).toEqual(signerKey(stateDir).address);
      const collect = async () =>
        (await collectHeader([signer.address], trustOf(signer.signer), network)).header;
      const reaches = (height: number) => until(() => signer.status().newest === height);
      const tip = () => rpc(own.url, 'eth_blockNumber').then(Number);
      await reaches((await tip()) - 2);
      await rpc(own.url, 'anvil_mine', ['0x12c']);
      await reaches((await tip()) - 2);
      expect((await collect()).number).toBe((await tip()) - 2);

      const signedBefore = signer.status().newest!;
      await own.stop();
      await until(() => signer.status().problem === 'CHAIN_UNREACHABLE');
      expect((await collect()).number).toBe(signedBefore);
      own = await launchAnvil({ stateFile: join(folder, 'own.json'), port, genesisHash, blockMs: 0 });
      await reaches((await tip()) - 2);
      expect(signer.status().problem).toBeNull();

      await rpc(own.url, 'anvil_rollback', [3]);
      await until(() => signer.status().state.includes('behind'));
      await rpc(own.url, 'evm_increaseTime', [1000]);
      await rpc(own.url, 'anvil_mine', ['0x5']);
      await until(() => signer.status().problem === 'HEADER_SIGNER_HALTED');
      expect(signer.status().state).toMatch(/was signed as 0x[0-9a-f]{64}, and the chain now has 0x/);
      await expect(collect()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
    } finally {
      await signer.stop();
      await own.stop();
    }
  });

  test('two of three: one is dead, one lags, and a header comes together all the same; with one left it does not', async () => {
    const own = await launchAnvil({ blockMs: 0 });
    const start = (name: string, confirmations: number) =>
      runSigner({
        rpc: own.url,
        stateDir: join(folder, name),
        listen: '127.0.0.1:0',
        network,
        genesisHash: own.genesisHash,
        confirmations,
        pollMs: 30,
        simulated: true,
      });
    const [fast, slow, dead] = [await start('fast', 2), await start('slow', 6), await start('dead', 2)];
    try {
      const signers = [fast, slow, dead].map(({ signer }) => signer).sort(compare);
      const trust = { type: 'signers', k: 2, signers } as const;
      const sources = [fast, slow, dead].map(({ address }) => address);
      await dead.stop();
      await rpc(own.url, 'anvil_mine', ['0xa']);
      const tip = Number(await rpc(own.url, 'eth_blockNumber'));
      await until(() => fast.status().newest === tip - 2 && slow.status().newest === tip - 6);
      const { evidence, header } = await collectHeader(sources, trust, network);
      expect(header.number).toBe(tip - 6);
      expect(evidence.signatures).toHaveLength(2);
      await slow.stop();
      await expect(collectHeader(sources, trust, network)).rejects.toMatchObject({
        code: 'CHAIN_UNREACHABLE',
      });
    } finally {
      await Promise.all([fast, slow, dead].map((signer) => signer.stop()));
      await own.stop();
    }
  });

  test('its process serves on loopback, says that it is simulated, and ends with its owner', async () => {
    const stateDir = join(folder, 'process');
    const { address } = signerKey(stateDir);
    const entry = new URL('../signer/process.ts', import.meta.url).pathname;
    const args = [
      '--rpc',
      anvil.url,
      '--state',
      stateDir,
      '--listen',
      '127.0.0.1:0',
      '--network',
      toHex(word(7)),
    ];
    args.push('--chain-id', '31337', '--genesis', anvil.genesisHash, '--confirmations', '2', '--simulated');
    const child = spawn(process.execPath, [entry, ...args, '--until-stdin-closes'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const started = JSON.parse(line.toString()) as { address: string; simulated: boolean; signer: Hex };
    expect(started).toMatchObject({ simulated: true, signer: toHex(address) });
    const trust = trustOf(address);
    await until(() =>
      collectHeader([started.address], trust, network).then(
        () => true,
        () => false,
      ),
    );
    const { header } = await collectHeader([started.address, 'unix:/nowhere'], trust, network);
    expect(await isCanonical(chain, header)).toBe(true);
    const evil = await fetch(`${started.address}/status`, { method: 'POST' });
    expect(evil.status).toBe(405);
    expect((await fetch(`${started.address}/header/999999`)).status).toBe(404);
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  });
});
