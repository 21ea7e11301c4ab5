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
export const offlineVaultBytecode = '0x610160604052348015610010575f5ffd5b506040516145ba3803806145ba83398101604081905261002f91610206565b84848484848315806100a0575083856001600160a01b0316636739afca6040518163ffffffff1660e01b8152600401602060405180830381865afa158015610079573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061009d919061026e565b14155b806100b0575064ffffffffff8316155b806100c0575064ffffffffff8216155b806100e557506100da64ffffffffff808416908516610285565b8164ffffffffff1611155b1561010357604051636bda889d60e01b815260040160405180910390fd5b6001600160a01b03851660805260a084905264ffffffffff80841660c05282811660e05281166101005246610140526101d9604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b61012052506102aa98505050505050505050565b805164ffffffffff81168114610201575f5ffd5b919050565b5f5f5f5f5f60a0868803121561021a575f5ffd5b85516001600160a01b0381168114610230575f5ffd5b60208701519095509350610246604087016101ed565b9250610254606087016101ed565b9150610262608087016101ed565b90509295509295909350565b5f6020828403121561027e575f5ffd5b5051919050565b808201808211156102a457634e487b7160e01b5f52601160045260245ffd5b92915050565b60805160a05160c05160e0516101005161012051610140516142956103255f395f612b3101525f612c0001525f81816102ab015281816113070152612c2e01525f8181610214015261287101525f81816102fd015261289901525f81816103300152611c8e01525f818161038f0152611ba401526142955ff3fe6080604052600436106101a4575f3560e01c80637dc8e100116100e7578063c9228ebb11610087578063f340fa0111610062578063f340fa0114610554578063f698da2514610567578063fdf6b3751461057b578063fe59841c1461059a575f5ffd5b8063c9228ebb146104f6578063cc3c0f0614610515578063d595ee0614610540575f5ffd5b8063aaba0db5116100c2578063aaba0db514610458578063b895631214610477578063bd288e5c146104b8578063c63ff8dd146104d7575f5ffd5b80637dc8e100146103c9578063950bff9f146104235780639d0194e814610439575f5ffd5b8063283886301161015257806357d4c4ee1161012d57806357d4c4ee146101dc5780636739afca1461031f57806373b9aa91146103525780637b1039991461037e575f5ffd5b8063283886301461029a57806342055d5b146102cd57806344a3cff4146102ec575f5ffd5b80631c9963fa116101825780631c9963fa146102035780631eb72d821461024c578063280e2d2b1461027b575f5ffd5b80630a77f385146101a857806314baf1fd146101c957806316f6ce6b146101dc575b5f5ffd5b3480156101b3575f5ffd5b506101c76101c23660046138f7565b6105cd565b005b6101c76101d7366004613980565b6106eb565b3480156101e7575f5ffd5b506101f0604081565b6040519081526020015b60405180910390f35b34801561020e575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b60405164ffffffffff90911681526020016101fa565b348015610257575f5ffd5b5061026b6102663660046139d0565b6107d8565b60405190151581526020016101fa565b348015610286575f5ffd5b506101c7610295366004613a03565b610818565b3480156102a5575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b3480156102d8575f5ffd5b506101c76102e7366004613a03565b6108b2565b3480156102f7575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b34801561032a575f5ffd5b506101f07f000000000000000000000000000000000000000000000000000000000000000081565b34801561035d575f5ffd5b5061037161036c366004613a03565b6109f9565b6040516101fa9190613a46565b348015610389575f5ffd5b506103b17f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016101fa565b3480156103d4575f5ffd5b5061026b6103e33660046139d0565b6001600160a01b03919091165f90815260036020908152604080832066ffffffffffffff600886901c168452909152902054600160ff9092161c81161490565b34801561042e575f5ffd5b506101f06201000081565b348015610444575f5ffd5b506101c7610453366004613afa565b610ae3565b348015610463575f5ffd5b506101c7610472366004613b96565b610d34565b348015610482575f5ffd5b506101f0610491366004613bc7565b6001600160a01b03919091165f908152600260209081526040808320938352929052205490565b3480156104c3575f5ffd5b506101c76104d2366004613bf1565b610efe565b3480156104e2575f5ffd5b506101c76104f1366004613c8c565b611157565b348015610501575f5ffd5b506101c7610510366004613ccb565b61145f565b348015610520575f5ffd5b506101f061052f366004613cfe565b5f9081526004602052604090205490565b34801561054b575f5ffd5b506101f0601081565b6101c7610562366004613a03565b6116b3565b348015610572575f5ffd5b506101f06116e1565b348015610586575f5ffd5b506101c7610595366004613a03565b6116ef565b3480156105a5575f5ffd5b506101f07fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c281565b60ff5f5c16156105f05760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f61060f6040880160208901613a03565b90505f61061b8861179f565b90506106518761064b7f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f846117f1565b8461180e565b61067f8661064b7f55caa702b73b6be557b7c305d9fe9cbb4abbeb81c2b3ffeb2e3eb45eed167f1f846117f1565b61068a82828361184f565b61069f82828765ffffffffffff16878761195c565b156106d6576106d4816106b860608b0160408c01613d2b565b6001600160581b0316846106cf60208d018d613a03565b6119a5565b505b505f905060ff19815c16815d50505050505050565b5f6106fe61018083016101608401613a03565b6001600160a01b0381165f9081526020819052604081209192508154600160e01b900460ff16600381111561073557610735613a1e565b0361074b57610745836001611b5c565b506107c4565b61075d6101a084016101808501613a03565b60018201546001600160a01b039081169116146107c45760018101546040517f9239b1ba0000000000000000000000000000000000000000000000000000000081526001600160a01b03808516600483015290911660248201526044015b60405180910390fd5b34156107d3576107d382611e78565b505050565b6001600160a01b0382165f90815260016020818152604080842066ffffffffffffff600887901c1685529091529091205460ff83161c8116145b92915050565b5f61082282611f75565b6001810154909150600160a01b900464ffffffffff165f036108685760405163f92bf4eb60e01b81526001600160a01b03831660048201525f60248201526044016107bb565b60018101805464ffffffffff60a01b191690556040516001600160a01b038316907f91c2e943be9b1896a63fd826425c05548b2a5583446fe30c455ed129c89f86a3905f90a25050565b60ff5f5c16156108d55760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d506001600160a01b0381165f9081526020819052604090206001810154600160a01b900464ffffffffff1680158061091957508042105b156109495760405163f92bf4eb60e01b81526001600160a01b0384166004820152602481018290526044016107bb565b60018201805483547fffffff00ffffffffffffffffffffffffffffffffff00000000000000000000008116600360e01b17855564ffffffffff60a01b1982169092556040516001600160581b039092168083526001600160a01b039182169290918391908716907f980da781d62da9c7dd806dd340e69f7517cf1315809634dfad56dd8c33975f5a9060200160405180910390a36109e78282612001565b505f92505050805c60ff1916815d5050565b6040805160c0810182525f80825260208201819052918101829052606081018290526080810182905260a08101919091526001600160a01b0382165f9081526020818152604091829020825160c08101845281546001600160581b038082168352600160581b82041693820193909352600160b01b830465ffffffffffff1693810193909352906060830190600160e01b900460ff166003811115610aa057610aa0613a1e565b6003811115610ab157610ab1613a1e565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015292915050565b6040831180610af457506201000081115b15610b35576040517f3242c61400000000000000000000000000000000000000000000000000000000815260048101829052602481018490526044016107bb565b5f5b83811015610c38575f5f5f878785818110610b5457610b54613d44565b90506102200201610160016020810190610b6e9190613a03565b6001600160a01b0316815260208101919091526040015f2054600160e01b900460ff166003811115610ba257610ba2613a1e565b03610c3057610bc9858583818110610bbc57610bbc613d44565b905061022002015f611b5c565b610c3057848482818110610bdf57610bdf613d44565b90506102200201610160016020810190610bf99190613a03565b6001600160a01b0316817f0e0873dea09f8b0558a45bcd1b13aa0603657f2a9faacf479ea514e082d5441a60405160405180910390a35b600101610b37565b50610c4161373a565b5f610c4d82858561204c565b60e0830151519091505f5b81811015610c7557610c6b848285612297565b9250600101610c58565b508261012001518214610c9b576040516332662ccf60e11b815260040160405180910390fd5b5f5b836020015151811015610cd857610cd084602001518281518110610cc357610cc3613d44565b6020026020010151612344565b600101610c9d565b50610ce5878787876123e8565b336001600160a01b03167f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f12846101000151604051610d239190613d58565b60405180910390a250505050505050565b60ff5f5c1615610d575760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f610d736020840184613a03565b90505f610e1e82610d8a6060870160408801613d8d565b610d9a6080880160608901613dba565b64ffffffffff16610db160a0890160808a01613dba565b64ffffffffff16610dc860c08a0160a08b01613dba565b64ffffffffff167f09ca324c5adfc875a2930b46a56e275d8cd0687d6e6d6315a1720321a20012d98a604051602001610e02929190613dd3565b60405160208183030381529060405280519060200120896124bb565b80547fffffff00ffffffffffffffffffffffffffffffffff00000000000000000000008116600360e01b1782559091506001600160581b0316610e676060860160408701613d8d565b67ffffffffffffffff16610e816040870160208801613a03565b6001600160a01b0316846001600160a01b03167fb0a8225354438ece6457c0afb7d128c3303e46e0cecd508805d4437d6dbe29d484604051610ec591815260200190565b60405180910390a48015610eec57610eec610ee66040870160208801613a03565b82612001565b505f91505060ff19815c16815d505050565b5f610f0c6020890189613a03565b90505f610f1f60808a0160608b01613d8d565b90505f610f2b8a61179f565b90505f610f378961179f565b90506001600160a01b038416610f5060208b018b613a03565b6001600160a01b0316141580610f89575067ffffffffffffffff8316610f7c60808b0160608c01613d8d565b67ffffffffffffffff1614155b80610f9357508082145b15610fca576040517f4db6d45800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610fd58a838661180e565b610fe088828661180e565b610feb84838361184f565b610ff584846107d8565b611058576001600160a01b0384165f818152600160208181526040808420600889901c66ffffffffffffff16808652908352818520805460ff8b169590951b9485179055948452600382528084209484529390529190208054909117905561114a565b6001600160a01b0384165f908152600360209081526040808320600887901c66ffffffffffffff16845290915290205460ff84161c6001908116141580156110bf57506110bf6110ae60408d0160208e01613a03565b838965ffffffffffff16898961195c565b1561114a576001600160a01b0384165f818152600160208181526040808420600889901c66ffffffffffffff16808652908352818520805460ff8b169590951b9485179055948452600382528084209484529390529190208054909117905561112e60608c0160408d01613d2b565b5f8381526004602052604090206001600160581b039190911690555b5050505050505050505050565b60ff5f5c161561117a5760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d5061119061373a565b5f61119c82858561204c565b90508160e00151516001146111c4576040516332662ccf60e11b815260040160405180910390fd5b5f5f6111d08484612673565b9150915083610120015181146111f9576040516332662ccf60e11b815260040160405180910390fd5b6060840151608085015160028260200151600381111561121b5761121b613a1e565b14611242578151602083015160405163024f623360e51b81526107bb929190600401613e8e565b5f8160200151600381111561125957611259613a1e565b0361127c57805160405163024f623360e51b81526107bb91905f90600401613e8e565b604086015160e081015142116112a55760405163dd4bc96760e01b815260040160405180910390fd5b6112b7876112b2896127bc565b61283a565b6112d26112cd8260e0015183610100015161285e565b6128d9565b6112e1876112b2895f8a61290c565b6112f0876112b2898989612a75565b6080810151835161130190826107d8565b6113ad577f000000000000000000000000000000000000000000000000000000000000000064ffffffffff168260e0015161133c9190613ebf565b42111561134d5761134d60086128d9565b83516001600160a01b03165f818152600160208181526040808420600887901c66ffffffffffffff16808652908352818520805460ff89169590951b948517905594845260038252808420948452939052919020805490911790556113f7565b83516001600160a01b03165f908152600360209081526040808320600885901c66ffffffffffffff16845290915290205460ff82161c6001908116146113f7576113f760106128d9565b61140d868360600151865f0151865f01516119a5565b611446576040517fc0e20380000000000000000000000000000000000000000000000000000000008152600481018790526024016107bb565b505f96505060ff19865c1694508593505050505d505050565b60ff5f5c16156114825760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f61149e6020840184613a03565b90505f6114b16060850160408601613d2b565b6001600160581b03169050805f036114de57604051636f90e53560e11b81525f60048201526024016107bb565b5f611587836114f36080880160608901613d8d565b61150360a0890160808a01613dba565b64ffffffffff1661151a60c08a0160a08b01613dba565b64ffffffffff1661153160e08b0160c08c01613dba565b64ffffffffff167fdeb440a2894b75df28375205ec20decbe9be0984aa31e5a79c7e6241a232aa318b60405160200161156b929190613ed2565b604051602081830303815290604052805190602001208a6124bb565b80549091506001600160581b0316808311156115e8576040517ffd44e7060000000000000000000000000000000000000000000000000000000081526001600160a01b038516600482015260248101829052604481018490526064016107bb565b6115f28382613fae565b82546affffffffffffffffffffff19166001600160581b03919091161782556116216080870160608801613d8d565b67ffffffffffffffff1661163b6040880160208901613a03565b6001600160a01b0316856001600160a01b03167fd22ba8ade41650d0e2a4cd2fc2b5e6a6618229ced678f15a0f423d54efa8adb78660405161167f91815260200190565b60405180910390a46116a061169a6040880160208901613a03565b84612001565b505f92505050805c60ff1916815d505050565b345f036116d557604051636f90e53560e11b81525f60048201526024016107bb565b6116de81611e78565b50565b5f6116ea612b2e565b905090565b5f6116f982611f75565b905060038154600160e01b900460ff16600381111561171a5761171a613a1e565b0361173d5781600360405163024f623360e51b81526004016107bb929190613e8e565b6001810154600160a01b900464ffffffffff1615611792576001810154604051631528c3ef60e31b81526001600160a01b0384166004820152600160a01b90910464ffffffffff1660248201526044016107bb565b61179b82612c22565b5050565b5f6108127faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f836040516020016117d6929190613fc1565b60405160208183030381529060405280519060200120612cc6565b5f82815260208290526040812061180790612cc6565b9392505050565b611819838383612cf2565b6107d3576040517ff6a24c2400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b0383165f9081526020819052604090208054600160e01b900460ff16600181600381111561188657611886613a1e565b036118db57815460ff60e01b19167c02000000000000000000000000000000000000000000000000000000001782556001820154600160a01b900464ffffffffff16156118d6576118d685612c22565b611911565b60028160038111156118ef576118ef613a1e565b1461191157848160405163024f623360e51b81526004016107bb929190613e8e565b60408051858152602081018590526001600160a01b038716917f294effef510c5ad2a7cefed133475fbb2671912c52f864425e70821c169a01c6910160405180910390a25050505050565b5f611965613808565b61196f8188612d2c565b6001600160a01b0387165f90815260026020526040902060808201516119989188888888612de3565b9150505b95945050505050565b5f848152600460209081526040808320546001600160a01b0386168452918390528220546001600160581b03166119dc8287613fae565b9550808611156119ea578095505b855f036119fb575f92505050611b54565b6001600160a01b0384165f908152602081905260409020611a1c8784613ebf565b5f89815260046020526040902055611a348783613fae565b6001600160a01b0387165f90815260208190526040812080546affffffffffffffffffffff19166001600160581b03939093169290921790915560038254600160e01b900460ff166003811115611a8d57611a8d613a1e565b14611aa157611a9c8289612ed8565b611ab9565b6001820154611ab9906001600160a01b031689612f92565b90508015611b0a57856001600160a01b0316897f871ec24ec1da974c69ddd3326cb23661e62009d024a11831e1f85e76f3024ac48a604051611afd91815260200190565b60405180910390a3611b4e565b5f8981526004602090815260408083206001600160a01b038b1684529183905290912080546affffffffffffffffffffff19166001600160581b0386161790558490555b93505050505b949350505050565b5f80611b7061018085016101608601613a03565b604080517f7e0080f90000000000000000000000000000000000000000000000000000000081529192506001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001691637e0080f991611be791889182019060808301906101208401906004016140d2565b608060405180830381865afa925050508015611c20575060408051601f3d908101601f19168201909252611c1d9181019061417f565b60015b611c67573d808015611c4d576040519150601f19603f3d011682016040523d82523d5f602084013e611c52565b606091505b508315611c6157805160208201fd5b50611e2c565b5f611cf07f6a95065afa54de8e683818fcabfc8dfc66609178c5f0e972172e797723163d157f000000000000000000000000000000000000000000000000000000000000000088611cc06101a08e016101808f01613a03565b6040805160208101959095528401929092526001600160a01b03908116606084015216608082015260a0016117d6565b90507fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c284148015611d2b5750611d2b6101a08a018287612cf2565b8015611d415750611d416101e08a018288612cf2565b15611e26576001600160a01b0386165f908152602081905260409020805460ff60e01b1916600160e01b178155611d806101a08b016101808c01613a03565b6001820180547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b039283161790558616611dca6101a08c016101808d01613a03565b6040805160ff8816815286151560208201526001600160a01b03928316928b16917f17436438c1c4f625ecd194db877876dfb989f8f3b1728e0453cbeff5fe2692fd910160405180910390a46001975050505050505050610812565b50505050505b8215611e6f576040517fdfbfc85a0000000000000000000000000000000000000000000000000000000081526001600160a01b03821660048201526024016107bb565b505f9392505050565b6001600160a01b0381165f90815260208190526040812080549091600160e01b90910460ff1690816003811115611eb157611eb1613a1e565b1480611ece57506003816003811115611ecc57611ecc613a1e565b145b15611ef057828160405163024f623360e51b81526004016107bb929190613e8e565b611efa8234612ed8565b611f1957604051636f90e53560e11b81523460048201526024016107bb565b815460408051348152600160581b9092046001600160581b0316602083015233916001600160a01b038616917ff5681f9d0db1b911ac18ee83d515a1cf1051853a9eae418316a2fdf7dea427c5910160405180910390a3505050565b6001600160a01b0381165f908152602081905260408120908154600160e01b900460ff166003811115611faa57611faa613a1e565b1480611fc3575060018101546001600160a01b03163314155b15611ffc576040517f707fc9290000000000000000000000000000000000000000000000000000000081523360048201526024016107bb565b919050565b61200b8282612f92565b61179b576040517f55a096920000000000000000000000000000000000000000000000000000000081526001600160a01b03831660048201526024016107bb565b81612055612b2e565b60408501517faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f905284526120898282613ebf565b610120850152803560f881901c60f082901c60ff166120a9600285613ebf565b6101208801519094506120bd8360146141d5565b6120c79086613ebf565b11806120d35750604081115b156120f1576040516332662ccf60e11b815260040160405180910390fd5b8167ffffffffffffffff81111561210a5761210a6141ec565b60405190808252806020026020018201604052801561214357816020015b612130613808565b8152602001906001900390816121285790505b5060208801525f805b838110156121d857853560601c811580159061217a5750826001600160a01b0316816001600160a01b031611155b15612198576040516332662ccf60e11b815260040160405180910390fd5b6121bf8a6020015183815181106121b1576121b1613d44565b602002602001015182612d2c565b9150816121cd601488613ebf565b96505060010161214c565b508167ffffffffffffffff8111156121f2576121f26141ec565b60405190808252806020026020018201604052801561221b578160200160208202803683370190505b5060e08901525f61222d6035846141d5565b61223890600b613ebf565b67ffffffffffffffff811115612250576122506141ec565b6040519080825280601f01601f19166020018201604052801561227a576020820181803683370190505b506035939093028352505061010090960195909552509392505050565b5f5f6122a38584612673565b8093508192505050828560e0015185815181106122c2576122c2613d44565b60209081029190910101525f60c08601526122dc85612fb7565b80156122ec57506122ec856127bc565b80156122fc57506122fc85613061565b801561230e575061230e85858561290c565b80156123205750612320858483612a75565b156123315761232f85826130a4565b505b61233c8585836131dd565b509392505050565b8060a001516123505750565b80516001600160a01b0381165f9081526020818152604080832060608601516080870180515183547fffffffff000000000000ffffffffffffffffffffff000000000000000000000016600160b01b65ffffffffffff909216919091026affffffffffffffffffffff1916176001600160581b039092169190911782556002909352922090516123df91613233565b6107d38361329e565b83825f6123f7610220876141d5565b612402906064613ebf565b61240d906020613ebf565b90505f601f1961241e86601f613ebf565b1690506064841415806124315750818314155b8061244557506124418184613ebf565b3614155b15612463576040516332662ccf60e11b815260040160405180910390fd5b33321415806124725750333b15155b156124b1577f54d1bffc4370871aa41220ae82e1c3847b4b52785f2d205f8bd52fd16a22f66e86866040516124a8929190614200565b60405180910390a15b5050505050505050565b6001600160a01b0387165f90815260208190526040902060018154600160e01b900460ff1660038111156124f1576124f1613a1e565b1461251f57805460405163024f623360e51b81526107bb918a91600160e01b90910460ff1690600401613e8e565b6001810154600160a01b900464ffffffffff1615612574576001810154604051631528c3ef60e31b81526001600160a01b038a166004820152600160a01b90910464ffffffffff1660248201526044016107bb565b8486118061259c57505f61258886866132f9565b601281111561259957612599613a1e565b14155b156125ba5760405163dd4bc96760e01b815260040160405180910390fd5b6125cd826125c785612cc6565b8a61180e565b6125d788886107d8565b15612629576040517f1250a50b0000000000000000000000000000000000000000000000000000000081526001600160a01b038916600482015267ffffffffffffffff881660248201526044016107bb565b6001600160a01b0388165f90815260016020818152604080842060088c901c66ffffffffffffff168552909152909120805460ff8a169290921b9091179055979650505050505050565b6101208201515f9060ca8301908111156126a0576040516332662ccf60e11b815260040160405180910390fd5b82356126b88560f883901c60ff60f085901c16613319565b604085810151606080880151516001600160a01b039081166020808501919091526080808b015151909216948401949094526001600160581b03609086901c169183019190915267ffffffffffffffff605085901c169082015264ffffffffff602884901c811660a08084019190915290841660c083015260e884901c60ff16908801819052909186013560d881901c60e084015264ffffffffff60b082901c166101008401529250602a8601356101408301525f610120830152801561278d57612784878583613373565b61012084015293505b506101609020945160405161190160f01b81526002810191909152602281019590955250604290932093915050565b604081015160608101515f919082036127da5761180783600561346a565b80604001516001600160a01b031681602001516001600160a01b0316036128065761180783600661346a565b60c081015160a082015181108061282057508160e0015181115b1561283057611b5484600761346a565b5060019392505050565b8061179b578160c00151604051633ea0cd7960e21b81526004016107bb919061422e565b5f4282111561286f57506009610812565b7f000000000000000000000000000000000000000000000000000000000000000064ffffffffff167f000000000000000000000000000000000000000000000000000000000000000064ffffffffff168301018311156128d15750600a610812565b505f92915050565b5f8160128111156128ec576128ec613a1e565b146116de5780604051633ea0cd7960e21b81526004016107bb919061422e565b60a08301515f90808203612924576001915050611807565b60108111156129405761293885600b61346a565b915050611807565b606085015160ca93909301925b8115612a6957602760ff60208087013560c881901c92909216908102870183019680359360d084901c929101906580000000000083165f036129d55785516001600160a01b03165f90815260026020526040902060808701516129b39187868686612de3565b6129d0576129c28b600c61346a565b975050505050505050611807565b612a58565b658000000000008318925089831015806129fb57506129f98b8487895f015161349f565b155b15612a0b576129c28b600c61346a565b8a6040015160e0015160d8612a3e8d60e001518681518110612a2f57612a2f613d44565b60200260200101516020013590565b901c64ffffffffff161015612a58576129c28b600d61346a565b50505050508160019003915061294d565b50600195945050505050565b5f5f84604001519050612a98838260200151612a91604a880190565b9190612cf2565b612aa75761293885600e61346a565b5f612b01865f0151612ae27f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f875f9182526020526040902090565b60405161190160f01b8152600281019290925260228201526042902090565b9050612b16818360400151612a91608a890190565b612a6957612b2586600f61346a565b92505050611807565b5f7f00000000000000000000000000000000000000000000000000000000000000004614612bfd576116ea604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b507f000000000000000000000000000000000000000000000000000000000000000090565b5f612c5464ffffffffff7f00000000000000000000000000000000000000000000000000000000000000001642613ebf565b6001600160a01b0383165f8181526020818152604091829020600101805464ffffffffff60a01b1916600160a01b64ffffffffff871602179055905183815292935090917eedd6052578626a94c9a0dfeac6c4459120d90c4187286e52f1d19eabb91ea2910160405180910390a25050565b5f610812612cd2612b2e565b8360405161190160f01b8152600281019290925260228201526042902090565b5f6001600160a01b03821615801590611b545750816001600160a01b0316612d1a85856134e5565b6001600160a01b031614949350505050565b6001600160a01b0381165f818152602081815260409091209184528154600160e01b900460ff16908401816003811115612d6857612d68613a1e565b90816003811115612d7b57612d7b613a1e565b9052506001816003811115612d9257612d92613a1e565b1480612daf57506002816003811115612dad57612dad613a1e565b145b1515604085015250546001600160581b0381166060840152608090920151600160b01b90920465ffffffffffff1690915250565b85515f90808510612df7575f915050612ece565b5f85821860011c5b8015612e11576001918201911c612dff565b50838114612e23575f92505050612ece565b865f5b82811015612e83575f878783818110612e4157612e41613d44565b9050602002013590508189901c600116600114612e6a575f838152602082905260409020612e78565b5f8181526020849052604090205b925050600101612e26565b50818a60200151901c600116600114612ea9575f82815260208a90526040902054612ec8565b89604001518281518110612ebf57612ebf613d44565b60200260200101515b14925050505b9695505050505050565b81545f908190612ef9908490600160581b90046001600160581b0316613ebf565b84549091505f90612f149085906001600160581b0316613ebf565b90506001600160581b03821180612f3157506001600160581b0381115b15612f40575f92505050610812565b84547fffffffffffffffffffff0000000000000000000000000000000000000000000016600160581b6001600160581b03938416026affffffffffffffffffffff191617911617909255506001919050565b5f6001600160a01b038316612fa857505f610812565b5f5f5f5f85875af19392505050565b5f8160600151604001518015612fd257508160800151604001515b15612fdf57506001919050565b6060820151602001515f816003811115612ffb57612ffb613a1e565b0361300b5761180783600161346a565b600381600381111561301f5761301f613a1e565b0361302f5761180783600261346a565b611807835f856080015160200151600381111561304e5761304e613a1e565b1461305a57600461346a565b600361346a565b5f5f61307e836040015160e00151846040015161010001516132f9565b90505f81601281111561309357613093613a1e565b14806118075750611807838261346a565b60608083015160808085015160408601519384015193909101515f9390846130cc858361357a565b60e086015190915081161580159081906130ee57506130ec86848a6135dc565b155b1561310b576130fe89601061346a565b9650505050505050610812565b606086015184811015613131576131238a601161346a565b975050505050505050610812565b606086015185016001600160581b03811115613161576131528b601261346a565b98505050505050505050610812565b9085900360608089019190915286015260e086018051831790526001610100870181905260a080880182905286015284516001600160a01b03165f90815260026020526040902060808601516131b7918a613657565b80156131ce575f8881526004602052604090208490555b50600198975050505050505050565b61010083015160c08401515f9060589060128111156131fe576131fe613a1e565b901b60608660400151604001516001600160a01b0316901b179050603584026020830101838152816020820152505050505050565b81516020830151165f5b81156132985781600116600103613281578360400151818151811061326457613264613d44565b6020026020010151835f8381526020019081526020015f20819055505b61328a81614248565b9050600182901c915061323d565b50505050565b8061010001516132ab5750565b60e081015181516001600160a01b03165f908152600160208190526040822060c08501519092916132db91613fae565b815260208101919091526040015f9081209190915561010090910152565b5f8242116133105761330b838361285e565b611807565b50600892915050565b60208301518051808410158061332f5750808310155b1561334d576040516332662ccf60e11b815260040160405180910390fd5b506020600593841b82018101519290931b01909101516060830191909152608090910152565b5f5f5f8367ffffffffffffffff81111561338f5761338f6141ec565b6040519080825280602002602001820160405280156133b8578160200160208202803683370190505b5090505f5b8481101561340e5785355f1b8282815181106133db576133db613d44565b60200260200101818152505060c86133f4876020013590565b901c60ff16602002602701860195508060010190506133bd565b50856101200151851115613435576040516332662ccf60e11b815260040160405180910390fd5b84816040516020016134479190614260565b604051602081830303815290604052805190602001209250925050935093915050565b5f60c0830182601281111561348157613481613a1e565b9081601281111561349457613494613a1e565b9052505f9392505050565b61010084015160358402810160208101516040909101515f92919060581c8582148015611b4e57505f6008866001600160a01b0316901b17811498975050505050505050565b5f60208301357f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff167f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a081111561353e575f915050610812565b604051838152601b602086013560ff1c016020820152843560408201528160608201525f5f5260205f60808360015afa50505f51949350505050565b60c08201515f906001600884901c019081146135cd576135998461329e565b60c0840181905283516001600160a01b03165f9081526001602090815260408083205f198501845290915290205460e08501525b5050600160ff82161b92915050565b5f6002846020015160038111156135f5576135f5613a1e565b14801561363a575083516001600160a01b03165f908152600360209081526040808320600887901c66ffffffffffffff16845290915290205460ff84161c6001908116145b8015611b545750505f908152600460205260409020541592915050565b604083015180515f0361368e5760408051603080825261062082019092529060208201610600803683375050506040850181905290505b835160208501516001820186525f5b82600116600103613702576136f4600183831c8116146136ca575f828152602088905260409020546136e5565b8482815181106136dc576136dc613d44565b60200260200101515b865f9182526020526040902090565b9450600192831c920161369d565b8484828151811061371557613715613d44565b602002602001018181525050806001901b821787602001818152505050505050505050565b6040518061014001604052805f8152602001606081526020016137b76040518061016001604052805f81526020015f6001600160a01b031681526020015f6001600160a01b031681526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b81526020016137c4613808565b81526020016137d1613808565b81526020015f81526020015f60128111156137ee576137ee613a1e565b815260200160608152602001606081526020015f81525090565b6040805161012081019091525f808252602082019081526020015f151581526020015f815260200161385260405180606001604052805f81526020015f8152602001606081525090565b81525f60208201819052604082018190526060820181905260809091015290565b5f6101408284031215613884575f5ffd5b50919050565b5f60408284031215613884575f5ffd5b803565ffffffffffff81168114611ffc575f5ffd5b5f5f83601f8401126138bf575f5ffd5b50813567ffffffffffffffff8111156138d6575f5ffd5b6020830191508360208260051b85010111156138f0575f5ffd5b9250929050565b5f5f5f5f5f5f610200878903121561390d575f5ffd5b6139178888613873565b955061392788610140890161388a565b945061393788610180890161388a565b93506139466101c0880161389a565b92506101e087013567ffffffffffffffff811115613962575f5ffd5b61396e89828a016138af565b979a9699509497509295939492505050565b5f610220828403128015613992575f5ffd5b509092915050565b6001600160a01b03811681146116de575f5ffd5b8035611ffc8161399a565b803567ffffffffffffffff81168114611ffc575f5ffd5b5f5f604083850312156139e1575f5ffd5b82356139ec8161399a565b91506139fa602084016139b9565b90509250929050565b5f60208284031215613a13575f5ffd5b81356118078161399a565b634e487b7160e01b5f52602160045260245ffd5b60048110613a4257613a42613a1e565b9052565b5f60c0820190506001600160581b0383511682526001600160581b03602084015116602083015265ffffffffffff60408401511660408301526060830151613a916060840182613a32565b506001600160a01b03608084015116608083015264ffffffffff60a08401511660a083015292915050565b5f5f83601f840112613acc575f5ffd5b50813567ffffffffffffffff811115613ae3575f5ffd5b6020830191508360208285010111156138f0575f5ffd5b5f5f5f5f60408587031215613b0d575f5ffd5b843567ffffffffffffffff811115613b23575f5ffd5b8501601f81018713613b33575f5ffd5b803567ffffffffffffffff811115613b49575f5ffd5b87602061022083028401011115613b5e575f5ffd5b60209182019550935085013567ffffffffffffffff811115613b7e575f5ffd5b613b8a87828801613abc565b95989497509550505050565b5f5f828403610120811215613ba9575f5ffd5b60e0811215613bb6575f5ffd5b508291506139fa8460e0850161388a565b5f5f60408385031215613bd8575f5ffd5b8235613be38161399a565b946020939093013593505050565b5f5f5f5f5f5f5f610340888a031215613c08575f5ffd5b613c128989613873565b9650613c22896101408a0161388a565b9550613c32896101808a01613873565b9450613c42896102c08a0161388a565b9350613c51610300890161389a565b925061032088013567ffffffffffffffff811115613c6d575f5ffd5b613c798a828b016138af565b989b979a50959850939692959293505050565b5f5f60208385031215613c9d575f5ffd5b823567ffffffffffffffff811115613cb3575f5ffd5b613cbf85828601613abc565b90969095509350505050565b5f5f828403610140811215613cde575f5ffd5b610100811215613cec575f5ffd5b508291506139fa84610100850161388a565b5f60208284031215613d0e575f5ffd5b5035919050565b80356001600160581b0381168114611ffc575f5ffd5b5f60208284031215613d3b575f5ffd5b61180782613d15565b634e487b7160e01b5f52603260045260245ffd5b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b5f60208284031215613d9d575f5ffd5b611807826139b9565b803564ffffffffff81168114611ffc575f5ffd5b5f60208284031215613dca575f5ffd5b61180782613da6565b82815261010081018235613de68161399a565b6001600160a01b0381166020840152506020830135613e048161399a565b6001600160a01b03811660408401525067ffffffffffffffff613e29604085016139b9565b16606083015264ffffffffff613e4160608501613da6565b166080830152613e5360808401613da6565b64ffffffffff811660a084015250613e6d60a08401613da6565b64ffffffffff811660c08401525060c0929092013560e09190910152919050565b6001600160a01b0383168152604081016118076020830184613a32565b634e487b7160e01b5f52601160045260245ffd5b8082018082111561081257610812613eab565b82815261012081018235613ee58161399a565b6001600160a01b0381166020840152506020830135613f038161399a565b6001600160a01b038116604084015250613f1f60408401613d15565b6001600160581b038116606084015250613f3b606084016139b9565b67ffffffffffffffff8116608084015250613f5860808401613da6565b64ffffffffff811660a084015250613f7260a08401613da6565b64ffffffffff811660c084015250613f8c60c08401613da6565b64ffffffffff811660e08401525060e092909201356101009190910152919050565b8181038181111561081257610812613eab565b8281526101608101613fe660208301613fd9856139ae565b6001600160a01b03169052565b613ff2602084016139ae565b6001600160a01b03811660408401525061400e60408401613d15565b6001600160581b03811660608401525061402a606084016139b9565b67ffffffffffffffff811660808401525061404760808401613da6565b64ffffffffff811660a08401525061406160a08401613da6565b64ffffffffff811660c08401525061407b60c08401613da6565b64ffffffffff811660e08401525061409560e08401613da6565b64ffffffffff811661010084015250610100830135610120838101919091529092013561014090910152919050565b60ff811681146116de575f5ffd5b610160810185356140e28161399a565b6001600160a01b031682526020868101358184015285356040840152850135606083015283356141118161399a565b6001600160a01b03166080830152602084013560a0830152604084013560c0830152606084013563ffffffff811680821461414a575f5ffd5b60e084015250608084013561415e816140c4565b60ff166101008301528235610120830152602083013561014083015261199c565b5f5f5f5f60808587031215614192575f5ffd5b845161419d8161399a565b6020860151604087015191955093506141b5816140c4565b606086015190925080151581146141ca575f5ffd5b939692955090935050565b808202811582820484141761081257610812613eab565b634e487b7160e01b5f52604160045260245ffd5b60208152816020820152818360408301375f818301604090810191909152601f909201601f19160101919050565b602081016013831061424257614242613a1e565b91905290565b5f6001820161425957614259613eab565b5060010190565b81515f90829060208501835b8281101561428a57815184526020938401939091019060010161426c565b50919594505050505056' as const;

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
