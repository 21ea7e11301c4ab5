import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { buildBundle, bundleHash, loadBundle } from './bundle.ts';

const root = await mkdtemp(join(tmpdir(), 'coffer-bundle-'));
afterAll(() => rm(root, { recursive: true }));
const entry = fileURLToPath(new URL('../testing/toy-bundle.ts', import.meta.url));

async function source(hash: string) {
  const measurements = join(root, 'measurements.json');
  const file = { program: 'coffer.toy', abi: 1, bundle: hash, node: '0', platforms: {} };
  await writeFile(measurements, JSON.stringify(file));
  return { entry, measurements, cache: join(root, 'cache') };
}

describe('bundles', () => {
  it('are the same bytes in two folders, and hold no path', async () => {
    const texts = [];
    for (const name of ['a', 'some/where/else']) {
      const folder = join(root, name);
      await mkdir(join(folder, 'src'), { recursive: true });
      await writeFile(
        join(folder, 'src', 'part.ts'),
        'export const part = (x: number): number => x + 1; // why',
      );
      await writeFile(
        join(folder, 'src', 'entry.ts'),
        "import { part } from './part.ts'; console.log(part(1));",
      );
      texts.push(Buffer.from(await buildBundle(join(folder, 'src', 'entry.ts'), folder)).toString());
    }
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toMatch(/part\.ts|why|somewhere/);
    expect(Buffer.from(await buildBundle(entry)).toString()).not.toContain(process.cwd());
  });

  it('load from the cache when they are the committed ones, and only then', async () => {
    const bundle = await buildBundle(entry);
    const wanted = await source(bundleHash(bundle));
    expect(await loadBundle(wanted)).toEqual(bundle);
    const kept = join(wanted.cache, `${bundleHash(bundle)}.mjs`);
    expect(new Uint8Array(await readFile(kept))).toEqual(bundle);
    await writeFile(kept, 'console.log("mine")');
    expect(await loadBundle(wanted)).toEqual(bundle);
  });

  it('are refused when they differ from what is committed', async () => {
    await expect(loadBundle(await source('00'.repeat(32)))).rejects.toMatchObject({ code: 'BUNDLE_DIFFERS' });
    await expect(buildBundle(join(root, 'nothing.ts'))).rejects.toMatchObject({ code: 'BUNDLE_DIFFERS' });
  });
});
