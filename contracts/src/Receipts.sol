// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/**
 * @title Receipts
 * @dev An account's receipts: an append-only Merkle mountain range over the digests of the payments settled to it.
 * `peaks[k]` is the root of a perfect tree of 2^k receipts and counts only while bit k of the number of receipts is set.
 * Appending writes one slot; a receipt is proved with at most 47 hashes. Enclaves verify the same proofs from storage
 * proofs of the peaks (`packages/offline/src/enclave/receipts.ts`).
 *
 * Leaves and inner nodes need no different prefixes: a path must be exactly as long as its peak is high, so an inner node
 * never stands where a leaf is expected.
 */
library Receipts {
    /// @dev Appends receipt number `count`.
    function append(mapping(uint256 height => bytes32) storage peaks, uint256 count, bytes32 digest) internal {
        bytes32 node = digest;
        uint256 height = 0;
        for (; count & 1 == 1; count >>= 1) {
            node = hashPair(peaks[height], node);
            ++height;
        }
        peaks[height] = node;
    }

    /// @dev Whether `digest` is receipt `index` of `count`. Never reverts.
    function contains(
        mapping(uint256 height => bytes32) storage peaks,
        uint256 count,
        bytes32 digest,
        uint256 index,
        bytes32[] calldata path
    ) internal view returns (bool) {
        if (index >= count) return false;
        // The peak above `index` belongs to the highest bit in which index and count differ: all peaks before it stand for
        // the bits above, which both have.
        uint256 height = 0;
        for (uint256 rest = (index ^ count) >> 1; rest != 0; rest >>= 1) {
            ++height;
        }
        if (path.length != height) return false;
        bytes32 node = digest;
        for (uint256 i = 0; i < height; ++i) {
            node = (index >> i) & 1 == 1 ? hashPair(path[i], node) : hashPair(node, path[i]);
        }
        return node == peaks[height];
    }

    /// @dev keccak-256 of two words, without allocating.
    function hashPair(bytes32 left, bytes32 right) internal pure returns (bytes32 node) {
        assembly ("memory-safe") {
            mstore(0x00, left)
            mstore(0x20, right)
            node := keccak256(0x00, 0x40)
        }
    }
}
