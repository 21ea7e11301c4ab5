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
export const offlineVaultBytecode = '0x610160604052348015610010575f5ffd5b5060405161477038038061477083398101604081905261002f91610206565b84848484848315806100a0575083856001600160a01b0316636739afca6040518163ffffffff1660e01b8152600401602060405180830381865afa158015610079573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061009d919061026e565b14155b806100b0575064ffffffffff8316155b806100c0575064ffffffffff8216155b806100e557506100da64ffffffffff808416908516610285565b8164ffffffffff1611155b1561010357604051636bda889d60e01b815260040160405180910390fd5b6001600160a01b03851660805260a084905264ffffffffff80841660c05282811660e05281166101005246610140526101d9604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b61012052506102aa98505050505050505050565b805164ffffffffff81168114610201575f5ffd5b919050565b5f5f5f5f5f60a0868803121561021a575f5ffd5b85516001600160a01b0381168114610230575f5ffd5b60208701519095509350610246604087016101ed565b9250610254606087016101ed565b9150610262608087016101ed565b90509295509295909350565b5f6020828403121561027e575f5ffd5b5051919050565b808201808211156102a457634e487b7160e01b5f52601160045260245ffd5b92915050565b60805160a05160c05160e05161010051610120516101405161444b6103255f395f612d3101525f612e0001525f81816102ab015281816114150152612e2e01525f81816102140152612ab701525f81816102fd0152612adf01525f81816103300152611e8101525f818161038f0152611d97015261444b5ff3fe6080604052600436106101a4575f3560e01c80637dc8e100116100e7578063c9228ebb11610087578063f340fa0111610062578063f340fa0114610554578063f698da2514610567578063fdf6b3751461057b578063fe59841c1461059a575f5ffd5b8063c9228ebb146104f6578063cc3c0f0614610515578063d595ee0614610540575f5ffd5b8063aaba0db5116100c2578063aaba0db514610458578063b895631214610477578063bd288e5c146104b8578063c63ff8dd146104d7575f5ffd5b80637dc8e100146103c9578063950bff9f146104235780639d0194e814610439575f5ffd5b8063283886301161015257806357d4c4ee1161012d57806357d4c4ee146101dc5780636739afca1461031f57806373b9aa91146103525780637b1039991461037e575f5ffd5b8063283886301461029a57806342055d5b146102cd57806344a3cff4146102ec575f5ffd5b80631c9963fa116101825780631c9963fa146102035780631eb72d821461024c578063280e2d2b1461027b575f5ffd5b80630a77f385146101a857806314baf1fd146101c957806316f6ce6b146101dc575b5f5ffd5b3480156101b3575f5ffd5b506101c76101c2366004613a8a565b6105cd565b005b6101c76101d7366004613b13565b6106f9565b3480156101e7575f5ffd5b506101f0604081565b6040519081526020015b60405180910390f35b34801561020e575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b60405164ffffffffff90911681526020016101fa565b348015610257575f5ffd5b5061026b610266366004613b63565b6107e6565b60405190151581526020016101fa565b348015610286575f5ffd5b506101c7610295366004613b96565b610826565b3480156102a5575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b3480156102d8575f5ffd5b506101c76102e7366004613b96565b6108c0565b3480156102f7575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b34801561032a575f5ffd5b506101f07f000000000000000000000000000000000000000000000000000000000000000081565b34801561035d575f5ffd5b5061037161036c366004613b96565b610a07565b6040516101fa9190613bd9565b348015610389575f5ffd5b506103b17f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016101fa565b3480156103d4575f5ffd5b5061026b6103e3366004613b63565b6001600160a01b03919091165f90815260036020908152604080832066ffffffffffffff600886901c168452909152902054600160ff9092161c81161490565b34801561042e575f5ffd5b506101f06201800081565b348015610444575f5ffd5b506101c7610453366004613c8d565b610af1565b348015610463575f5ffd5b506101c7610472366004613d29565b610db0565b348015610482575f5ffd5b506101f0610491366004613d5a565b6001600160a01b03919091165f908152600260209081526040808320938352929052205490565b3480156104c3575f5ffd5b506101c76104d2366004613d84565b610f7a565b3480156104e2575f5ffd5b506101c76104f1366004613e1f565b6111e5565b348015610501575f5ffd5b506101c7610510366004613e5e565b611589565b348015610520575f5ffd5b506101f061052f366004613e91565b5f9081526004602052604090205490565b34801561054b575f5ffd5b506101f0601081565b6101c7610562366004613b96565b6117dd565b348015610572575f5ffd5b506101f061180b565b348015610586575f5ffd5b506101c7610595366004613b96565b611819565b3480156105a5575f5ffd5b506101f07fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c281565b60ff5f5c16156105f05760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f61060f6040880160208901613b96565b90505f610629610624368a90038a018a613f1c565b6118c9565b905061065f876106597f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f846119da565b84611a01565b61068d866106597f55caa702b73b6be557b7c305d9fe9cbb4abbeb81c2b3ffeb2e3eb45eed167f1f846119da565b610698828283611a42565b6106ad82828765ffffffffffff168787611b4f565b156106e4576106e2816106c660608b0160408c01613fd8565b6001600160581b0316846106dd60208d018d613b96565b611b98565b505b505f905060ff19815c16815d50505050505050565b5f61070c61018083016101608401613b96565b6001600160a01b0381165f9081526020819052604081209192508154600160e01b900460ff16600381111561074357610743613bb1565b0361075957610753836001611d4f565b506107d2565b61076b6101a084016101808501613b96565b60018201546001600160a01b039081169116146107d25760018101546040517f9239b1ba0000000000000000000000000000000000000000000000000000000081526001600160a01b03808516600483015290911660248201526044015b60405180910390fd5b34156107e1576107e18261206b565b505050565b6001600160a01b0382165f90815260016020818152604080842066ffffffffffffff600887901c1685529091529091205460ff83161c8116145b92915050565b5f61083082612168565b6001810154909150600160a01b900464ffffffffff165f036108765760405163f92bf4eb60e01b81526001600160a01b03831660048201525f60248201526044016107c9565b60018101805464ffffffffff60a01b191690556040516001600160a01b038316907f91c2e943be9b1896a63fd826425c05548b2a5583446fe30c455ed129c89f86a3905f90a25050565b60ff5f5c16156108e35760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d506001600160a01b0381165f9081526020819052604090206001810154600160a01b900464ffffffffff1680158061092757508042105b156109575760405163f92bf4eb60e01b81526001600160a01b0384166004820152602481018290526044016107c9565b60018201805483547fffffff00ffffffffffffffffffffffffffffffffff00000000000000000000008116600360e01b17855564ffffffffff60a01b1982169092556040516001600160581b039092168083526001600160a01b039182169290918391908716907f980da781d62da9c7dd806dd340e69f7517cf1315809634dfad56dd8c33975f5a9060200160405180910390a36109f582826121f4565b505f92505050805c60ff1916815d5050565b6040805160c0810182525f80825260208201819052918101829052606081018290526080810182905260a08101919091526001600160a01b0382165f9081526020818152604091829020825160c08101845281546001600160581b038082168352600160581b82041693820193909352600160b01b830465ffffffffffff1693810193909352906060830190600160e01b900460ff166003811115610aae57610aae613bb1565b6003811115610abf57610abf613bb1565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015292915050565b6040831180610b0257506201800081115b15610b43576040517f3242c61400000000000000000000000000000000000000000000000000000000815260048101829052602481018490526044016107c9565b5f5b83811015610c46575f5f5f878785818110610b6257610b62613ff1565b90506102200201610160016020810190610b7c9190613b96565b6001600160a01b0316815260208101919091526040015f2054600160e01b900460ff166003811115610bb057610bb0613bb1565b03610c3e57610bd7858583818110610bca57610bca613ff1565b905061022002015f611d4f565b610c3e57848482818110610bed57610bed613ff1565b90506102200201610160016020810190610c079190613b96565b6001600160a01b0316817f0e0873dea09f8b0558a45bcd1b13aa0603657f2a9faacf479ea514e082d5441a60405160405180910390a35b600101610b45565b50610cc36040805160a0808201835260608083528351610140810185525f80825260208281018290529582018190529181018290526080810182905291820181905260c0820181905260e0820181905261010082018190526101208201529091820190815260200160608152602001606081526020015f81525090565b5f610ccf82858561223f565b6040830151519091505f5b81811015610cf757610ced848285612451565b9250600101610cda565b5082608001518214610d1c576040516332662ccf60e11b815260040160405180910390fd5b5f5b835151811015610d5557610d4d845f01518281518110610d4057610d40613ff1565b602002602001015161254f565b600101610d1e565b50610d62878787876125f2565b336001600160a01b03167f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f128460600151604051610d9f9190614005565b60405180910390a250505050505050565b60ff5f5c1615610dd35760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f610def6020840184613b96565b90505f610e9a82610e06606087016040880161403a565b610e166080880160608901614053565b64ffffffffff16610e2d60a0890160808a01614053565b64ffffffffff16610e4460c08a0160a08b01614053565b64ffffffffff167f09ca324c5adfc875a2930b46a56e275d8cd0687d6e6d6315a1720321a20012d98a604051602001610e7e92919061406c565b60405160208183030381529060405280519060200120896126c5565b80547fffffff00ffffffffffffffffffffffffffffffffff00000000000000000000008116600360e01b1782559091506001600160581b0316610ee3606086016040870161403a565b67ffffffffffffffff16610efd6040870160208801613b96565b6001600160a01b0316846001600160a01b03167fb0a8225354438ece6457c0afb7d128c3303e46e0cecd508805d4437d6dbe29d484604051610f4191815260200190565b60405180910390a48015610f6857610f68610f626040870160208801613b96565b826121f4565b505f91505060ff19815c16815d505050565b5f610f886020890189613b96565b90505f610f9b60808a0160608b0161403a565b90505f610fb0610624368c90038c018c613f1c565b90505f610fc5610624368b90038b018b613f1c565b90506001600160a01b038416610fde60208b018b613b96565b6001600160a01b0316141580611017575067ffffffffffffffff831661100a60808b0160608c0161403a565b67ffffffffffffffff1614155b8061102157508082145b15611058576040517f4db6d45800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6110638a8386611a01565b61106e888286611a01565b611079848383611a42565b61108384846107e6565b6110e6576001600160a01b0384165f818152600160208181526040808420600889901c66ffffffffffffff16808652908352818520805460ff8b169590951b948517905594845260038252808420948452939052919020805490911790556111d8565b6001600160a01b0384165f908152600360209081526040808320600887901c66ffffffffffffff16845290915290205460ff84161c60019081161415801561114d575061114d61113c60408d0160208e01613b96565b838965ffffffffffff168989611b4f565b156111d8576001600160a01b0384165f818152600160208181526040808420600889901c66ffffffffffffff16808652908352818520805460ff8b169590951b948517905594845260038252808420948452939052919020805490911790556111bc60608c0160408d01613fd8565b5f8381526004602052604090206001600160581b039190911690555b5050505050505050505050565b60ff5f5c16156112085760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d506112926040805160a0808201835260608083528351610140810185525f80825260208281018290529582018190529181018290526080810182905291820181905260c0820181905260e0820181905261010082018190526101208201529091820190815260200160608152602001606081526020015f81525090565b5f61129e82858561223f565b90508160400151516001146112c6576040516332662ccf60e11b815260040160405180910390fd5b5f5f5f5f5f6112d5878761287e565b9450945094509450945086608001518114611303576040516332662ccf60e11b815260040160405180910390fd5b60028560200151600381111561131b5761131b613bb1565b14611342578451602086015160405163024f623360e51b81526107c9929190600401614127565b5f8460200151600381111561135957611359613bb1565b0361137c57835160405163024f623360e51b81526107c991905f90600401614127565b602087015160c081015164ffffffffff1642116113ac5760405163dd4bc96760e01b815260040160405180910390fd5b6113bd6113b8826129c6565b612a58565b6113e06113b88260c0015164ffffffffff168360e0015164ffffffffff16612aa4565b6113f06113b8895f8a888b612b31565b6113fe6113b8888386612ca2565b61140f865f015182606001516107e6565b6114c7577f000000000000000000000000000000000000000000000000000000000000000064ffffffffff168160c0015164ffffffffff166114519190614158565b421115611462576114626008612a58565b855160608201516001600160a01b039091165f818152600160208181526040808420600887901c66ffffffffffffff16808652908352818520805460ff9098169490941b96871790935593835260038152838320918352522080549091179055611518565b855160608201516001600160a01b039091165f90815260036020908152604080832066ffffffffffffff600886901c168452909152902054600160ff9092161c811614611518576115186010612a58565b6115378382604001516001600160581b0316885f0151885f0151611b98565b611570576040517fc0e20380000000000000000000000000000000000000000000000000000000008152600481018490526024016107c9565b505f96505060ff19865c1694508593505050505d505050565b60ff5f5c16156115ac5760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f6115c86020840184613b96565b90505f6115db6060850160408601613fd8565b6001600160581b03169050805f0361160857604051636f90e53560e11b81525f60048201526024016107c9565b5f6116b18361161d608088016060890161403a565b61162d60a0890160808a01614053565b64ffffffffff1661164460c08a0160a08b01614053565b64ffffffffff1661165b60e08b0160c08c01614053565b64ffffffffff167fdeb440a2894b75df28375205ec20decbe9be0984aa31e5a79c7e6241a232aa318b60405160200161169592919061416b565b604051602081830303815290604052805190602001208a6126c5565b80549091506001600160581b031680831115611712576040517ffd44e7060000000000000000000000000000000000000000000000000000000081526001600160a01b038516600482015260248101829052604481018490526064016107c9565b61171c8382614247565b82546affffffffffffffffffffff19166001600160581b039190911617825561174b608087016060880161403a565b67ffffffffffffffff166117656040880160208901613b96565b6001600160a01b0316856001600160a01b03167fd22ba8ade41650d0e2a4cd2fc2b5e6a6618229ced678f15a0f423d54efa8adb7866040516117a991815260200190565b60405180910390a46117ca6117c46040880160208901613b96565b846121f4565b505f92505050805c60ff1916815d505050565b345f036117ff57604051636f90e53560e11b81525f60048201526024016107c9565b6118088161206b565b50565b5f611814612d2e565b905090565b5f61182382612168565b905060038154600160e01b900460ff16600381111561184457611844613bb1565b036118675781600360405163024f623360e51b81526004016107c9929190614127565b6001810154600160a01b900464ffffffffff16156118bc576001810154604051631528c3ef60e31b81526001600160a01b0384166004820152600160a01b90910464ffffffffff1660248201526044016107c9565b6118c582612e22565b5050565b5f6108207faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f836040516020016119bf92919082815281516001600160a01b03166020820152610160810160208301516001600160a01b03811660408401525060408301516001600160581b038116606084015250606083015167ffffffffffffffff8116608084015250608083015164ffffffffff811660a08401525060a083015164ffffffffff811660c08401525060c083015164ffffffffff811660e08401525060e083015164ffffffffff8116610100840152506101008301516101208301526101208301516101408301529392505050565b60405160208183030381529060405280519060200120612ec6565b5f6119fa83836040516020016119bf929190918252602082015260400190565b9392505050565b611a0c838383612f0d565b6107e1576040517ff6a24c2400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b0383165f9081526020819052604090208054600160e01b900460ff166001816003811115611a7957611a79613bb1565b03611ace57815460ff60e01b19167c02000000000000000000000000000000000000000000000000000000001782556001820154600160a01b900464ffffffffff1615611ac957611ac985612e22565b611b04565b6002816003811115611ae257611ae2613bb1565b14611b0457848160405163024f623360e51b81526004016107c9929190614127565b60408051858152602081018590526001600160a01b038716917f294effef510c5ad2a7cefed133475fbb2671912c52f864425e70821c169a01c6910160405180910390a25050505050565b5f611b586139a3565b611b628188612f47565b6001600160a01b0387165f9081526002602052604090206060820151611b8b9188888888612fc5565b9150505b95945050505050565b5f848152600460209081526040808320546001600160a01b0386168452918390528220546001600160581b0316611bcf8287614247565b955080861115611bdd578095505b855f03611bee575f92505050611d47565b6001600160a01b0384165f908152602081905260409020611c0f8784614158565b5f89815260046020526040902055611c278783614247565b6001600160a01b0387165f90815260208190526040812080546affffffffffffffffffffff19166001600160581b03939093169290921790915560038254600160e01b900460ff166003811115611c8057611c80613bb1565b14611c9457611c8f82896130a4565b611cac565b6001820154611cac906001600160a01b03168961315e565b90508015611cfd57856001600160a01b0316897f871ec24ec1da974c69ddd3326cb23661e62009d024a11831e1f85e76f3024ac48a604051611cf091815260200190565b60405180910390a3611d41565b5f8981526004602090815260408083206001600160a01b038b1684529183905290912080546affffffffffffffffffffff19166001600160581b0386161790558490555b93505050505b949350505050565b5f80611d6361018085016101608601613b96565b604080517f7e0080f90000000000000000000000000000000000000000000000000000000081529192506001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001691637e0080f991611dda9188918201906080830190610120840190600401614268565b608060405180830381865afa925050508015611e13575060408051601f3d908101601f19168201909252611e1091810190614315565b60015b611e5a573d808015611e40576040519150601f19603f3d011682016040523d82523d5f602084013e611e45565b606091505b508315611e5457805160208201fd5b5061201f565b5f611ee37f6a95065afa54de8e683818fcabfc8dfc66609178c5f0e972172e797723163d157f000000000000000000000000000000000000000000000000000000000000000088611eb36101a08e016101808f01613b96565b6040805160208101959095528401929092526001600160a01b03908116606084015216608082015260a0016119bf565b90507fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c284148015611f1e5750611f1e6101a08a018287612f0d565b8015611f345750611f346101e08a018288612f0d565b15612019576001600160a01b0386165f908152602081905260409020805460ff60e01b1916600160e01b178155611f736101a08b016101808c01613b96565b6001820180547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b039283161790558616611fbd6101a08c016101808d01613b96565b6040805160ff8816815286151560208201526001600160a01b03928316928b16917f17436438c1c4f625ecd194db877876dfb989f8f3b1728e0453cbeff5fe2692fd910160405180910390a46001975050505050505050610820565b50505050505b8215612062576040517fdfbfc85a0000000000000000000000000000000000000000000000000000000081526001600160a01b03821660048201526024016107c9565b505f9392505050565b6001600160a01b0381165f90815260208190526040812080549091600160e01b90910460ff16908160038111156120a4576120a4613bb1565b14806120c1575060038160038111156120bf576120bf613bb1565b145b156120e357828160405163024f623360e51b81526004016107c9929190614127565b6120ed82346130a4565b61210c57604051636f90e53560e11b81523460048201526024016107c9565b815460408051348152600160581b9092046001600160581b0316602083015233916001600160a01b038616917ff5681f9d0db1b911ac18ee83d515a1cf1051853a9eae418316a2fdf7dea427c5910160405180910390a3505050565b6001600160a01b0381165f908152602081905260408120908154600160e01b900460ff16600381111561219d5761219d613bb1565b14806121b6575060018101546001600160a01b03163314155b156121ef576040517f707fc9290000000000000000000000000000000000000000000000000000000081523360048201526024016107c9565b919050565b6121fe828261315e565b6118c5576040517f55a096920000000000000000000000000000000000000000000000000000000081526001600160a01b03831660048201526024016107c9565b8161224a8282614158565b6080850152803560f881901c60f082901c60ff16612269600285614158565b608088015190945061227c83601461436b565b6122869086614158565b11806122925750604081115b156122b0576040516332662ccf60e11b815260040160405180910390fd5b8167ffffffffffffffff8111156122c9576122c9613ea8565b60405190808252806020026020018201604052801561230257816020015b6122ef6139a3565b8152602001906001900390816122e75790505b5087525f805b8381101561239357853560601c81158015906123365750826001600160a01b0316816001600160a01b031611155b15612354576040516332662ccf60e11b815260040160405180910390fd5b61237a8a5f0151838151811061236c5761236c613ff1565b602002602001015182612f47565b915081612388601488614158565b965050600101612308565b508167ffffffffffffffff8111156123ad576123ad613ea8565b6040519080825280602002602001820160405280156123d6578160200160208202803683370190505b5060408901525f6123e860358461436b565b6123f390600b614158565b67ffffffffffffffff81111561240b5761240b613ea8565b6040519080825280601f01601f191660200182016040528015612435576020820181803683370190505b5060359390930283525050606090960195909552509392505050565b5f818460400151848151811061246957612469613ff1565b6020026020010181815250505f5f5f5f5f612484898861287e565b945094509450945094505f61249e8a8a8a878a8a89613183565b90505f8160128111156124b3576124b3613bb1565b03612532575f6124cb878c6020015160600151613385565b9050808760c00151165f146124ff576020808c01516040908101515f878152600490935291206001600160581b0390911690555b60c08701805182179052600160e088015260208b01516040015161253090889088906001600160581b031687613407565b505b6125428a8a85885f01518561346d565b5098975050505050505050565b806080015161255b5750565b80516001600160a01b0381165f90815260208181526040808320818601516060870180515183547fffffffff000000000000ffffffffffffffffffffff000000000000000000000016600160b01b65ffffffffffff909216919091026affffffffffffffffffffff1916176001600160581b039092169190911782556002909352922090516125e9916134b6565b6107e18361351b565b83825f6126016102208761436b565b61260c906064614158565b612617906020614158565b90505f601f1961262886601f614158565b16905060648414158061263b5750818314155b8061264f575061264b8184614158565b3614155b1561266d576040516332662ccf60e11b815260040160405180910390fd5b333214158061267c5750333b15155b156126bb577f54d1bffc4370871aa41220ae82e1c3847b4b52785f2d205f8bd52fd16a22f66e86866040516126b2929190614382565b60405180910390a15b5050505050505050565b6001600160a01b0387165f90815260208190526040902060018154600160e01b900460ff1660038111156126fb576126fb613bb1565b1461272957805460405163024f623360e51b81526107c9918a91600160e01b90910460ff1690600401614127565b6001810154600160a01b900464ffffffffff161561277e576001810154604051631528c3ef60e31b81526001600160a01b038a166004820152600160a01b90910464ffffffffff1660248201526044016107c9565b848611806127a657505f6127928686613574565b60128111156127a3576127a3613bb1565b14155b156127c45760405163dd4bc96760e01b815260040160405180910390fd5b6127d7826127d185612ec6565b8a611a01565b6127e188886107e6565b15612833576040517f1250a50b0000000000000000000000000000000000000000000000000000000081526001600160a01b038916600482015267ffffffffffffffff881660248201526044016107c9565b6001600160a01b0388165f90815260016020818152604080842060088c901c66ffffffffffffff168552909152909120805460ff8a169290921b90911790555b979650505050505050565b6128866139a3565b61288e6139a3565b5f5f5f866080015160ca876128a39190614158565b11156128c2576040516332662ccf60e11b815260040160405180910390fd5b85356128d28860f883901c613594565b95506128e58860f083901c60ff16613594565b6020808a015188516001600160a01b039081168252835116818301526001600160581b03609085901c16604082015267ffffffffffffffff605085901c16606082015264ffffffffff602885901c81166080830152841660a082015291965060ff60e884901c1695506129619061295d908a90614158565b3590565b60d881901c60c083015260b081901c64ffffffffff1660e0830152915061298c61295d89602a614158565b6101208201526129a7896129a160ca8b614158565b876135e2565b61010083015292506129b8816118c9565b935050509295509295909350565b5f81604001516001600160581b03165f036129e357506005919050565b81602001516001600160a01b0316825f01516001600160a01b031603612a0b57506006919050565b8160a0015164ffffffffff16826080015164ffffffffff161180612a4457508160c0015164ffffffffff168260a0015164ffffffffff16115b15612a5157506007919050565b505f919050565b5f816012811115612a6b57612a6b613bb1565b1461180857806040517ffa8335e40000000000000000000000000000000000000000000000000000000081526004016107c991906143b0565b5f42821115612ab557506009610820565b7f000000000000000000000000000000000000000000000000000000000000000064ffffffffff167f000000000000000000000000000000000000000000000000000000000000000064ffffffffff1683612b109190614158565b612b1a9190614158565b831115612b295750600a610820565b505f92915050565b5f612b3d60ca85614158565b93506010831115612b505750600b611b8f565b8215612c975783355f612b6761295d876020614158565b905060d081901c6027870160c883901c60ff16612b8581602061436b565b612b90906027614158565b612b9a908a614158565b98506580000000000083165f03612bec5786516001600160a01b03165f9081526002602052604090206060880151612bd59187868686612fc5565b612be757600c95505050505050611b8f565b612c81565b65800000000000831892508983101580612c125750612c108b84878a5f0151613705565b155b15612c2557600c95505050505050611b8f565b8a6020015160c0015164ffffffffff1660d8612c648d604001518681518110612c5057612c50613ff1565b6020026020010151602061295d9190614158565b901c64ffffffffff161015612c8157600d95505050505050611b8f565b505050505082612c90906143ca565b9250612b50565b505f95945050505050565b81515f90612cc4908390612cbd612cba604a89614158565b90565b9190612f0d565b612cd05750600e6119fa565b5f612cfb7f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f846119da565b9050612d16818560200151612cbd608a89612cba9190614158565b612d2457600f9150506119fa565b505f949350505050565b5f7f00000000000000000000000000000000000000000000000000000000000000004614612dfd57611814604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b507f000000000000000000000000000000000000000000000000000000000000000090565b5f612e5464ffffffffff7f00000000000000000000000000000000000000000000000000000000000000001642614158565b6001600160a01b0383165f8181526020818152604091829020600101805464ffffffffff60a01b1916600160a01b64ffffffffff871602179055905183815292935090917eedd6052578626a94c9a0dfeac6c4459120d90c4187286e52f1d19eabb91ea2910160405180910390a25050565b5f610820612ed2612d2e565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b5f6001600160a01b03821615801590611d475750816001600160a01b0316612f35858561374a565b6001600160a01b031614949350505050565b6001600160a01b0381165f81815260208181526040909120918452815490840190600160e01b900460ff166003811115612f8357612f83613bb1565b90816003811115612f9657612f96613bb1565b905250546001600160581b0381166040840152606090920151600160b01b90920465ffffffffffff1690915250565b85515f90808510612fd9575f91505061309a565b5f85821860011c5b8015612ffa57612ff0826143df565b915060011c612fe1565b5083811461300c575f9250505061309a565b865f5b8281101561308857600188821c8116146130535761304e8288888481811061303957613039613ff1565b905060200201355f9182526020526040902090565b61307e565b61307e87878381811061306857613068613ff1565b90506020020135835f9182526020526040902090565b915060010161300f565b506130948a8a84613817565b14925050505b9695505050505050565b81545f9081906130c5908490600160581b90046001600160581b0316614158565b84549091505f906130e09085906001600160581b0316614158565b90506001600160581b038211806130fd57506001600160581b0381115b1561310c575f92505050610820565b84547fffffffffffffffffffff0000000000000000000000000000000000000000000016600160581b6001600160581b03938416026affffffffffffffffffffff191617911617909255506001919050565b5f6001600160a01b03831661317457505f610820565b5f5f5f5f85875af19392505050565b5f808460200151600381111561319b5761319b613bb1565b036131a857506001612873565b6003846020015160038111156131c0576131c0613bb1565b036131cd57506002612873565b5f836020015160038111156131e4576131e4613bb1565b036131f157506003612873565b60038360200151600381111561320957613209613bb1565b0361321657506004612873565b6020880151613224816129c6565b91505f82601281111561323957613239613bb1565b146132445750612873565b6132648160c0015164ffffffffff168260e0015164ffffffffff16613574565b91505f82601281111561327957613279613bb1565b146132845750612873565b6132918989898989612b31565b91505f8260128111156132a6576132a6613bb1565b146132b15750612873565b6132bc878285612ca2565b91505f8260128111156132d1576132d1613bb1565b146132dc5750612873565b5f6132eb868360600151613385565b9050808660c00151165f1415801561330f575061330d86836060015186613864565b155b1561331f57601092505050612873565b81604001516001600160581b03168660400151101561334357601192505050612873565b6040820151613359906001600160581b036143f7565b6001600160581b03168560400151111561337857601292505050612873565b5050979650505050505050565b5f8061339f66ffffffffffffff600885901c166001614158565b9050808460a00151146133f8576133b58461351b565b60a0840181905283516001600160a01b03165f908152600160208190526040822091906133e29084614247565b815260208101919091526040015f205460c08501525b5050600160ff82161b92915050565b81846040018181516134199190614247565b905250604083018051839190613430908390614158565b9052506001608084810182905285015282516001600160a01b03165f908152600260205260409020606084015161346791836138df565b50505050565b60608501515f605883601281111561348757613487613bb1565b901b6060856001600160a01b0316901b1790506035860260208301018581528160208201525050505050505050565b81516020830151165f5b8115613467578160011660010361350457836040015181815181106134e7576134e7613ff1565b6020026020010151835f8381526020019081526020015f20819055505b61350d816143df565b9050600182901c91506134c0565b8060e001516135275750565b60c081015181516001600160a01b03165f908152600160208190526040822060a085015190929161355791614247565b815260208101919091526040015f9081209190915560e090910152565b5f82421161358b576135868383612aa4565b6119fa565b50600892915050565b61359c6139a3565b82515182106135be576040516332662ccf60e11b815260040160405180910390fd5b82518051839081106135d2576135d2613ff1565b6020026020010151905092915050565b5f5f825f036135f557508290505f6136fd565b5f8367ffffffffffffffff81111561360f5761360f613ea8565b604051908082528060200260200182016040528015613638578160200160208202803683370190505b5090505f5b848110156136a95785355f1b82828151811061365b5761365b613ff1565b60200260200101818152505060c861367987602061295d9190614158565b901c60ff16602061368a919061436b565b613695906027614158565b61369f9087614158565b955060010161363d565b5085608001518511156136cf576040516332662ccf60e11b815260040160405180910390fd5b84816040516020016136e19190614416565b6040516020818303038152906040528051906020012092509250505b935093915050565b606084015160358402810160208101516040909101515f92919060581c8582148015611d4157505f6008866001600160a01b0316901b17811498975050505050505050565b5f60208301357f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81167f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08111156137a5575f92505050610820565b6001846137b760ff85901c601b614158565b604080515f8152602081018083529390935260ff90911690820152863560608201526080810183905260a0016020604051602081039080840390855afa158015613803573d5f5f3e3d5ffd5b5050604051601f1901519695505050505050565b5f818460200151901c60011660011461383d575f82815260208490526040902054611d47565b8360400151828151811061385357613853613ff1565b602002602001015190509392505050565b5f60028460200151600381111561387d5761387d613bb1565b1480156138c2575083516001600160a01b03165f908152600360209081526040808320600887901c66ffffffffffffff16845290915290205460ff84161c6001908116145b8015611d475750505f908152600460205260409020541592915050565b8260400151515f0361391157604080516030808252610620820190925290602082016106008036833750505060408401525b825161391e816001614158565b8452815f5b826001166001036139645761394b61393c878784613817565b835f9182526020526040902090565b9150613956816143df565b9050600183901c9250613923565b818660400151828151811061397b5761397b613ff1565b602002602001018181525050806001901b866020018181511791508181525050505050505050565b6040805161010081019091525f808252602082019081526020015f81526020016139e560405180606001604052805f81526020015f8152602001606081525090565b81525f60208201819052604082018190526060820181905260809091015290565b5f6101408284031215613a17575f5ffd5b50919050565b5f60408284031215613a17575f5ffd5b803565ffffffffffff811681146121ef575f5ffd5b5f5f83601f840112613a52575f5ffd5b50813567ffffffffffffffff811115613a69575f5ffd5b6020830191508360208260051b8501011115613a83575f5ffd5b9250929050565b5f5f5f5f5f5f6102008789031215613aa0575f5ffd5b613aaa8888613a06565b9550613aba886101408901613a1d565b9450613aca886101808901613a1d565b9350613ad96101c08801613a2d565b92506101e087013567ffffffffffffffff811115613af5575f5ffd5b613b0189828a01613a42565b979a9699509497509295939492505050565b5f610220828403128015613b25575f5ffd5b509092915050565b6001600160a01b0381168114611808575f5ffd5b80356121ef81613b2d565b803567ffffffffffffffff811681146121ef575f5ffd5b5f5f60408385031215613b74575f5ffd5b8235613b7f81613b2d565b9150613b8d60208401613b4c565b90509250929050565b5f60208284031215613ba6575f5ffd5b81356119fa81613b2d565b634e487b7160e01b5f52602160045260245ffd5b60048110613bd557613bd5613bb1565b9052565b5f60c0820190506001600160581b0383511682526001600160581b03602084015116602083015265ffffffffffff60408401511660408301526060830151613c246060840182613bc5565b506001600160a01b03608084015116608083015264ffffffffff60a08401511660a083015292915050565b5f5f83601f840112613c5f575f5ffd5b50813567ffffffffffffffff811115613c76575f5ffd5b602083019150836020828501011115613a83575f5ffd5b5f5f5f5f60408587031215613ca0575f5ffd5b843567ffffffffffffffff811115613cb6575f5ffd5b8501601f81018713613cc6575f5ffd5b803567ffffffffffffffff811115613cdc575f5ffd5b87602061022083028401011115613cf1575f5ffd5b60209182019550935085013567ffffffffffffffff811115613d11575f5ffd5b613d1d87828801613c4f565b95989497509550505050565b5f5f828403610120811215613d3c575f5ffd5b60e0811215613d49575f5ffd5b50829150613b8d8460e08501613a1d565b5f5f60408385031215613d6b575f5ffd5b8235613d7681613b2d565b946020939093013593505050565b5f5f5f5f5f5f5f610340888a031215613d9b575f5ffd5b613da58989613a06565b9650613db5896101408a01613a1d565b9550613dc5896101808a01613a06565b9450613dd5896102c08a01613a1d565b9350613de46103008901613a2d565b925061032088013567ffffffffffffffff811115613e00575f5ffd5b613e0c8a828b01613a42565b989b979a50959850939692959293505050565b5f5f60208385031215613e30575f5ffd5b823567ffffffffffffffff811115613e46575f5ffd5b613e5285828601613c4f565b90969095509350505050565b5f5f828403610140811215613e71575f5ffd5b610100811215613e7f575f5ffd5b50829150613b8d846101008501613a1d565b5f60208284031215613ea1575f5ffd5b5035919050565b634e487b7160e01b5f52604160045260245ffd5b604051610140810167ffffffffffffffff81118282101715613eec57634e487b7160e01b5f52604160045260245ffd5b60405290565b80356001600160581b03811681146121ef575f5ffd5b803564ffffffffff811681146121ef575f5ffd5b5f610140828403128015613f2e575f5ffd5b50613f37613ebc565b613f4083613b41565b8152613f4e60208401613b41565b6020820152613f5f60408401613ef2565b6040820152613f7060608401613b4c565b6060820152613f8160808401613f08565b6080820152613f9260a08401613f08565b60a0820152613fa360c08401613f08565b60c0820152613fb460e08401613f08565b60e08201526101008381013590820152610120928301359281019290925250919050565b5f60208284031215613fe8575f5ffd5b6119fa82613ef2565b634e487b7160e01b5f52603260045260245ffd5b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b5f6020828403121561404a575f5ffd5b6119fa82613b4c565b5f60208284031215614063575f5ffd5b6119fa82613f08565b8281526101008101823561407f81613b2d565b6001600160a01b038116602084015250602083013561409d81613b2d565b6001600160a01b03811660408401525067ffffffffffffffff6140c260408501613b4c565b16606083015264ffffffffff6140da60608501613f08565b1660808301526140ec60808401613f08565b64ffffffffff811660a08401525061410660a08401613f08565b64ffffffffff811660c08401525060c0929092013560e09190910152919050565b6001600160a01b0383168152604081016119fa6020830184613bc5565b634e487b7160e01b5f52601160045260245ffd5b8082018082111561082057610820614144565b8281526101208101823561417e81613b2d565b6001600160a01b038116602084015250602083013561419c81613b2d565b6001600160a01b0381166040840152506141b860408401613ef2565b6001600160581b0381166060840152506141d460608401613b4c565b67ffffffffffffffff81166080840152506141f160808401613f08565b64ffffffffff811660a08401525061420b60a08401613f08565b64ffffffffff811660c08401525061422560c08401613f08565b64ffffffffff811660e08401525060e092909201356101009190910152919050565b8181038181111561082057610820614144565b60ff81168114611808575f5ffd5b6101608101853561427881613b2d565b6001600160a01b031682526020868101358184015285356040840152850135606083015283356142a781613b2d565b6001600160a01b03166080830152602084013560a0830152604084013560c0830152606084013563ffffffff81168082146142e0575f5ffd5b60e08401525060808401356142f48161425a565b60ff1661010083015282356101208301526020830135610140830152611b8f565b5f5f5f5f60808587031215614328575f5ffd5b845161433381613b2d565b60208601516040870151919550935061434b8161425a565b60608601519092508015158114614360575f5ffd5b939692955090935050565b808202811582820484141761082057610820614144565b60208152816020820152818360408301375f818301604090810191909152601f909201601f19160101919050565b60208101601383106143c4576143c4613bb1565b91905290565b5f816143d8576143d8614144565b505f190190565b5f600182016143f0576143f0614144565b5060010190565b6001600160581b03828116828216039081111561082057610820614144565b81515f90829060208501835b82811015614440578151845260209384019390910190600101614422565b50919594505050505056' as const;

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
