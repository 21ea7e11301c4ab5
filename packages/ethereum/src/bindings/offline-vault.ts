// Made by tools/bindings from contracts/src/OfflineVault.sol. Do not edit: change the contract, then `npm run bindings`.

/** ABI of OfflineVault. */
export const offlineVaultAbi = [
  {
    "inputs": [
      {
        "internalType": "contract DeviceRegistry",
        "name": "registry_",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "network_",
        "type": "bytes32"
      },
      {
        "internalType": "uint40",
        "name": "offlineLimit_",
        "type": "uint40"
      },
      {
        "internalType": "uint40",
        "name": "settleWindow_",
        "type": "uint40"
      },
      {
        "internalType": "uint40",
        "name": "exitDelay_",
        "type": "uint40"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "balance",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "OfflineVaultBalanceTooLow",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "length",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "opens",
        "type": "uint256"
      }
    ],
    "name": "OfflineVaultBatchTooLong",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "exitAt",
        "type": "uint256"
      }
    ],
    "name": "OfflineVaultExitAnnounced",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "exitAt",
        "type": "uint256"
      }
    ],
    "name": "OfflineVaultExitNotDue",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "OfflineVaultInvalidAmount",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "OfflineVaultInvalidCertificate",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OfflineVaultInvalidParameters",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OfflineVaultInvalidSignature",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OfflineVaultInvalidTimes",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OfflineVaultMalformedBatch",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OfflineVaultNoConflict",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "enum Reason",
        "name": "reason",
        "type": "uint8"
      }
    ],
    "name": "OfflineVaultNotClaimable",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "payment",
        "type": "bytes32"
      }
    ],
    "name": "OfflineVaultNothingPaid",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "recovery",
        "type": "address"
      }
    ],
    "name": "OfflineVaultOtherRecovery",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "to",
        "type": "address"
      }
    ],
    "name": "OfflineVaultPayoutFailed",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OfflineVaultReentered",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "internalType": "uint64",
        "name": "serial",
        "type": "uint64"
      }
    ],
    "name": "OfflineVaultSerialUsed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "caller",
        "type": "address"
      }
    ],
    "name": "OfflineVaultUnauthorized",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "internalType": "enum Status",
        "name": "status",
        "type": "uint8"
      }
    ],
    "name": "OfflineVaultWrongStatus",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "recovery",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "attestationKey",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint8",
        "name": "counterClass",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "bool",
        "name": "revoked",
        "type": "bool"
      }
    ],
    "name": "AccountOpened",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "serial",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Cancelled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "bytes",
        "name": "batch",
        "type": "bytes"
      }
    ],
    "name": "Carried",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint256",
        "name": "index",
        "type": "uint256"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "CertificateSkipped",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "payment",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Compensated",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "from",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "depositTotal",
        "type": "uint256"
      }
    ],
    "name": "Deposited",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "exitAt",
        "type": "uint256"
      }
    ],
    "name": "ExitAnnounced",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "ExitCancelled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "recovery",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "ExitExecuted",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "first",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "second",
        "type": "bytes32"
      }
    ],
    "name": "Frozen",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "submitter",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "bytes",
        "name": "outcomes",
        "type": "bytes"
      }
    ],
    "name": "Settled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "uint64",
        "name": "serial",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Withdrawn",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "MAX_BATCH",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "MAX_ITEMS",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "MAX_OPENS",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "MAX_SUPPORTS",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "PROGRAM",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account_",
        "type": "address"
      }
    ],
    "name": "account",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint88",
            "name": "balance",
            "type": "uint88"
          },
          {
            "internalType": "uint88",
            "name": "depositTotal",
            "type": "uint88"
          },
          {
            "internalType": "uint48",
            "name": "received",
            "type": "uint48"
          },
          {
            "internalType": "enum Status",
            "name": "status",
            "type": "uint8"
          },
          {
            "internalType": "address",
            "name": "recovery",
            "type": "address"
          },
          {
            "internalType": "uint40",
            "name": "exitAt",
            "type": "uint40"
          }
        ],
        "internalType": "struct Account",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account_",
        "type": "address"
      }
    ],
    "name": "announceExit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "account",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "to",
            "type": "address"
          },
          {
            "internalType": "uint64",
            "name": "serial",
            "type": "uint64"
          },
          {
            "internalType": "uint40",
            "name": "tGen",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "settleBy",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "provedAt",
            "type": "uint40"
          },
          {
            "internalType": "bytes32",
            "name": "state",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Cancellation",
        "name": "cancellation",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "r",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "vs",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Signature",
        "name": "signature",
        "type": "tuple"
      }
    ],
    "name": "cancel",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account_",
        "type": "address"
      }
    ],
    "name": "cancelExit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes",
        "name": "batch",
        "type": "bytes"
      }
    ],
    "name": "claim",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "payment",
        "type": "bytes32"
      }
    ],
    "name": "claimed",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account_",
        "type": "address"
      }
    ],
    "name": "deposit",
    "outputs": [],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "domainSeparator",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account_",
        "type": "address"
      }
    ],
    "name": "executeExit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "exitDelay",
    "outputs": [
      {
        "internalType": "uint40",
        "name": "",
        "type": "uint40"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "payer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "payee",
            "type": "address"
          },
          {
            "internalType": "uint88",
            "name": "amount",
            "type": "uint88"
          },
          {
            "internalType": "uint64",
            "name": "serial",
            "type": "uint64"
          },
          {
            "internalType": "uint40",
            "name": "tGen",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "expiry",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "settleBy",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "provedAt",
            "type": "uint40"
          },
          {
            "internalType": "bytes32",
            "name": "supportsHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "state",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Payment",
        "name": "payment",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "r",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "vs",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Signature",
        "name": "acknowledgement",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "r",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "vs",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Signature",
        "name": "rejection",
        "type": "tuple"
      },
      {
        "internalType": "uint48",
        "name": "index",
        "type": "uint48"
      },
      {
        "internalType": "bytes32[]",
        "name": "path",
        "type": "bytes32[]"
      }
    ],
    "name": "freezePayee",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "payer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "payee",
            "type": "address"
          },
          {
            "internalType": "uint88",
            "name": "amount",
            "type": "uint88"
          },
          {
            "internalType": "uint64",
            "name": "serial",
            "type": "uint64"
          },
          {
            "internalType": "uint40",
            "name": "tGen",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "expiry",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "settleBy",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "provedAt",
            "type": "uint40"
          },
          {
            "internalType": "bytes32",
            "name": "supportsHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "state",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Payment",
        "name": "first",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "r",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "vs",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Signature",
        "name": "firstSignature",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "address",
            "name": "payer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "payee",
            "type": "address"
          },
          {
            "internalType": "uint88",
            "name": "amount",
            "type": "uint88"
          },
          {
            "internalType": "uint64",
            "name": "serial",
            "type": "uint64"
          },
          {
            "internalType": "uint40",
            "name": "tGen",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "expiry",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "settleBy",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "provedAt",
            "type": "uint40"
          },
          {
            "internalType": "bytes32",
            "name": "supportsHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "state",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Payment",
        "name": "second",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "r",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "vs",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Signature",
        "name": "secondSignature",
        "type": "tuple"
      },
      {
        "internalType": "uint48",
        "name": "index",
        "type": "uint48"
      },
      {
        "internalType": "bytes32[]",
        "name": "path",
        "type": "bytes32[]"
      }
    ],
    "name": "freezePayer",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account_",
        "type": "address"
      },
      {
        "internalType": "uint64",
        "name": "serial",
        "type": "uint64"
      }
    ],
    "name": "isContested",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account_",
        "type": "address"
      },
      {
        "internalType": "uint64",
        "name": "serial",
        "type": "uint64"
      }
    ],
    "name": "isUsed",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "network",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "offlineLimit",
    "outputs": [
      {
        "internalType": "uint40",
        "name": "",
        "type": "uint40"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "components": [
              {
                "internalType": "address",
                "name": "device",
                "type": "address"
              },
              {
                "internalType": "bytes32",
                "name": "platform",
                "type": "bytes32"
              }
            ],
            "internalType": "struct DeviceCertificate",
            "name": "device",
            "type": "tuple"
          },
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "r",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "vs",
                "type": "bytes32"
              }
            ],
            "internalType": "struct Signature",
            "name": "deviceSignature",
            "type": "tuple"
          },
          {
            "components": [
              {
                "internalType": "address",
                "name": "key",
                "type": "address"
              },
              {
                "internalType": "bytes32",
                "name": "measurement",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "program",
                "type": "bytes32"
              },
              {
                "internalType": "uint32",
                "name": "abiVersion",
                "type": "uint32"
              },
              {
                "internalType": "uint8",
                "name": "counterClass",
                "type": "uint8"
              }
            ],
            "internalType": "struct AttestationCertificate",
            "name": "attestation",
            "type": "tuple"
          },
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "r",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "vs",
                "type": "bytes32"
              }
            ],
            "internalType": "struct Signature",
            "name": "attestationSignature",
            "type": "tuple"
          },
          {
            "internalType": "address",
            "name": "account",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "recovery",
            "type": "address"
          },
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "r",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "vs",
                "type": "bytes32"
              }
            ],
            "internalType": "struct Signature",
            "name": "accountSignature",
            "type": "tuple"
          },
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "r",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "vs",
                "type": "bytes32"
              }
            ],
            "internalType": "struct Signature",
            "name": "accountConsent",
            "type": "tuple"
          }
        ],
        "internalType": "struct Certificate",
        "name": "certificate",
        "type": "tuple"
      }
    ],
    "name": "open",
    "outputs": [],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account_",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "height",
        "type": "uint256"
      }
    ],
    "name": "peak",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "registry",
    "outputs": [
      {
        "internalType": "contract DeviceRegistry",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "components": [
              {
                "internalType": "address",
                "name": "device",
                "type": "address"
              },
              {
                "internalType": "bytes32",
                "name": "platform",
                "type": "bytes32"
              }
            ],
            "internalType": "struct DeviceCertificate",
            "name": "device",
            "type": "tuple"
          },
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "r",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "vs",
                "type": "bytes32"
              }
            ],
            "internalType": "struct Signature",
            "name": "deviceSignature",
            "type": "tuple"
          },
          {
            "components": [
              {
                "internalType": "address",
                "name": "key",
                "type": "address"
              },
              {
                "internalType": "bytes32",
                "name": "measurement",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "program",
                "type": "bytes32"
              },
              {
                "internalType": "uint32",
                "name": "abiVersion",
                "type": "uint32"
              },
              {
                "internalType": "uint8",
                "name": "counterClass",
                "type": "uint8"
              }
            ],
            "internalType": "struct AttestationCertificate",
            "name": "attestation",
            "type": "tuple"
          },
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "r",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "vs",
                "type": "bytes32"
              }
            ],
            "internalType": "struct Signature",
            "name": "attestationSignature",
            "type": "tuple"
          },
          {
            "internalType": "address",
            "name": "account",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "recovery",
            "type": "address"
          },
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "r",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "vs",
                "type": "bytes32"
              }
            ],
            "internalType": "struct Signature",
            "name": "accountSignature",
            "type": "tuple"
          },
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "r",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "vs",
                "type": "bytes32"
              }
            ],
            "internalType": "struct Signature",
            "name": "accountConsent",
            "type": "tuple"
          }
        ],
        "internalType": "struct Certificate[]",
        "name": "opens",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes",
        "name": "batch",
        "type": "bytes"
      }
    ],
    "name": "settle",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "settleWindow",
    "outputs": [
      {
        "internalType": "uint40",
        "name": "",
        "type": "uint40"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "account",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "to",
            "type": "address"
          },
          {
            "internalType": "uint88",
            "name": "amount",
            "type": "uint88"
          },
          {
            "internalType": "uint64",
            "name": "serial",
            "type": "uint64"
          },
          {
            "internalType": "uint40",
            "name": "tGen",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "settleBy",
            "type": "uint40"
          },
          {
            "internalType": "uint40",
            "name": "provedAt",
            "type": "uint40"
          },
          {
            "internalType": "bytes32",
            "name": "state",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Withdrawal",
        "name": "withdrawal",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "r",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "vs",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Signature",
        "name": "signature",
        "type": "tuple"
      }
    ],
    "name": "withdraw",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;

