import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bytes, toHex } from '@coffer/core/bytes';
import { build, stop } from 'esbuild';
import { EnclaveError } from '../errors.ts';

/** Bundles: one file of minified JavaScript per enclave program, the same bytes wherever it is built. */

/** The repository, which every path in a build is relative to. */
export const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));

/** The committed facts about a program's bundle: `measurements.json` beside its package. */
export interface MeasurementFile {
  readonly program: string;
  readonly abi: number;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly bundle: string;
  /** Version of Node that the rows below are for, such as `24.21.0`. */
  readonly node: string;
  /** By platform, such as `linux-x64`. */
  readonly platforms: Readonly<Record<string, { readonly nodeHash: string; readonly measurement: string }>>;
}

/**
 * Builds a bundle from its entry. Deterministic: minified (unminified output has paths in it), fixed working directory,
 * no comments, no source map.
 * @param root the directory that the sources are under; any copy of them gives the same bytes
 * @throws EnclaveError `BUNDLE_DIFFERS` when it cannot be built
 */
export async function buildBundle(entry: string, root = REPOSITORY): Promise<Bytes> {
  try {
    const { outputFiles } = await build({
      entryPoints: [relative(root, entry).split(sep).join('/')],
      absWorkingDir: root,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      legalComments: 'none',
      sourcemap: false,
      charset: 'utf8',
      treeShaking: true,
      write: false,
      logLevel: 'silent',
      define: {},
      tsconfigRaw: { compilerOptions: { target: 'es2024', verbatimModuleSyntax: true } },
    });
    return new Uint8Array(outputFiles[0]!.contents);
  } catch (cause) {
    throw new EnclaveError('BUNDLE_DIFFERS', `The program ${entry} cannot be built.`, { cause });
  } finally {
    // Otherwise the compiler's process stays for the life of a daemon, and keeps polling.
    await stop();
  }
}

/** SHA-256 of a bundle, bare hexadecimal, as measurement files carry it. */
export function bundleHash(bundle: Bytes): string {
  return createHash('sha256').update(bundle).digest('hex');
}

/** Reads a committed measurement file. @throws EnclaveError `BUNDLE_DIFFERS` when it is not one */
export async function readMeasurements(path: string): Promise<MeasurementFile> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as MeasurementFile;
  } catch (cause) {
    throw new EnclaveError('BUNDLE_DIFFERS', `${path} has no measurements.`, {
      cause,
      next: 'Run npm run measure.',
    });
  }
}

/** What {@link loadBundle} needs to know of a program. */
export interface BundleSource {
  /** Absolute path of the bundle's entry. */
  readonly entry: string;
  /** Absolute path of the committed `measurements.json`. */
  readonly measurements: string;
  /** Where built bundles are kept by their hash. Default `.cache/bundles` of the repository. */
  readonly cache?: string;
}

/**
 * The published bundle of a program: from the cache, or built now. Never anything but the committed bytes.
 * @throws EnclaveError `BUNDLE_DIFFERS`
 */
export async function loadBundle(source: BundleSource): Promise<Bytes> {
  const { entry, measurements, cache = join(REPOSITORY, '.cache', 'bundles') } = source;
  const expected = await readMeasurements(measurements);
  const path = join(cache, `${expected.bundle}.mjs`);
  const kept = await readFile(path).catch(() => undefined);
  if (kept !== undefined && bundleHash(kept) === expected.bundle) return new Uint8Array(kept);
  const built = await buildBundle(entry);
  const actual = bundleHash(built);
  if (actual !== expected.bundle) {
    throw new EnclaveError('BUNDLE_DIFFERS', `The program ${expected.program} is not the published one.`, {
      next: 'If you changed it on purpose, run npm run measure. Otherwise get a clean copy.',
      details: { expected: expected.bundle, built: actual },
    });
  }
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, built);
  await rename(temporary, path);
  return built;
}

/** The measurement that is committed for this machine, or nothing when there is no row for it. */
export function committedMeasurement(file: MeasurementFile): string | undefined {
  return file.platforms[`${process.platform}-${process.arch}`]?.measurement;
}

/** Bare hexadecimal. */
export function bareHex(bytes: Bytes): string {
  return toHex(bytes).slice(2);
}
