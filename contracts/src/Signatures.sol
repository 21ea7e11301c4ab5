// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @dev A secp256k1 signature in compact form (EIP-2098): the recovery bit is the top bit of `vs`.
struct Signature {
    bytes32 r;
    bytes32 vs;
}

/**
 * @title Signatures
 * @dev EIP-712 digests and compact ECDSA signatures, as enclaves make them (`packages/crypto/src`).
 */
library Signatures {
    /// @dev Half of the group order. A higher `s` is the malleated twin of a signature (EIP-2).
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    /**
     * @dev Whether `signer` signed `digest`. Never reverts. False for the zero address, which is what `ecrecover` answers
     * to nonsense, and for a high `s`.
     */
    function isBy(Signature calldata signature, bytes32 digest, address signer) internal view returns (bool valid) {
        address found = recover(signature, digest);
        // Without the bits above an address. Solidity's comparison clears them of each: 100 gas for every payment.
        assembly ("memory-safe") {
            valid := and(gt(found, 0), iszero(shl(96, xor(found, signer))))
        }
    }

    /// @dev The address that signed `digest`, or the zero address when the signature is malformed. Never reverts.
    function recover(Signature calldata signature, bytes32 digest) internal view returns (address signer) {
        // The built-in `ecrecover` costs 300 gas more around the same call of the precompile. It writes nothing when it fails,
        // and what it answers to a high `s` is dropped.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let vs := calldataload(add(signature, 0x20))
            let s := shr(1, shl(1, vs))
            mstore(free, digest)
            // The top bit shifted down is 0 or 1, so the sum is 27 or 28.
            mstore(add(free, 0x20), add(shr(255, vs), 27))
            mstore(add(free, 0x40), calldataload(signature))
            mstore(add(free, 0x60), s)
            mstore(0x00, 0)
            pop(staticcall(gas(), 1, free, 0x80, 0x00, 0x20))
            signer := mul(mload(0x00), iszero(gt(s, HALF_ORDER)))
        }
    }

    /// @dev What is signed: `keccak256(0x1901 ‖ domainSeparator ‖ structHash)` (EIP-712), without allocating.
    function typedDigest(bytes32 domainSeparator, bytes32 structHash) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, hex"1901")
            mstore(add(free, 0x02), domainSeparator)
            mstore(add(free, 0x22), structHash)
            digest := keccak256(free, 0x42)
        }
    }
}