/** Creation code of OfflineVault; append the ABI-encoded constructor arguments. */
export const offlineVaultBytecode = '0x610160604052348015610010575f5ffd5b506040516144af3803806144af83398101604081905261002f91610206565b84848484848315806100a0575083856001600160a01b0316636739afca6040518163ffffffff1660e01b8152600401602060405180830381865afa158015610079573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061009d919061026e565b14155b806100b0575064ffffffffff8316155b806100c0575064ffffffffff8216155b806100e557506100da64ffffffffff808416908516610285565b8164ffffffffff1611155b1561010357604051636bda889d60e01b815260040160405180910390fd5b6001600160a01b03851660805260a084905264ffffffffff80841660c05282811660e05281166101005246610140526101d9604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b61012052506102aa98505050505050505050565b805164ffffffffff81168114610201575f5ffd5b919050565b5f5f5f5f5f60a0868803121561021a575f5ffd5b85516001600160a01b0381168114610230575f5ffd5b60208701519095509350610246604087016101ed565b9250610254606087016101ed565b9150610262608087016101ed565b90509295509295909350565b5f6020828403121561027e575f5ffd5b5051919050565b808201808211156102a457634e487b7160e01b5f52601160045260245ffd5b92915050565b60805160a05160c05160e05161010051610120516101405161418a6103255f395f612b8a01525f612c5901525f81816102ab015281816112fd0152612c8701525f8181610214015261292f01525f81816102fd015261295701525f81816103300152611c8501525f818161038f0152611b9b015261418a5ff3fe6080604052600436106101a4575f3560e01c80637dc8e100116100e7578063c9228ebb11610087578063f340fa0111610062578063f340fa0114610554578063f698da2514610567578063fdf6b3751461057b578063fe59841c1461059a575f5ffd5b8063c9228ebb146104f6578063cc3c0f0614610515578063d595ee0614610540575f5ffd5b8063aaba0db5116100c2578063aaba0db514610458578063b895631214610477578063bd288e5c146104b8578063c63ff8dd146104d7575f5ffd5b80637dc8e100146103c9578063950bff9f146104235780639d0194e814610439575f5ffd5b8063283886301161015257806357d4c4ee1161012d57806357d4c4ee146101dc5780636739afca1461031f57806373b9aa91146103525780637b1039991461037e575f5ffd5b8063283886301461029a57806342055d5b146102cd57806344a3cff4146102ec575f5ffd5b80631c9963fa116101825780631c9963fa146102035780631eb72d821461024c578063280e2d2b1461027b575f5ffd5b80630a77f385146101a857806314baf1fd146101c957806316f6ce6b146101dc575b5f5ffd5b3480156101b3575f5ffd5b506101c76101c23660046137ec565b6105cd565b005b6101c76101d7366004613875565b6106eb565b3480156101e7575f5ffd5b506101f0604081565b6040519081526020015b60405180910390f35b34801561020e575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b60405164ffffffffff90911681526020016101fa565b348015610257575f5ffd5b5061026b6102663660046138c5565b6107d8565b60405190151581526020016101fa565b348015610286575f5ffd5b506101c76102953660046138f8565b610818565b3480156102a5575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b3480156102d8575f5ffd5b506101c76102e73660046138f8565b6108b2565b3480156102f7575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b34801561032a575f5ffd5b506101f07f000000000000000000000000000000000000000000000000000000000000000081565b34801561035d575f5ffd5b5061037161036c3660046138f8565b6109f9565b6040516101fa919061393b565b348015610389575f5ffd5b506103b17f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016101fa565b3480156103d4575f5ffd5b5061026b6103e33660046138c5565b6001600160a01b03919091165f90815260036020908152604080832066ffffffffffffff600886901c168452909152902054600160ff9092161c81161490565b34801561042e575f5ffd5b506101f06201000081565b348015610444575f5ffd5b506101c76104533660046139ef565b610ae3565b348015610463575f5ffd5b506101c7610472366004613a8b565b610d32565b348015610482575f5ffd5b506101f0610491366004613abc565b6001600160a01b03919091165f908152600260209081526040808320938352929052205490565b3480156104c3575f5ffd5b506101c76104d2366004613ae6565b610efc565b3480156104e2575f5ffd5b506101c76104f1366004613b81565b611155565b348015610501575f5ffd5b506101c7610510366004613bc0565b611456565b348015610520575f5ffd5b506101f061052f366004613bf3565b5f9081526004602052604090205490565b34801561054b575f5ffd5b506101f0601081565b6101c76105623660046138f8565b6116aa565b348015610572575f5ffd5b506101f06116d8565b348015610586575f5ffd5b506101c76105953660046138f8565b6116e6565b3480156105a5575f5ffd5b506101f07fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c281565b60ff5f5c16156105f05760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f61060f60408801602089016138f8565b90505f61061b88611796565b90506106518761064b7f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f846117e8565b84611805565b61067f8661064b7f55caa702b73b6be557b7c305d9fe9cbb4abbeb81c2b3ffeb2e3eb45eed167f1f846117e8565b61068a828283611846565b61069f82828765ffffffffffff168787611953565b156106d6576106d4816106b860608b0160408c01613c20565b6001600160581b0316846106cf60208d018d6138f8565b61199c565b505b505f905060ff19815c16815d50505050505050565b5f6106fe610180830161016084016138f8565b6001600160a01b0381165f9081526020819052604081209192508154600160e01b900460ff16600381111561073557610735613913565b0361074b57610745836001611b53565b506107c4565b61075d6101a0840161018085016138f8565b60018201546001600160a01b039081169116146107c45760018101546040517f9239b1ba0000000000000000000000000000000000000000000000000000000081526001600160a01b03808516600483015290911660248201526044015b60405180910390fd5b34156107d3576107d382611e6f565b505050565b6001600160a01b0382165f90815260016020818152604080842066ffffffffffffff600887901c1685529091529091205460ff83161c8116145b92915050565b5f61082282611f6c565b6001810154909150600160a01b900464ffffffffff165f036108685760405163f92bf4eb60e01b81526001600160a01b03831660048201525f60248201526044016107bb565b60018101805464ffffffffff60a01b191690556040516001600160a01b038316907f91c2e943be9b1896a63fd826425c05548b2a5583446fe30c455ed129c89f86a3905f90a25050565b60ff5f5c16156108d55760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d506001600160a01b0381165f9081526020819052604090206001810154600160a01b900464ffffffffff1680158061091957508042105b156109495760405163f92bf4eb60e01b81526001600160a01b0384166004820152602481018290526044016107bb565b60018201805483547fffffff00ffffffffffffffffffffffffffffffffff00000000000000000000008116600360e01b17855564ffffffffff60a01b1982169092556040516001600160581b039092168083526001600160a01b039182169290918391908716907f980da781d62da9c7dd806dd340e69f7517cf1315809634dfad56dd8c33975f5a9060200160405180910390a36109e78282611ff8565b505f92505050805c60ff1916815d5050565b6040805160c0810182525f80825260208201819052918101829052606081018290526080810182905260a08101919091526001600160a01b0382165f9081526020818152604091829020825160c08101845281546001600160581b038082168352600160581b82041693820193909352600160b01b830465ffffffffffff1693810193909352906060830190600160e01b900460ff166003811115610aa057610aa0613913565b6003811115610ab157610ab1613913565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015292915050565b6040831180610af457506201000081115b15610b35576040517f3242c61400000000000000000000000000000000000000000000000000000000815260048101829052602481018490526044016107bb565b5f5b83811015610c38575f5f5f878785818110610b5457610b54613c39565b90506102200201610160016020810190610b6e91906138f8565b6001600160a01b0316815260208101919091526040015f2054600160e01b900460ff166003811115610ba257610ba2613913565b03610c3057610bc9858583818110610bbc57610bbc613c39565b905061022002015f611b53565b610c3057848482818110610bdf57610bdf613c39565b90506102200201610160016020810190610bf991906138f8565b6001600160a01b0316817f0e0873dea09f8b0558a45bcd1b13aa0603657f2a9faacf479ea514e082d5441a60405160405180910390a35b600101610b37565b50610c4161366f565b5f610c4d828585612043565b6060830151519091505f5b81811015610c7557610c6b84828561228b565b9250600101610c58565b508260a001518214610c9a576040516332662ccf60e11b815260040160405180910390fd5b5f5b836020015151811015610cd757610ccf84602001518281518110610cc257610cc2613c39565b60200260200101516123dd565b600101610c9c565b50610ce487878787612480565b336001600160a01b03167f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f128460800151604051610d219190613c4d565b60405180910390a250505050505050565b60ff5f5c1615610d555760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f610d7160208401846138f8565b90505f610e1c82610d886060870160408801613c82565b610d986080880160608901613caf565b64ffffffffff16610daf60a0890160808a01613caf565b64ffffffffff16610dc660c08a0160a08b01613caf565b64ffffffffff167f09ca324c5adfc875a2930b46a56e275d8cd0687d6e6d6315a1720321a20012d98a604051602001610e00929190613cc8565b6040516020818303038152906040528051906020012089612553565b80547fffffff00ffffffffffffffffffffffffffffffffff00000000000000000000008116600360e01b1782559091506001600160581b0316610e656060860160408701613c82565b67ffffffffffffffff16610e7f60408701602088016138f8565b6001600160a01b0316846001600160a01b03167fb0a8225354438ece6457c0afb7d128c3303e46e0cecd508805d4437d6dbe29d484604051610ec391815260200190565b60405180910390a48015610eea57610eea610ee460408701602088016138f8565b82611ff8565b505f91505060ff19815c16815d505050565b5f610f0a60208901896138f8565b90505f610f1d60808a0160608b01613c82565b90505f610f298a611796565b90505f610f3589611796565b90506001600160a01b038416610f4e60208b018b6138f8565b6001600160a01b0316141580610f87575067ffffffffffffffff8316610f7a60808b0160608c01613c82565b67ffffffffffffffff1614155b80610f9157508082145b15610fc8576040517f4db6d45800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610fd38a8386611805565b610fde888286611805565b610fe9848383611846565b610ff384846107d8565b611056576001600160a01b0384165f818152600160208181526040808420600889901c66ffffffffffffff16808652908352818520805460ff8b169590951b94851790559484526003825280842094845293905291902080549091179055611148565b6001600160a01b0384165f908152600360209081526040808320600887901c66ffffffffffffff16845290915290205460ff84161c6001908116141580156110bd57506110bd6110ac60408d0160208e016138f8565b838965ffffffffffff168989611953565b15611148576001600160a01b0384165f818152600160208181526040808420600889901c66ffffffffffffff16808652908352818520805460ff8b169590951b9485179055948452600382528084209484529390529190208054909117905561112c60608c0160408d01613c20565b5f8381526004602052604090206001600160581b039190911690555b5050505050505050505050565b60ff5f5c16156111785760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d5061118e61366f565b5f61119a828585612043565b90508160600151516001146111c2576040516332662ccf60e11b815260040160405180910390fd5b5f5f5f5f5f6111d1878761270b565b945094509450945094508660a0015181146111ff576040516332662ccf60e11b815260040160405180910390fd5b60028560200151600381111561121757611217613913565b1461123e578451602086015160405163024f623360e51b81526107bb929190600401613d83565b5f8460200151600381111561125557611255613913565b0361127857835160405163024f623360e51b81526107bb91905f90600401613d83565b604087015160e081015142116112a15760405163dd4bc96760e01b815260040160405180910390fd5b6112b26112ad82612862565b6128d0565b6112c86112ad8260e0015183610100015161291c565b6112d86112ad895f8a888b612997565b6112e66112ad898986612ad8565b608081015186516112f790826107d8565b6113a3577f000000000000000000000000000000000000000000000000000000000000000064ffffffffff168260e001516113329190613db4565b4211156113435761134360086128d0565b86516001600160a01b03165f818152600160208181526040808420600887901c66ffffffffffffff16808652908352818520805460ff89169590951b948517905594845260038252808420948452939052919020805490911790556113ed565b86516001600160a01b03165f908152600360209081526040808320600885901c66ffffffffffffff16845290915290205460ff82161c6001908116146113ed576113ed60106128d0565b611403848360600151895f0151895f015161199c565b61143c576040517fc0e20380000000000000000000000000000000000000000000000000000000008152600481018590526024016107bb565b505f97505060ff19875c169550869450505050505d505050565b60ff5f5c16156114795760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f61149560208401846138f8565b90505f6114a86060850160408601613c20565b6001600160581b03169050805f036114d557604051636f90e53560e11b81525f60048201526024016107bb565b5f61157e836114ea6080880160608901613c82565b6114fa60a0890160808a01613caf565b64ffffffffff1661151160c08a0160a08b01613caf565b64ffffffffff1661152860e08b0160c08c01613caf565b64ffffffffff167fdeb440a2894b75df28375205ec20decbe9be0984aa31e5a79c7e6241a232aa318b604051602001611562929190613dc7565b604051602081830303815290604052805190602001208a612553565b80549091506001600160581b0316808311156115df576040517ffd44e7060000000000000000000000000000000000000000000000000000000081526001600160a01b038516600482015260248101829052604481018490526064016107bb565b6115e98382613ea3565b82546affffffffffffffffffffff19166001600160581b03919091161782556116186080870160608801613c82565b67ffffffffffffffff1661163260408801602089016138f8565b6001600160a01b0316856001600160a01b03167fd22ba8ade41650d0e2a4cd2fc2b5e6a6618229ced678f15a0f423d54efa8adb78660405161167691815260200190565b60405180910390a461169761169160408801602089016138f8565b84611ff8565b505f92505050805c60ff1916815d505050565b345f036116cc57604051636f90e53560e11b81525f60048201526024016107bb565b6116d581611e6f565b50565b5f6116e1612b87565b905090565b5f6116f082611f6c565b905060038154600160e01b900460ff16600381111561171157611711613913565b036117345781600360405163024f623360e51b81526004016107bb929190613d83565b6001810154600160a01b900464ffffffffff1615611789576001810154604051631528c3ef60e31b81526001600160a01b0384166004820152600160a01b90910464ffffffffff1660248201526044016107bb565b61179282612c7b565b5050565b5f6108127faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f836040516020016117cd929190613eb6565b60405160208183030381529060405280519060200120612d1f565b5f8281526020829052604081206117fe90612d1f565b9392505050565b611810838383612d4b565b6107d3576040517ff6a24c2400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b0383165f9081526020819052604090208054600160e01b900460ff16600181600381111561187d5761187d613913565b036118d257815460ff60e01b19167c02000000000000000000000000000000000000000000000000000000001782556001820154600160a01b900464ffffffffff16156118cd576118cd85612c7b565b611908565b60028160038111156118e6576118e6613913565b1461190857848160405163024f623360e51b81526004016107bb929190613d83565b60408051858152602081018590526001600160a01b038716917f294effef510c5ad2a7cefed133475fbb2671912c52f864425e70821c169a01c6910160405180910390a25050505050565b5f61195c613705565b6119668188612d85565b6001600160a01b0387165f908152600260205260409020606082015161198f9188888888612e03565b9150505b95945050505050565b5f848152600460209081526040808320546001600160a01b0386168452918390528220546001600160581b03166119d38287613ea3565b9550808611156119e1578095505b855f036119f2575f92505050611b4b565b6001600160a01b0384165f908152602081905260409020611a138784613db4565b5f89815260046020526040902055611a2b8783613ea3565b6001600160a01b0387165f90815260208190526040812080546affffffffffffffffffffff19166001600160581b03939093169290921790915560038254600160e01b900460ff166003811115611a8457611a84613913565b14611a9857611a938289612ef8565b611ab0565b6001820154611ab0906001600160a01b031689612fb2565b90508015611b0157856001600160a01b0316897f871ec24ec1da974c69ddd3326cb23661e62009d024a11831e1f85e76f3024ac48a604051611af491815260200190565b60405180910390a3611b45565b5f8981526004602090815260408083206001600160a01b038b1684529183905290912080546affffffffffffffffffffff19166001600160581b0386161790558490555b93505050505b949350505050565b5f80611b67610180850161016086016138f8565b604080517f7e0080f90000000000000000000000000000000000000000000000000000000081529192506001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001691637e0080f991611bde9188918201906080830190610120840190600401613fc7565b608060405180830381865afa925050508015611c17575060408051601f3d908101601f19168201909252611c1491810190614074565b60015b611c5e573d808015611c44576040519150601f19603f3d011682016040523d82523d5f602084013e611c49565b606091505b508315611c5857805160208201fd5b50611e23565b5f611ce77f6a95065afa54de8e683818fcabfc8dfc66609178c5f0e972172e797723163d157f000000000000000000000000000000000000000000000000000000000000000088611cb76101a08e016101808f016138f8565b6040805160208101959095528401929092526001600160a01b03908116606084015216608082015260a0016117cd565b90507fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c284148015611d225750611d226101a08a018287612d4b565b8015611d385750611d386101e08a018288612d4b565b15611e1d576001600160a01b0386165f908152602081905260409020805460ff60e01b1916600160e01b178155611d776101a08b016101808c016138f8565b6001820180547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b039283161790558616611dc16101a08c016101808d016138f8565b6040805160ff8816815286151560208201526001600160a01b03928316928b16917f17436438c1c4f625ecd194db877876dfb989f8f3b1728e0453cbeff5fe2692fd910160405180910390a46001975050505050505050610812565b50505050505b8215611e66576040517fdfbfc85a0000000000000000000000000000000000000000000000000000000081526001600160a01b03821660048201526024016107bb565b505f9392505050565b6001600160a01b0381165f90815260208190526040812080549091600160e01b90910460ff1690816003811115611ea857611ea8613913565b1480611ec557506003816003811115611ec357611ec3613913565b145b15611ee757828160405163024f623360e51b81526004016107bb929190613d83565b611ef18234612ef8565b611f1057604051636f90e53560e11b81523460048201526024016107bb565b815460408051348152600160581b9092046001600160581b0316602083015233916001600160a01b038616917ff5681f9d0db1b911ac18ee83d515a1cf1051853a9eae418316a2fdf7dea427c5910160405180910390a3505050565b6001600160a01b0381165f908152602081905260408120908154600160e01b900460ff166003811115611fa157611fa1613913565b1480611fba575060018101546001600160a01b03163314155b15611ff3576040517f707fc9290000000000000000000000000000000000000000000000000000000081523360048201526024016107bb565b919050565b6120028282612fb2565b611792576040517f55a096920000000000000000000000000000000000000000000000000000000081526001600160a01b03831660048201526024016107bb565b8161204c612b87565b60408501517faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f905284526120808282613db4565b60a0850152803560f881901c60f082901c60ff1661209f600285613db4565b60a08801519094506120b28360146140ca565b6120bc9086613db4565b11806120c85750604081115b156120e6576040516332662ccf60e11b815260040160405180910390fd5b8167ffffffffffffffff8111156120ff576120ff6140e1565b60405190808252806020026020018201604052801561213857816020015b612125613705565b81526020019060019003908161211d5790505b5060208801525f805b838110156121cd57853560601c811580159061216f5750826001600160a01b0316816001600160a01b031611155b1561218d576040516332662ccf60e11b815260040160405180910390fd5b6121b48a6020015183815181106121a6576121a6613c39565b602002602001015182612d85565b9150816121c2601488613db4565b965050600101612141565b508167ffffffffffffffff8111156121e7576121e76140e1565b604051908082528060200260200182016040528015612210578160200160208202803683370190505b5060608901525f6122226035846140ca565b61222d90600b613db4565b67ffffffffffffffff811115612245576122456140e1565b6040519080825280601f01601f19166020018201604052801561226f576020820181803683370190505b5060359390930283525050608090960195909552509392505050565b5f81846060015184815181106122a3576122a3613c39565b6020026020010181815250505f5f5f5f5f6122be898861270b565b945094509450945094505f6122db86602001518660200151612fd7565b90505f8160128111156122f0576122f0613913565b03612305576123028a60400151612862565b90505b5f81601281111561231857612318613913565b0361233b576123388a6040015160e001518b60400151610100015161305a565b90505b5f81601281111561234e5761234e613913565b14801561235a57508315155b1561236f5761236c8a8a8a878a612997565b90505b5f81601281111561238257612382613913565b03612395576123928a8985612ad8565b90505b5f8160128111156123a8576123a8613913565b036123c0576123bd8a6040015187878661307a565b90505b6123d08a8a85885f01518561317f565b5098975050505050505050565b80608001516123e95750565b80516001600160a01b0381165f90815260208181526040808320818601516060870180515183547fffffffff000000000000ffffffffffffffffffffff000000000000000000000016600160b01b65ffffffffffff909216919091026affffffffffffffffffffff1916176001600160581b03909216919091178255600290935292209051612477916131c8565b6107d383613233565b83825f61248f610220876140ca565b61249a906064613db4565b6124a5906020613db4565b90505f601f196124b686601f613db4565b1690506064841415806124c95750818314155b806124dd57506124d98184613db4565b3614155b156124fb576040516332662ccf60e11b815260040160405180910390fd5b333214158061250a5750333b15155b15612549577f54d1bffc4370871aa41220ae82e1c3847b4b52785f2d205f8bd52fd16a22f66e86866040516125409291906140f5565b60405180910390a15b5050505050505050565b6001600160a01b0387165f90815260208190526040902060018154600160e01b900460ff16600381111561258957612589613913565b146125b757805460405163024f623360e51b81526107bb918a91600160e01b90910460ff1690600401613d83565b6001810154600160a01b900464ffffffffff161561260c576001810154604051631528c3ef60e31b81526001600160a01b038a166004820152600160a01b90910464ffffffffff1660248201526044016107bb565b8486118061263457505f612620868661305a565b601281111561263157612631613913565b14155b156126525760405163dd4bc96760e01b815260040160405180910390fd5b6126658261265f85612d1f565b8a611805565b61266f88886107d8565b156126c1576040517f1250a50b0000000000000000000000000000000000000000000000000000000081526001600160a01b038916600482015267ffffffffffffffff881660248201526044016107bb565b6001600160a01b0388165f90815260016020818152604080842060088c901c66ffffffffffffff168552909152909120805460ff8a169290921b9091179055979650505050505050565b612713613705565b61271b613705565b5f5f5f60ca860190508660a00151811115612749576040516332662ccf60e11b815260040160405180910390fd5b85356127598860f883901c61328c565b955061276c8860f083901c60ff1661328c565b60408981015188516001600160a01b039081166020808401919091528451909116928201929092526001600160581b03609085901c16606082015267ffffffffffffffff605085901c16608082015264ffffffffff602885901c811660a0830152841660c082015291965060e883901c60ff16955088013560d881901c60e083015264ffffffffff60b082901c166101008301529150602a8801356101408201525f610120820152841561282e576128258984876132df565b61012083015292505b6101608120895160405161190160f01b81526002810191909152602281018290526042902094505050509295509295909350565b5f81606001515f0361287657506005919050565b81604001516001600160a01b031682602001516001600160a01b03160361289f57506006919050565b8160c001518260a0015111806128bc57508160e001518260c00151115b156128c957506007919050565b505f919050565b5f8160128111156128e3576128e3613913565b146116d557806040517ffa8335e40000000000000000000000000000000000000000000000000000000081526004016107bb9190614123565b5f4282111561292d57506009610812565b7f000000000000000000000000000000000000000000000000000000000000000064ffffffffff167f000000000000000000000000000000000000000000000000000000000000000064ffffffffff1683010183111561298f5750600a610812565b505f92915050565b5f6129a360ca85613db4565b935060108311156129b65750600b611993565b8215612acd57602760ff60208087013560c881901c92909216908102870183019680359360d084901c929101906580000000000083165f03612a335786516001600160a01b03165f9081526002602052604090206060880151612a1c9187868686612e03565b612a2e57600c95505050505050611993565b612abc565b65800000000000831892508983101580612a595750612a578b84878a5f01516133d5565b155b15612a6c57600c95505050505050611993565b8a6040015160e0015160d8612a9f8d606001518681518110612a9057612a90613c39565b60200260200101516020013590565b901c64ffffffffff161015612abc57600d95505050505050611993565b5050505050826001900392506129b6565b505f95945050505050565b5f5f84604001519050612afb838260200151612af4604a880190565b9190612d4b565b612b0957600e9150506117fe565b5f612b63865f0151612b447f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f875f9182526020526040902090565b60405161190160f01b8152600281019290925260228201526042902090565b9050612b78818360400151612af4608a890190565b612acd57600f925050506117fe565b5f7f00000000000000000000000000000000000000000000000000000000000000004614612c56576116e1604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b507f000000000000000000000000000000000000000000000000000000000000000090565b5f612cad64ffffffffff7f00000000000000000000000000000000000000000000000000000000000000001642613db4565b6001600160a01b0383165f8181526020818152604091829020600101805464ffffffffff60a01b1916600160a01b64ffffffffff871602179055905183815292935090917eedd6052578626a94c9a0dfeac6c4459120d90c4187286e52f1d19eabb91ea2910160405180910390a25050565b5f610812612d2b612b87565b8360405161190160f01b8152600281019290925260228201526042902090565b5f6001600160a01b03821615801590611b4b5750816001600160a01b0316612d73858561341a565b6001600160a01b031614949350505050565b6001600160a01b0381165f81815260208181526040909120918452815490840190600160e01b900460ff166003811115612dc157612dc1613913565b90816003811115612dd457612dd4613913565b905250546001600160581b0381166040840152606090920151600160b01b90920465ffffffffffff1690915250565b85515f90808510612e17575f915050612eee565b5f85821860011c5b8015612e31576001918201911c612e1f565b50838114612e43575f92505050612eee565b865f5b82811015612ea3575f878783818110612e6157612e61613c39565b9050602002013590508189901c600116600114612e8a575f838152602082905260409020612e98565b5f8181526020849052604090205b925050600101612e46565b50818a60200151901c600116600114612ec9575f82815260208a90526040902054612ee8565b89604001518281518110612edf57612edf613c39565b60200260200101515b14925050505b9695505050505050565b81545f908190612f19908490600160581b90046001600160581b0316613db4565b84549091505f90612f349085906001600160581b0316613db4565b90506001600160581b03821180612f5157506001600160581b0381115b15612f60575f92505050610812565b84547fffffffffffffffffffff0000000000000000000000000000000000000000000016600160581b6001600160581b03938416026affffffffffffffffffffff191617911617909255506001919050565b5f6001600160a01b038316612fc857505f610812565b5f5f5f5f85875af19392505050565b5f80836003811115612feb57612feb613913565b03612ff857506001610812565b600383600381111561300c5761300c613913565b0361301957506002610812565b5f82600381111561302c5761302c613913565b0361303957506003610812565b600382600381111561304d5761304d613913565b0361298f57506004610812565b5f8242116130715761306c838361291c565b6117fe565b50600892915050565b5f5f856060015190505f6130928688608001516134af565b60c087015190915081161580159081906130b857506130b687896080015187613511565b155b156130c95760109350505050611b4b565b82876040015110156130e15760119350505050611b4b565b826001600160581b03801603866040015111156131045760129350505050611b4b565b60408088018051859003905286810180518501905260c0880180518417905260016080808901829052890181905260e089015286516001600160a01b03165f908152600260205220606087015161315b918761358c565b8015613172575f8581526004602052604090208390555b505f979650505050505050565b60808501515f605883601281111561319957613199613913565b901b6060856001600160a01b0316901b1790506035860260208301018581528160208201525050505050505050565b81516020830151165f5b811561322d578160011660010361321657836040015181815181106131f9576131f9613c39565b6020026020010151835f8381526020019081526020015f20819055505b61321f8161413d565b9050600182901c91506131d2565b50505050565b8060e0015161323f5750565b60c081015181516001600160a01b03165f908152600160208190526040822060a085015190929161326f91613ea3565b815260208101919091526040015f9081209190915560e090910152565b613294613705565b82602001515182106132b9576040516332662ccf60e11b815260040160405180910390fd5b826020015182815181106132cf576132cf613c39565b6020026020010151905092915050565b5f5f5f8367ffffffffffffffff8111156132fb576132fb6140e1565b604051908082528060200260200182016040528015613324578160200160208202803683370190505b5090505f5b8481101561337a5785355f1b82828151811061334757613347613c39565b60200260200101818152505060c8613360876020013590565b901c60ff1660200260270186019550806001019050613329565b508560a001518511156133a0576040516332662ccf60e11b815260040160405180910390fd5b84816040516020016133b29190614155565b604051602081830303815290604052805190602001209250925050935093915050565b608084015160358402810160208101516040909101515f92919060581c8582148015611b4557505f6008866001600160a01b0316901b17811498975050505050505050565b5f60208301357f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff167f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0811115613473575f915050610812565b604051838152601b602086013560ff1c016020820152843560408201528160608201525f5f5260205f60808360015afa50505f51949350505050565b60a08201515f906001600884901c01908114613502576134ce84613233565b60a0840181905283516001600160a01b03165f9081526001602090815260408083205f198501845290915290205460c08501525b5050600160ff82161b92915050565b5f60028460200151600381111561352a5761352a613913565b14801561356f575083516001600160a01b03165f908152600360209081526040808320600887901c66ffffffffffffff16845290915290205460ff84161c6001908116145b8015611b4b5750505f908152600460205260409020541592915050565b604083015180515f036135c35760408051603080825261062082019092529060208201610600803683375050506040850181905290505b835160208501516001820186525f5b8260011660010361363757613629600183831c8116146135ff575f8281526020889052604090205461361a565b84828151811061361157613611613c39565b60200260200101515b865f9182526020526040902090565b9450600192831c92016135d2565b8484828151811061364a5761364a613c39565b602002602001018181525050806001901b821787602001818152505050505050505050565b6040518060c001604052805f8152602001606081526020016136eb6040518061016001604052805f81526020015f6001600160a01b031681526020015f6001600160a01b031681526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b815260200160608152602001606081526020015f81525090565b6040805161010081019091525f808252602082019081526020015f815260200161374760405180606001604052805f81526020015f8152602001606081525090565b81525f60208201819052604082018190526060820181905260809091015290565b5f6101408284031215613779575f5ffd5b50919050565b5f60408284031215613779575f5ffd5b803565ffffffffffff81168114611ff3575f5ffd5b5f5f83601f8401126137b4575f5ffd5b50813567ffffffffffffffff8111156137cb575f5ffd5b6020830191508360208260051b85010111156137e5575f5ffd5b9250929050565b5f5f5f5f5f5f6102008789031215613802575f5ffd5b61380c8888613768565b955061381c88610140890161377f565b945061382c88610180890161377f565b935061383b6101c0880161378f565b92506101e087013567ffffffffffffffff811115613857575f5ffd5b61386389828a016137a4565b979a9699509497509295939492505050565b5f610220828403128015613887575f5ffd5b509092915050565b6001600160a01b03811681146116d5575f5ffd5b8035611ff38161388f565b803567ffffffffffffffff81168114611ff3575f5ffd5b5f5f604083850312156138d6575f5ffd5b82356138e18161388f565b91506138ef602084016138ae565b90509250929050565b5f60208284031215613908575f5ffd5b81356117fe8161388f565b634e487b7160e01b5f52602160045260245ffd5b6004811061393757613937613913565b9052565b5f60c0820190506001600160581b0383511682526001600160581b03602084015116602083015265ffffffffffff604084015116604083015260608301516139866060840182613927565b506001600160a01b03608084015116608083015264ffffffffff60a08401511660a083015292915050565b5f5f83601f8401126139c1575f5ffd5b50813567ffffffffffffffff8111156139d8575f5ffd5b6020830191508360208285010111156137e5575f5ffd5b5f5f5f5f60408587031215613a02575f5ffd5b843567ffffffffffffffff811115613a18575f5ffd5b8501601f81018713613a28575f5ffd5b803567ffffffffffffffff811115613a3e575f5ffd5b87602061022083028401011115613a53575f5ffd5b60209182019550935085013567ffffffffffffffff811115613a73575f5ffd5b613a7f878288016139b1565b95989497509550505050565b5f5f828403610120811215613a9e575f5ffd5b60e0811215613aab575f5ffd5b508291506138ef8460e0850161377f565b5f5f60408385031215613acd575f5ffd5b8235613ad88161388f565b946020939093013593505050565b5f5f5f5f5f5f5f610340888a031215613afd575f5ffd5b613b078989613768565b9650613b17896101408a0161377f565b9550613b27896101808a01613768565b9450613b37896102c08a0161377f565b9350613b46610300890161378f565b925061032088013567ffffffffffffffff811115613b62575f5ffd5b613b6e8a828b016137a4565b989b979a50959850939692959293505050565b5f5f60208385031215613b92575f5ffd5b823567ffffffffffffffff811115613ba8575f5ffd5b613bb4858286016139b1565b90969095509350505050565b5f5f828403610140811215613bd3575f5ffd5b610100811215613be1575f5ffd5b508291506138ef84610100850161377f565b5f60208284031215613c03575f5ffd5b5035919050565b80356001600160581b0381168114611ff3575f5ffd5b5f60208284031215613c30575f5ffd5b6117fe82613c0a565b634e487b7160e01b5f52603260045260245ffd5b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b5f60208284031215613c92575f5ffd5b6117fe826138ae565b803564ffffffffff81168114611ff3575f5ffd5b5f60208284031215613cbf575f5ffd5b6117fe82613c9b565b82815261010081018235613cdb8161388f565b6001600160a01b0381166020840152506020830135613cf98161388f565b6001600160a01b03811660408401525067ffffffffffffffff613d1e604085016138ae565b16606083015264ffffffffff613d3660608501613c9b565b166080830152613d4860808401613c9b565b64ffffffffff811660a084015250613d6260a08401613c9b565b64ffffffffff811660c08401525060c0929092013560e09190910152919050565b6001600160a01b0383168152604081016117fe6020830184613927565b634e487b7160e01b5f52601160045260245ffd5b8082018082111561081257610812613da0565b82815261012081018235613dda8161388f565b6001600160a01b0381166020840152506020830135613df88161388f565b6001600160a01b038116604084015250613e1460408401613c0a565b6001600160581b038116606084015250613e30606084016138ae565b67ffffffffffffffff8116608084015250613e4d60808401613c9b565b64ffffffffff811660a084015250613e6760a08401613c9b565b64ffffffffff811660c084015250613e8160c08401613c9b565b64ffffffffff811660e08401525060e092909201356101009190910152919050565b8181038181111561081257610812613da0565b8281526101608101613edb60208301613ece856138a3565b6001600160a01b03169052565b613ee7602084016138a3565b6001600160a01b038116604084015250613f0360408401613c0a565b6001600160581b038116606084015250613f1f606084016138ae565b67ffffffffffffffff8116608084015250613f3c60808401613c9b565b64ffffffffff811660a084015250613f5660a08401613c9b565b64ffffffffff811660c084015250613f7060c08401613c9b565b64ffffffffff811660e084015250613f8a60e08401613c9b565b64ffffffffff811661010084015250610100830135610120838101919091529092013561014090910152919050565b60ff811681146116d5575f5ffd5b61016081018535613fd78161388f565b6001600160a01b031682526020868101358184015285356040840152850135606083015283356140068161388f565b6001600160a01b03166080830152602084013560a0830152604084013560c0830152606084013563ffffffff811680821461403f575f5ffd5b60e084015250608084013561405381613fb9565b60ff1661010083015282356101208301526020830135610140830152611993565b5f5f5f5f60808587031215614087575f5ffd5b84516140928161388f565b6020860151604087015191955093506140aa81613fb9565b606086015190925080151581146140bf575f5ffd5b939692955090935050565b808202811582820484141761081257610812613da0565b634e487b7160e01b5f52604160045260245ffd5b60208152816020820152818360408301375f818301604090810191909152601f909201601f19160101919050565b602081016013831061413757614137613913565b91905290565b5f6001820161414e5761414e613da0565b5060010190565b81515f90829060208501835b8281101561417f578151845260209384019390910190600101614161565b50919594505050505056' as const;

