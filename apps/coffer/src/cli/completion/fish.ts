import { type CommandNode, flatten, optionsWithValues, type Value } from './tree.ts';

function takes(value: Value | undefined): string {
  if (value === undefined) return '';
  if (value.type === 'file') return ' -r -F';
  if (value.type === 'choice') return ` -x -a '${value.choices.join(' ')}'`;
  return ' -x';
}

/** Completion for fish. */
export function fishCompletion(tree: CommandNode): string {
  const nodes = flatten(tree);
  const values = [...optionsWithValues(tree).keys()];
  const at = (path: string): string => `-n '__coffer_at ${path}'`;
  const flag = (names: readonly string[]): string =>
    names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');
  const lines = nodes.flatMap(({ path, commands, options, argument }) => {
    const where = path === tree.path ? '' : ` ${at(path)}`;
    return [
      ...commands.map(({ name, about }) => `complete -c coffer ${at(path)} -a ${name} -d '${about}'`),
      ...options.map(
        ({ names, about, value }) => `complete -c coffer${where} ${flag(names)}${takes(value)} -d '${about}'`,
      ),
      ...(argument?.type === 'file' ? [`complete -c coffer ${at(path)} -F`] : []),
      ...(argument?.type === 'choice'
        ? [`complete -c coffer ${at(path)} -a '${argument.choices.join(' ')}'`]
        : []),
    ];
  });
  return `# Completion of coffer for fish. Use it: coffer completion fish | source
function __coffer_at
    set -l path coffer
    set -l skip
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip
            continue
        end
        switch $word
            case ${values.join(' ')}
                set skip 1
            case '-*'
            case '*'
                switch "$path $word"
                    case ${nodes
                      .slice(1)
                      .map(({ path }) => `'${path}'`)
                      .join(' ')}
                        set path "$path $word"
                end
        end
    end
    test "$path" = "$argv"
end
complete -c coffer -f
${lines.join('\n')}
`;
}
