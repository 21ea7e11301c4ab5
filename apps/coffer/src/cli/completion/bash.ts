import { type CommandNode, flatten, optionsWithValues, type Value } from './tree.ts';

function reply(value: Value): string {
  if (value.type === 'file') return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur"))';
  if (value.type === 'choice') return `COMPREPLY=($(compgen -W '${value.choices.join(' ')}' -- "$cur"))`;
  return ':';
}

/** Completion for bash, 3.2 and later. */
export function bashCompletion(tree: CommandNode): string {
  const nodes = flatten(tree);
  const global = tree.options.flatMap(({ names }) => names);
  const values = [...optionsWithValues(tree)];
  const arms = nodes.map(({ path, commands, options, argument }) => {
    const own = options.flatMap(({ names }) => names);
    const flags = [...new Set([...own, ...global])].join(' ');
    const words = commands.map(({ name }) => name).join(' ');
    return [
      `    '${path}')`,
      `      flags='${flags}'`,
      `      words='${words}'`,
      ...(argument === undefined ? [] : [`      argument() { ${reply(argument)}; }`]),
      '      ;;',
    ].join('\n');
  });
  return `# Completion of coffer for bash. Use it: source <(coffer completion bash)
_coffer() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  local path=coffer word i skip= flags= words=
  COMPREPLY=()
  argument() { :; }
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -n $skip ]]; then skip=; continue; fi
    case "$word" in
      ${values.map(([name]) => name).join('|')}) skip=1 ;;
      -*) ;;
      *)
        case "$path $word" in
          ${nodes
            .slice(1)
            .map(({ path }) => `'${path}'`)
            .join('|')}) path="$path $word" ;;
        esac
        ;;
    esac
  done
  if [[ -n $skip ]]; then
    case "$prev" in
${values.map(([name, value]) => `      ${name}) ${reply(value)} ;;`).join('\n')}
    esac
    unset -f argument
    return
  fi
  case "$path" in
${arms.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    argument
  fi
  unset -f argument
}
complete -F _coffer coffer
`;
}
