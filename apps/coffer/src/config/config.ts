import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { AppError } from './error.ts';
import { checkName, defaultConfigFile, defaultDataHome, type Env } from './paths.ts';

/** Configuration in layers: flags > `COFFER_*` > TOML file > defaults. Secrets only ever by file path. */

const name = (kind: 'wallet' | 'network') =>
  z.string().refine(
    (value) => {
      try {
        checkName(kind, value);
        return true;
      } catch {
        return false;
      }
    },
    { error: 'use 1 to 32 lower-case letters, digits and dashes' },
  );
const path = z.string().startsWith('/', { error: 'use an absolute path' });
const url = z.url({ protocol: /^https?$/, error: 'use an http or https URL' });

/** Every setting: its name in TOML; the flag is `--<name>`, the variable `COFFER_<NAME>`. */
export const SETTINGS = {
  network: { schema: name('network'), about: 'Network to use.' },
  wallet: { schema: name('wallet'), about: 'Wallet to use.' },
  'data-home': { schema: path, about: 'Folder of all networks and wallets.' },
  'rpc-url': { schema: url, about: 'RPC of the chain, instead of the network’s own.' },
  'header-url': { schema: url, about: 'Header signer, instead of the network’s own.' },
  listen: {
    schema: z.string().max(300),
    about: 'Where a wallet takes payments directly: 127.0.0.1:PORT, unix:/path or off.',
  },
  accept: {
    schema: z.enum(['ask', 'auto'], { error: 'use ask or auto' }),
    about: 'What happens to a payment that arrives directly: hold it for you, or take it.',
  },
  'gas-key-file': { schema: path, about: 'File with the key that pays for gas (64 hexadecimal digits).' },
} as const satisfies Record<string, { schema: z.ZodType<string>; about: string }>;

/** Name of a setting. */
export type Setting = keyof typeof SETTINGS;
/** Where a value came from. */
export type Origin = 'flag' | 'environment' | 'file' | 'default';
/** A resolved value. */
export interface Resolved {
  readonly value: string | undefined;
  readonly origin: Origin;
  /** The flag, variable or file. */
  readonly source: string;
}

/** Configuration after all layers. */
export interface Config {
  readonly network: string;
  readonly wallet: string;
  readonly dataHome: string;
  readonly rpcUrl: string | undefined;
  readonly headerUrl: string | undefined;
  readonly listen: string;
  readonly accept: 'ask' | 'auto';
  readonly gasKeyFile: string | undefined;
  /** Every setting with its origin, for `config show --origin`. */
  readonly resolved: Readonly<Record<Setting, Resolved>>;
}

const names = Object.keys(SETTINGS) as Setting[];
const MAX_FILE = 64 * 1024;

/** The environment variable of a setting. */
export function variable(setting: Setting): string {
  return `COFFER_${setting.toUpperCase().replaceAll('-', '_')}`;
}

function readLayer(file: string, mustExist: boolean): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (!mustExist && (cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new AppError('CONFIG_UNREADABLE', `The configuration file ${file} cannot be read.`, {
      next: 'Check its path and its permissions.',
      cause,
    });
  }
  if (text.length > MAX_FILE) {
    throw new AppError('CONFIG_INVALID', `The configuration file ${file} is larger than ${MAX_FILE} bytes.`);
  }
  try {
    return parse(text);
  } catch (cause) {
    const line = (cause as { line?: number }).line;
    throw new AppError(
      'CONFIG_INVALID',
      `The configuration file ${file} is not TOML${line === undefined ? '' : `: see line ${line}`}.`,
      { cause },
    );
  }
}

/**
 * Resolves all layers.
 * @param flags what was typed, by setting
 * @throws AppError `CONFIG_INVALID`, `CONFIG_UNREADABLE`
 */
export function loadConfig(
  flags: Readonly<Partial<Record<Setting, string>>> & { readonly config?: string | undefined },
  env: Env,
): Config {
  const chosen = flags.config ?? env.COFFER_CONFIG;
  const file = chosen ?? defaultConfigFile(env);
  const layer = readLayer(file, chosen !== undefined);
  for (const key of Object.keys(layer)) {
    if (!Object.hasOwn(SETTINGS, key)) {
      throw new AppError(
        'CONFIG_INVALID',
        `The configuration file ${file} has an unknown setting “${key}”.`,
        {
          next: `Known settings: ${names.join(', ')}.`,
        },
      );
    }
  }
  const defaults: Partial<Record<Setting, string>> = {
    network: 'dev',
    wallet: 'main',
    'data-home': defaultDataHome(env),
    listen: '127.0.0.1:0',
    accept: 'ask',
  };
  const resolved = {} as Record<Setting, Resolved>;
  for (const setting of names) {
    const fromEnv = env[variable(setting)];
    const layers: [unknown, Origin, string][] = [
      [flags[setting], 'flag', `--${setting}`],
      [fromEnv === '' ? undefined : fromEnv, 'environment', variable(setting)],
      [layer[setting], 'file', file],
      [defaults[setting], 'default', 'built in'],
    ];
    const [value, origin, source] = layers.find(([candidate]) => candidate !== undefined) ?? [
      undefined,
      'default' as const,
      'built in',
    ];
    if (value === undefined) {
      resolved[setting] = { value: undefined, origin, source };
      continue;
    }
    const parsed = SETTINGS[setting].schema.safeParse(value);
    if (!parsed.success) {
      throw new AppError(
        'CONFIG_INVALID',
        `The setting ${setting}, from ${source}, is not valid: ${parsed.error.issues[0]?.message ?? 'wrong type'}.`,
        { next: `${SETTINGS[setting].about} See: coffer config show --origin.` },
      );
    }
    resolved[setting] = { value: parsed.data, origin, source };
  }
  const value = (setting: Setting): string => resolved[setting].value ?? '';
  return {
    network: value('network'),
    wallet: value('wallet'),
    dataHome: value('data-home'),
    rpcUrl: resolved['rpc-url'].value,
    headerUrl: resolved['header-url'].value,
    listen: value('listen'),
    accept: value('accept') === 'auto' ? 'auto' : 'ask',
    gasKeyFile: resolved['gas-key-file'].value,
    resolved,
  };
}
