/** Error codes of Bitcoin Core's RPC (`src/rpc/protocol.h`): what clients tell refusals apart by. */
export const RPC = {
  misc: -1,
  type: -3,
  address: -5,
  parameter: -8,
  deserialization: -22,
  verify: -25,
  rejected: -26,
  alreadyInChain: -27,
  invalidRequest: -32600,
  methodNotFound: -32601,
  internal: -32603,
  parse: -32700,
} as const;

/** A call is refused. What clients see is the code and the message; nothing changed. */
export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
  }
}

/** A parameter has the right type and makes no sense: code -8. */
export function invalidParameter(message: string): RpcError {
  return new RpcError(RPC.parameter, message);
}

/** What is named is not there: code -5. */
export function notFound(message: string): RpcError {
  return new RpcError(RPC.address, message);
}
