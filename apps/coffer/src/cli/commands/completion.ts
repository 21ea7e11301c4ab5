import type { Command } from 'commander';
import { AppError } from '../../config/error.ts';
import type { CommandSpec } from '../command.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { type CommandNode, readTree } from '../completion/tree.ts';
import { zshCompletion } from '../completion/zsh.ts';

const SHELLS: Readonly<Record<string, (tree: CommandNode) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `coffer completion`, of the program that it is part of. */
export function completion(program: Command): CommandSpec {
  return {
    usage: 'completion <shell>',
    summary: 'Prints completion for bash, zsh or fish.',
    about: 'bash and zsh: source <(coffer completion bash). fish: coffer completion fish | source.',
    example: 'coffer completion bash > ~/.local/share/bash-completion/completions/coffer',
    run: async (_context, [shell]) => {
      const make = Object.hasOwn(SHELLS, shell ?? '') ? SHELLS[shell ?? ''] : undefined;
      if (make === undefined) {
        throw new AppError('USAGE', 'There is completion for bash, zsh and fish.');
      }
      const script = make(readTree(program));
      return { data: { shell, script }, text: script };
    },
  };
}
