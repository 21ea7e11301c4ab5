/** The option of every command that talks to a node. */
export const URL_OPTION = [
  '--url <url>',
  'RPC of the node (default: http://coffer:coffer@127.0.0.1:18443)',
] as const;
