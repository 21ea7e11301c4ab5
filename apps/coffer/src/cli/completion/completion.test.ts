import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram, run } from '../program.ts';
import { flatten, readTree } from './tree.ts';

/** Completion as the shells do it: real ones, with a folder to complete files from. */

const terminal = { env: {}, stdout: () => undefined, stderr: () => undefined };
const tree = readTree(createProgram(terminal, () => undefined));
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-completion-'));
  writeFileSync(join(folder, 'payment-1.coffer'), '');
  for (const shell of ['bash', 'zsh', 'fish']) {
    let script = '';
    await run(['completion', shell], { ...terminal, stdout: (text) => (script += text) });
    writeFileSync(join(folder, `.${shell}`), script);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function missing(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).error !== undefined;
}

/** Stand for zsh's own functions, which need a terminal: they print what they are given, and it is filtered below. */
const ZSH_STUBS = `
compdef() { : }
_describe() { [[ $1 == -o ]] && shift; local -a list; list=("\${(@P)2}"); print -rl -- "\${list[@]%%:*}" }
_files() { print -rl -- *(N) }
compadd() { shift; print -rl -- "$@" }
_message() { : }
`;

/** What a shell offers for a line that is typed so far; it ends in a space when a new word begins. */
function complete(shell: 'bash' | 'zsh' | 'fish', line: string): string[] {
  const words = line.split(' ');
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = {
    bash: `source ./.bash; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _coffer; printf '%s\\n' "\${COMPREPLY[@]}"`,
    zsh: `${ZSH_STUBS}; source ./.zsh; words=(${quoted}); CURRENT=${words.length}; _coffer; true`,
    fish: `source ./.fish; complete -C '${line}'`,
  }[shell];
  const flags = { bash: ['--norc', '--noprofile'], zsh: ['-f'], fish: ['--no-config'] }[shell];
  const { stdout, stderr, status } = spawnSync(shell, [...flags, '-c', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout
    .split('\n')
    .map((offer) => offer.split('\t')[0]!)
    .filter((offer) => offer !== '' && offer.startsWith(words.at(-1)!));
}

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  if (missing(shell)) {
    test.skip('is not installed here');
    return;
  }

  test('every command and every option of the tree is offered, and nothing else', () => {
    for (const { path, commands, options } of flatten(tree)) {
      if (commands.length > 0) {
        expect(complete(shell, `${path} `).toSorted(), path).toEqual(
          commands.map(({ name }) => name).toSorted(),
        );
      }
      const wanted = [...options, ...tree.options].flatMap(({ names }) =>
        names.filter((name) => name.startsWith('--')),
      );
      const offered = complete(shell, `${path} --`);
      expect([...new Set(offered)].toSorted(), path).toEqual([...new Set(wanted)].toSorted());
    }
  }, 120_000);

  test.each([
    ['coffer off', ['offline']],
    ['coffer offline acc', ['account']],
    ['coffer offline account c', ['cancel', 'create']],
    ['coffer --wallet dev off', ['offline']],
    ['coffer --json offline payment ', ['resolve', 'show']],
    ['coffer offline account recover ', ['announce', 'cancel', 'execute']],
    ['coffer offline receive pay', ['payment-1.coffer']],
    ['coffer offline pay x --out pay', ['payment-1.coffer']],
    ['coffer daemon start --accept ', ['ask', 'auto']],
    ['coffer completion z', ['zsh']],
    ['coffer offline deposit --amo', []],
  ])('%s', (line, offers) => {
    expect(complete(shell, line).toSorted()).toEqual(offers);
  });
});

test('an unknown shell is wrong usage', async () => {
  expect(await run(['completion', 'toString'], terminal)).toBe(2);
});
