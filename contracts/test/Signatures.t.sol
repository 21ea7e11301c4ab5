// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Signature, Signatures} from "../src/Signatures.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";

/// @dev Compact signatures, at the edges that a test with a private key cannot reach.
contract SignaturesTest is OfflineFixture {
    uint256 private constant HALF_ORDER = ORDER / 2;

    function isBy(Signature calldata signature, bytes32 digest, address signer) external view returns (bool) {
        return Signatures.isBy(signature, digest, signer);
    }

    /// @dev Most high values of `s` do not even fit beside the recovery bit. Those just above half the order do.
    function test_high_s_is_refused_where_it_fits() public view {
        bytes32 digest = keccak256("digest");
        bytes32 r = sign(ALICE, digest).r;
        for (uint256 parity = 0; parity < 2; ++parity) {
            for (uint256 above = 0; above < 3; ++above) {
                uint256 s = HALF_ORDER + above;
                address signer = ecrecover(digest, uint8(27 + parity), r, bytes32(s));
                yes(signer != address(0), "plain ecrecover takes it");
                bool taken = this.isBy(Signature(r, bytes32(s | parity << 255)), digest, signer);
                yes(taken == (above == 0), "half the order is the highest");
            }
        }
    }

    function testFuzz_agrees_with_the_signer(uint256 secret, bytes32 digest) public view {
        secret = 1 + secret % (ORDER - 1);
        yes(this.isBy(sign(secret, digest), digest, vm.addr(secret)), "signer");
        yes(!this.isBy(sign(secret, digest), keccak256(abi.encode(digest)), vm.addr(secret)), "other digest");
        yes(!this.isBy(sign(secret, digest), digest, address(0)), "zero");
    }

    function testFuzz_noise_never_reverts_and_is_nobodys(bytes32 r, bytes32 vs, bytes32 digest) public view {
        yes(!this.isBy(Signature(r, vs), digest, address(0)), "zero");
        yes(!this.isBy(Signature(r, vs), digest, vm.addr(ALICE)), "alice");
    }
}
