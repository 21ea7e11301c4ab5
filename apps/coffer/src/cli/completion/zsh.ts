import { type CommandNode, flatten, type OptionNode, optionsWithValues, type Value } from './tree.ts';

function act(value: Value): string {
  if (value.type === 'file') return '_files';
  if (value.type === 'choice') return `compadd -- ${value.choices.join(' ')}`;
  return '_message value';
}

function described(options: readonly OptionNode[]): string {
  return options.flatMap(({ names, about }) => names.map((name) => `'${name}:${about}'`)).join(' ');
}

/** Completion for zsh. */
export function zshCompletion(tree: CommandNode): string {
  const nodes = flatten(tree);
  const values = [...optionsWithValues(tree)];
  const arms = nodes.map(({ path, commands, options, argument }) => {
    const own = path === tree.path ? [] : options.filter(({ names }) => !names.includes('--help'));
    return [
      `    '${path}')`,
      ...(own.length === 0 ? [] : [`      flags+=(${described(own)})`]),
      ...(commands.length === 0
        ? []
        : [`      commands=(${commands.map(({ name, about }) => `'${name}:${about}'`).join(' ')})`]),
      ...(argument === undefined ? [] : [`      argument='${act(argument)}'`]),
      '      ;;',
    ].join('\n');
  });
  return `#compdef coffer
# Completion of coffer for zsh. Use it: source <(coffer completion zsh), after compinit
_coffer() {
  local path_=coffer word skip= argument= i
  local -a flags commands
  flags=(${described(tree.options)})
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    if [[ -n $skip ]]; then skip=; continue; fi
    case "$word" in
      ${values.map(([name]) => name).join('|')}) skip="$word" ;;
      -*) ;;
      *)
        case "$path_ $word" in
          ${nodes
            .slice(1)
            .map(({ path }) => `'${path}'`)
            .join('|')}) path_="$path_ $word" ;;
        esac
        ;;
    esac
  done
  case "$skip" in
${values.map(([name, value]) => `    ${name}) ${act(value)}; return ;;`).join('\n')}
  esac
  case "$path_" in
${arms.join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o option flags
  elif (( \${#commands} > 0 )); then
    _describe command commands
  elif [[ -n $argument ]]; then
    eval "$argument"
  fi
}
compdef _coffer coffer
`;
}
