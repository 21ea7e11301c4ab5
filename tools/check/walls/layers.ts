/**
 * DESIGN §2 as data: which folders are pure, and which layer may import which. Everything that the walls enforce is
 * decided here; a new package or folder is a new row.
 */

/** A part of the source tree with one set of import rights. The longest matching folder wins. */
export interface Layer {
  readonly name: string;
  /** Folders, or single files. */
  readonly paths: readonly string[];
  /** The package or top folder it belongs to; files of one package may have several layers. */
  readonly owner: string;
  /** Layers that it may import, besides itself. */
  readonly imports: readonly string[];
  /** Set on what must not touch clock, randomness, IO or globals. */
  readonly pure?: {
    /**
     * What may be imported from outside, by module: names of functions of their arguments, and of types. A package as
     * a whole is never pure: the hash library exports random bytes too.
     */
    readonly outside: Readonly<Record<string, readonly string[]>>;
  };
}

const PURE_BELOW = ['core', 'crypto'];
const PURE_ENCLAVE = ['enclave/guest', 'enclave/attestation'];
const PURE_ETHEREUM = ['ethereum/proof', 'ethereum/trust', 'ethereum/bindings'];
const PURE_BITCOIN = ['bitcoin/encoding', 'bitcoin/chain', 'bitcoin/script', 'bitcoin/transaction'];
const PURE_SHARED = [...PURE_BELOW, ...PURE_ENCLAVE, ...PURE_ETHEREUM, ...PURE_BITCOIN];
const SHARED = [...PURE_SHARED, 'enclave/shell', 'enclave', 'ethereum', 'bitcoin'];

/** What the pure folders of the Bitcoin package use from outside. */
const BITCOIN_OUTSIDE = {
  encoding: {},
  chain: {},
  script: {
    '@noble/curves/secp256k1.js': ['secp256k1'],
    '@scure/base': ['base58check', 'bech32', 'bech32m'],
    '@scure/btc-signer/utils.js': [
      ...['hash160', 'pubECDSA', 'pubSchnorr', 'tagSchnorr'],
      ...['taprootTweakPrivKey', 'taprootTweakPubkey'],
    ],
  },
  transaction: {
    '@noble/curves/secp256k1.js': ['secp256k1'],
    '@scure/btc-signer': ['Transaction'],
    '@scure/btc-signer/utils.js': ['signSchnorr'],
    'node:crypto': ['createCipheriv', 'createHmac', 'timingSafeEqual'],
  },
} as const satisfies Record<string, Readonly<Record<string, readonly string[]>>>;

/** The rails: each a package of its own, none of which may know another. */
export const RAILS = ['offline', 'bank', 'guarantee'] as const;

function rail(name: string): Layer[] {
  const src = `packages/${name}/src`;
  return [
    {
      name: `${name}/enclave`,
      owner: name,
      paths: [`${src}/enclave`, `${src}/messages`, `${src}/messages.ts`],
      imports: PURE_SHARED,
      pure: { outside: {} },
    },
    {
      // The entry of the measured bundle: joins the pure program to the guest shell, and holds nothing else.
      name: `${name}/bundle`,
      owner: name,
      paths: [`${src}/enclave/bundle.ts`],
      imports: [...PURE_SHARED, 'enclave/shell', `${name}/enclave`],
    },
    {
      name,
      owner: name,
      paths: [`packages/${name}`],
      imports: [...SHARED, `${name}/enclave`],
    },
  ];
}

/** All layers, lowest first. */
export const LAYERS: readonly Layer[] = [
  {
    name: 'core',
    owner: 'core',
    paths: ['packages/core'],
    imports: [],
    pure: { outside: { cborg: ['decode', 'encode', 'DecodeOptions'] } },
  },
  {
    name: 'crypto',
    owner: 'crypto',
    paths: ['packages/crypto'],
    imports: ['core'],
    pure: {
      outside: {
        '@bitauth/libauth': ['instantiateSecp256k1'],
        '@noble/hashes/hkdf.js': ['hkdf'],
        '@noble/hashes/sha2.js': ['sha256'],
        '@noble/hashes/sha3.js': ['keccakP'],
        '@noble/hashes/utils.js': ['swap32IfBE'],
        'node:crypto': [
          ...['createCipheriv', 'createDecipheriv', 'createSecretKey', 'KeyObject'],
          ...['createECDH', 'createHash', 'createHmac', 'hash'],
          'timingSafeEqual',
        ],
      },
    },
  },
  {
    name: 'enclave/guest',
    owner: 'enclave',
    paths: [
      'packages/enclave/src/guest',
      'packages/enclave/src/channel',
      'packages/enclave/src/errors.ts',
      'packages/enclave/src/measurement.ts',
    ],
    imports: [...PURE_BELOW, 'enclave/attestation'],
    pure: { outside: {} },
  },
  {
    name: 'enclave/attestation',
    owner: 'enclave',
    paths: ['packages/enclave/src/attestation'],
    imports: [...PURE_BELOW, 'enclave/guest'],
    pure: { outside: {} },
  },
  {
    // What surrounds the pure guest inside the enclave's process: descriptors, the monotonic clock, random bytes.
    name: 'enclave/shell',
    owner: 'enclave',
    paths: ['packages/enclave/src/guest/main.ts', 'packages/enclave/src/channel/connection.ts'],
    imports: [...PURE_BELOW, ...PURE_ENCLAVE],
  },
  {
    name: 'enclave',
    owner: 'enclave',
    paths: ['packages/enclave'],
    imports: [...PURE_BELOW, ...PURE_ENCLAVE, 'enclave/shell'],
  },
  ...(['proof', 'trust', 'bindings'] as const).map(
    (folder): Layer => ({
      name: `ethereum/${folder}`,
      owner: 'ethereum',
      paths: [`packages/ethereum/src/${folder}`],
      imports: [...PURE_BELOW, ...(folder === 'trust' ? ['ethereum/proof'] : [])],
      pure: { outside: {} },
    }),
  ),
  {
    name: 'ethereum',
    owner: 'ethereum',
    paths: ['packages/ethereum'],
    imports: [...PURE_BELOW, ...PURE_ETHEREUM],
  },
  ...(['encoding', 'chain', 'script', 'transaction'] as const).map(
    (folder): Layer => ({
      name: `bitcoin/${folder}`,
      owner: 'bitcoin',
      paths: [`packages/bitcoin/src/${folder}`],
      imports: [...PURE_BELOW, ...PURE_BITCOIN],
      pure: { outside: BITCOIN_OUTSIDE[folder] },
    }),
  ),
  {
    name: 'bitcoin',
    owner: 'bitcoin',
    paths: ['packages/bitcoin'],
    imports: [...PURE_BELOW, ...PURE_BITCOIN],
  },
  ...RAILS.flatMap(rail),
  {
    name: 'apps',
    owner: 'apps',
    paths: ['apps'],
    imports: [...SHARED, ...RAILS.flatMap((name) => [name, `${name}/enclave`]), 'tools'],
  },
  { name: 'tools', owner: 'tools', paths: ['tools'], imports: ['*'] },
  { name: 'bench', owner: 'bench', paths: ['bench'], imports: ['*'] },
  { name: 'test', owner: 'test', paths: ['test'], imports: ['*'] },
];

