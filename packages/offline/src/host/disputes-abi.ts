/** What of the vault's interface is about leaving and disputes. */
export const disputesAbi = [
  {
    name: 'cancel',
    type: 'function',
    stateMutability: 'nonpayable',
    inputs: [
      {
        type: 'tuple',
        name: 'cancellation',
        components: [
          {
            type: 'address',
            name: 'account',
          },
          {
            type: 'address',
            name: 'to',
          },
          {
            type: 'uint64',
            name: 'serial',
          },
          {
            type: 'uint40',
            name: 'tGen',
          },
          {
            type: 'uint40',
            name: 'settleBy',
          },
          {
            type: 'uint40',
            name: 'provedAt',
          },
          {
            type: 'bytes32',
            name: 'state',
          },
        ],
      },
      {
        type: 'tuple',
        name: 'signature',
        components: [
          {
            type: 'bytes32',
            name: 'r',
          },
          {
            type: 'bytes32',
            name: 'vs',
          },
        ],
      },
    ],
    outputs: [],
  },
  {
    name: 'freezePayer',
    type: 'function',
    stateMutability: 'nonpayable',
    inputs: [
      {
        type: 'tuple',
        name: 'first',
        components: [
          {
            type: 'address',
            name: 'payer',
          },
          {
            type: 'address',
            name: 'payee',
          },
          {
            type: 'uint88',
            name: 'amount',
          },
          {
            type: 'uint64',
            name: 'serial',
          },
          {
            type: 'uint40',
            name: 'tGen',
          },
          {
            type: 'uint40',
            name: 'expiry',
          },
          {
            type: 'uint40',
            name: 'settleBy',
          },
          {
            type: 'uint40',
            name: 'provedAt',
          },
          {
            type: 'bytes32',
            name: 'supportsHash',
          },
          {
            type: 'bytes32',
            name: 'state',
          },
        ],
      },
      {
        type: 'tuple',
        name: 'firstSignature',
        components: [
          {
            type: 'bytes32',
            name: 'r',
          },
          {
            type: 'bytes32',
            name: 'vs',
          },
        ],
      },
      {
        type: 'tuple',
        name: 'second',
        components: [
          {
            type: 'address',
            name: 'payer',
          },
          {
            type: 'address',
            name: 'payee',
          },
          {
            type: 'uint88',
            name: 'amount',
          },
          {
            type: 'uint64',
            name: 'serial',
          },
          {
            type: 'uint40',
            name: 'tGen',
          },
          {
            type: 'uint40',
            name: 'expiry',
          },
          {
            type: 'uint40',
            name: 'settleBy',
          },
          {
            type: 'uint40',
            name: 'provedAt',
          },
          {
            type: 'bytes32',
            name: 'supportsHash',
          },
          {
            type: 'bytes32',
            name: 'state',
          },
        ],
      },
      {
        type: 'tuple',
        name: 'secondSignature',
        components: [
          {
            type: 'bytes32',
            name: 'r',
          },
          {
            type: 'bytes32',
            name: 'vs',
          },
        ],
      },
      {
        name: 'index',
        type: 'uint48',
      },
      {
        name: 'path',
        type: 'bytes32[]',
      },
    ],
    outputs: [],
  },
  {
    name: 'freezePayee',
    type: 'function',
    stateMutability: 'nonpayable',
    inputs: [
      {
        type: 'tuple',
        name: 'payment',
        components: [
          {
            type: 'address',
            name: 'payer',
          },
          {
            type: 'address',
            name: 'payee',
          },
          {
            type: 'uint88',
            name: 'amount',
          },
          {
            type: 'uint64',
            name: 'serial',
          },
          {
            type: 'uint40',
            name: 'tGen',
          },
          {
            type: 'uint40',
            name: 'expiry',
          },
          {
            type: 'uint40',
            name: 'settleBy',
          },
          {
            type: 'uint40',
            name: 'provedAt',
          },
          {
            type: 'bytes32',
            name: 'supportsHash',
          },
          {
            type: 'bytes32',
            name: 'state',
          },
        ],
      },
      {
        type: 'tuple',
        name: 'acknowledgement',
        components: [
          {
            type: 'bytes32',
            name: 'r',
          },
          {
            type: 'bytes32',
            name: 'vs',
          },
        ],
      },
      {
        type: 'tuple',
        name: 'rejection',
        components: [
          {
            type: 'bytes32',
            name: 'r',
          },
          {
            type: 'bytes32',
            name: 'vs',
          },
        ],
      },
      {
        type: 'uint48',
        name: 'index',
      },
      {
        type: 'bytes32[]',
        name: 'path',
      },
    ],
    outputs: [],
  },
  {
    name: 'claim',
    type: 'function',
    stateMutability: 'nonpayable',
    inputs: [
      {
        name: 'batch',
        type: 'bytes',
      },
    ],
    outputs: [],
  },
  {
    name: 'Cancelled',
    type: 'event',
    inputs: [
      {
        type: 'address',
        name: 'account',
        indexed: true,
      },
      {
        type: 'address',
        name: 'to',
        indexed: true,
      },
      {
        type: 'uint64',
        name: 'serial',
        indexed: true,
      },
      {
        type: 'uint256',
        name: 'amount',
      },
    ],
  },
  {
    name: 'Frozen',
    type: 'event',
    inputs: [
      {
        type: 'address',
        name: 'account',
        indexed: true,
      },
      {
        type: 'bytes32',
        name: 'first',
      },
      {
        type: 'bytes32',
        name: 'second',
      },
    ],
  },
  {
    name: 'Claimed',
    type: 'event',
    inputs: [
      {
        type: 'bytes32',
        name: 'payment',
        indexed: true,
      },
      {
        type: 'address',
        name: 'payee',
        indexed: true,
      },
      {
        type: 'uint256',
        name: 'amount',
      },
      {
        type: 'bool',
        name: 'settled',
      },
    ],
  },
  {
    name: 'Compensated',
    type: 'event',
    inputs: [
      {
        type: 'bytes32',
        name: 'payment',
        indexed: true,
      },
      {
        type: 'address',
        name: 'payer',
        indexed: true,
      },
      {
        type: 'uint256',
        name: 'amount',
      },
    ],
  },
] as const;
