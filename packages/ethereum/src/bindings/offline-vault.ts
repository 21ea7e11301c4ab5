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
export const offlineVaultBytecode = '0x610160604052348015610010575f5ffd5b506040516130f63803806130f683398101604081905261002f916101fc565b83158061009b575083856001600160a01b0316636739afca6040518163ffffffff1660e01b8152600401602060405180830381865afa158015610074573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906100989190610264565b14155b806100ab575064ffffffffff8316155b806100bb575064ffffffffff8216155b806100e057506100d564ffffffffff80841690851661027b565b8164ffffffffff1611155b156100fe57604051636bda889d60e01b815260040160405180910390fd5b6001600160a01b03851660805260a084905264ffffffffff80841660c05282811660e05281166101005246610140526101d4604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b61012052506102a09350505050565b805164ffffffffff811681146101f7575f5ffd5b919050565b5f5f5f5f5f60a08688031215610210575f5ffd5b85516001600160a01b0381168114610226575f5ffd5b6020870151909550935061023c604087016101e3565b925061024a606087016101e3565b9150610258608087016101e3565b90509295509295909350565b5f60208284031215610274575f5ffd5b5051919050565b8082018082111561029a57634e487b7160e01b5f52601160045260245ffd5b92915050565b60805160a05160c05160e051610100516101205161014051612ddb61031b5f395f611c1801525f611ce701525f818161024a015261104801525f81816101b30152611af701525f818161029c0152611b1f01525f81816102e301526116d301525f81816103420152818161095c01526111580152612ddb5ff3fe608060405260043610610156575f3560e01c806373b9aa91116100bb578063d595ee0611610071578063f698da2511610057578063f698da2514610416578063fdf6b3751461042a578063fe59841c14610449575f5ffd5b8063d595ee06146103ef578063f340fa0114610403575f5ffd5b8063a1fd3cdf116100a1578063a1fd3cdf1461037c578063b89563121461038f578063c9228ebb146103d0575f5ffd5b806373b9aa91146103055780637b10399914610331575f5ffd5b8063283886301161011057806344a3cff4116100f657806344a3cff41461028b57806357d4c4ee146102be5780636739afca146102d2575f5ffd5b8063283886301461023957806342055d5b1461026c575f5ffd5b80631c9963fa116101405780631c9963fa146101a25780631eb72d82146101eb578063280e2d2b1461021a575f5ffd5b80621e9c9e1461015a57806316f6ce6b1461017b575b5f5ffd5b348015610165575f5ffd5b50610179610174366004612613565b61047c565b005b348015610186575f5ffd5b5061018f608081565b6040519081526020015b60405180910390f35b3480156101ad575f5ffd5b506101d57f000000000000000000000000000000000000000000000000000000000000000081565b60405164ffffffffff9091168152602001610199565b3480156101f6575f5ffd5b5061020a6102053660046126e5565b6105db565b6040519015158152602001610199565b348015610225575f5ffd5b50610179610234366004612718565b61061b565b348015610244575f5ffd5b506101d57f000000000000000000000000000000000000000000000000000000000000000081565b348015610277575f5ffd5b50610179610286366004612718565b6106b5565b348015610296575f5ffd5b506101d57f000000000000000000000000000000000000000000000000000000000000000081565b3480156102c9575f5ffd5b5061018f604081565b3480156102dd575f5ffd5b5061018f7f000000000000000000000000000000000000000000000000000000000000000081565b348015610310575f5ffd5b5061032461031f366004612718565b610815565b604051610199919061275b565b34801561033c575f5ffd5b506103647f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b039091168152602001610199565b61017961038a3660046127d1565b610907565b34801561039a575f5ffd5b5061018f6103a93660046127eb565b6001600160a01b03919091165f908152600260209081526040808320938352929052205490565b3480156103db575f5ffd5b506101796103ea366004612815565b610ade565b3480156103fa575f5ffd5b5061018f601081565b610179610411366004612718565b610f52565b348015610421575f5ffd5b5061018f610f80565b348015610435575f5ffd5b50610179610444366004612718565b610f8e565b348015610454575f5ffd5b5061018f7fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c281565b604081118061048b5750608083115b156104d1576040517f3242c61400000000000000000000000000000000000000000000000000000000815260048101829052602481018490526044015b60405180910390fd5b5f5b83811015610505576104fd8585838181106104f0576104f0612859565b90506101e00201826110d5565b6001016104d3565b505f8167ffffffffffffffff8111156105205761052061286d565b60405190808252806020026020018201604052801561057157816020015b61055e604080516060810182525f80825260208201819052909182015290565b81526020019060019003908161053e5790505b5090505f5b828110156105925761058a84848385611245565b600101610576565b50336001600160a01b03167f3a7859855743580dd48986e861bd3b3cec506b02fa321c7769b971afc7158ef5826040516105cc9190612881565b60405180910390a25050505050565b6001600160a01b0382165f90815260016020818152604080842066ffffffffffffff600887901c1685529091529091205460ff83161c8116145b92915050565b5f61062582611562565b6001810154909150600160a01b900464ffffffffff165f0361066b5760405163f92bf4eb60e01b81526001600160a01b03831660048201525f60248201526044016104c8565b60018101805464ffffffffff60a01b191690556040516001600160a01b038316907f91c2e943be9b1896a63fd826425c05548b2a5583446fe30c455ed129c89f86a3905f90a25050565b60ff5f5c16156106d85760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d506001600160a01b0381165f9081526020819052604090206001810154600160a01b900464ffffffffff1680158061071c57508042105b1561074c5760405163f92bf4eb60e01b81526001600160a01b0384166004820152602481018290526044016104c8565b60018201805483547c03000000000000000000000000000000000000000000000000000000007fffffff00ffffffffffffffffffffffffffffffffff0000000000000000000000821617855564ffffffffff60a01b1982169092556040516001600160581b039092168083526001600160a01b039182169290918391908716907f980da781d62da9c7dd806dd340e69f7517cf1315809634dfad56dd8c33975f5a9060200160405180910390a361080382826115ee565b505f92505050805c60ff1916815d5050565b6040805160c0810182525f80825260208201819052918101829052606081018290526080810182905260a08101919091526001600160a01b0382165f9081526020818152604091829020825160c08101845281546001600160581b0380821683526b01000000000000000000000082041693820193909352600160b01b830465ffffffffffff1693810193909352906060830190600160e01b900460ff1660038111156108c4576108c4612733565b60038111156108d5576108d5612733565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015292915050565b5f61091a61018083016101608401612718565b6001600160a01b0381165f9081526020819052604081209192508154600160e01b900460ff16600381111561095157610951612733565b03610a56575f5f5f5f7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316637e0080f9885f01896040018a6080018b610120016040518563ffffffff1660e01b81526004016109b89493929190612902565b608060405180830381865afa1580156109d3573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906109f791906129af565b9350935093509350610a0c8785858585611696565b610a4d576040517fdfbfc85a0000000000000000000000000000000000000000000000000000000081526001600160a01b03871660048201526024016104c8565b50505050610aca565b610a686101a084016101808501612718565b60018201546001600160a01b03908116911614610aca5760018101546040517f9239b1ba0000000000000000000000000000000000000000000000000000000081526001600160a01b03808516600483015290911660248201526044016104c8565b3415610ad957610ad9826118a1565b505050565b60ff5f5c1615610b015760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f610b1d6020840184612718565b6001600160a01b0381165f90815260208190526040808220929350610b489060608701908701612a1b565b82546001600160581b0391821692501660018354600160e01b900460ff166003811115610b7757610b77612733565b14610ba557825460405163024f623360e51b81526104c8918691600160e01b90910460ff1690600401612a34565b6001830154600160a01b900464ffffffffff1615610bfa576001830154604051631528c3ef60e31b81526001600160a01b0386166004820152600160a01b90910464ffffffffff1660248201526044016104c8565b815f03610c1c57604051636f90e53560e11b81525f60048201526024016104c8565b610c2c60c0870160a08801612a65565b64ffffffffff16610c4360a0880160808901612a65565b64ffffffffff161180610c9c57505f610c88610c6560c0890160a08a01612a65565b64ffffffffff16610c7c60e08a0160c08b01612a65565b64ffffffffff16611ad4565b6012811115610c9957610c99612733565b14155b15610cd3576040517fdd4bc96700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610d2f610d277fdeb440a2894b75df28375205ec20decbe9be0984aa31e5a79c7e6241a232aa3188604051602001610d0c929190612a7e565b60405160208183030381529060405280519060200120611b71565b869086611bd8565b610d65576040517ff6a24c2400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610d79846102056080890160608a01612b5a565b15610ddc5783610d8f6080880160608901612b5a565b6040517f1250a50b0000000000000000000000000000000000000000000000000000000081526001600160a01b03909216600483015267ffffffffffffffff1660248201526044016104c8565b80821115610e2f576040517ffd44e7060000000000000000000000000000000000000000000000000000000081526001600160a01b038516600482015260248101829052604481018390526064016104c8565b610e8784610e436080890160608a01612b5a565b6001600160a01b039091165f90815260016020818152604080842066ffffffffffffff600887901c168552909152909120805460ff9093169190911b919091179055565b610e918282612b87565b83546affffffffffffffffffffff19166001600160581b0391909116178355610ec06080870160608801612b5a565b67ffffffffffffffff16610eda6040880160208901612718565b6001600160a01b0316856001600160a01b03167fd22ba8ade41650d0e2a4cd2fc2b5e6a6618229ced678f15a0f423d54efa8adb785604051610f1e91815260200190565b60405180910390a4610f3f610f396040880160208901612718565b836115ee565b505f92505050805c60ff1916815d505050565b345f03610f7457604051636f90e53560e11b81525f60048201526024016104c8565b610f7d816118a1565b50565b5f610f89611c15565b905090565b5f610f9882611562565b905060038154600160e01b900460ff166003811115610fb957610fb9612733565b03610fe757805460405163024f623360e51b81526104c8918491600160e01b90910460ff1690600401612a34565b6001810154600160a01b900464ffffffffff161561103c576001810154604051631528c3ef60e31b81526001600160a01b0384166004820152600160a01b90910464ffffffffff1660248201526044016104c8565b5f61106e64ffffffffff7f00000000000000000000000000000000000000000000000000000000000000001642612b9a565b60018301805464ffffffffff60a01b1916600160a01b64ffffffffff8416021790556040518181529091506001600160a01b038416907eedd6052578626a94c9a0dfeac6c4459120d90c4187286e52f1d19eabb91ea29060200160405180910390a2505050565b5f5f806110ea61018086016101608701612718565b6001600160a01b0316815260208101919091526040015f2054600160e01b900460ff16600381111561111e5761111e612733565b14611127575050565b604080517f7e0080f90000000000000000000000000000000000000000000000000000000081526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001691637e0080f99161119c918691908201906080830190610120840190600401612902565b608060405180830381865afa9250505080156111d5575060408051601f3d908101601f191682019092526111d2918101906129af565b60015b156111f9576111e78685858585611696565b156111f457505050505050565b505050505b61120b61018083016101608401612718565b6001600160a01b0316817f0e0873dea09f8b0558a45bcd1b13aa0603657f2a9faacf479ea514e082d5441a60405160405180910390a35050565b3684848481811061125857611258612859565b905060200281019061126a9190612bad565b90505f61127c36839003830183612c02565b90505f61129e82611299611294610120870187612cb3565b611d09565b611de6565b90505f8486815181106112b3576112b3612859565b602090810291909101810151838152848201516001600160a01b03169181019190915290506112e183611ec7565b816040019060128111156112f7576112f7612733565b9081601281111561130a5761130a612733565b9052505f8160400151601281111561132457611324612733565b14611332575050505061155c565b61133f8888888887612047565b8160400190601281111561135557611355612733565b9081601281111561136857611368612733565b9052505f8160400151601281111561138257611382612733565b14611390575050505061155c565b61139b84848461228d565b816040019060128111156113b1576113b1612733565b908160128111156113c4576113c4612733565b9052505f816040015160128111156113de576113de612733565b146113ec575050505061155c565b825160608401516001600160a01b039182165f90815260016020818152604080842066ffffffffffffff600887901c1685528252808420805460ff9096169390931b9094179091558287015187519094168252819052908120805490919061145e9084906001600160581b0316612cf9565b82546101009290920a6001600160581b038181021990931691831602179091556020858101516001600160a01b03165f908152908190526040808220805491880151909450600160b01b820465ffffffffffff16939092859290916114c591859116612d18565b92506101000a8154816001600160581b0302191690836001600160581b031602179055508060016114f69190612d37565b82547fffffffff000000000000ffffffffffffffffffffffffffffffffffffffffffff16600160b01b65ffffffffffff928316021783556020868101516001600160a01b03165f908152600290915260409020611555918316866123ce565b5050505050505b50505050565b6001600160a01b0381165f908152602081905260408120908154600160e01b900460ff16600381111561159757611597612733565b14806115b0575060018101546001600160a01b03163314155b156115e9576040517f707fc9290000000000000000000000000000000000000000000000000000000081523360048201526024016104c8565b919050565b5f826001600160a01b0316826040515f6040518083038185875af1925050503d805f8114611637576040519150601f19603f3d011682016040523d82523d5f602084013e61163c565b606091505b5050905080158061165457506001600160a01b038316155b15610ad9576040517f55a096920000000000000000000000000000000000000000000000000000000081526001600160a01b03841660048201526024016104c8565b5f806116aa61018088016101608901612718565b90505f6117357f6a95065afa54de8e683818fcabfc8dfc66609178c5f0e972172e797723163d157f0000000000000000000000000000000000000000000000000000000000000000846117056101a08d016101808e01612718565b6040805160208101959095528401929092526001600160a01b03908116606084015216608082015260a001610d0c565b90507fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c28614158061176d57506001600160a01b038216155b8061178457506117826101a089018289611bd8565b155b15611793575f92505050611898565b6001600160a01b0382165f90815260208190526040902080547fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff16600160e01b1790556117e86101a089016101808a01612718565b6001600160a01b038381165f90815260208190526040902060010180547fffffffffffffffffffffffff0000000000000000000000000000000000000000169282169290921790915587166118456101a08a016101808b01612718565b6040805160ff8916815287151560208201526001600160a01b03928316928616917f17436438c1c4f625ecd194db877876dfb989f8f3b1728e0453cbeff5fe2692fd910160405180910390a46001925050505b95945050505050565b6001600160a01b0381165f90815260208181526040808320815160c08101835281546001600160581b0380821683526b01000000000000000000000082041694820194909452600160b01b840465ffffffffffff1692810192909252929183906060830190600160e01b900460ff16600381111561192157611921612733565b600381111561193257611932612733565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015290505f8160600151600381111561197757611977612733565b1480611998575060038160600151600381111561199657611996612733565b145b156119bd57606081015160405163024f623360e51b81526104c8918591600401612a34565b5f3482602001516001600160581b03166119d79190612b9a565b90505f34835f01516001600160581b03166119f29190612b9a565b90506001600160581b03821180611a0f57506001600160581b0381115b15611a2f57604051636f90e53560e11b81523460048201526024016104c8565b83547fffffffffffffffffffff00000000000000000000000000000000000000000000166b0100000000000000000000006001600160581b03848116919091026affffffffffffffffffffff191691909117908216178455604080513481526020810184905233916001600160a01b038816917ff5681f9d0db1b911ac18ee83d515a1cf1051853a9eae418316a2fdf7dea427c5910160405180910390a35050505050565b5f82421115611ae557506008610615565b42821115611af557506009610615565b7f000000000000000000000000000000000000000000000000000000000000000064ffffffffff167f000000000000000000000000000000000000000000000000000000000000000064ffffffffff1683611b509190612b9a565b611b5a9190612b9a565b831115611b695750600a610615565b505f92915050565b5f610615611b7d611c15565b836040517f1901000000000000000000000000000000000000000000000000000000000000602082015260228101839052604281018290525f9060620160405160208183030381529060405280519060200120905092915050565b5f6001600160a01b03821615801590611c0b5750816001600160a01b0316611c008585612423565b6001600160a01b0316145b90505b9392505050565b5f7f00000000000000000000000000000000000000000000000000000000000000004614611ce457610f89604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b507f000000000000000000000000000000000000000000000000000000000000000090565b5f818103611d1857505f610615565b5f8267ffffffffffffffff811115611d3257611d3261286d565b604051908082528060200260200182016040528015611d5b578160200160208202803683370190505b5090505f5b8151811015611db557848482818110611d7b57611d7b612859565b9050602002810190611d8d9190612d55565b5f0135828281518110611da257611da2612859565b6020908102919091010152600101611d60565b5080604051602001611dc79190612d69565b6040516020818303038152906040528051906020012091505092915050565b5f611c0e7faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f845f015185602001518660400151876060015188608001518960a001518a60c001518b60e001518b8d6101000151604051602001610d0c9b9a999897969594939291909a8b526001600160a01b03998a1660208c01529790981660408a01526001600160581b0395909516606089015267ffffffffffffffff93909316608088015264ffffffffff91821660a0880152811660c087015290811660e0860152166101008401526101208301919091526101408201526101600190565b80516001600160a01b039081165f908152602081815260408083205491850151909316825291812054909160ff600160e01b91829004811692919091041682826003811115611f1857611f18612733565b03611f27575060019392505050565b6003826003811115611f3b57611f3b612733565b03611f4a575060029392505050565b5f816003811115611f5d57611f5d612733565b03611f6c575060039392505050565b6003816003811115611f8057611f80612733565b03611f8f575060049392505050565b83604001516001600160581b03165f03611fad575060059392505050565b83602001516001600160a01b0316845f01516001600160a01b031603611fd7575060069392505050565b8360a0015164ffffffffff16846080015164ffffffffff16118061201057508360c0015164ffffffffff168460a0015164ffffffffff16115b1561201f575060079392505050565b61203f8460c0015164ffffffffff168560e0015164ffffffffff16611ad4565b949350505050565b5f365f87878781811061205c5761205c612859565b905060200281019061206e9190612bad565b61207d90610120810190612cb3565b9092509050601081111561209657600b92505050611898565b83515f5b8281101561227e57368484838181106120b5576120b5612859565b90506020028101906120c79190612d55565b90505f6120da6040830160208401612d9e565b65ffffffffffff1690506580000000000081165f0361216c576001600160a01b0384165f90815260208190526040908190205461215491600160b01b90910465ffffffffffff1690843590849061213390870187612cb3565b6001600160a01b038a165f90815260026020526040902094939291906124f0565b61216757600c9650505050505050611898565b612274565b658000000000001889811061218a57600c9650505050505050611898565b5f89828151811061219d5761219d612859565b602002602001015190505f60128111156121b9576121b9612733565b816040015160128111156121cf576121cf612733565b1415806121de57508051833514155b806121ff5750846001600160a01b031681602001516001600160a01b031614155b1561221457600c975050505050505050611898565b8860c0015164ffffffffff168d8d8481811061223257612232612859565b90506020028101906122449190612bad565b6122559060e081019060c001612a65565b64ffffffffff16101561227257600d975050505050505050611898565b505b505060010161209a565b505f9998505050505050505050565b81515f906122a2906101408601908490611bd8565b6122ae5750600e611c0e565b604080517f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f60208201529081018390525f906122ec90606001610d0c565b905061230b8185602001518761018001611bd89092919063ffffffff16565b61231957600f915050611c0e565b61232a845f015185606001516105db565b15612339576010915050611c0e565b60408085015185516001600160a01b03165f908152602081905291909120546001600160581b0391821691161015612375576011915050611c0e565b604084015161238b906001600160581b03612cf9565b6020808601516001600160a01b03165f9081529081905260409020546001600160581b03918216911611156123c4576012915050611c0e565b505f949350505050565b805f5b8360011660010361240c575f8181526020868152604080832054835290849052902091506123fe81612dc3565b9050600184901c93506123d1565b5f9081526020949094526040909320929092555050565b5f60208301357f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81167f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a081111561247e575f92505050610615565b60018461249060ff85901c601b612b9a565b604080515f8152602081018083529390935260ff90911690820152863560608201526080810183905260a0016020604051602081039080840390855afa1580156124dc573d5f5f3e3d5ffd5b5050604051601f1901519695505050505050565b5f8584106124ff57505f6125c1565b5f84871860011c5b80156125205761251682612dc3565b915060011c612507565b50828114612531575f9150506125c1565b855f5b828110156125ad57600187821c811614612578576125738287878481811061255e5761255e612859565b905060200201355f9182526020526040902090565b6125a3565b6125a386868381811061258d5761258d612859565b90506020020135835f9182526020526040902090565b9150600101612534565b505f91825260208990526040909120541490505b9695505050505050565b5f5f83601f8401126125db575f5ffd5b50813567ffffffffffffffff8111156125f2575f5ffd5b6020830191508360208260051b850101111561260c575f5ffd5b9250929050565b5f5f5f5f60408587031215612626575f5ffd5b843567ffffffffffffffff81111561263c575f5ffd5b8501601f8101871361264c575f5ffd5b803567ffffffffffffffff811115612662575f5ffd5b8760206101e083028401011115612677575f5ffd5b60209182019550935085013567ffffffffffffffff811115612697575f5ffd5b6126a3878288016125cb565b95989497509550505050565b6001600160a01b0381168114610f7d575f5ffd5b80356115e9816126af565b803567ffffffffffffffff811681146115e9575f5ffd5b5f5f604083850312156126f6575f5ffd5b8235612701816126af565b915061270f602084016126ce565b90509250929050565b5f60208284031215612728575f5ffd5b8135611c0e816126af565b634e487b7160e01b5f52602160045260245ffd5b6004811061275757612757612733565b9052565b5f60c0820190506001600160581b0383511682526001600160581b03602084015116602083015265ffffffffffff604084015116604083015260608301516127a66060840182612747565b506001600160a01b03608084015116608083015264ffffffffff60a08401511660a083015292915050565b5f6101e08284031280156127e3575f5ffd5b509092915050565b5f5f604083850312156127fc575f5ffd5b8235612807816126af565b946020939093013593505050565b5f5f828403610140811215612828575f5ffd5b610100811215612836575f5ffd5b839250604060ff198201121561284a575f5ffd5b50610100830190509250929050565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52604160045260245ffd5b602080825282518282018190525f918401906040840190835b818110156128e9578351805184526020808201516001600160a01b03169085015260400151601381106128cf576128cf612733565b60408401526020939093019260609092019160010161289a565b509095945050505050565b60ff81168114610f7d575f5ffd5b61016081018535612912816126af565b6001600160a01b03168252602086810135818401528535604084015285013560608301528335612941816126af565b6001600160a01b03166080830152602084013560a0830152604084013560c0830152606084013563ffffffff811680821461297a575f5ffd5b60e084015250608084013561298e816128f4565b60ff1661010083015282356101208301526020830135610140830152611898565b5f5f5f5f608085870312156129c2575f5ffd5b84516129cd816126af565b6020860151604087015191955093506129e5816128f4565b606086015190925080151581146129fa575f5ffd5b939692955090935050565b80356001600160581b03811681146115e9575f5ffd5b5f60208284031215612a2b575f5ffd5b611c0e82612a05565b6001600160a01b038316815260408101611c0e6020830184612747565b803564ffffffffff811681146115e9575f5ffd5b5f60208284031215612a75575f5ffd5b611c0e82612a51565b82815261012081018235612a91816126af565b6001600160a01b0381166020840152506020830135612aaf816126af565b6001600160a01b038116604084015250612acb60408401612a05565b6001600160581b038116606084015250612ae7606084016126ce565b67ffffffffffffffff8116608084015250612b0460808401612a51565b64ffffffffff811660a084015250612b1e60a08401612a51565b64ffffffffff811660c084015250612b3860c08401612a51565b64ffffffffff811660e08401525060e092909201356101009190910152919050565b5f60208284031215612b6a575f5ffd5b611c0e826126ce565b634e487b7160e01b5f52601160045260245ffd5b8181038181111561061557610615612b73565b8082018082111561061557610615612b73565b5f82356101be19833603018112612bc2575f5ffd5b9190910192915050565b604051610120810167ffffffffffffffff81118282101715612bfc57634e487b7160e01b5f52604160045260245ffd5b60405290565b5f610120828403128015612c14575f5ffd5b50612c1d612bcc565b612c26836126c3565b8152612c34602084016126c3565b6020820152612c4560408401612a05565b6040820152612c56606084016126ce565b6060820152612c6760808401612a51565b6080820152612c7860a08401612a51565b60a0820152612c8960c08401612a51565b60c0820152612c9a60e08401612a51565b60e0820152610100928301359281019290925250919050565b5f5f8335601e19843603018112612cc8575f5ffd5b83018035915067ffffffffffffffff821115612ce2575f5ffd5b6020019150600581901b360382131561260c575f5ffd5b6001600160581b03828116828216039081111561061557610615612b73565b6001600160581b03818116838216019081111561061557610615612b73565b65ffffffffffff818116838216019081111561061557610615612b73565b5f8235605e19833603018112612bc2575f5ffd5b81515f90829060208501835b82811015612d93578151845260209384019390910190600101612d75565b509195945050505050565b5f60208284031215612dae575f5ffd5b813565ffffffffffff81168114611c0e575f5ffd5b5f60018201612dd457612dd4612b73565b506001019056' as const;

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
