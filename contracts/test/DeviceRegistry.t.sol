// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AttestationCertificate, DeviceCertificate, DeviceRegistry} from "../src/DeviceRegistry.sol";
import {Certificate} from "../src/OfflineTypes.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";

/// @dev Who is believed, and who may say so.
contract DeviceRegistryTest is OfflineFixture {
    function certify(Certificate memory c) internal view returns (address, bytes32, uint8, bool) {
        return registry.certify(c.device, c.deviceSignature, c.attestation, c.attestationSignature);
    }

    function isRevoked(Certificate memory c) internal view returns (bool revoked) {
        (,,, revoked) = certify(c);
    }

    function test_certify() public view {
        (address key, bytes32 program, uint8 counterClass, bool revoked) = certify(certificate(ALICE));
        eq(key, vm.addr(KEY), "key");
        eq(program, PROGRAM, "program");
        eq(counterClass, 1, "counter class");
        yes(!revoked, "not revoked");
    }

    function test_certified_once_is_certified_for_good() public {
        Certificate memory c = certificate(ALICE);
        vm.prank(OWNER);
        registry.retireRoot(vm.addr(ROOT));
        yes(isRevoked(c), "root retired");
        vm.prank(OWNER);
        registry.addRoot(vm.addr(ROOT));
        yes(!isRevoked(c), "root back");
        vm.prank(OWNER);
        registry.retireMeasurement(PROGRAM, MEASUREMENT);
        yes(isRevoked(c), "measurement retired");
        vm.prank(OWNER);
        registry.allowMeasurement(PROGRAM, MEASUREMENT);
        yes(!isRevoked(c), "measurement back");
        vm.prank(OWNER);
        registry.revoke(vm.addr(KEY));
        yes(isRevoked(c), "key revoked");
    }

    function test_revoked_device() public {
        vm.prank(OWNER);
        registry.revoke(vm.addr(DEVICE));
        yes(isRevoked(certificate(ALICE)), "device revoked");
        yes(registry.isRevoked(vm.addr(DEVICE)) && !registry.isRevoked(vm.addr(KEY)), "only the device");
    }

    function test_refuses_every_broken_link() public {
        Certificate memory c = certificate(ALICE);
        c.deviceSignature = sign(0xdead, deviceDigest(c.device));
        vm.expectRevert(abi.encodeWithSelector(DeviceRegistry.DeviceRegistryUnknownRoot.selector, vm.addr(0xdead)));
        certify(c);

        c = certificate(ALICE);
        c.device.platform = keccak256("sgx");
        vm.expectRevert();
        certify(c);

        c = certificate(ALICE);
        c.attestation.measurement = keccak256("other");
        c.attestationSignature = sign(DEVICE, keyDigest(c.attestation));
        vm.expectRevert(
            abi.encodeWithSelector(
                DeviceRegistry.DeviceRegistryUnknownMeasurement.selector, PROGRAM, keccak256("other")
            )
        );
        certify(c);

        for (uint256 field = 0; field < 4; ++field) {
            c = certificate(ALICE);
            if (field == 0) c.attestation.key = vm.addr(0xdead);
            if (field == 1) c.attestation.abiVersion += 1;
            if (field == 2) c.attestation.counterClass += 1;
            if (field == 3) c.attestationSignature = sign(ROOT, keyDigest(c.attestation));
            vm.expectRevert(DeviceRegistry.DeviceRegistryInvalidSignature.selector);
            certify(c);
        }
    }

    /// @dev Nobody holds the key of the zero address, but `ecrecover` answers it to nonsense.
    function test_refuses_the_zero_key() public {
        Certificate memory c = certificate(ALICE);
        c.attestation.key = address(0);
        c.attestationSignature = sign(DEVICE, keyDigest(c.attestation));
        vm.expectRevert(DeviceRegistry.DeviceRegistryInvalidSignature.selector);
        certify(c);
    }

    /// @dev SAFETY A2: a certificate of one network is worth nothing in another.
    function test_refuses_certificates_of_another_network() public {
        Certificate memory c = certificate(ALICE);
        DeviceRegistry other = new DeviceRegistry(keccak256("other"), address(this));
        other.addRoot(vm.addr(ROOT));
        other.allowMeasurement(PROGRAM, MEASUREMENT);
        vm.expectRevert();
        other.certify(c.device, c.deviceSignature, c.attestation, c.attestationSignature);
    }

    function test_a_measurement_is_allowed_for_one_program_only() public {
        Certificate memory c = certificate(ALICE);
        c.attestation.program = keccak256("coffer.bank");
        c.attestationSignature = sign(DEVICE, keyDigest(c.attestation));
        vm.expectRevert(
            abi.encodeWithSelector(
                DeviceRegistry.DeviceRegistryUnknownMeasurement.selector, keccak256("coffer.bank"), MEASUREMENT
            )
        );
        certify(c);
    }

    function test_only_the_owner_administers() public {
        bytes memory why = abi.encodeWithSelector(DeviceRegistry.DeviceRegistryUnauthorized.selector, address(this));
        vm.expectRevert(why);
        registry.addRoot(address(1));
        vm.expectRevert(why);
        registry.retireRoot(vm.addr(ROOT));
        vm.expectRevert(why);
        registry.allowMeasurement(PROGRAM, bytes32(uint256(1)));
        vm.expectRevert(why);
        registry.retireMeasurement(PROGRAM, MEASUREMENT);
        vm.expectRevert(why);
        registry.revoke(address(1));
        vm.expectRevert(why);
        registry.transferOwnership(address(this));
        vm.expectRevert(why);
        registry.acceptOwnership();
    }

    function test_ownership_moves_in_two_steps() public {
        vm.prank(OWNER);
        registry.transferOwnership(address(0x55));
        eq(registry.owner(), OWNER, "not yet");
        eq(registry.pendingOwner(), address(0x55), "offered");
        vm.prank(address(0x55));
        registry.acceptOwnership();
        eq(registry.owner(), address(0x55), "taken");
        eq(registry.pendingOwner(), address(0), "nothing pending");
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(DeviceRegistry.DeviceRegistryUnauthorized.selector, OWNER));
        registry.addRoot(address(1));
    }

    function test_refuses_zero_and_what_is_not_trusted() public {
        vm.expectRevert(DeviceRegistry.DeviceRegistryZero.selector);
        new DeviceRegistry(bytes32(0), OWNER);
        vm.expectRevert(DeviceRegistry.DeviceRegistryZero.selector);
        new DeviceRegistry(NETWORK, address(0));
        DeviceRegistry mine = new DeviceRegistry(NETWORK, address(this));
        vm.expectRevert(DeviceRegistry.DeviceRegistryZero.selector);
        mine.addRoot(address(0));
        vm.expectRevert(DeviceRegistry.DeviceRegistryZero.selector);
        mine.allowMeasurement(bytes32(0), MEASUREMENT);
        vm.expectRevert(DeviceRegistry.DeviceRegistryZero.selector);
        mine.allowMeasurement(PROGRAM, bytes32(0));
        vm.expectRevert(DeviceRegistry.DeviceRegistryZero.selector);
        mine.revoke(address(0));
        vm.expectRevert(DeviceRegistry.DeviceRegistryNotTrusted.selector);
        mine.retireRoot(address(1));
        vm.expectRevert(DeviceRegistry.DeviceRegistryNotTrusted.selector);
        mine.retireMeasurement(PROGRAM, MEASUREMENT);
    }

    function test_storage_layout_word_by_word() public {
        eq(vm.load(address(registry), 0), bytes32(uint256(uint160(OWNER))), "owner");
        vm.prank(OWNER);
        registry.transferOwnership(address(0x55));
        eq(vm.load(address(registry), bytes32(uint256(1))), bytes32(uint256(0x55)), "pending owner");
        bytes32 root = keccak256(abi.encode(vm.addr(ROOT), uint256(2)));
        eq(vm.load(address(registry), root), bytes32(uint256(1)), "root trusted");
        bytes32 measurement = keccak256(abi.encode(MEASUREMENT, keccak256(abi.encode(PROGRAM, uint256(3)))));
        eq(vm.load(address(registry), measurement), bytes32(uint256(1)), "measurement trusted");
        vm.prank(OWNER);
        registry.retireMeasurement(PROGRAM, MEASUREMENT);
        eq(vm.load(address(registry), measurement), bytes32(uint256(2)), "measurement retired");
        vm.prank(OWNER);
        registry.revoke(vm.addr(KEY));
        bytes32 revoked = keccak256(abi.encode(vm.addr(KEY), uint256(4)));
        eq(vm.load(address(registry), revoked), bytes32(uint256(1)), "key revoked");
    }
}
