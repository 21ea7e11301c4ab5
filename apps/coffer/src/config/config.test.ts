import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCofferError } from '@coffer/core/error';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { checkName, defaultConfigFile, defaultDataHome } from './paths.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(folder, 'config.toml');
  writeFileSync(path, text);
  return path;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isCofferError(error)) return error.code;
    throw error;
  }
  return 'none';
}

describe('layers', () => {
  test('flags win over environment, environment over file, file over defaults', () => {
    const config = file('wallet = "from-file"\nnetwork = "from-file"\naccept = "auto"\n');
    const env = {
      HOME: folder,
      COFFER_CONFIG: config,
      COFFER_WALLET: 'from-env',
      COFFER_NETWORK: 'from-env',
    };
    const loaded = loadConfig({ wallet: 'from-flag' }, env);
    expect(loaded.wallet).toBe('from-flag');
    expect(loaded.network).toBe('from-env');
    expect(loaded.accept).toBe('auto');
    expect(loaded.listen).toBe('127.0.0.1:0');
    expect(loaded.resolved.wallet).toEqual({ value: 'from-flag', origin: 'flag', source: '--wallet' });
    expect(loaded.resolved.network).toEqual({
      value: 'from-env',
      origin: 'environment',
      source: 'COFFER_NETWORK',
    });
    expect(loaded.resolved.accept).toEqual({ value: 'auto', origin: 'file', source: config });
    expect(loaded.resolved.listen.origin).toBe('default');
    expect(loaded.resolved['rpc-url'].value).toBeUndefined();
  });

  test('an empty variable is as good as none', () => {
    expect(loadConfig({}, { HOME: folder, COFFER_WALLET: '' }).wallet).toBe('main');
  });

  test('XDG folders, and the home without them; relative ones are ignored', () => {
    expect(defaultDataHome({ HOME: '/h', XDG_DATA_HOME: '/x' })).toBe('/x/coffer');
    expect(defaultDataHome({ HOME: '/h', XDG_DATA_HOME: 'relative' })).toBe('/h/.local/share/coffer');
    expect(defaultConfigFile({ HOME: '/h' })).toBe('/h/.config/coffer/config.toml');
  });
});

describe('what is refused', () => {
  const load = (text: string) => codeOf(() => loadConfig({ config: file(text) }, { HOME: folder }));

  test.each([
    ['an unknown setting', 'walet = "alice"'],
    ['a secret in the file', `gas-key = "${'11'.repeat(32)}"`],
    ['a wrong type', 'wallet = 5'],
    ['a wrong choice', 'accept = "always"'],
    ['no TOML', 'wallet = = "x"'],
    ['a name that leaves its folder', 'wallet = "../../etc"'],
    ['a URL of another kind', 'rpc-url = "file:///etc/passwd"'],
  ])('%s', (_what, text) => {
    expect(load(text)).toBe('CONFIG_INVALID');
  });

  test('a named file that is not there', () => {
    expect(codeOf(() => loadConfig({ config: join(folder, 'none.toml') }, { HOME: folder }))).toBe(
      'CONFIG_UNREADABLE',
    );
  });

  test.each(['', 'A', 'a/b', '..', '-a', 'a'.repeat(33), 'a\0', 'ä'])('the name %j', (name) => {
    expect(codeOf(() => checkName('wallet', name))).toBe('NAME_INVALID');
  });
});
