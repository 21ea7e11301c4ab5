import type { Command } from 'commander';
import type { Context } from './context.ts';
import type { Result } from './output.ts';

/** Values of a command's own options. */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** A command: its description and what it does, in one place. */
export interface CommandSpec {
  /** Name with arguments, as commander reads it: `pay <request...>`. */
  readonly usage: string;
  readonly summary: string;
  /** More about it, for its help. */
  readonly about?: string;
  /** One line that works. */
  readonly example: string;
  /** Flags with descriptions: `['--to <address>', '…']`. */
  readonly options?: readonly (readonly [string, string])[];
  /** The one that runs when no command of its group is named. */
  readonly isDefault?: boolean;
  /** @returns nothing when it has printed for itself */
  readonly run: (
    context: Context,
    args: readonly (string | undefined)[],
    options: Options,
  ) => Promise<Result | undefined>;
}

/** Runs a command's handler with everything that is global. */
export type Runner = (
  spec: CommandSpec,
  args: readonly (string | undefined)[],
  command: Command,
) => Promise<void>;

/** Adds a command to a group. */
export function addCommand(parent: Command, spec: CommandSpec, runner: Runner): void {
  const command = parent
    .command(spec.usage, { isDefault: spec.isDefault ?? false })
    .summary(spec.summary)
    .description(spec.about === undefined ? spec.summary : `${spec.summary}\n\n${spec.about}`)
    .addHelpText('after', `\nExample:\n  ${spec.example}`);
  for (const [flags, description] of spec.options ?? []) command.option(flags, description);
  command.action(async (...all: unknown[]) => {
    // Arguments that may be repeated come as a list.
    const args = all.slice(0, command.registeredArguments.length).flat() as (string | undefined)[];
    await runner(spec, args, command);
  });
}
