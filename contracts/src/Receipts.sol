// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @dev An account's receipts while a transaction works on them: what it changed, over what is stored.
struct Range {
    /// How many receipts there are.
    uint256 count;
    /// Bit k: peak k was written by this transaction and is in `peaks`, not in storage.
    uint256 written;
    /// Where in memory the peaks are, by height. Allocated with the first receipt.
    uint256 peaks;
}

/**
 * @title Receipts
 * @dev An account's receipts: an append-only Merkle mountain range over the digests of the payments settled to it.
 * Peak k is the root of a perfect tree of 2^k receipts and counts only while bit k of the number of receipts is set.
 * Many can be appended for the price of storing the peaks that are left in the end; a receipt is proved with at most 47
 * hashes. Enclaves verify the same proofs from storage proofs of the peaks (`packages/offline/src/enclave/receipts.ts`).
 *
 * Leaves and inner nodes need no different prefixes: a path must be exactly as long as its peak is high, so an inner node
 * never stands where a leaf is expected.
 */
library Receipts {
    /// @dev Bytes of the peaks in memory. The number of receipts has 48 bits: no peak is higher than 48.
    uint256 private constant PEAKS = 49 * 32;

    /// @dev Appends a receipt, in memory: `store` makes it last.
    function append(Range memory range, mapping(uint256 height => bytes32) storage stored, bytes32 digest)
        internal
        view
    {
        uint256 peaks = range.peaks;
        if (peaks == 0) {
            // Not cleared: `written` says which of them mean anything.
            assembly ("memory-safe") {
                peaks := mload(0x40)
                mstore(0x40, add(peaks, PEAKS))
            }
            range.peaks = peaks;
        }
        uint256 count = range.count;
        uint256 written = range.written;
        uint256 bit = 1;
        uint256 place = peaks;
        unchecked {
            range.count = count + 1;
            for (; count & bit != 0; bit <<= 1) {
                bytes32 left;
                if (written & bit == 0) {
                    left = stored[(place - peaks) >> 5];
                } else {
                    assembly ("memory-safe") {
                        left := mload(place)
                    }
                }
                digest = hashPair(left, digest);
                place += 32;
            }
        }
        range.written = written | bit;
        assembly ("memory-safe") {
            mstore(place, digest)
        }
    }

    /// @dev Writes the new peaks that count. One that was merged again in the same transaction never reaches storage.
    function store(Range memory range, mapping(uint256 height => bytes32) storage stored) internal {
        uint256 left = range.written & range.count;
        for (uint256 height = 0; left != 0; left >>= 1) {
            if (left & 1 == 1) stored[height] = _at(range.peaks, height);
            unchecked {
                ++height;
            }
        }
    }

    /// @dev The peak of this height that this transaction wrote: for heights whose bit of `written` is set.
    function _at(uint256 peaks, uint256 height) private pure returns (bytes32 peak) {
        assembly ("memory-safe") {
            peak := mload(add(peaks, shl(5, height)))
        }
    }

    /// @dev Whether `digest` is receipt `index`. Never reverts.
    function contains(
        Range memory range,
        mapping(uint256 height => bytes32) storage stored,
        bytes32 digest,
        uint256 index,
        bytes32[] calldata path
    ) internal view returns (bool) {
        uint256 count = range.count;
        if (index >= count) return false;
        // The peak above `index` belongs to the highest bit in which index and count differ: all peaks before it stand for
        // the bits above, which both have.
        uint256 height = 0;
        for (uint256 rest = (index ^ count) >> 1; rest != 0; rest >>= 1) {
            unchecked {
                ++height;
            }
        }
        if (path.length != height) return false;
        bytes32 node = digest;
        for (uint256 i = 0; i < height;) {
            bytes32 side = path[i];
            node = (index >> i) & 1 == 1 ? hashPair(side, node) : hashPair(node, side);
            unchecked {
                ++i;
            }
        }
        return node == ((range.written >> height) & 1 == 1 ? _at(range.peaks, height) : stored[height]);
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
