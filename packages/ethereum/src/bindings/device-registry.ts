// Made by tools/bindings from contracts/src/DeviceRegistry.sol. Do not edit: change the contract, then `npm run bindings`.

/** ABI of DeviceRegistry. */
export const deviceRegistryAbi = [
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "network_",
        "type": "bytes32"
      },
      {
        "internalType": "address",
        "name": "owner_",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [],
    "name": "DeviceRegistryInvalidSignature",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "DeviceRegistryNotTrusted",
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
    "name": "DeviceRegistryUnauthorized",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "program",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "measurement",
        "type": "bytes32"
      }
    ],
    "name": "DeviceRegistryUnknownMeasurement",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "root",
        "type": "address"
      }
    ],
    "name": "DeviceRegistryUnknownRoot",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "DeviceRegistryZero",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "key",
        "type": "address"
      }
    ],
    "name": "KeyRevoked",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "program",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "measurement",
        "type": "bytes32"
      }
    ],
    "name": "MeasurementAllowed",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "program",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "measurement",
        "type": "bytes32"
      }
    ],
    "name": "MeasurementRetired",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "previousOwner",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "newOwner",
        "type": "address"
      }
    ],
    "name": "OwnershipTransferStarted",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "previousOwner",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "newOwner",
        "type": "address"
      }
    ],
    "name": "OwnershipTransferred",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "root",
        "type": "address"
      }
    ],
    "name": "RootAdded",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "root",
        "type": "address"
      }
    ],
    "name": "RootRetired",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "acceptOwnership",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "root",
        "type": "address"
      }
    ],
    "name": "addRoot",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "program",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "measurement",
        "type": "bytes32"
      }
    ],
    "name": "allowMeasurement",
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
      }
    ],
    "name": "certify",
    "outputs": [
      {
        "internalType": "address",
        "name": "key",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "program",
        "type": "bytes32"
      },
      {
        "internalType": "uint8",
        "name": "counterClass",
        "type": "uint8"
      },
      {
        "internalType": "bool",
        "name": "revoked",
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
        "name": "key",
        "type": "address"
      }
    ],
    "name": "isRevoked",
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
        "internalType": "bytes32",
        "name": "program",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "measurement",
        "type": "bytes32"
      }
    ],
    "name": "measurementStanding",
    "outputs": [
      {
        "internalType": "enum DeviceRegistry.Standing",
        "name": "",
        "type": "uint8"
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
    "name": "owner",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "pendingOwner",
    "outputs": [
      {
        "internalType": "address",
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
        "internalType": "bytes32",
        "name": "program",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "measurement",
        "type": "bytes32"
      }
    ],
    "name": "retireMeasurement",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "root",
        "type": "address"
      }
    ],
    "name": "retireRoot",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "key",
        "type": "address"
      }
    ],
    "name": "revoke",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "root",
        "type": "address"
      }
    ],
    "name": "rootStanding",
    "outputs": [
      {
        "internalType": "enum DeviceRegistry.Standing",
        "name": "",
        "type": "uint8"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "newOwner",
        "type": "address"
      }
    ],
    "name": "transferOwnership",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;

