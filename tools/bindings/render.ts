import type { Artifact } from './compile.ts';

function camel(contract: string): string {
  return contract[0]!.toLowerCase() + contract.slice(1);
}

/** File name of a contract's bindings. */
export function bindingsFile(contract: string): string {
  return `${contract.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.ts`;
}

/** TypeScript source of a contract's bindings. */
export function render(contract: string, artifact: Artifact): string {
  const name = camel(contract);
  return `// Made by tools/bindings from contracts/src/${contract}.sol. Do not edit: change the contract, then \`npm run bindings\`.

/** ABI of ${contract}. */
export const ${name}Abi = ${JSON.stringify(artifact.abi, null, 2)} as const;

/** Creation code of ${contract}; append the ABI-encoded constructor arguments. */
export const ${name}Bytecode = '${artifact.bytecode}' as const;

/** Where ${contract} keeps what it stores, as the compiler says: see contracts/README.md. */
export const ${name}StorageLayout = ${JSON.stringify(artifact.storageLayout, null, 2)} as const;
`;
}