/** Where OfflineVault keeps what it stores, as the compiler says: see contracts/README.md. */
export const offlineVaultStorageLayout = {
  "storage": [
    {
      "label": "_accounts",
      "slot": "0",
      "offset": 0,
      "type": "mapping(address => struct Account)",
      "bytes": 32
    },
    {
      "label": "_serials",
      "slot": "1",
      "offset": 0,
      "type": "mapping(address => mapping(uint256 => uint256))",
      "bytes": 32
    },
    {
      "label": "_peaks",
      "slot": "2",
      "offset": 0,
      "type": "mapping(address => mapping(uint256 => bytes32))",
      "bytes": 32
    },
    {
      "label": "_conflicts",
      "slot": "3",
      "offset": 0,
      "type": "mapping(address => mapping(uint256 => uint256))",
      "bytes": 32
    },
    {
      "label": "_claims",
      "slot": "4",
      "offset": 0,
      "type": "mapping(bytes32 => uint256)",
      "bytes": 32
    }
  ],
  "structs": {
    "struct Account": [
      {
        "label": "balance",
        "slot": "0",
        "offset": 0,
        "type": "uint88",
        "bytes": 11
      },
      {
        "label": "depositTotal",
        "slot": "0",
        "offset": 11,
        "type": "uint88",
        "bytes": 11
      },
      {
        "label": "received",
        "slot": "0",
        "offset": 22,
        "type": "uint48",
        "bytes": 6
      },
      {
        "label": "status",
        "slot": "0",
        "offset": 28,
        "type": "enum Status",
        "bytes": 1
      },
      {
        "label": "recovery",
        "slot": "1",
        "offset": 0,
        "type": "address",
        "bytes": 20
      },
      {
        "label": "exitAt",
        "slot": "1",
        "offset": 20,
        "type": "uint40",
        "bytes": 5
      }
    ]
  }
} as const;