/** Creation code of DeviceRegistry; append the ABI-encoded constructor arguments. */
export const deviceRegistryBytecode = '0x60c060405234801561000f575f5ffd5b50604051610ead380380610ead83398101604081905261002e9161014b565b81158061004257506001600160a01b038116155b1561006057604051632236948b60e01b815260040160405180910390fd5b6080828152604080517f599a80fcaa47b95e2323ab4d34d34e0cc9feda4b843edafcc30c7bdf60ea15bf60208201527fb7d724edc6c58d4d4aaad86e9dc5b4c50e84eb4bb178a200b9d85f347189b673918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6606082015290810183905260a00160408051808303601f1901815290829052805160209091012060a0525f80546001600160a01b0319166001600160a01b0384169081178255917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0908290a35050610185565b5f5f6040838503121561015c575f5ffd5b825160208401519092506001600160a01b038116811461017a575f5ffd5b809150509250929050565b60805160a051610d076101a65f395f610a2801525f61013f0152610d075ff3fe608060405234801561000f575f5ffd5b50600436106100e5575f3560e01c80638da5cb5b11610088578063e16c065211610063578063e16c06521461021b578063e30c397814610256578063f2fde38b14610267578063fff0b9381461027a575f5ffd5b80638da5cb5b146101d1578063cb38f4b6146101f5578063da8bb7c714610208575f5ffd5b80636739afca116100c35780636739afca1461013a57806374a8f1031461016f57806379ba5097146101825780637e0080f91461018a575f5ffd5b806325cabbc7146100e9578063368311ef146100fe57806350acb0a114610111575b5f5ffd5b6100fc6100f7366004610b49565b6102a5565b005b6100fc61010c366004610b69565b610372565b61012461011f366004610b69565b61043c565b6040516101319190610b9d565b60405180910390f35b6101617f000000000000000000000000000000000000000000000000000000000000000081565b604051908152602001610131565b6100fc61017d366004610b49565b61045f565b6100fc6104fd565b61019d610198366004610bd9565b61058d565b604080516001600160a01b039095168552602085019390935260ff9091169183019190915215156060820152608001610131565b5f546001600160a01b03165b6040516001600160a01b039091168152602001610131565b6100fc610203366004610b69565b610833565b6100fc610216366004610b49565b6108d9565b610246610229366004610b49565b6001600160a01b03165f9081526004602052604090205460ff1690565b6040519015158152602001610131565b6001546001600160a01b03166101dd565b6100fc610275366004610b49565b610977565b610124610288366004610b49565b6001600160a01b03165f9081526002602052604090205460ff1690565b5f546001600160a01b031633146102d6576040516398e7e09560e01b81523360048201526024015b60405180910390fd5b60016001600160a01b0382165f9081526002602081905260409091205460ff169081111561030657610306610b89565b146103245760405163f340679360e01b815260040160405180910390fd5b6001600160a01b0381165f818152600260208190526040808320805460ff1916909217909155517ffce72d961b2626240c4a353af9038eac32c3812337ebd39b3f90a37f318e9f859190a250565b5f546001600160a01b0316331461039e576040516398e7e09560e01b81523360048201526024016102cd565b60015f83815260036020908152604080832085845290915290205460ff1660028111156103cd576103cd610b89565b146103eb5760405163f340679360e01b815260040160405180910390fd5b5f828152600360209081526040808320848452909152808220805460ff1916600217905551829184917f19d4fb2d10b60cd8063c2f48bbb49d9c2cefc9d9e073153c0b731a16e1e985429190a35050565b5f82815260036020908152604080832084845290915290205460ff165b92915050565b5f546001600160a01b0316331461048b576040516398e7e09560e01b81523360048201526024016102cd565b6001600160a01b0381166104b257604051632236948b60e01b815260040160405180910390fd5b6001600160a01b0381165f81815260046020526040808220805460ff19166001179055517f2863dd5cdaeee3db3572cb06d2252df0b2ed5fd16b2fe921c187ba89519247d39190a250565b6001546001600160a01b0316331461052a576040516398e7e09560e01b81523360048201526024016102cd565b5f805460405133926001600160a01b03909216917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e091a35f805473ffffffffffffffffffffffffffffffffffffffff199081163317909155600180549091169055565b5f5f5f5f5f6105ed6105e67f1b84aba399e911ff8635a6c2a1e5fb670330e190f906ca7ff9b3125eeed9bda08b6040516020016105cb929190610c3a565b60405160208183030381529060405280519060200120610a00565b8990610a5e565b6001600160a01b0381165f9081526002602052604081205491925060ff9091169081600281111561062057610620610b89565b03610662576040517f768250e40000000000000000000000000000000000000000000000000000000081526001600160a01b03831660048201526024016102cd565b6040808901355f81815260036020908152838220818d0135835290529182205490965060ff169081600281111561069b5761069b610b89565b036106df576040517f6f1be5f20000000000000000000000000000000000000000000000000000000081526004810187905260208a013560248201526044016102cd565b6106ec60208a018a610b49565b96505f6107257f30be7648ce47486b2ce1f36f7e1956354bbd4217db671dd91fba534177c171e98b6040516020016105cb929190610c7c565b90506001600160a01b038816158061075357506107518161074960208f018f610b49565b8b9190610af3565b155b1561078a576040517f4138f33200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61079a60a08b0160808c01610cee565b955060028360028111156107b0576107b0610b89565b14806107cd575060028260028111156107cb576107cb610b89565b145b80610800575060045f6107e360208f018f610b49565b6001600160a01b0316815260208101919091526040015f205460ff165b8061082257506001600160a01b0388165f9081526004602052604090205460ff165b945050505050945094509450949050565b5f546001600160a01b0316331461085f576040516398e7e09560e01b81523360048201526024016102cd565b81158061086a575080155b1561088857604051632236948b60e01b815260040160405180910390fd5b5f828152600360209081526040808320848452909152808220805460ff1916600117905551829184917fd5a18a94e138c6d3e76eee17ac8bd90d84bc451efdba06719a5da760e7d0efe09190a35050565b5f546001600160a01b03163314610905576040516398e7e09560e01b81523360048201526024016102cd565b6001600160a01b03811661092c57604051632236948b60e01b815260040160405180910390fd5b6001600160a01b0381165f81815260026020526040808220805460ff19166001179055517f9afbd20e5d8152aaf7b27bcc8128eff231b6392dd6895b4ce1fb6514f7af5c9a9190a250565b5f546001600160a01b031633146109a3576040516398e7e09560e01b81523360048201526024016102cd565b6001805473ffffffffffffffffffffffffffffffffffffffff19166001600160a01b038381169182179092555f8054604051929316917f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e227009190a350565b6040517f190100000000000000000000000000000000000000000000000000000000000081527f0000000000000000000000000000000000000000000000000000000000000000600282015260228101829052604290205f90610459565b5f60208301357f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff167f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0811115610ab7575f915050610459565b604051838152601b602086013560ff1c016020820152843560408201528160608201525f5f5260205f60808360015afa50505f51949350505050565b5f6001600160a01b03821615801590610b265750816001600160a01b0316610b1b8585610a5e565b6001600160a01b0316145b949350505050565b80356001600160a01b0381168114610b44575f5ffd5b919050565b5f60208284031215610b59575f5ffd5b610b6282610b2e565b9392505050565b5f5f60408385031215610b7a575f5ffd5b50508035926020909101359150565b634e487b7160e01b5f52602160045260245ffd5b6020810160038310610bbd57634e487b7160e01b5f52602160045260245ffd5b91905290565b5f60408284031215610bd3575f5ffd5b50919050565b5f5f5f5f848603610160811215610bee575f5ffd5b610bf88787610bc3565b9450610c078760408801610bc3565b935060a0607f1982011215610c1a575f5ffd5b50608085019150610c2f866101208701610bc3565b905092959194509250565b828152606081016001600160a01b03610c5284610b2e565b166020838101919091529290920135604090910152919050565b803560ff81168114610b44575f5ffd5b82815260c081016001600160a01b03610c9484610b2e565b1660208381019190915283013560408084019190915283013560608084019190915283013563ffffffff8116808214610ccb575f5ffd5b806080850152505060ff610ce160808501610c6c565b1660a08301529392505050565b5f60208284031215610cfe575f5ffd5b610b6282610c6c56' as const;

/** Where DeviceRegistry keeps what it stores, as the compiler says: see contracts/README.md. */
export const deviceRegistryStorageLayout = {
  "storage": [
    {
      "label": "_owner",
      "slot": "0",
      "offset": 0,
      "type": "address",
      "bytes": 20
    },
    {
      "label": "_pendingOwner",
      "slot": "1",
      "offset": 0,
      "type": "address",
      "bytes": 20
    },
    {
      "label": "_roots",
      "slot": "2",
      "offset": 0,
      "type": "mapping(address => enum DeviceRegistry.Standing)",
      "bytes": 32
    },
    {
      "label": "_measurements",
      "slot": "3",
      "offset": 0,
      "type": "mapping(bytes32 => mapping(bytes32 => enum DeviceRegistry.Standing))",
      "bytes": 32
    },
    {
      "label": "_revoked",
      "slot": "4",
      "offset": 0,
      "type": "mapping(address => bool)",
      "bytes": 32
    }
  ],
  "structs": {}
} as const;
