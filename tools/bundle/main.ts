import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Bytes, fromHex } from '@coffer/core/bytes';
import {
  bareHex,
  buildBundle,
  bundleHash,
  type MeasurementFile,
  REPOSITORY,
} from '@coffer/enclave/host/bundle';
import { measurementOf } from '@coffer/enclave/measurement';

/**
 * Measurements of the enclave programs. `node tools/bundle/main.ts` rebuilds them and rewrites each package's
 * `measurements.json`; `--check` builds every bundle twice, in two folders, and compares with what is committed.
 */

/** An enclave program of this repository. */
export interface MeasuredProgram {
  readonly program: string;
  readonly abi: number;
  /** Bundle entry, relative to the repository. */
  readonly entry: string;
  /** Committed file, relative to the repository. */
  readonly measurements: string;
}

/** All programs that are published with a measurement. */
export const PROGRAMS: readonly MeasuredProgram[] = [
  {
    program: 'coffer.offline',
    abi: 1,
    entry: 'packages/offline/src/enclave/bundle.ts',
    measurements: 'packages/offline/measurements.json',
  },
];

function hashNode(): string {
  return createHash('sha256').update(readFileSync(process.execPath)).digest('hex');
}

/** The row set for a bundle: rows of other machines stay when bundle and Node are the same, and go when they are not. */
function measured(
  program: MeasuredProgram,
  bundle: Bytes,
  before: MeasurementFile | undefined,
): MeasurementFile {
  const hash = bundleHash(bundle);
  const nodeHash = hashNode();
  const measurement = bareHex(measurementOf(fromHex(hash), fromHex(nodeHash)));
  const node = process.versions.node;
  const same = before?.bundle === hash && before.node === node;
  return {
    program: program.program,
    abi: program.abi,
    bundle: hash,
    node,
    platforms: {
      ...(same ? before.platforms : {}),
      [`${process.platform}-${process.arch}`]: { nodeHash, measurement },
    },
  };
}

async function committed(program: MeasuredProgram): Promise<MeasurementFile | undefined> {
  const text = await readFile(join(REPOSITORY, program.measurements), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as MeasurementFile);
}

/** A copy of the sources in another folder, with the same dependencies. */
async function copySources(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'coffer-measure-'));
  const wanted = (source: string): boolean => !/(^|\/)(node_modules|\.cache|out|dist)$/.test(source);
  await cp(join(REPOSITORY, 'packages'), join(root, 'packages'), { recursive: true, filter: wanted });
  await mkdir(join(root, 'node_modules'));
  return root;
}

/** The modules of the copy: its own packages, everything else from here. */
async function linkModules(root: string): Promise<void> {
  const here = join(REPOSITORY, 'node_modules');
  for (const name of await readdir(here)) {
    if (name !== '@coffer') await symlink(join(here, name), join(root, 'node_modules', name));
  }
  await mkdir(join(root, 'node_modules', '@coffer'));
  for (const name of await readdir(join(root, 'packages'))) {
    await symlink(join(root, 'packages', name), join(root, 'node_modules', '@coffer', name));
    const own = join(REPOSITORY, 'packages', name, 'node_modules');
    await symlink(own, join(root, 'packages', name, 'node_modules')).catch(() => {});
  }
}

/** Differences between a program's sources and what is committed; empty when there are none. */
export async function differences(program: MeasuredProgram, copy: string): Promise<string[]> {
  const before = await committed(program);
  if (before === undefined) return [`${program.measurements} is missing`];
  const here = await buildBundle(join(REPOSITORY, program.entry));
  const there = await buildBundle(join(copy, program.entry), copy);
  const found: string[] = [];
  const compare = (what: string, expected: string | undefined, actual: string): void => {
    if (expected !== undefined && expected !== actual)
      found.push(`${what}: committed ${expected}, is ${actual}`);
  };
  if (bundleHash(here) !== bundleHash(there)) {
    const length = Math.min(here.length, there.length);
    let at = 0;
    while (at < length && here[at] === there[at]) at++;
    const excerpt = (bytes: Bytes): string =>
      Buffer.from(bytes.subarray(Math.max(0, at - 40), at + 40)).toString();
    found.push(`two folders give two bundles, from byte ${at}: …${excerpt(here)}… and …${excerpt(there)}…`);
  }
  const now = measured(program, here, before);
  compare('program', before.program, now.program);
  compare('abi', String(before.abi), String(now.abi));
  compare('bundle', before.bundle, now.bundle);
  if (before.node === now.node) {
    for (const [platform, row] of Object.entries(now.platforms)) {
      compare(`Node binary of ${platform}`, before.platforms[platform]?.nodeHash, row.nodeHash);
      compare(`measurement of ${platform}`, before.platforms[platform]?.measurement, row.measurement);
    }
  } else found.push(`Node: committed ${before.node}, is ${now.node}`);
  return found;
}

async function check(): Promise<boolean> {
  const copy = await copySources();
  try {
    await linkModules(copy);
    let good = true;
    for (const program of PROGRAMS) {
      const found = await differences(program, copy);
      for (const line of found) console.error(`${program.program}: ${line}`);
      if (found.length === 0) console.log(`${program.program}: as committed, twice`);
      good &&= found.length === 0;
    }
    if (!good) console.error('If you changed a program on purpose: npm run measure, and commit the result.');
    return good;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function rewrite(): Promise<void> {
  for (const program of PROGRAMS) {
    const bundle = await buildBundle(join(REPOSITORY, program.entry));
    const file = measured(program, bundle, await committed(program));
    await writeFile(join(REPOSITORY, program.measurements), `${JSON.stringify(file, undefined, 2)}\n`);
    console.log(`${program.program}: ${bundle.length} bytes, bundle ${file.bundle}`);
  }
}

if (process.argv[1] !== undefined && relative(process.argv[1], fileURLToPath(import.meta.url)) === '') {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  if (!values.check) await rewrite();
  else if (!(await check())) process.exitCode = 1;
}
