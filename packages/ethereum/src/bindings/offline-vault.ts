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
        "name": "items",
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
        "name": "submitter",
        "type": "address"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "payment",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "payee",
            "type": "address"
          },
          {
            "internalType": "enum Reason",
            "name": "reason",
            "type": "uint8"
          }
        ],
        "indexed": false,
        "internalType": "struct Outcome[]",
        "name": "outcomes",
        "type": "tuple[]"
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
          }
        ],
        "internalType": "struct Certificate[]",
        "name": "opens",
        "type": "tuple[]"
      },
      {
        "components": [
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
                "name": "payment",
                "type": "bytes32"
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
            "internalType": "struct Support[]",
            "name": "funding",
            "type": "tuple[]"
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
            "name": "payer",
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
            "name": "payee",
            "type": "tuple"
          }
        ],
        "internalType": "struct Item[]",
        "name": "items",
        "type": "tuple[]"
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
export const offlineVaultBytecode = '0x610160604052348015610010575f5ffd5b506040516131d13803806131d183398101604081905261002f916101fc565b83158061009b575083856001600160a01b0316636739afca6040518163ffffffff1660e01b8152600401602060405180830381865afa158015610074573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906100989190610264565b14155b806100ab575064ffffffffff8316155b806100bb575064ffffffffff8216155b806100e057506100d564ffffffffff80841690851661027b565b8164ffffffffff1611155b156100fe57604051636bda889d60e01b815260040160405180910390fd5b6001600160a01b03851660805260a084905264ffffffffff80841660c05282811660e05281166101005246610140526101d4604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b61012052506102a09350505050565b805164ffffffffff811681146101f7575f5ffd5b919050565b5f5f5f5f5f60a08688031215610210575f5ffd5b85516001600160a01b0381168114610226575f5ffd5b6020870151909550935061023c604087016101e3565b925061024a606087016101e3565b9150610258608087016101e3565b90509295509295909350565b5f60208284031215610274575f5ffd5b5051919050565b8082018082111561029a57634e487b7160e01b5f52601160045260245ffd5b92915050565b60805160a05160c05160e051610100516101205161014051612eb661031b5f395f611c4c01525f611d1b01525f818161024a015261104801525f81816101b30152611b2b01525f818161029c0152611b5301525f81816102e3015261170701525f81816103420152818161095c01526111580152612eb65ff3fe608060405260043610610156575f3560e01c806373b9aa91116100bb578063d595ee0611610071578063f698da2511610057578063f698da2514610416578063fdf6b3751461042a578063fe59841c14610449575f5ffd5b8063d595ee06146103ef578063f340fa0114610403575f5ffd5b8063a1fd3cdf116100a1578063a1fd3cdf1461037c578063b89563121461038f578063c9228ebb146103d0575f5ffd5b806373b9aa91146103055780637b10399914610331575f5ffd5b8063283886301161011057806344a3cff4116100f657806344a3cff41461028b57806357d4c4ee146102be5780636739afca146102d2575f5ffd5b8063283886301461023957806342055d5b1461026c575f5ffd5b80631c9963fa116101405780631c9963fa146101a25780631eb72d82146101eb578063280e2d2b1461021a575f5ffd5b80621e9c9e1461015a57806316f6ce6b1461017b575b5f5ffd5b348015610165575f5ffd5b506101796101743660046127e0565b61047c565b005b348015610186575f5ffd5b5061018f608081565b6040519081526020015b60405180910390f35b3480156101ad575f5ffd5b506101d57f000000000000000000000000000000000000000000000000000000000000000081565b60405164ffffffffff9091168152602001610199565b3480156101f6575f5ffd5b5061020a6102053660046128a7565b6105db565b6040519015158152602001610199565b348015610225575f5ffd5b506101796102343660046128da565b61061b565b348015610244575f5ffd5b506101d57f000000000000000000000000000000000000000000000000000000000000000081565b348015610277575f5ffd5b506101796102863660046128da565b6106b5565b348015610296575f5ffd5b506101d57f000000000000000000000000000000000000000000000000000000000000000081565b3480156102c9575f5ffd5b5061018f604081565b3480156102dd575f5ffd5b5061018f7f000000000000000000000000000000000000000000000000000000000000000081565b348015610310575f5ffd5b5061032461031f3660046128da565b610815565b604051610199919061291d565b34801561033c575f5ffd5b506103647f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b039091168152602001610199565b61017961038a366004612993565b610907565b34801561039a575f5ffd5b5061018f6103a93660046129ad565b6001600160a01b03919091165f908152600260209081526040808320938352929052205490565b3480156103db575f5ffd5b506101796103ea3660046129d7565b610ade565b3480156103fa575f5ffd5b5061018f601081565b6101796104113660046128da565b610f52565b348015610421575f5ffd5b5061018f610f80565b348015610435575f5ffd5b506101796104443660046128da565b610f8e565b348015610454575f5ffd5b5061018f7fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c281565b604081118061048b5750608083115b156104d1576040517f3242c61400000000000000000000000000000000000000000000000000000000815260048101829052602481018490526044015b60405180910390fd5b5f5b83811015610505576104fd8585838181106104f0576104f0612a1b565b90506101e00201826110d5565b6001016104d3565b505f8167ffffffffffffffff81111561052057610520612a2f565b60405190808252806020026020018201604052801561057157816020015b61055e604080516060810182525f80825260208201819052909182015290565b81526020019060019003908161053e5790505b5090505f5b828110156105925761058a84848385611245565b600101610576565b50336001600160a01b03167f3a7859855743580dd48986e861bd3b3cec506b02fa321c7769b971afc7158ef5826040516105cc9190612a43565b60405180910390a25050505050565b6001600160a01b0382165f90815260016020818152604080842066ffffffffffffff600887901c1685529091529091205460ff83161c8116145b92915050565b5f61062582611596565b6001810154909150600160a01b900464ffffffffff165f0361066b5760405163f92bf4eb60e01b81526001600160a01b03831660048201525f60248201526044016104c8565b60018101805464ffffffffff60a01b191690556040516001600160a01b038316907f91c2e943be9b1896a63fd826425c05548b2a5583446fe30c455ed129c89f86a3905f90a25050565b60ff5f5c16156106d85760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d506001600160a01b0381165f9081526020819052604090206001810154600160a01b900464ffffffffff1680158061071c57508042105b1561074c5760405163f92bf4eb60e01b81526001600160a01b0384166004820152602481018290526044016104c8565b60018201805483547c03000000000000000000000000000000000000000000000000000000007fffffff00ffffffffffffffffffffffffffffffffff0000000000000000000000821617855564ffffffffff60a01b1982169092556040516001600160581b039092168083526001600160a01b039182169290918391908716907f980da781d62da9c7dd806dd340e69f7517cf1315809634dfad56dd8c33975f5a9060200160405180910390a36108038282611622565b505f92505050805c60ff1916815d5050565b6040805160c0810182525f80825260208201819052918101829052606081018290526080810182905260a08101919091526001600160a01b0382165f9081526020818152604091829020825160c08101845281546001600160581b0380821683526b01000000000000000000000082041693820193909352600160b01b830465ffffffffffff1693810193909352906060830190600160e01b900460ff1660038111156108c4576108c46128f5565b60038111156108d5576108d56128f5565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015292915050565b5f61091a610180830161016084016128da565b6001600160a01b0381165f9081526020819052604081209192508154600160e01b900460ff166003811115610951576109516128f5565b03610a56575f5f5f5f7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316637e0080f9885f01896040018a6080018b610120016040518563ffffffff1660e01b81526004016109b89493929190612ac4565b608060405180830381865afa1580156109d3573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906109f79190612b71565b9350935093509350610a0c87858585856116ca565b610a4d576040517fdfbfc85a0000000000000000000000000000000000000000000000000000000081526001600160a01b03871660048201526024016104c8565b50505050610aca565b610a686101a0840161018085016128da565b60018201546001600160a01b03908116911614610aca5760018101546040517f9239b1ba0000000000000000000000000000000000000000000000000000000081526001600160a01b03808516600483015290911660248201526044016104c8565b3415610ad957610ad9826118d5565b505050565b60ff5f5c1615610b015760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f610b1d60208401846128da565b6001600160a01b0381165f90815260208190526040808220929350610b489060608701908701612bdd565b82546001600160581b0391821692501660018354600160e01b900460ff166003811115610b7757610b776128f5565b14610ba557825460405163024f623360e51b81526104c8918691600160e01b90910460ff1690600401612bf6565b6001830154600160a01b900464ffffffffff1615610bfa576001830154604051631528c3ef60e31b81526001600160a01b0386166004820152600160a01b90910464ffffffffff1660248201526044016104c8565b815f03610c1c57604051636f90e53560e11b81525f60048201526024016104c8565b610c2c60c0870160a08801612c27565b64ffffffffff16610c4360a0880160808901612c27565b64ffffffffff161180610c9c57505f610c88610c6560c0890160a08a01612c27565b64ffffffffff16610c7c60e08a0160c08b01612c27565b64ffffffffff16611b08565b6012811115610c9957610c996128f5565b14155b15610cd3576040517fdd4bc96700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610d2f610d277fdeb440a2894b75df28375205ec20decbe9be0984aa31e5a79c7e6241a232aa3188604051602001610d0c929190612c40565b60405160208183030381529060405280519060200120611ba5565b869086611c0c565b610d65576040517ff6a24c2400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610d79846102056080890160608a01612d1c565b15610ddc5783610d8f6080880160608901612d1c565b6040517f1250a50b0000000000000000000000000000000000000000000000000000000081526001600160a01b03909216600483015267ffffffffffffffff1660248201526044016104c8565b80821115610e2f576040517ffd44e7060000000000000000000000000000000000000000000000000000000081526001600160a01b038516600482015260248101829052604481018390526064016104c8565b610e8784610e436080890160608a01612d1c565b6001600160a01b039091165f90815260016020818152604080842066ffffffffffffff600887901c168552909152909120805460ff9093169190911b919091179055565b610e918282612d49565b83546affffffffffffffffffffff19166001600160581b0391909116178355610ec06080870160608801612d1c565b67ffffffffffffffff16610eda60408801602089016128da565b6001600160a01b0316856001600160a01b03167fd22ba8ade41650d0e2a4cd2fc2b5e6a6618229ced678f15a0f423d54efa8adb785604051610f1e91815260200190565b60405180910390a4610f3f610f3960408801602089016128da565b83611622565b505f92505050805c60ff1916815d505050565b345f03610f7457604051636f90e53560e11b81525f60048201526024016104c8565b610f7d816118d5565b50565b5f610f89611c49565b905090565b5f610f9882611596565b905060038154600160e01b900460ff166003811115610fb957610fb96128f5565b03610fe757805460405163024f623360e51b81526104c8918491600160e01b90910460ff1690600401612bf6565b6001810154600160a01b900464ffffffffff161561103c576001810154604051631528c3ef60e31b81526001600160a01b0384166004820152600160a01b90910464ffffffffff1660248201526044016104c8565b5f61106e64ffffffffff7f00000000000000000000000000000000000000000000000000000000000000001642612d5c565b60018301805464ffffffffff60a01b1916600160a01b64ffffffffff8416021790556040518181529091506001600160a01b038416907eedd6052578626a94c9a0dfeac6c4459120d90c4187286e52f1d19eabb91ea29060200160405180910390a2505050565b5f5f806110ea610180860161016087016128da565b6001600160a01b0316815260208101919091526040015f2054600160e01b900460ff16600381111561111e5761111e6128f5565b14611127575050565b604080517f7e0080f90000000000000000000000000000000000000000000000000000000081526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001691637e0080f99161119c918691908201906080830190610120840190600401612ac4565b608060405180830381865afa9250505080156111d5575060408051601f3d908101601f191682019092526111d291810190612b71565b60015b156111f9576111e786858585856116ca565b156111f457505050505050565b505050505b61120b610180830161016084016128da565b6001600160a01b0316817f0e0873dea09f8b0558a45bcd1b13aa0603657f2a9faacf479ea514e082d5441a60405160405180910390a35050565b3684848481811061125857611258612a1b565b905060200281019061126a9190612d6f565b9050805f61128d82611288611283610120830183612d8e565b611d3d565b611e1a565b90505f8486815181106112a2576112a2612a1b565b60209081029190910181015183815291506112c390604085019085016128da565b6001600160a01b031660208201526112da83611f47565b816040019060128111156112f0576112f06128f5565b90816012811115611303576113036128f5565b9052505f8160400151601281111561131d5761131d6128f5565b1461132b5750505050611590565b61133788888888612153565b8160400190601281111561134d5761134d6128f5565b90816012811115611360576113606128f5565b9052505f8160400151601281111561137a5761137a6128f5565b146113885750505050611590565b61139284836123fb565b816040019060128111156113a8576113a86128f5565b908160128111156113bb576113bb6128f5565b9052505f816040015160128111156113d5576113d56128f5565b146113e35750505050611590565b6114036113f360208501856128da565b610e436080860160608701612d1c565b6114136060840160408501612bdd565b5f8061142260208701876128da565b6001600160a01b0316815260208101919091526040015f90812080549091906114559084906001600160581b0316612dd4565b92506101000a8154816001600160581b0302191690836001600160581b031602179055505f5f5f85602001602081019061148f91906128da565b6001600160a01b03168152602081019190915260409081015f208054909250600160b01b900465ffffffffffff16906114ce9060608701908701612bdd565b825483905f906114e89084906001600160581b0316612df3565b92506101000a8154816001600160581b0302191690836001600160581b031602179055508060016115199190612e12565b82547fffffffff000000000000ffffffffffffffffffffffffffffffffffffffffffff16600160b01b65ffffffffffff928316021783556115899082168560025f61156a60408b0160208c016128da565b6001600160a01b0316815260208101919091526040015f20919061259b565b5050505050505b50505050565b6001600160a01b0381165f908152602081905260408120908154600160e01b900460ff1660038111156115cb576115cb6128f5565b14806115e4575060018101546001600160a01b03163314155b1561161d576040517f707fc9290000000000000000000000000000000000000000000000000000000081523360048201526024016104c8565b919050565b5f826001600160a01b0316826040515f6040518083038185875af1925050503d805f811461166b576040519150601f19603f3d011682016040523d82523d5f602084013e611670565b606091505b5050905080158061168857506001600160a01b038316155b15610ad9576040517f55a096920000000000000000000000000000000000000000000000000000000081526001600160a01b03841660048201526024016104c8565b5f806116de610180880161016089016128da565b90505f6117697f6a95065afa54de8e683818fcabfc8dfc66609178c5f0e972172e797723163d157f0000000000000000000000000000000000000000000000000000000000000000846117396101a08d016101808e016128da565b6040805160208101959095528401929092526001600160a01b03908116606084015216608082015260a001610d0c565b90507fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c2861415806117a157506001600160a01b038216155b806117b857506117b66101a089018289611c0c565b155b156117c7575f925050506118cc565b6001600160a01b0382165f90815260208190526040902080547fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff16600160e01b17905561181c6101a089016101808a016128da565b6001600160a01b038381165f90815260208190526040902060010180547fffffffffffffffffffffffff0000000000000000000000000000000000000000169282169290921790915587166118796101a08a016101808b016128da565b6040805160ff8916815287151560208201526001600160a01b03928316928616917f17436438c1c4f625ecd194db877876dfb989f8f3b1728e0453cbeff5fe2692fd910160405180910390a46001925050505b95945050505050565b6001600160a01b0381165f90815260208181526040808320815160c08101835281546001600160581b0380821683526b01000000000000000000000082041694820194909452600160b01b840465ffffffffffff1692810192909252929183906060830190600160e01b900460ff166003811115611955576119556128f5565b6003811115611966576119666128f5565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015290505f816060015160038111156119ab576119ab6128f5565b14806119cc57506003816060015160038111156119ca576119ca6128f5565b145b156119f157606081015160405163024f623360e51b81526104c8918591600401612bf6565b5f3482602001516001600160581b0316611a0b9190612d5c565b90505f34835f01516001600160581b0316611a269190612d5c565b90506001600160581b03821180611a4357506001600160581b0381115b15611a6357604051636f90e53560e11b81523460048201526024016104c8565b83547fffffffffffffffffffff00000000000000000000000000000000000000000000166b0100000000000000000000006001600160581b03848116919091026affffffffffffffffffffff191691909117908216178455604080513481526020810184905233916001600160a01b038816917ff5681f9d0db1b911ac18ee83d515a1cf1051853a9eae418316a2fdf7dea427c5910160405180910390a35050505050565b5f82421115611b1957506008610615565b42821115611b2957506009610615565b7f000000000000000000000000000000000000000000000000000000000000000064ffffffffff167f000000000000000000000000000000000000000000000000000000000000000064ffffffffff1683611b849190612d5c565b611b8e9190612d5c565b831115611b9d5750600a610615565b505f92915050565b5f610615611bb1611c49565b836040517f1901000000000000000000000000000000000000000000000000000000000000602082015260228101839052604281018290525f9060620160405160208183030381529060405280519060200120905092915050565b5f6001600160a01b03821615801590611c3f5750816001600160a01b0316611c3485856125f0565b6001600160a01b0316145b90505b9392505050565b5f7f00000000000000000000000000000000000000000000000000000000000000004614611d1857610f89604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b507f000000000000000000000000000000000000000000000000000000000000000090565b5f818103611d4c57505f610615565b5f8267ffffffffffffffff811115611d6657611d66612a2f565b604051908082528060200260200182016040528015611d8f578160200160208202803683370190505b5090505f5b8151811015611de957848482818110611daf57611daf612a1b565b9050602002810190611dc19190612e30565b5f0135828281518110611dd657611dd6612a1b565b6020908102919091010152600101611d94565b5080604051602001611dfb9190612e44565b6040516020818303038152906040528051906020012091505092915050565b5f611c427faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f611e4c60208601866128da565b611e5c60408701602088016128da565b611e6c6060880160408901612bdd565b611e7c6080890160608a01612d1c565b611e8c60a08a0160808b01612c27565b611e9c60c08b0160a08c01612c27565b611eac60e08c0160c08d01612c27565b611ebd6101008d0160e08e01612c27565b60408051602081019a909a526001600160a01b03988916908a01529690951660608801526001600160581b03909316608087015267ffffffffffffffff90911660a086015264ffffffffff90811660c086015290811660e0850152908116610100848101919091529116610120830152610140820185905285013561016082015261018001610d0c565b5f808080611f5860208601866128da565b6001600160a01b0316815260208082019290925260409081015f90812054600160e01b900460ff1693509182918291611f959188019088016128da565b6001600160a01b0316815260208101919091526040015f90812054600160e01b900460ff169150826003811115611fce57611fce6128f5565b03611fdd575060019392505050565b6003826003811115611ff157611ff16128f5565b03612000575060029392505050565b5f816003811115612013576120136128f5565b03612022575060039392505050565b6003816003811115612036576120366128f5565b03612045575060049392505050565b6120556060850160408601612bdd565b6001600160581b03165f0361206e575060059392505050565b61207e60408501602086016128da565b6001600160a01b031661209460208601866128da565b6001600160a01b0316036120ac575060069392505050565b6120bc60c0850160a08601612c27565b64ffffffffff166120d360a0860160808701612c27565b64ffffffffff16118061211157506120f160e0850160c08601612c27565b64ffffffffff1661210860c0860160a08701612c27565b64ffffffffff16115b15612120575060079392505050565b61214b61213360e0860160c08701612c27565b64ffffffffff16610c7c610100870160e08801612c27565b949350505050565b5f365f86868681811061216857612168612a1b565b905060200281019061217a9190612d6f565b61218990610120810190612d8e565b909250905060108111156121a257600b9250505061214b565b5f8787878181106121b5576121b5612a1b565b90506020028101906121c79190612d6f565b6121d59060208101906128da565b90505f5b828110156123ed57368484838181106121f4576121f4612a1b565b90506020028101906122069190612e30565b90505f6122196040830160208401612e79565b65ffffffffffff1690506580000000000081165f036122ab576001600160a01b0384165f90815260208190526040908190205461229391600160b01b90910465ffffffffffff1690843590849061227290870187612d8e565b6001600160a01b038a165f90815260026020526040902094939291906126bd565b6122a657600c965050505050505061214b565b6123e3565b65800000000000188881106122c957600c965050505050505061214b565b5f8882815181106122dc576122dc612a1b565b602002602001015190505f60128111156122f8576122f86128f5565b8160400151601281111561230e5761230e6128f5565b14158061231d57508051833514155b8061233e5750846001600160a01b031681602001516001600160a01b031614155b1561235357600c97505050505050505061214b565b8b8b8b81811061236557612365612a1b565b90506020028101906123779190612d6f565b6123889060e081019060c001612c27565b64ffffffffff168c8c848181106123a1576123a1612a1b565b90506020028101906123b39190612d6f565b6123c49060e081019060c001612c27565b64ffffffffff1610156123e157600d97505050505050505061214b565b505b50506001016121d9565b505f98975050505050505050565b5f8261241a8361240e60208401846128da565b61014087019190611c0c565b61242857600e915050610615565b604080517f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f60208201529081018490525f9061246690606001610d0c565b90506124888161247c60408501602086016128da565b61018088019190611c0c565b61249757600f92505050610615565b6124b76124a760208401846128da565b6102056080850160608601612d1c565b156124c757601092505050610615565b6124d76060830160408401612bdd565b6001600160581b03165f806124ef60208601866128da565b6001600160a01b0316815260208101919091526040015f20546001600160581b0316101561252257601192505050610615565b6125326060830160408401612bdd565b612543906001600160581b03612dd4565b6001600160581b03165f8061255e60408601602087016128da565b6001600160a01b0316815260208101919091526040015f20546001600160581b0316111561259157601292505050610615565b505f949350505050565b805f5b836001166001036125d9575f8181526020868152604080832054835290849052902091506125cb81612e9e565b9050600184901c935061259e565b5f9081526020949094526040909320929092555050565b5f60208301357f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81167f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a081111561264b575f92505050610615565b60018461265d60ff85901c601b612d5c565b604080515f8152602081018083529390935260ff90911690820152863560608201526080810183905260a0016020604051602081039080840390855afa1580156126a9573d5f5f3e3d5ffd5b5050604051601f1901519695505050505050565b5f8584106126cc57505f61278e565b5f84871860011c5b80156126ed576126e382612e9e565b915060011c6126d4565b508281146126fe575f91505061278e565b855f5b8281101561277a57600187821c811614612745576127408287878481811061272b5761272b612a1b565b905060200201355f9182526020526040902090565b612770565b61277086868381811061275a5761275a612a1b565b90506020020135835f9182526020526040902090565b9150600101612701565b505f91825260208990526040909120541490505b9695505050505050565b5f5f83601f8401126127a8575f5ffd5b50813567ffffffffffffffff8111156127bf575f5ffd5b6020830191508360208260051b85010111156127d9575f5ffd5b9250929050565b5f5f5f5f604085870312156127f3575f5ffd5b843567ffffffffffffffff811115612809575f5ffd5b8501601f81018713612819575f5ffd5b803567ffffffffffffffff81111561282f575f5ffd5b8760206101e083028401011115612844575f5ffd5b60209182019550935085013567ffffffffffffffff811115612864575f5ffd5b61287087828801612798565b95989497509550505050565b6001600160a01b0381168114610f7d575f5ffd5b803567ffffffffffffffff8116811461161d575f5ffd5b5f5f604083850312156128b8575f5ffd5b82356128c38161287c565b91506128d160208401612890565b90509250929050565b5f602082840312156128ea575f5ffd5b8135611c428161287c565b634e487b7160e01b5f52602160045260245ffd5b60048110612919576129196128f5565b9052565b5f60c0820190506001600160581b0383511682526001600160581b03602084015116602083015265ffffffffffff604084015116604083015260608301516129686060840182612909565b506001600160a01b03608084015116608083015264ffffffffff60a08401511660a083015292915050565b5f6101e08284031280156129a5575f5ffd5b509092915050565b5f5f604083850312156129be575f5ffd5b82356129c98161287c565b946020939093013593505050565b5f5f8284036101408112156129ea575f5ffd5b6101008112156129f8575f5ffd5b839250604060ff1982011215612a0c575f5ffd5b50610100830190509250929050565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52604160045260245ffd5b602080825282518282018190525f918401906040840190835b81811015612aab578351805184526020808201516001600160a01b0316908501526040015160138110612a9157612a916128f5565b604084015260209390930192606090920191600101612a5c565b509095945050505050565b60ff81168114610f7d575f5ffd5b61016081018535612ad48161287c565b6001600160a01b03168252602086810135818401528535604084015285013560608301528335612b038161287c565b6001600160a01b03166080830152602084013560a0830152604084013560c0830152606084013563ffffffff8116808214612b3c575f5ffd5b60e0840152506080840135612b5081612ab6565b60ff16610100830152823561012083015260208301356101408301526118cc565b5f5f5f5f60808587031215612b84575f5ffd5b8451612b8f8161287c565b602086015160408701519195509350612ba781612ab6565b60608601519092508015158114612bbc575f5ffd5b939692955090935050565b80356001600160581b038116811461161d575f5ffd5b5f60208284031215612bed575f5ffd5b611c4282612bc7565b6001600160a01b038316815260408101611c426020830184612909565b803564ffffffffff8116811461161d575f5ffd5b5f60208284031215612c37575f5ffd5b611c4282612c13565b82815261012081018235612c538161287c565b6001600160a01b0381166020840152506020830135612c718161287c565b6001600160a01b038116604084015250612c8d60408401612bc7565b6001600160581b038116606084015250612ca960608401612890565b67ffffffffffffffff8116608084015250612cc660808401612c13565b64ffffffffff811660a084015250612ce060a08401612c13565b64ffffffffff811660c084015250612cfa60c08401612c13565b64ffffffffff811660e08401525060e092909201356101009190910152919050565b5f60208284031215612d2c575f5ffd5b611c4282612890565b634e487b7160e01b5f52601160045260245ffd5b8181038181111561061557610615612d35565b8082018082111561061557610615612d35565b5f82356101be19833603018112612d84575f5ffd5b9190910192915050565b5f5f8335601e19843603018112612da3575f5ffd5b83018035915067ffffffffffffffff821115612dbd575f5ffd5b6020019150600581901b36038213156127d9575f5ffd5b6001600160581b03828116828216039081111561061557610615612d35565b6001600160581b03818116838216019081111561061557610615612d35565b65ffffffffffff818116838216019081111561061557610615612d35565b5f8235605e19833603018112612d84575f5ffd5b81515f90829060208501835b82811015612e6e578151845260209384019390910190600101612e50565b509195945050505050565b5f60208284031215612e89575f5ffd5b813565ffffffffffff81168114611c42575f5ffd5b5f60018201612eaf57612eaf612d35565b506001019056' as const;

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
