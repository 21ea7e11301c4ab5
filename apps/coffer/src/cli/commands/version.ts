import { readFileSync } from 'node:fs';
import type { CommandSpec } from '../command.ts';

/** Version of this program. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** `coffer version` */
export const version: CommandSpec = {
  usage: 'version',
  summary: 'Version of Coffer and of the Node that runs it.',
  example: 'coffer version --json',
  run: async () => ({
    data: { coffer: VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` },
    text: `coffer ${VERSION} (node ${process.versions.node}, ${process.platform} ${process.arch})`,
  }),
};
