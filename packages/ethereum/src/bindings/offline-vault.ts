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
export const offlineVaultBytecode = '0x610160604052348015610010575f5ffd5b506040516130d33803806130d383398101604081905261002f916101fc565b83158061009b575083856001600160a01b0316636739afca6040518163ffffffff1660e01b8152600401602060405180830381865afa158015610074573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906100989190610264565b14155b806100ab575064ffffffffff8316155b806100bb575064ffffffffff8216155b806100e057506100d564ffffffffff80841690851661027b565b8164ffffffffff1611155b156100fe57604051636bda889d60e01b815260040160405180910390fd5b6001600160a01b03851660805260a084905264ffffffffff80841660c05282811660e05281166101005246610140526101d4604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b61012052506102a09350505050565b805164ffffffffff811681146101f7575f5ffd5b919050565b5f5f5f5f5f60a08688031215610210575f5ffd5b85516001600160a01b0381168114610226575f5ffd5b6020870151909550935061023c604087016101e3565b925061024a606087016101e3565b9150610258608087016101e3565b90509295509295909350565b5f60208284031215610274575f5ffd5b5051919050565b8082018082111561029a57634e487b7160e01b5f52601160045260245ffd5b92915050565b60805160a05160c05160e051610100516101205161014051612db861031b5f395f611bf501525f611cc401525f818161023f015261104901525f81816101a8015261167601525f8181610291015261169e01525f81816102d8015261111301525f8181610337015281816104d201526117f70152612db85ff3fe608060405260043610610157575f3560e01c806373b9aa91116100bb578063dd7d127b11610071578063f698da2511610057578063f698da2514610417578063fdf6b3751461042b578063fe59841c1461044a575f5ffd5b8063dd7d127b146103e5578063f340fa0114610404575f5ffd5b8063b8956312116100a1578063b895631214610371578063c9228ebb146103b2578063d595ee06146103d1575f5ffd5b806373b9aa91146102fa5780637b10399914610326575f5ffd5b8063283886301161011057806344a3cff4116100f657806344a3cff41461028057806357d4c4ee146102b35780636739afca146102c7575f5ffd5b8063283886301461022e57806342055d5b14610261575f5ffd5b80631c9963fa116101405780631c9963fa146101975780631eb72d82146101e0578063280e2d2b1461020f575f5ffd5b806314baf1fd1461015b57806316f6ce6b14610170575b5f5ffd5b61016e6101693660046125a8565b61047d565b005b34801561017b575f5ffd5b50610184608081565b6040519081526020015b60405180910390f35b3480156101a2575f5ffd5b506101ca7f000000000000000000000000000000000000000000000000000000000000000081565b60405164ffffffffff909116815260200161018e565b3480156101eb575f5ffd5b506101ff6101fa3660046125f8565b610659565b604051901515815260200161018e565b34801561021a575f5ffd5b5061016e61022936600461262b565b610699565b348015610239575f5ffd5b506101ca7f000000000000000000000000000000000000000000000000000000000000000081565b34801561026c575f5ffd5b5061016e61027b36600461262b565b610733565b34801561028b575f5ffd5b506101ca7f000000000000000000000000000000000000000000000000000000000000000081565b3480156102be575f5ffd5b50610184604081565b3480156102d2575f5ffd5b506101847f000000000000000000000000000000000000000000000000000000000000000081565b348015610305575f5ffd5b5061031961031436600461262b565b610893565b60405161018e919061266e565b348015610331575f5ffd5b506103597f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b03909116815260200161018e565b34801561037c575f5ffd5b5061018461038b3660046126e4565b6001600160a01b03919091165f908152600260209081526040808320938352929052205490565b3480156103bd575f5ffd5b5061016e6103cc36600461270e565b610985565b3480156103dc575f5ffd5b50610184601081565b3480156103f0575f5ffd5b5061016e6103ff36600461279a565b610df9565b61016e61041236600461262b565b610f53565b348015610422575f5ffd5b50610184610f81565b348015610436575f5ffd5b5061016e61044536600461262b565b610f8f565b348015610455575f5ffd5b506101847fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c281565b5f6104906101808301610160840161262b565b6001600160a01b0381165f9081526020819052604081209192508154600160e01b900460ff1660038111156104c7576104c7612646565b036105d1575f5f5f5f7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316637e0080f9885f01896040018a6080018b610120016040518563ffffffff1660e01b815260040161052e9493929190612844565b608060405180830381865afa158015610549573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061056d91906128f1565b935093509350935061058287858585856110d6565b6105c8576040517fdfbfc85a0000000000000000000000000000000000000000000000000000000081526001600160a01b03871660048201526024015b60405180910390fd5b50505050610645565b6105e36101a08401610180850161262b565b60018201546001600160a01b039081169116146106455760018101546040517f9239b1ba0000000000000000000000000000000000000000000000000000000081526001600160a01b03808516600483015290911660248201526044016105bf565b341561065457610654826112ec565b505050565b6001600160a01b0382165f90815260016020818152604080842066ffffffffffffff600887901c1685529091529091205460ff83161c8116145b92915050565b5f6106a38261151f565b6001810154909150600160a01b900464ffffffffff165f036106e95760405163f92bf4eb60e01b81526001600160a01b03831660048201525f60248201526044016105bf565b60018101805464ffffffffff60a01b191690556040516001600160a01b038316907f91c2e943be9b1896a63fd826425c05548b2a5583446fe30c455ed129c89f86a3905f90a25050565b60ff5f5c16156107565760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d506001600160a01b0381165f9081526020819052604090206001810154600160a01b900464ffffffffff1680158061079a57508042105b156107ca5760405163f92bf4eb60e01b81526001600160a01b0384166004820152602481018290526044016105bf565b60018201805483547c03000000000000000000000000000000000000000000000000000000007fffffff00ffffffffffffffffffffffffffffffffff0000000000000000000000821617855564ffffffffff60a01b1982169092556040516001600160581b039092168083526001600160a01b039182169290918391908716907f980da781d62da9c7dd806dd340e69f7517cf1315809634dfad56dd8c33975f5a9060200160405180910390a361088182826115ab565b505f92505050805c60ff1916815d5050565b6040805160c0810182525f80825260208201819052918101829052606081018290526080810182905260a08101919091526001600160a01b0382165f9081526020818152604091829020825160c08101845281546001600160581b0380821683526b01000000000000000000000082041693820193909352600160b01b830465ffffffffffff1693810193909352906060830190600160e01b900460ff16600381111561094257610942612646565b600381111561095357610953612646565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015292915050565b60ff5f5c16156109a85760405163303e007b60e01b815260040160405180910390fd5b60015f805c60ff19168217905d505f6109c4602084018461262b565b6001600160a01b0381165f908152602081905260408082209293506109ef906060870190870161295d565b82546001600160581b0391821692501660018354600160e01b900460ff166003811115610a1e57610a1e612646565b14610a4c57825460405163024f623360e51b81526105bf918691600160e01b90910460ff1690600401612976565b6001830154600160a01b900464ffffffffff1615610aa1576001830154604051631528c3ef60e31b81526001600160a01b0386166004820152600160a01b90910464ffffffffff1660248201526044016105bf565b815f03610ac357604051636f90e53560e11b81525f60048201526024016105bf565b610ad360c0870160a088016129a7565b64ffffffffff16610aea60a08801608089016129a7565b64ffffffffff161180610b4357505f610b2f610b0c60c0890160a08a016129a7565b64ffffffffff16610b2360e08a0160c08b016129a7565b64ffffffffff16611653565b6012811115610b4057610b40612646565b14155b15610b7a576040517fdd4bc96700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610bd6610bce7fdeb440a2894b75df28375205ec20decbe9be0984aa31e5a79c7e6241a232aa3188604051602001610bb39291906129c0565b604051602081830303815290604052805190602001206116f0565b869086611737565b610c0c576040517ff6a24c2400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610c20846101fa6080890160608a01612a9c565b15610c835783610c366080880160608901612a9c565b6040517f1250a50b0000000000000000000000000000000000000000000000000000000081526001600160a01b03909216600483015267ffffffffffffffff1660248201526044016105bf565b80821115610cd6576040517ffd44e7060000000000000000000000000000000000000000000000000000000081526001600160a01b038516600482015260248101829052604481018390526064016105bf565b610d2e84610cea6080890160608a01612a9c565b6001600160a01b039091165f90815260016020818152604080842066ffffffffffffff600887901c168552909152909120805460ff9093169190911b919091179055565b610d388282612ac9565b83546affffffffffffffffffffff19166001600160581b0391909116178355610d676080870160608801612a9c565b67ffffffffffffffff16610d81604088016020890161262b565b6001600160a01b0316856001600160a01b03167fd22ba8ade41650d0e2a4cd2fc2b5e6a6618229ced678f15a0f423d54efa8adb785604051610dc591815260200190565b60405180910390a4610de6610de0604088016020890161262b565b836115ab565b505f92505050805c60ff1916815d505050565b6040811180610e085750608083115b15610e49576040517f3242c61400000000000000000000000000000000000000000000000000000000815260048101829052602481018490526044016105bf565b5f5b83811015610e7d57610e75858583818110610e6857610e68612adc565b9050610220020182611774565b600101610e4b565b505f8167ffffffffffffffff811115610e9857610e98612af0565b604051908082528060200260200182016040528015610ee957816020015b610ed6604080516060810182525f80825260208201819052909182015290565b815260200190600190039081610eb65790505b5090505f5b82811015610f0a57610f02848483856118e4565b600101610eee565b50336001600160a01b03167f3a7859855743580dd48986e861bd3b3cec506b02fa321c7769b971afc7158ef582604051610f449190612b04565b60405180910390a25050505050565b345f03610f7557604051636f90e53560e11b81525f60048201526024016105bf565b610f7e816112ec565b50565b5f610f8a611bf2565b905090565b5f610f998261151f565b905060038154600160e01b900460ff166003811115610fba57610fba612646565b03610fe857805460405163024f623360e51b81526105bf918491600160e01b90910460ff1690600401612976565b6001810154600160a01b900464ffffffffff161561103d576001810154604051631528c3ef60e31b81526001600160a01b0384166004820152600160a01b90910464ffffffffff1660248201526044016105bf565b5f61106f64ffffffffff7f00000000000000000000000000000000000000000000000000000000000000001642612b77565b60018301805464ffffffffff60a01b1916600160a01b64ffffffffff8416021790556040518181529091506001600160a01b038416907eedd6052578626a94c9a0dfeac6c4459120d90c4187286e52f1d19eabb91ea29060200160405180910390a2505050565b5f806110ea6101808801610160890161262b565b90505f6111757f6a95065afa54de8e683818fcabfc8dfc66609178c5f0e972172e797723163d157f0000000000000000000000000000000000000000000000000000000000000000846111456101a08d016101808e0161262b565b6040805160208101959095528401929092526001600160a01b03908116606084015216608082015260a001610bb3565b90507fdf1a1f63664dae2ba4d3f003517a654ea746fe1fd3ac806fb072b2c0ced558c2861415806111b257506111b06101a089018289611737565b155b156111c1575f925050506112e3565b6111d06101e089018284611737565b6111de575f925050506112e3565b6001600160a01b0382165f90815260208190526040902080547fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff16600160e01b1790556112336101a089016101808a0161262b565b6001600160a01b038381165f90815260208190526040902060010180547fffffffffffffffffffffffff0000000000000000000000000000000000000000169282169290921790915587166112906101a08a016101808b0161262b565b6040805160ff8916815287151560208201526001600160a01b03928316928616917f17436438c1c4f625ecd194db877876dfb989f8f3b1728e0453cbeff5fe2692fd910160405180910390a46001925050505b95945050505050565b6001600160a01b0381165f90815260208181526040808320815160c08101835281546001600160581b0380821683526b01000000000000000000000082041694820194909452600160b01b840465ffffffffffff1692810192909252929183906060830190600160e01b900460ff16600381111561136c5761136c612646565b600381111561137d5761137d612646565b8152600191909101546001600160a01b0381166020830152600160a01b900464ffffffffff1660409091015290505f816060015160038111156113c2576113c2612646565b14806113e357506003816060015160038111156113e1576113e1612646565b145b1561140857606081015160405163024f623360e51b81526105bf918591600401612976565b5f3482602001516001600160581b03166114229190612b77565b90505f34835f01516001600160581b031661143d9190612b77565b90506001600160581b0382118061145a57506001600160581b0381115b1561147a57604051636f90e53560e11b81523460048201526024016105bf565b83547fffffffffffffffffffff00000000000000000000000000000000000000000000166b0100000000000000000000006001600160581b03848116919091026affffffffffffffffffffff191691909117908216178455604080513481526020810184905233916001600160a01b038816917ff5681f9d0db1b911ac18ee83d515a1cf1051853a9eae418316a2fdf7dea427c5910160405180910390a35050505050565b6001600160a01b0381165f908152602081905260408120908154600160e01b900460ff16600381111561155457611554612646565b148061156d575060018101546001600160a01b03163314155b156115a6576040517f707fc9290000000000000000000000000000000000000000000000000000000081523360048201526024016105bf565b919050565b5f826001600160a01b0316826040515f6040518083038185875af1925050503d805f81146115f4576040519150601f19603f3d011682016040523d82523d5f602084013e6115f9565b606091505b5050905080158061161157506001600160a01b038316155b15610654576040517f55a096920000000000000000000000000000000000000000000000000000000081526001600160a01b03841660048201526024016105bf565b5f8242111561166457506008610693565b4282111561167457506009610693565b7f000000000000000000000000000000000000000000000000000000000000000064ffffffffff167f000000000000000000000000000000000000000000000000000000000000000064ffffffffff16836116cf9190612b77565b6116d99190612b77565b8311156116e85750600a610693565b505f92915050565b5f6106936116fc611bf2565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b5f6001600160a01b0382161580159061176a5750816001600160a01b031661175f8585611ce6565b6001600160a01b0316145b90505b9392505050565b5f5f806117896101808601610160870161262b565b6001600160a01b0316815260208101919091526040015f2054600160e01b900460ff1660038111156117bd576117bd612646565b146117c6575050565b604080517f7e0080f90000000000000000000000000000000000000000000000000000000081526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001691637e0080f99161183b918691908201906080830190610120840190600401612844565b608060405180830381865afa925050508015611874575060408051601f3d908101601f19168201909252611871918101906128f1565b60015b156118985761188686858585856110d6565b1561189357505050505050565b505050505b6118aa6101808301610160840161262b565b6001600160a01b0316817f0e0873dea09f8b0558a45bcd1b13aa0603657f2a9faacf479ea514e082d5441a60405160405180910390a35050565b368484848181106118f7576118f7612adc565b90506020028101906119099190612b8a565b90505f61191b36839003830183612bdf565b90505f61193d82611938611933610120870187612c90565b611db3565b611e90565b90505f84868151811061195257611952612adc565b602090810291909101810151838152848201516001600160a01b031691810191909152905061198083611f71565b8160400190601281111561199657611996612646565b908160128111156119a9576119a9612646565b9052505f816040015160128111156119c3576119c3612646565b146119d15750505050611bec565b6119de88888888876120f1565b816040019060128111156119f4576119f4612646565b90816012811115611a0757611a07612646565b9052505f81604001516012811115611a2157611a21612646565b14611a2f5750505050611bec565b611a3a848484612337565b81604001906012811115611a5057611a50612646565b90816012811115611a6357611a63612646565b9052505f81604001516012811115611a7d57611a7d612646565b14611a8b5750505050611bec565b825160608401516001600160a01b039182165f90815260016020818152604080842066ffffffffffffff600887901c1685528252808420805460ff9096169390931b90941790915582870151875190941682528190529081208054909190611afd9084906001600160581b0316612cd6565b82546101009290920a6001600160581b038181021990931691831602179091556020858101516001600160a01b03165f90815290819052604090819020805491870151909350600160b01b820465ffffffffffff1692611b5d9216612cf5565b611b68826001612d14565b83547fffffffff000000000000ffffffffffffffffffffff000000000000000000000016600160b01b65ffffffffffff928316026affffffffffffffffffffff1916176001600160581b03929092169190911783556020868101516001600160a01b03165f908152600290915260409020611be591831686612478565b5050505050505b50505050565b5f7f00000000000000000000000000000000000000000000000000000000000000004614611cc157610f8a604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f4227ea8456abb242f49def3ccb29f7ca54c1bdeacf2f31a1897712aff37cb45b918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b507f000000000000000000000000000000000000000000000000000000000000000090565b5f60208301357f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81167f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0811115611d41575f92505050610693565b600184611d5360ff85901c601b612b77565b604080515f8152602081018083529390935260ff90911690820152863560608201526080810183905260a0016020604051602081039080840390855afa158015611d9f573d5f5f3e3d5ffd5b5050604051601f1901519695505050505050565b5f818103611dc257505f610693565b5f8267ffffffffffffffff811115611ddc57611ddc612af0565b604051908082528060200260200182016040528015611e05578160200160208202803683370190505b5090505f5b8151811015611e5f57848482818110611e2557611e25612adc565b9050602002810190611e379190612d32565b5f0135828281518110611e4c57611e4c612adc565b6020908102919091010152600101611e0a565b5080604051602001611e719190612d46565b6040516020818303038152906040528051906020012091505092915050565b5f61176d7faf47128c539c5ef44f0fa0b819b51422491c7dc7274730bd432db38d4046c68f845f015185602001518660400151876060015188608001518960a001518a60c001518b60e001518b8d6101000151604051602001610bb39b9a999897969594939291909a8b526001600160a01b03998a1660208c01529790981660408a01526001600160581b0395909516606089015267ffffffffffffffff93909316608088015264ffffffffff91821660a0880152811660c087015290811660e0860152166101008401526101208301919091526101408201526101600190565b80516001600160a01b039081165f908152602081815260408083205491850151909316825291812054909160ff600160e01b91829004811692919091041682826003811115611fc257611fc2612646565b03611fd1575060019392505050565b6003826003811115611fe557611fe5612646565b03611ff4575060029392505050565b5f81600381111561200757612007612646565b03612016575060039392505050565b600381600381111561202a5761202a612646565b03612039575060049392505050565b83604001516001600160581b03165f03612057575060059392505050565b83602001516001600160a01b0316845f01516001600160a01b031603612081575060069392505050565b8360a0015164ffffffffff16846080015164ffffffffff1611806120ba57508360c0015164ffffffffff168460a0015164ffffffffff16115b156120c9575060079392505050565b6120e98460c0015164ffffffffff168560e0015164ffffffffff16611653565b949350505050565b5f365f87878781811061210657612106612adc565b90506020028101906121189190612b8a565b61212790610120810190612c90565b9092509050601081111561214057600b925050506112e3565b83515f5b82811015612328573684848381811061215f5761215f612adc565b90506020028101906121719190612d32565b90505f6121846040830160208401612d7b565b65ffffffffffff1690506580000000000081165f03612216576001600160a01b0384165f9081526020819052604090819020546121fe91600160b01b90910465ffffffffffff169084359084906121dd90870187612c90565b6001600160a01b038a165f90815260026020526040902094939291906124cd565b61221157600c96505050505050506112e3565b61231e565b658000000000001889811061223457600c96505050505050506112e3565b5f89828151811061224757612247612adc565b602002602001015190505f601281111561226357612263612646565b8160400151601281111561227957612279612646565b14158061228857508051833514155b806122a95750846001600160a01b031681602001516001600160a01b031614155b156122be57600c9750505050505050506112e3565b8860c0015164ffffffffff168d8d848181106122dc576122dc612adc565b90506020028101906122ee9190612b8a565b6122ff9060e081019060c0016129a7565b64ffffffffff16101561231c57600d9750505050505050506112e3565b505b5050600101612144565b505f9998505050505050505050565b81515f9061234c906101408601908490611737565b6123585750600e61176d565b604080517f15b716678a142c3a3bfe3e7c28fe4720559361e54e20e47bda80733661bf525f60208201529081018390525f9061239690606001610bb3565b90506123b581856020015187610180016117379092919063ffffffff16565b6123c357600f91505061176d565b6123d4845f01518560600151610659565b156123e357601091505061176d565b60408085015185516001600160a01b03165f908152602081905291909120546001600160581b039182169116101561241f57601191505061176d565b6040840151612435906001600160581b03612cd6565b6020808601516001600160a01b03165f9081529081905260409020546001600160581b039182169116111561246e57601291505061176d565b505f949350505050565b805f5b836001166001036124b6575f8181526020868152604080832054835290849052902091506124a881612da0565b9050600184901c935061247b565b5f9081526020949094526040909320929092555050565b5f8584106124dc57505f61259e565b5f84871860011c5b80156124fd576124f382612da0565b915060011c6124e4565b5082811461250e575f91505061259e565b855f5b8281101561258a57600187821c811614612555576125508287878481811061253b5761253b612adc565b905060200201355f9182526020526040902090565b612580565b61258086868381811061256a5761256a612adc565b90506020020135835f9182526020526040902090565b9150600101612511565b505f91825260208990526040909120541490505b9695505050505050565b5f6102208284031280156125ba575f5ffd5b509092915050565b6001600160a01b0381168114610f7e575f5ffd5b80356115a6816125c2565b803567ffffffffffffffff811681146115a6575f5ffd5b5f5f60408385031215612609575f5ffd5b8235612614816125c2565b9150612622602084016125e1565b90509250929050565b5f6020828403121561263b575f5ffd5b813561176d816125c2565b634e487b7160e01b5f52602160045260245ffd5b6004811061266a5761266a612646565b9052565b5f60c0820190506001600160581b0383511682526001600160581b03602084015116602083015265ffffffffffff604084015116604083015260608301516126b9606084018261265a565b506001600160a01b03608084015116608083015264ffffffffff60a08401511660a083015292915050565b5f5f604083850312156126f5575f5ffd5b8235612700816125c2565b946020939093013593505050565b5f5f828403610140811215612721575f5ffd5b61010081121561272f575f5ffd5b839250604060ff1982011215612743575f5ffd5b50610100830190509250929050565b5f5f83601f840112612762575f5ffd5b50813567ffffffffffffffff811115612779575f5ffd5b6020830191508360208260051b8501011115612793575f5ffd5b9250929050565b5f5f5f5f604085870312156127ad575f5ffd5b843567ffffffffffffffff8111156127c3575f5ffd5b8501601f810187136127d3575f5ffd5b803567ffffffffffffffff8111156127e9575f5ffd5b876020610220830284010111156127fe575f5ffd5b60209182019550935085013567ffffffffffffffff81111561281e575f5ffd5b61282a87828801612752565b95989497509550505050565b60ff81168114610f7e575f5ffd5b61016081018535612854816125c2565b6001600160a01b03168252602086810135818401528535604084015285013560608301528335612883816125c2565b6001600160a01b03166080830152602084013560a0830152604084013560c0830152606084013563ffffffff81168082146128bc575f5ffd5b60e08401525060808401356128d081612836565b60ff16610100830152823561012083015260208301356101408301526112e3565b5f5f5f5f60808587031215612904575f5ffd5b845161290f816125c2565b60208601516040870151919550935061292781612836565b6060860151909250801515811461293c575f5ffd5b939692955090935050565b80356001600160581b03811681146115a6575f5ffd5b5f6020828403121561296d575f5ffd5b61176d82612947565b6001600160a01b03831681526040810161176d602083018461265a565b803564ffffffffff811681146115a6575f5ffd5b5f602082840312156129b7575f5ffd5b61176d82612993565b828152610120810182356129d3816125c2565b6001600160a01b03811660208401525060208301356129f1816125c2565b6001600160a01b038116604084015250612a0d60408401612947565b6001600160581b038116606084015250612a29606084016125e1565b67ffffffffffffffff8116608084015250612a4660808401612993565b64ffffffffff811660a084015250612a6060a08401612993565b64ffffffffff811660c084015250612a7a60c08401612993565b64ffffffffff811660e08401525060e092909201356101009190910152919050565b5f60208284031215612aac575f5ffd5b61176d826125e1565b634e487b7160e01b5f52601160045260245ffd5b8181038181111561069357610693612ab5565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52604160045260245ffd5b602080825282518282018190525f918401906040840190835b81811015612b6c578351805184526020808201516001600160a01b0316908501526040015160138110612b5257612b52612646565b604084015260209390930192606090920191600101612b1d565b509095945050505050565b8082018082111561069357610693612ab5565b5f82356101be19833603018112612b9f575f5ffd5b9190910192915050565b604051610120810167ffffffffffffffff81118282101715612bd957634e487b7160e01b5f52604160045260245ffd5b60405290565b5f610120828403128015612bf1575f5ffd5b50612bfa612ba9565b612c03836125d6565b8152612c11602084016125d6565b6020820152612c2260408401612947565b6040820152612c33606084016125e1565b6060820152612c4460808401612993565b6080820152612c5560a08401612993565b60a0820152612c6660c08401612993565b60c0820152612c7760e08401612993565b60e0820152610100928301359281019290925250919050565b5f5f8335601e19843603018112612ca5575f5ffd5b83018035915067ffffffffffffffff821115612cbf575f5ffd5b6020019150600581901b3603821315612793575f5ffd5b6001600160581b03828116828216039081111561069357610693612ab5565b6001600160581b03818116838216019081111561069357610693612ab5565b65ffffffffffff818116838216019081111561069357610693612ab5565b5f8235605e19833603018112612b9f575f5ffd5b81515f90829060208501835b82811015612d70578151845260209384019390910190600101612d52565b509195945050505050565b5f60208284031215612d8b575f5ffd5b813565ffffffffffff8116811461176d575f5ffd5b5f60018201612db157612db1612ab5565b506001019056' as const;

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