/** The layer of a file, or nothing for files at the root, which configure tools. */
export function layerOf(file: string): Layer | undefined {
  let best: Layer | undefined;
  let length = -1;
  for (const layer of LAYERS) {
    for (const path of layer.paths) {
      if ((file === path || file.startsWith(`${path}/`)) && path.length > length) {
        best = layer;
        length = path.length;
      }
    }
  }
  return best;
}

/** What only tests may import: helpers, and the suites that every backend of a port must pass. */
export function isTestHelper(file: string): boolean {
  return (
    file.startsWith('test/') || /(^|\/)testing\//.test(file) || /(^|[./])compliance\.[cm]?tsx?$/.test(file)
  );
}

/** Tests and what only they use: exempt from purity, bound to the direction between packages. */
export function isTest(file: string): boolean {
  return isTestHelper(file) || /\.test\.[cm]?[jt]sx?$/.test(file);
}

/**
 * Whether product code may import this test helper all the same: the story shows a broken enclave, and the development
 * network that it is played on admits it. Nothing else of the product may know it.
 */
export function isStageProp(target: string, file: string): boolean {
  return (
    target.startsWith('packages/offline/src/testing/broken/') &&
    !isTest(target.replace('/testing/', '/')) &&
    (file.startsWith('apps/coffer/src/demo/') || file === 'apps/coffer/src/dev/broken.ts')
  );
}

/** Values of the language itself that give the same answer everywhere. Anything else that is global is refused. */
export const PURE_GLOBALS: ReadonlySet<string> = new Set([
  ...['undefined', 'NaN', 'Infinity', 'arguments', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
  ...[
    'Array',
    'ArrayBuffer',
    'BigInt',
    'Boolean',
    'DataView',
    'JSON',
    'Map',
    'Number',
    'Set',
    'String',
    'Symbol',
  ],
  ...['WeakMap', 'WeakSet', 'RegExp', 'Int8Array', 'Int16Array', 'Int32Array', 'Uint8Array', 'Uint16Array'],
  ...['Uint32Array', 'BigInt64Array', 'BigUint64Array', 'Uint8ClampedArray', 'TextEncoder', 'TextDecoder'],
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError', 'structuredClone'],
  ...['encodeURIComponent', 'decodeURIComponent', 'URL', 'URLSearchParams'],
]);

/** Globals of which only these members are pure; using the object in any other way, such as an alias, is refused. */
export const PURE_MEMBERS: Readonly<Record<string, ReadonlySet<string>>> = {
  Math: new Set(['abs', 'ceil', 'floor', 'max', 'min', 'round', 'sign', 'trunc', 'log2', 'clz32', 'imul']),
  Object: new Set([
    ...['assign', 'create', 'entries', 'freeze', 'fromEntries', 'hasOwn', 'is', 'isFrozen', 'keys', 'values'],
  ]),
};

/** Members that lead out of any value: to the code generator, or to the machine's language settings. */
export const IMPURE_MEMBERS: Readonly<Record<string, string>> = {
  generateKeys: 'draws random bytes: they arrive in the input',
  constructor: 'leads to the code generator (Function)',
  __proto__: 'leads to the code generator (Function)',
  localeCompare: "depends on the machine's language; compare bytes or code units",
  toLocaleString: "depends on the machine's language",
  toLocaleDateString: "depends on the machine's language",
  toLocaleLowerCase: "depends on the machine's language; use toLowerCase",
  toLocaleUpperCase: "depends on the machine's language; use toUpperCase",
};
