import type { Command } from 'commander';

/** The command tree as shells complete it: read from the commands themselves, so that it cannot differ from them. */

/** What comes after an option, or stands as an argument. */
export type Value =
  | { readonly type: 'file' }
  | { readonly type: 'choice'; readonly choices: readonly string[] }
  /** Only its user knows. */
  | { readonly type: 'free' };

/** An option of a command. */
export interface OptionNode {
  /** `--wallet`, or `-y` and `--yes`. */
  readonly names: readonly string[];
  readonly about: string;
  /** Absent when nothing comes after it. */
  readonly value?: Value;
}

/** A command or group. */
export interface CommandNode {
  /** From the program's name on: `coffer offline account`. */
  readonly path: string;
  readonly name: string;
  readonly about: string;
  readonly options: readonly OptionNode[];
  readonly argument: Value | undefined;
  readonly commands: readonly CommandNode[];
}

const FILE_NAMES: ReadonlySet<string> = new Set(['file', 'payment', 'request']);
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  step: ['announce', 'cancel', 'execute'],
  shell: ['bash', 'zsh', 'fish'],
  accept: ['ask', 'auto'],
};

function valueNamed(name: string): Value {
  const choices = CHOICES[name];
  if (choices !== undefined) return { type: 'choice', choices };
  return FILE_NAMES.has(name) || name.endsWith('-file') ? { type: 'file' } : { type: 'free' };
}

/** One line without what a shell could read as something else. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/['"`\\$[\]:]/g, '’');
}

function optionsOf(command: Command): OptionNode[] {
  const help: OptionNode = { names: ['-h', '--help'], about: 'what a command does' };
  const own = command.options.map((option): OptionNode => {
    const names = [option.short, option.long].filter((name) => name !== undefined && name !== null);
    const about = plain(option.description);
    if (!option.required && !option.optional) return { names, about };
    const placeholder = /<([^>.]+)/.exec(option.flags)?.[1] ?? '';
    const value = valueNamed(placeholder === 'value' ? option.name() : placeholder);
    return { names, about, value };
  });
  return [...own, help];
}

/** Reads the tree. */
export function readTree(command: Command, parent = ''): CommandNode {
  const path = `${parent}${command.name()}`;
  const argument = command.registeredArguments[0];
  return {
    path,
    name: command.name(),
    about: plain(command.summary() || command.description()),
    options: optionsOf(command),
    argument: argument === undefined ? undefined : valueNamed(argument.name()),
    commands: command.commands.map((child) => readTree(child, `${path} `)),
  };
}

/** The tree as a list, parents first. */
export function flatten(node: CommandNode): CommandNode[] {
  return [node, ...node.commands.flatMap(flatten)];
}

/** Every option that something comes after, by its value. */
export function optionsWithValues(tree: CommandNode): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const { options } of flatten(tree)) {
    for (const { names, value } of options) {
      if (value !== undefined) for (const name of names) found.set(name, value);
    }
  }
  return found;
}
