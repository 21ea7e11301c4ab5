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
export const deviceRegistryBytecode = '0x60c060405234801561000f575f5ffd5b50604051610e55380380610e5583398101604081905261002e9161014b565b81158061004257506001600160a01b038116155b1561006057604051632236948b60e01b815260040160405180910390fd5b6080828152604080517f599a80fcaa47b95e2323ab4d34d34e0cc9feda4b843edafcc30c7bdf60ea15bf60208201527fb7d724edc6c58d4d4aaad86e9dc5b4c50e84eb4bb178a200b9d85f347189b673918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6606082015290810183905260a00160408051808303601f1901815290829052805160209091012060a0525f80546001600160a01b0319166001600160a01b0384169081178255917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0908290a35050610185565b5f5f6040838503121561015c575f5ffd5b825160208401519092506001600160a01b038116811461017a575f5ffd5b809150509250929050565b60805160a051610caf6101a65f395f61060001525f6101590152610caf5ff3fe608060405234801561000f575f5ffd5b50600436106100e5575f3560e01c80638da5cb5b11610088578063e16c065211610063578063e16c065214610235578063e30c397814610270578063f2fde38b14610281578063fff0b93814610294575f5ffd5b80638da5cb5b146101eb578063cb38f4b61461020f578063da8bb7c714610222575f5ffd5b80636739afca116100c35780636739afca1461015457806374a8f1031461018957806379ba50971461019c5780637e0080f9146101a4575f5ffd5b806325cabbc7146100e9578063368311ef146100fe57806350acb0a114610111575b5f5ffd5b6100fc6100f7366004610af1565b6102bf565b005b6100fc61010c366004610b11565b61038c565b61013e61011f366004610b11565b5f91825260036020908152604080842092845291905290205460ff1690565b60405161014b9190610b45565b60405180910390f35b61017b7f000000000000000000000000000000000000000000000000000000000000000081565b60405190815260200161014b565b6100fc610197366004610af1565b610456565b6100fc6104f4565b6101b76101b2366004610b81565b610584565b604080516001600160a01b039095168552602085019390935260ff909116918301919091521515606082015260800161014b565b5f546001600160a01b03165b6040516001600160a01b03909116815260200161014b565b6100fc61021d366004610b11565b61087d565b6100fc610230366004610af1565b610923565b610260610243366004610af1565b6001600160a01b03165f9081526004602052604090205460ff1690565b604051901515815260200161014b565b6001546001600160a01b03166101f7565b6100fc61028f366004610af1565b6109c1565b61013e6102a2366004610af1565b6001600160a01b03165f9081526002602052604090205460ff1690565b5f546001600160a01b031633146102f0576040516398e7e09560e01b81523360048201526024015b60405180910390fd5b60016001600160a01b0382165f9081526002602081905260409091205460ff169081111561032057610320610b31565b1461033e5760405163f340679360e01b815260040160405180910390fd5b6001600160a01b0381165f818152600260208190526040808320805460ff1916909217909155517ffce72d961b2626240c4a353af9038eac32c3812337ebd39b3f90a37f318e9f859190a250565b5f546001600160a01b031633146103b8576040516398e7e09560e01b81523360048201526024016102e7565b60015f83815260036020908152604080832085845290915290205460ff1660028111156103e7576103e7610b31565b146104055760405163f340679360e01b815260040160405180910390fd5b5f828152600360209081526040808320848452909152808220805460ff1916600217905551829184917f19d4fb2d10b60cd8063c2f48bbb49d9c2cefc9d9e073153c0b731a16e1e985429190a35050565b5f546001600160a01b03163314610482576040516398e7e09560e01b81523360048201526024016102e7565b6001600160a01b0381166104a957604051632236948b60e01b815260040160405180910390fd5b6001600160a01b0381165f81815260046020526040808220805460ff19166001179055517f2863dd5cdaeee3db3572cb06d2252df0b2ed5fd16b2fe921c187ba89519247d39190a250565b6001546001600160a01b03163314610521576040516398e7e09560e01b81523360048201526024016102e7565b5f805460405133926001600160a01b03909216917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e091a35f805473ffffffffffffffffffffffffffffffffffffffff199081163317909155600180549091169055565b5f5f5f5f5f6106376106307f1b84aba399e911ff8635a6c2a1e5fb670330e190f906ca7ff9b3125eeed9bda08b6040516020016105c2929190610be2565b60408051601f198184030181529082905280516020909101207f190100000000000000000000000000000000000000000000000000000000000082527f0000000000000000000000000000000000000000000000000000000000000000600283015260228201526042902090565b8990610a4a565b6001600160a01b0381165f9081526002602052604081205491925060ff9091169081600281111561066a5761066a610b31565b036106ac576040517f768250e40000000000000000000000000000000000000000000000000000000081526001600160a01b03831660048201526024016102e7565b6040808901355f81815260036020908152838220818d0135835290529182205490965060ff16908160028111156106e5576106e5610b31565b03610729576040517f6f1be5f20000000000000000000000000000000000000000000000000000000081526004810187905260208a013560248201526044016102e7565b61073660208a018a610af1565b96505f61076f7f30be7648ce47486b2ce1f36f7e1956354bbd4217db671dd91fba534177c171e98b6040516020016105c2929190610c24565b90506001600160a01b038816158061079d575061079b8161079360208f018f610af1565b8b9190610ab5565b155b156107d4576040517f4138f33200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6107e460a08b0160808c01610c96565b955060028360028111156107fa576107fa610b31565b14806108175750600282600281111561081557610815610b31565b145b8061084a575060045f61082d60208f018f610af1565b6001600160a01b0316815260208101919091526040015f205460ff165b8061086c57506001600160a01b0388165f9081526004602052604090205460ff165b945050505050945094509450949050565b5f546001600160a01b031633146108a9576040516398e7e09560e01b81523360048201526024016102e7565b8115806108b4575080155b156108d257604051632236948b60e01b815260040160405180910390fd5b5f828152600360209081526040808320848452909152808220805460ff1916600117905551829184917fd5a18a94e138c6d3e76eee17ac8bd90d84bc451efdba06719a5da760e7d0efe09190a35050565b5f546001600160a01b0316331461094f576040516398e7e09560e01b81523360048201526024016102e7565b6001600160a01b03811661097657604051632236948b60e01b815260040160405180910390fd5b6001600160a01b0381165f81815260026020526040808220805460ff19166001179055517f9afbd20e5d8152aaf7b27bcc8128eff231b6392dd6895b4ce1fb6514f7af5c9a9190a250565b5f546001600160a01b031633146109ed576040516398e7e09560e01b81523360048201526024016102e7565b6001805473ffffffffffffffffffffffffffffffffffffffff19166001600160a01b038381169182179092555f8054604051929316917f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e227009190a350565b5f60405160208401358060011b60011c848352601b8260ff1c016020840152853560408401528060608401525f5f5260205f60808560015afa505f517f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0909111150295945050505050565b5f5f610ac18585610a4a565b801515931860601b1592909216949350505050565b80356001600160a01b0381168114610aec575f5ffd5b919050565b5f60208284031215610b01575f5ffd5b610b0a82610ad6565b9392505050565b5f5f60408385031215610b22575f5ffd5b50508035926020909101359150565b634e487b7160e01b5f52602160045260245ffd5b6020810160038310610b6557634e487b7160e01b5f52602160045260245ffd5b91905290565b5f60408284031215610b7b575f5ffd5b50919050565b5f5f5f5f848603610160811215610b96575f5ffd5b610ba08787610b6b565b9450610baf8760408801610b6b565b935060a0607f1982011215610bc2575f5ffd5b50608085019150610bd7866101208701610b6b565b905092959194509250565b828152606081016001600160a01b03610bfa84610ad6565b166020838101919091529290920135604090910152919050565b803560ff81168114610aec575f5ffd5b82815260c081016001600160a01b03610c3c84610ad6565b1660208381019190915283013560408084019190915283013560608084019190915283013563ffffffff8116808214610c73575f5ffd5b806080850152505060ff610c8960808501610c14565b1660a08301529392505050565b5f60208284031215610ca6575f5ffd5b610b0a82610c1456' as const;

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
