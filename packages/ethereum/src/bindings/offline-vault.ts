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
export const offlineVaultBytecode = '0x610160604052348015610010575f5ffd5b5060405161443238038061443283398101604081905261002f91610206565b84848484848315806100a0575083856001600160a01b0316636739afca6040518163ffffffff1660e01b8152600401602060405180830381865afa158015610079573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061009d919061026e565b14155b806100b0575064ffffffffff8316155b806100c0575064ffffffffff8216155b806100e557506100da64ffffffffff808416908516610285565b8164ffffffffff1611155b1561010357604051636bda889d60e01b815260040160405180910390fd5b6001600160a01b03851660805260a084905264ffffffffff80841660c05282811660e05281166101005246610140526101d9604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b61012052506102aa98505050505050505050565b805164ffffffffff81168114610201575f5ffd5b919050565b5f5f5f5f5f60a0868803121561021a575f5ffd5b85516001600160a01b0381168114610230575f5ffd5b60208701519095509350610246604087016101ed565b9250610254606087016101ed565b9150610262608087016101ed565b90509295509295909350565b5f6020828403121561027e575f5ffd5b5051919050565b808201808211156102a457634e487b7160e01b5f52601160045260245ffd5b92915050565b60805160a05160c05160e05161010051610120516101405161410d6103255f395f612ca001525f612d6f01525f81816102ab0152818161144f0152612d9d01525f81816102140152612a1a01525f81816102fd0152612a4201525f81816103300152611dd101525f818161038f0152611ce7015261410d5ff3fe6080604052600436106101a4575f3560e01c80637dc8e100116100e7578063c9228ebb11610087578063f340fa0111610062578063f340fa0114610554578063f698da2514610567578063fdf6b3751461057b578063fe59841c1461059a575f5ffd5b8063c9228ebb146104f6578063cc3c0f0614610515578063d595ee0614610540575f5ffd5b8063aaba0db5116100c2578063aaba0db514610458578063b895631214610477578063bd288e5c146104b8578063c63ff8dd146104d7575f5ffd5b80637dc8e100146103c9578063950bff9f146104235780639d0194e814610439575f5ffd5b8063283886301161015257806357d4c4ee1161012d57806357d4c4ee146101dc5780636739afca1461031f57806373b9aa91146103525780637b1039991461037e575f5ffd5b8063283886301461029a57806342055d5b146102cd57806344a3cff4146102ec575f5ffd5b80631c9963fa116101825780631c9963fa146102035780631eb72d821461024c578063280e2d2b1461027b575f5ffd5b80630a77f385146101a857806314baf1fd146101c957806316f6ce6b146101dc575b5f5ffd5b3480156101b3575f5ffd5b506101c76101c236600461379e565b6105cd565b005b6101c76101d7366004613827565b6106eb565b3480156101e7575f5ffd5b506101f0604081565b6040519081526020015b60405180910390f35b34801561020e575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b60405164ffffffffff90911681526020016101fa565b348015610257575f5ffd5b5061026b610266366004613877565b6107d8565b60405190151581526020016101fa565b348015610286575f5ffd5b506101c76102953660046138aa565b610818565b3480156102a5575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b3480156102d8575f5ffd5b506101c76102e73660046138aa565b6108b2565b3480156102f7575f5ffd5b506102367f000000000000000000000000000000000000000000000000000000000000000081565b34801561032a575f5ffd5b506101f07f000000000000000000000000000000000000000000000000000000000000000081565b34801561035d575f5ffd5b5061037161036c3660046138aa565b6109f9565b6040516101fa91906138ed565b348015610389575f5ffd5b506103b17f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016101fa565b3480156103d4575f5ffd5b5061026b6103e3366004613877565b6001600160a01b03919091165f90815260036020908152604080832066ffffffffffffff600886901c168452909152902054600160ff9092161c81161490565b34801561042e575f5ffd5b506101f06201000081565b348015610444575f5ffd5b506101c76104533660046139a1565b610af6565b348015610463575f5ffd5b506101c7610472366004613a3d565b610dca565b348015610482575f5ffd5b506101f0610491366004613a6e565b6001600160a01b03919091165f908152600260209081526040808320938352929052205490565b3480156104c3575f5ffd5b506101c76104d2366004613a98565b610f94565b3480156104e2575f5ffd5b506101c76104f1366004613b33565b6111ed565b348015610501575f5ffd5b506101c7610510366004613b72565b611599565b348015610520575f5ffd5b506101f061052f366004613ba5565b5f9081526004602052604090205490565b34801561054b575f5ffd5b506101f0601081565b6101c76105623660046138aa565b6117ed565b348015610572575f5ffd5b506101f061181b565b348015610586575f5ffd5b506101c76105953660046138aa565b611829565b3480156105a5575f5ffd5b506101f07fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c281565b60ff5f5c16156105f05760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f61060f60408801602089016138aa565b90505f61061b886118d9565b90506106518761064b7f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f8461192b565b84611948565b61067f8661064b7f55caa702b73b6be557b7c305d9fe9cbb4abbeb81c2b3ffeb2e3eb45eed167f1f8461192b565b61068a828283611989565b61069f82828765ffffffffffff168787611a96565b156106d6576106d4816106b860608b0160408c01613bd2565b6001600160581b0316846106cf60208d018d6138aa565b611ae8565b505b505f905060ff19815c16815d50505050505050565b5f6106fe610180830161016084016138aa565b6001600160a01b0381165f9081526020819052604081209192508154600160e01b900460ff166003811115610735576107356138c5565b0361074b57610745836001611c9f565b506107c4565b61075d6101a0840161018085016138aa565b60018201546001600160a01b039081169116146107c45760018101546040517f9239b1ba0000000000000000000000000000000000000000000000000000000081526001600160a01b03808516600483015290911660248201526044015b60405180910390fd5b34156107d3576107d382611fbb565b505050565b6001600160a01b0382165f90815260016020818152604080842066ffffffffffffff600887901c1685529091529091205460ff83161c8116145b92915050565b5f610822826120b8565b6001810154909150600160a01b900464ffffffffff165f036108685760405163f92bf4eb60e01b81526001600160a01b03831660048201525f60248201526044016107bb565b60018101805464ffffffffff60a01b191690556040516001600160a01b038316907f91c2e943be9b1896a63fd826425c05548b2a5583446fe30c455ed129c89f86a3905f90a25050565b60ff5f5c16156108d55760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d506001600160a01b0381165f9081526020819052604090206001810154600160a01b900464ffffffffff1680158061091957508042105b156109495760405163f92bf4eb60e01b81526001600160a01b0384166004820152602481018290526044016107bb565b60018201805483547fffffff00ffffffffffffffffffffffffffffffffff00000000000000000000008116600360e01b17855564ffffffffff60a01b1982169092556040516001600160581b039092168083526001600160a01b039182169290918391908716907f980da781d62da9c7dd806dd340e69f7517cf1315809634dfad56dd8c33975f5a9060200160405180910390a36109e78282612144565b505f92505050805c60ff1916815d5050565b6040805160c0810182525f80825260208201819052918101829052606081018290526080810182905260a08101919091526001600160a01b0382165f9081526020818152604091829020825160c08101845281546001600160581b038082168352600160581b82041693820193909352760100000000000000000000000000000000000000000000830465ffffffffffff1693810193909352906060830190600160e01b900460ff166003811115610ab357610ab36138c5565b6003811115610ac457610ac46138c5565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015292915050565b6040831180610b0757506201000081115b15610b48576040517f3242c61400000000000000000000000000000000000000000000000000000000815260048101829052602481018490526044016107bb565b5f5b83811015610c4b575f5f5f878785818110610b6757610b67613beb565b90506102200201610160016020810190610b8191906138aa565b6001600160a01b0316815260208101919091526040015f2054600160e01b900460ff166003811115610bb557610bb56138c5565b03610c4357610bdc858583818110610bcf57610bcf613beb565b905061022002015f611c9f565b610c4357848482818110610bf257610bf2613beb565b90506102200201610160016020810190610c0c91906138aa565b6001600160a01b0316817f0e0873dea09f8b0558a45bcd1b13aa0603657f2a9faacf479ea514e082d5441a60405160405180910390a35b600101610b4a565b50610ce3604051806102c001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020016060815260200160608152602001606081526020015f81525090565b5f610cef82858561218f565b610260830151519091508015610d0d57610d0a8382846123c6565b91505b826102a001518214610d32576040516332662ccf60e11b815260040160405180910390fd5b6102408301515f5b8151811015610d6d57610d65828281518110610d5857610d58613beb565b60200260200101516124f0565b600101610d3a565b50610d7a88888888612599565b336001600160a01b03167f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f12856102800151604051610db89190613bff565b60405180910390a25050505050505050565b60ff5f5c1615610ded5760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f610e0960208401846138aa565b90505f610eb482610e206060870160408801613c34565b610e306080880160608901613c61565b64ffffffffff16610e4760a0890160808a01613c61565b64ffffffffff16610e5e60c08a0160a08b01613c61565b64ffffffffff167f09ca324c5adfc875a2930b46a56e275d8cd0687d6e6d6315a1720321a20012d98a604051602001610e98929190613c7a565b604051602081830303815290604052805190602001208961263e565b80547fffffff00ffffffffffffffffffffffffffffffffff00000000000000000000008116600360e01b1782559091506001600160581b0316610efd6060860160408701613c34565b67ffffffffffffffff16610f1760408701602088016138aa565b6001600160a01b0316846001600160a01b03167fb0a8225354438ece6457c0afb7d128c3303e46e0cecd508805d4437d6dbe29d484604051610f5b91815260200190565b60405180910390a48015610f8257610f82610f7c60408701602088016138aa565b82612144565b505f91505060ff19815c16815d505050565b5f610fa260208901896138aa565b90505f610fb560808a0160608b01613c34565b90505f610fc18a6118d9565b90505f610fcd896118d9565b90506001600160a01b038416610fe660208b018b6138aa565b6001600160a01b031614158061101f575067ffffffffffffffff831661101260808b0160608c01613c34565b67ffffffffffffffff1614155b8061102957508082145b15611060576040517f4db6d45800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61106b8a8386611948565b611076888286611948565b611081848383611989565b61108b84846107d8565b6110ee576001600160a01b0384165f818152600160208181526040808420600889901c66ffffffffffffff16808652908352818520805460ff8b169590951b948517905594845260038252808420948452939052919020805490911790556111e0565b6001600160a01b0384165f908152600360209081526040808320600887901c66ffffffffffffff16845290915290205460ff84161c600190811614158015611155575061115561114460408d0160208e016138aa565b838965ffffffffffff168989611a96565b156111e0576001600160a01b0384165f818152600160208181526040808420600889901c66ffffffffffffff16808652908352818520805460ff8b169590951b948517905594845260038252808420948452939052919020805490911790556111c460608c0160408d01613bd2565b5f8381526004602052604090206001600160581b039190911690555b5050505050505050505050565b60ff5f5c16156112105760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d506112b5604051806102c001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020016060815260200160608152602001606081526020015f81525090565b5f6112c182858561218f565b9050816102600151516001146112ea576040516332662ccf60e11b815260040160405180910390fd5b5f5f5f6112f8855f866127f6565b925092509250846102a001518214611323576040516332662ccf60e11b815260040160405180910390fd5b5f8561024001515f8151811061133b5761133b613beb565b5050506101c08501516101e0860151600282602001516003811115611362576113626138c5565b14611389578151602083015160405163024f623360e51b81526107bb929190600401613d35565b5f816020015160038111156113a0576113a06138c5565b036113c357805160405163024f623360e51b81526107bb91905f90600401613d35565b60e08701514281106113e85760405163dd4bc96760e01b815260040160405180910390fd5b6113f288856129d1565b611409611404828a6101000151612a07565b612a82565b61141e886114198a865f8c612ab5565b6129d1565b61142f886114198a86868c8c612bf7565b6080880151835161144090826107d8565b6114e65761147564ffffffffff7f00000000000000000000000000000000000000000000000000000000000000001683613d66565b421115611486576114866008612a82565b83516001600160a01b03165f818152600160208181526040808420600887901c66ffffffffffffff16808652908352818520805460ff89169590951b94851790559484526003825280842094845293905291902080549091179055611530565b83516001600160a01b03165f908152600360209081526040808320600885901c66ffffffffffffff16845290915290205460ff82161c600190811614611530576115306010612a82565b611546878a60600151865f0151865f0151611ae8565b61157f576040517fc0e20380000000000000000000000000000000000000000000000000000000008152600481018890526024016107bb565b505f97505060ff19875c169550869450505050505d505050565b60ff5f5c16156115bc5760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f6115d860208401846138aa565b90505f6115eb6060850160408601613bd2565b6001600160581b03169050805f0361161857604051636f90e53560e11b81525f60048201526024016107bb565b5f6116c18361162d6080880160608901613c34565b61163d60a0890160808a01613c61565b64ffffffffff1661165460c08a0160a08b01613c61565b64ffffffffff1661166b60e08b0160c08c01613c61565b64ffffffffff167fdeb440a2894b75df28375205ec20decbe9be0984aa31e5a79c7e6241a232aa318b6040516020016116a5929190613d79565b604051602081830303815290604052805190602001208a61263e565b80549091506001600160581b031680831115611722576040517ffd44e7060000000000000000000000000000000000000000000000000000000081526001600160a01b038516600482015260248101829052604481018490526064016107bb565b61172c8382613e55565b82546affffffffffffffffffffff19166001600160581b039190911617825561175b6080870160608801613c34565b67ffffffffffffffff1661177560408801602089016138aa565b6001600160a01b0316856001600160a01b03167fd22ba8ade41650d0e2a4cd2fc2b5e6a6618229ced678f15a0f423d54efa8adb7866040516117b991815260200190565b60405180910390a46117da6117d460408801602089016138aa565b84612144565b505f92505050805c60ff1916815d505050565b345f0361180f57604051636f90e53560e11b81525f60048201526024016107bb565b61181881611fbb565b50565b5f611824612c9d565b905090565b5f611833826120b8565b905060038154600160e01b900460ff166003811115611854576118546138c5565b036118775781600360405163024f623360e51b81526004016107bb929190613d35565b6001810154600160a01b900464ffffffffff16156118cc576001810154604051631528c3ef60e31b81526001600160a01b0384166004820152600160a01b90910464ffffffffff1660248201526044016107bb565b6118d582612d91565b5050565b5f6108127faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f83604051602001611910929190613e68565b60405160208183030381529060405280519060200120612e35565b5f82815260208290526040812061194190612e35565b9392505050565b611953838383612e7c565b6107d3576040517ff6a24c2400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b0383165f9081526020819052604090208054600160e01b900460ff1660018160038111156119c0576119c06138c5565b03611a1557815460ff60e01b19167c02000000000000000000000000000000000000000000000000000000001782556001820154600160a01b900464ffffffffff1615611a1057611a1085612d91565b611a4b565b6002816003811115611a2957611a296138c5565b14611a4b57848160405163024f623360e51b81526004016107bb929190613d35565b60408051858152602081018590526001600160a01b038716917f294effef510c5ad2a7cefed133475fbb2671912c52f864425e70821c169a01c6910160405180910390a25050505050565b5f65fffffffffffe198401611aac57505f611adf565b611ab461369f565b611abe8188612e9d565b611adb611acc8260e0015190565b60a08301519088888888612f69565b9150505b95945050505050565b5f848152600460209081526040808320546001600160a01b0386168452918390528220546001600160581b0316611b1f8287613e55565b955080861115611b2d578095505b855f03611b3e575f92505050611c97565b6001600160a01b0384165f908152602081905260409020611b5f8784613d66565b5f89815260046020526040902055611b778783613e55565b6001600160a01b0387165f90815260208190526040812080546affffffffffffffffffffff19166001600160581b03939093169290921790915560038254600160e01b900460ff166003811115611bd057611bd06138c5565b14611be457611bdf8289613050565b611bfc565b6001820154611bfc906001600160a01b03168961310a565b90508015611c4d57856001600160a01b0316897f871ec24ec1da974c69ddd3326cb23661e62009d024a11831e1f85e76f3024ac48a604051611c4091815260200190565b60405180910390a3611c91565b5f8981526004602090815260408083206001600160a01b038b1684529183905290912080546affffffffffffffffffffff19166001600160581b0386161790558490555b93505050505b949350505050565b5f80611cb3610180850161016086016138aa565b604080517f7e0080f90000000000000000000000000000000000000000000000000000000081529192506001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001691637e0080f991611d2a9188918201906080830190610120840190600401613f79565b608060405180830381865afa925050508015611d63575060408051601f3d908101601f19168201909252611d6091810190614026565b60015b611daa573d808015611d90576040519150601f19603f3d011682016040523d82523d5f602084013e611d95565b606091505b508315611da457805160208201fd5b50611f6f565b5f611e337f6a95065afa54de8e683818fcabfc8dfc66609178c5f0e972172e797723163d157f000000000000000000000000000000000000000000000000000000000000000088611e036101a08e016101808f016138aa565b6040805160208101959095528401929092526001600160a01b03908116606084015216608082015260a001611910565b90507fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c284148015611e6e5750611e6e6101a08a018287612e7c565b8015611e845750611e846101e08a018288612e7c565b15611f69576001600160a01b0386165f908152602081905260409020805460ff60e01b1916600160e01b178155611ec36101a08b016101808c016138aa565b6001820180547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b039283161790558616611f0d6101a08c016101808d016138aa565b6040805160ff8816815286151560208201526001600160a01b03928316928b16917f17436438c1c4f625ecd194db877876dfb989f8f3b1728e0453cbeff5fe2692fd910160405180910390a46001975050505050505050610812565b50505050505b8215611fb2576040517fdfbfc85a0000000000000000000000000000000000000000000000000000000081526001600160a01b03821660048201526024016107bb565b505f9392505050565b6001600160a01b0381165f90815260208190526040812080549091600160e01b90910460ff1690816003811115611ff457611ff46138c5565b14806120115750600381600381111561200f5761200f6138c5565b145b1561203357828160405163024f623360e51b81526004016107bb929190613d35565b61203d8234613050565b61205c57604051636f90e53560e11b81523460048201526024016107bb565b815460408051348152600160581b9092046001600160581b0316602083015233916001600160a01b038616917ff5681f9d0db1b911ac18ee83d515a1cf1051853a9eae418316a2fdf7dea427c5910160405180910390a3505050565b6001600160a01b0381165f908152602081905260408120908154600160e01b900460ff1660038111156120ed576120ed6138c5565b1480612106575060018101546001600160a01b03163314155b1561213f576040517f707fc9290000000000000000000000000000000000000000000000000000000081523360048201526024016107bb565b919050565b61214e828261310a565b6118d5576040517f55a096920000000000000000000000000000000000000000000000000000000081526001600160a01b03831660048201526024016107bb565b817faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f6119016121bc612c9d565b610180870152610160860152845260028082019180359160f883901c9160f084901c60ff1691868201916014850201018110806121f95750604082115b8061220c5750811580159061220c575082155b1561222a576040516332662ccf60e11b815260040160405180910390fd5b6102a088018190525f8367ffffffffffffffff81111561224c5761224c61407c565b60405190808252806020026020018201604052801561228557816020015b61227261369f565b81526020019060019003908161226a5790505b5090505f805b8581101561230b57873560601c81158015906122b95750826001600160a01b0316816001600160a01b031611155b156122d7576040516332662ccf60e11b815260040160405180910390fd5b6122fa8483815181106122ec576122ec613beb565b602002602001015182612e9d565b60149890980197915060010161228b565b5050610240890152508067ffffffffffffffff81111561232d5761232d61407c565b604051908082528060200260200182016040528015612356578160200160208202803683370190505b50610260880152600b60358202015f8167ffffffffffffffff81111561237e5761237e61407c565b6040519080825280601f01601f1916602001820160405280156123a8576020820181803683370190505b50600a19909201825250610280909701969096525090949350505050565b5f5f8461024001515f815181106123df576123df613beb565b60209081029190910101519050805f5b858110156124e5575f5f5f6124058a858a6127f6565b9250925092506101c08a015195506101e08a015194508560400151801561242d575084604001515b8061244657506124468a8760200151876020015161312f565b801561244f5750805b801561245f575061245f8a6131a8565b801561247f57506102008a0151158061247f575061247f8a87868b612ab5565b801561249357506124938a87878b87612bf7565b156124a6576124a48a8787866131e3565b505b6102808a01516102208b01516040808d0151603588029093016020810187905260609390931b60589290921b91909117910152509550506001016123ef565b509295945050505050565b60a0810151606082015115801561250957506020810151155b15612512575050565b60c0820151610120830151825160808501517fffffffff000000000000ffffffffffffffffffffff00000000000000000000009290921691821760b09190911b7bffffffffffff0000000000000000000000000000000000000000000016178083556125896125828660e0015190565b85906132fe565b6125928561334b565b5050505050565b83826084610220860201601f8401601f19166064841415806125bb5750818314155b806125c857503683820114155b156125e6576040516332662ccf60e11b815260040160405180910390fd5b505033321415806125f75750333b15155b15612636577f54d1bffc4370871aa41220ae82e1c3847b4b52785f2d205f8bd52fd16a22f66e848460405161262d929190614090565b60405180910390a15b505050505050565b6001600160a01b0387165f90815260208190526040902060018154600160e01b900460ff166003811115612674576126746138c5565b146126a257805460405163024f623360e51b81526107bb918a91600160e01b90910460ff1690600401613d35565b6001810154600160a01b900464ffffffffff16156126f7576001810154604051631528c3ef60e31b81526001600160a01b038a166004820152600160a01b90910464ffffffffff1660248201526044016107bb565b8486118061271f57505f61270b8686613368565b601281111561271c5761271c6138c5565b14155b1561273d5760405163dd4bc96760e01b815260040160405180910390fd5b6127508261274a85612e35565b8a611948565b61275a88886107d8565b156127ac576040517f1250a50b0000000000000000000000000000000000000000000000000000000081526001600160a01b038916600482015267ffffffffffffffff881660248201526044016107bb565b6001600160a01b0388165f90815260016020818152604080842060088c901c66ffffffffffffff168552909152909120805460ff8a169290921b9091179055979650505050505050565b5f6102208401819052610240840151516102a085015160ca84019160019185359160f883901c9160f084901c60ff1691908611806128345750808310155b8061283f5750808210155b1561285d576040516332662ccf60e11b815260040160405180910390fd5b878960051b60206102608d015101015260206102408b0151018360051b81015193508260051b810151925050826101c08b0152816101e08b0152825160208b0152815160408b01525050505f6128b4866020013590565b60d881901c60e08a0181905264ffffffffff84811660c08c01819052602886901c821660a08d0181905260b085901c9092166101008d0152929350909190818111806128ff57508282115b156129125761290f8b6007613388565b95505b50505050866101e00151876101c001510361293557612932876006613388565b91505b609081901c6001600160581b03165f81900361295957612956886005613388565b92505b6060880181905267ffffffffffffffff605083901c166080890152602a86013561014089015260ff60e883901c1661020089018190525f81156129a7576129a18a87846133a9565b90965090505b6101208a0152505061016087206101a088015250604261017e909601959095209590949350915050565b806118d55781610220015160128111156129ed576129ed6138c5565b604051633ea0cd7960e21b81526004016107bb91906140be565b5f42821115612a1857506009610812565b7f000000000000000000000000000000000000000000000000000000000000000064ffffffffff167f000000000000000000000000000000000000000000000000000000000000000064ffffffffff16830101831115612a7a5750600a610812565b505f92915050565b5f816012811115612a9557612a956138c5565b146118185780604051633ea0cd7960e21b81526004016107bb91906140be565b6102008401515f906010811115612ad957612ad186600b613388565b915050611c97565b60ca830192505b8015612beb57602760ff60208086013560c881901c92909216908102860183019580359360d084901c929101906580000000000083165f03612b5a57612b39612b2a8b60e0015190565b60a08c01519087868686612f69565b612b5557612b488b600c613388565b9650505050505050611c97565b612bda565b65800000000000831892508883101580612b805750612b7e8b84878d5f01516134a0565b155b15612b9057612b488b600c613388565b8a60e0015160d8612bc08d61026001518681518110612bb157612bb1613beb565b60200260200101516020013590565b901c64ffffffffff161015612bda57612b488b600d613388565b505050505080600190039050612ae0565b50600195945050505050565b5f612c1182865f0151612c0a604a870190565b9190612e7c565b612c2757612c2086600e613388565b9050611adf565b7f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f5f8181526020849052604090206101a0880152604261017e8801208551909190612c77908390608a8801612c0a565b612c8f57612c8688600f613388565b92505050611adf565b506001979650505050505050565b5f7f00000000000000000000000000000000000000000000000000000000000000004614612d6c57611824604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b507f000000000000000000000000000000000000000000000000000000000000000090565b5f612dc364ffffffffff7f00000000000000000000000000000000000000000000000000000000000000001642613d66565b6001600160a01b0383165f8181526020818152604091829020600101805464ffffffffff60a01b1916600160a01b64ffffffffff871602179055905183815292935090917eedd6052578626a94c9a0dfeac6c4459120d90c4187286e52f1d19eabb91ea2910160405180910390a25050565b5f610812612e41612c9d565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b5f5f612e8885856134e6565b801515931860601b1592909216949350505050565b6001600160a01b0381165f818152602081815260408083206002909252909120815492855260c0850182905260e08086018290526101208601849052919290918391839181901c60ff16806003811115612ef957612ef96138c5565b88602001906003811115612f0f57612f0f6138c5565b90816003811115612f2257612f226138c5565b9052506001811480612f345750600281145b15156040890152506001600160581b038116608088015260a09096015160b09690961c65ffffffffffff169095525050505050565b85515f90808510612f7d575f915050613046565b5f85821860011c5b8015612f97576001918201911c612f85565b50838114612fa9575f92505050613046565b865f5b82811015613009575f878783818110612fc757612fc7613beb565b9050602002013590508189901c600116600114612ff0575f838152602082905260409020612ffe565b5f8181526020849052604090205b925050600101612fac565b50818a60200151901c60011660011461302f575f82815260208a90526040902054613040565b6130408a604001518360051b015190565b14925050505b9695505050505050565b81545f908190613071908490600160581b90046001600160581b0316613d66565b84549091505f9061308c9085906001600160581b0316613d66565b90506001600160581b038211806130a957506001600160581b0381115b156130b8575f92505050610812565b84547fffffffffffffffffffff0000000000000000000000000000000000000000000016600160581b6001600160581b03938416026affffffffffffffffffffff191617911617909255506001919050565b5f6001600160a01b03831661312057505f610812565b5f5f5f5f85875af19392505050565b5f80836003811115613143576131436138c5565b0361315a57613153846001613388565b9050611941565b600383600381111561316e5761316e6138c5565b0361317e57613153846002613388565b611c97845f846003811115613195576131956138c5565b146131a1576004613388565b6003613388565b5f5f6131bd8360e00151846101000151613368565b90505f8160128111156131d2576131d26138c5565b148061194157506119418382613388565b606084015160808501516101408501515f9291906001600883901c01146132125761321286600883901c613551565b610160860151600160ff83161b80821615801590819061323a5750613238898589613596565b155b156132565761324a8a6010613388565b95505050505050611c97565b60808901518581101561326e57612b488b6011613388565b608089015186016001600160581b0381111561329d5761328f8c6012613388565b975050505050505050611c97565b908690036080808c01919091528901528282176101608a0152600160608a01526132d76132cb8960e0015190565b60a08a01519089613611565b80156132ee575f8781526004602052604090208590555b5060019998505050505050505050565b81516020830151165f5b811561334557816001166001036133395761332a84604001518260051b015190565b5f828152602085905260409020555b600191821c9101613308565b50505050565b80606001516133575750565b610100810151610160909101519055565b5f82421161337f5761337a8383612a07565b611941565b50600892915050565b5f81601281111561339b5761339b6138c5565b610220840152505f92915050565b5f5f5f8367ffffffffffffffff8111156133c5576133c561407c565b6040519080825280602002602001820160405280156133ee578160200160208202803683370190505b5090505f5b848110156134445785355f1b82828151811061341157613411613beb565b60200260200101818152505060c861342a876020013590565b901c60ff16602002602701860195508060010190506133f3565b50856102a0015185111561346b576040516332662ccf60e11b815260040160405180910390fd5b848160405160200161347d91906140d8565b604051602081830303815290604052805190602001209250925050935093915050565b61028084015160358402810160208101516040909101515f92919060581c8582148015611c9157505f6008866001600160a01b0316901b17811498975050505050505050565b5f60405160208401358060011b60011c848352601b8260ff1c016020840152853560408401528060608401525f5f5260205f60808560015afa505f517f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0909111150295945050505050565b61355a8261334b565b81516001600160a01b03165f90815260016020818152604080842085855290915290912080546101608501526101008401520161014090910152565b5f6002846020015160038111156135af576135af6138c5565b1480156135f4575083516001600160a01b03165f908152600360209081526040808320600887901c66ffffffffffffff16845290915290205460ff84161c6001908116145b8015611c975750505f908152600460205260409020541592915050565b60408301515f819003613631575060408051610620810182529084018190525b8351602085015160018083018752835b8382161561368c575f8284165f0361366d575084810360051c5f90815260208890526040902054613671565b5080515b5f9081526020968752604090209560019290921b9101613641565b9117602090960195909552505090915250565b6040805161018081019091525f808252602082019081526020015f151581526020015f151581526020015f81526020016136f060405180606001604052805f81526020015f81526020015f81525090565b81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b5f610140828403121561372b575f5ffd5b50919050565b5f6040828403121561372b575f5ffd5b803565ffffffffffff8116811461213f575f5ffd5b5f5f83601f840112613766575f5ffd5b50813567ffffffffffffffff81111561377d575f5ffd5b6020830191508360208260051b8501011115613797575f5ffd5b9250929050565b5f5f5f5f5f5f61020087890312156137b4575f5ffd5b6137be888861371a565b95506137ce886101408901613731565b94506137de886101808901613731565b93506137ed6101c08801613741565b92506101e087013567ffffffffffffffff811115613809575f5ffd5b61381589828a01613756565b979a9699509497509295939492505050565b5f610220828403128015613839575f5ffd5b509092915050565b6001600160a01b0381168114611818575f5ffd5b803561213f81613841565b803567ffffffffffffffff8116811461213f575f5ffd5b5f5f60408385031215613888575f5ffd5b823561389381613841565b91506138a160208401613860565b90509250929050565b5f602082840312156138ba575f5ffd5b813561194181613841565b634e487b7160e01b5f52602160045260245ffd5b600481106138e9576138e96138c5565b9052565b5f60c0820190506001600160581b0383511682526001600160581b03602084015116602083015265ffffffffffff6040840151166040830152606083015161393860608401826138d9565b506001600160a01b03608084015116608083015264ffffffffff60a08401511660a083015292915050565b5f5f83601f840112613973575f5ffd5b50813567ffffffffffffffff81111561398a575f5ffd5b602083019150836020828501011115613797575f5ffd5b5f5f5f5f604085870312156139b4575f5ffd5b843567ffffffffffffffff8111156139ca575f5ffd5b8501601f810187136139da575f5ffd5b803567ffffffffffffffff8111156139f0575f5ffd5b87602061022083028401011115613a05575f5ffd5b60209182019550935085013567ffffffffffffffff811115613a25575f5ffd5b613a3187828801613963565b95989497509550505050565b5f5f828403610120811215613a50575f5ffd5b60e0811215613a5d575f5ffd5b508291506138a18460e08501613731565b5f5f60408385031215613a7f575f5ffd5b8235613a8a81613841565b946020939093013593505050565b5f5f5f5f5f5f5f610340888a031215613aaf575f5ffd5b613ab9898961371a565b9650613ac9896101408a01613731565b9550613ad9896101808a0161371a565b9450613ae9896102c08a01613731565b9350613af86103008901613741565b925061032088013567ffffffffffffffff811115613b14575f5ffd5b613b208a828b01613756565b989b979a50959850939692959293505050565b5f5f60208385031215613b44575f5ffd5b823567ffffffffffffffff811115613b5a575f5ffd5b613b6685828601613963565b90969095509350505050565b5f5f828403610140811215613b85575f5ffd5b610100811215613b93575f5ffd5b508291506138a1846101008501613731565b5f60208284031215613bb5575f5ffd5b5035919050565b80356001600160581b038116811461213f575f5ffd5b5f60208284031215613be2575f5ffd5b61194182613bbc565b634e487b7160e01b5f52603260045260245ffd5b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b5f60208284031215613c44575f5ffd5b61194182613860565b803564ffffffffff8116811461213f575f5ffd5b5f60208284031215613c71575f5ffd5b61194182613c4d565b82815261010081018235613c8d81613841565b6001600160a01b0381166020840152506020830135613cab81613841565b6001600160a01b03811660408401525067ffffffffffffffff613cd060408501613860565b16606083015264ffffffffff613ce860608501613c4d565b166080830152613cfa60808401613c4d565b64ffffffffff811660a084015250613d1460a08401613c4d565b64ffffffffff811660c08401525060c0929092013560e09190910152919050565b6001600160a01b03831681526040810161194160208301846138d9565b634e487b7160e01b5f52601160045260245ffd5b8082018082111561081257610812613d52565b82815261012081018235613d8c81613841565b6001600160a01b0381166020840152506020830135613daa81613841565b6001600160a01b038116604084015250613dc660408401613bbc565b6001600160581b038116606084015250613de260608401613860565b67ffffffffffffffff8116608084015250613dff60808401613c4d565b64ffffffffff811660a084015250613e1960a08401613c4d565b64ffffffffff811660c084015250613e3360c08401613c4d565b64ffffffffff811660e08401525060e092909201356101009190910152919050565b8181038181111561081257610812613d52565b8281526101608101613e8d60208301613e8085613855565b6001600160a01b03169052565b613e9960208401613855565b6001600160a01b038116604084015250613eb560408401613bbc565b6001600160581b038116606084015250613ed160608401613860565b67ffffffffffffffff8116608084015250613eee60808401613c4d565b64ffffffffff811660a084015250613f0860a08401613c4d565b64ffffffffff811660c084015250613f2260c08401613c4d565b64ffffffffff811660e084015250613f3c60e08401613c4d565b64ffffffffff811661010084015250610100830135610120838101919091529092013561014090910152919050565b60ff81168114611818575f5ffd5b61016081018535613f8981613841565b6001600160a01b03168252602086810135818401528535604084015285013560608301528335613fb881613841565b6001600160a01b03166080830152602084013560a0830152604084013560c0830152606084013563ffffffff8116808214613ff1575f5ffd5b60e084015250608084013561400581613f6b565b60ff1661010083015282356101208301526020830135610140830152611adf565b5f5f5f5f60808587031215614039575f5ffd5b845161404481613841565b60208601516040870151919550935061405c81613f6b565b60608601519092508015158114614071575f5ffd5b939692955090935050565b634e487b7160e01b5f52604160045260245ffd5b60208152816020820152818360408301375f818301604090810191909152601f909201601f19160101919050565b60208101601383106140d2576140d26138c5565b91905290565b81515f90829060208501835b828110156141025781518452602093840193909101906001016140e4565b50919594505050505056' as const;

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
