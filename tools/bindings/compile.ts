import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

/** Compiles `contracts/src` with solc from npm: the same settings as `contracts/foundry.toml` (a test compares the code). */

const SOURCES = fileURLToPath(new URL('../../contracts/src', import.meta.url));

const SETTINGS = {
  evmVersion: 'osaka',
  optimizer: { enabled: true, runs: 1_000 },
  // No metadata in the code: it would change with every comment.
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'storageLayout'] } },
} as const;

/** One variable or struct member: where its storage lies, as solc says. */
export interface StorageEntry {
  readonly label: string;
  readonly slot: string;
  /** From the low end of the word, in bytes. */
  readonly offset: number;
  readonly type: string;
  readonly bytes: number;
}

/** Where a contract keeps what it stores. Members of structs have slots relative to the struct. */
export interface StorageLayout {
  readonly storage: readonly StorageEntry[];
  readonly structs: Readonly<Record<string, readonly StorageEntry[]>>;
}

/** What the compiler makes of a contract. */
export interface Artifact {
  readonly abi: readonly unknown[];
  readonly bytecode: `0x${string}`;
  readonly storageLayout: StorageLayout;
}

interface SolcEntry {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}
interface SolcLayout {
  readonly storage: readonly SolcEntry[];
  readonly types: Readonly<
    Record<string, { label: string; numberOfBytes: string; members?: readonly SolcEntry[] }>
  > | null;
}
interface SolcOutput {
  readonly errors?: readonly { severity: string; formattedMessage: string }[];
  readonly contracts?: Readonly<
    Record<
      string,
      Record<
        string,
        { abi: readonly unknown[]; evm: { bytecode: { object: string } }; storageLayout: SolcLayout }
      >
    >
  >;
}

function readable(layout: SolcLayout): StorageLayout {
  const types = layout.types ?? {};
  const entry = ({ label, slot, offset, type }: SolcEntry): StorageEntry => {
    const known = types[type];
    if (known === undefined) throw new Error(`solc's storage layout lacks the type ${type}.`);
    return { label, slot, offset, type: known.label, bytes: Number(known.numberOfBytes) };
  };
  const structs: Record<string, readonly StorageEntry[]> = {};
  for (const type of Object.values(types)) {
    if (type.members !== undefined) structs[type.label] = type.members.map(entry);
  }
  return { storage: layout.storage.map(entry), structs };
}

/** Compiles one contract. @throws Error with the compiler's own words when it does not compile, or warns. */
export function compile(contract: string): Artifact {
  const sources: Record<string, { content: string }> = {};
  for (const file of readdirSync(SOURCES).sort()) {
    sources[file] = { content: readFileSync(join(SOURCES, file), 'utf8') };
  }
  const input = { language: 'Solidity', sources, settings: SETTINGS };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as SolcOutput;
  if (output.errors !== undefined && output.errors.length > 0) {
    throw new Error(output.errors.map((error) => error.formattedMessage).join('\n'));
  }
  const made = output.contracts?.[`${contract}.sol`]?.[contract];
  if (made === undefined) throw new Error(`There is no contract ${contract} in contracts/src.`);
  return {
    abi: made.abi,
    bytecode: `0x${made.evm.bytecode.object}`,
    storageLayout: readable(made.storageLayout),
  };
}
