// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AttestationCertificate, DeviceCertificate, DeviceRegistry} from "../src/DeviceRegistry.sol";
import {Certificate, Payment, Reason, Withdrawal} from "../src/OfflineTypes.sol";
import {OfflineVault} from "../src/OfflineVault.sol";
import {Range, Receipts} from "../src/Receipts.sol";
import {Signature} from "../src/Signatures.sol";
import {Item, Outcome, Packing, Support} from "./support/Packing.sol";
import {Test, Vm} from "./support/Test.sol";

/// @dev Solidity's half of test/vectors/offline.json: what the enclave's code signed must pass the contracts unchanged.
contract VectorsTest is Test {
    using Receipts for Range;

    string private _json;
    OfflineVault private _vault;
    mapping(uint256 height => bytes32) private _peaks;

    function setUp() public {
        _json = vm.readFile("../test/vectors/offline.json");
        vm.warp(_uint(".time"));
        vm.chainId(_uint(".chainId"));
        bytes32 network = _word(".network");
        DeviceRegistry registry = new DeviceRegistry(network, address(this));
        registry.addRoot(_address(".root"));
        registry.allowMeasurement(_word(".attestation.program"), _word(".attestation.measurement"));
        uint40 offlineLimit = uint40(_uint(".parameters.offlineLimit"));
        uint40 settleWindow = uint40(_uint(".parameters.settleWindow"));
        uint40 exitDelay = uint40(_uint(".parameters.exitDelay"));
        vm.prank(_address(".deployer"));
        _vault = new OfflineVault(registry, network, offlineLimit, settleWindow, exitDelay);
    }

    function _uint(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(_json, key);
    }

    function _word(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(_json, key);
    }

    function _address(string memory key) private view returns (address) {
        return vm.parseJsonAddress(_json, key);
    }

    function _signature(string memory key) private view returns (Signature memory) {
        return Signature(_word(string.concat(key, ".r")), _word(string.concat(key, ".vs")));
    }

    function _certificate(string memory key) private view returns (Certificate memory) {
        return Certificate({
            device: DeviceCertificate(_address(".device.device"), _word(".device.platform")),
            deviceSignature: _signature(".device"),
            attestation: AttestationCertificate({
                key: _address(".attestation.key"),
                measurement: _word(".attestation.measurement"),
                program: _word(".attestation.program"),
                abiVersion: uint32(_uint(".attestation.abi")),
                counterClass: uint8(_uint(".attestation.counterClass"))
            }),
            attestationSignature: _signature(".attestation"),
            account: _address(string.concat(key, ".account")),
            recovery: _address(string.concat(key, ".recovery")),
            accountSignature: _signature(key),
            accountConsent: _signature(string.concat(key, ".consent"))
        });
    }

    function _item(string memory key) private view returns (Item memory item) {
        item.payment = Payment({
            payer: _address(string.concat(key, ".payer")),
            payee: _address(string.concat(key, ".payee")),
            amount: uint88(_uint(string.concat(key, ".amount"))),
            serial: uint64(_uint(string.concat(key, ".serial"))),
            tGen: uint40(_uint(string.concat(key, ".tGen"))),
            expiry: uint40(_uint(string.concat(key, ".expiry"))),
            settleBy: uint40(_uint(string.concat(key, ".settleBy"))),
            provedAt: uint40(_uint(string.concat(key, ".provedAt"))),
            supportsHash: _word(string.concat(key, ".supportsHash")),
            state: _word(string.concat(key, ".state"))
        });
        item.payer = _signature(string.concat(key, ".payerSignature"));
        item.payee = _signature(string.concat(key, ".acknowledgement"));
    }

    function test_domain_separator() public view {
        eq(address(_vault), _address(".vault"), "vault's address");
        eq(_vault.domainSeparator(), _word(".domainSeparator"), "domain separator");
    }

    function test_registry_and_vault_accept_the_certificates() public {
        (address key, bytes32 program, uint8 counterClass, bool revoked) = _certify(_certificate(".payerAccount"));
        eq(key, _address(".attestation.key"), "key");
        eq(program, _vault.PROGRAM(), "program");
        eq(counterClass, 2, "counter class");
        yes(!revoked, "not revoked");
        _vault.open(_certificate(".payerAccount"));
        _vault.open(_certificate(".payeeAccount"));
    }

    function _certify(Certificate memory c) private view returns (address, bytes32, uint8, bool) {
        return _vault.registry().certify(c.device, c.deviceSignature, c.attestation, c.attestationSignature);
    }

    function test_vault_settles_the_payments_and_pays_the_withdrawal() public {
        vm.deal(address(this), 10 ether);
        Certificate[] memory opens = new Certificate[](1);
        opens[0] = _certificate(".payeeAccount");
        _vault.open{value: 10 ether}(_certificate(".payerAccount"));
        Item[] memory items = new Item[](2);
        items[0] = _item(".funding");
        items[1] = _item(".funded");
        items[1].funding = new Support[](1);
        items[1].funding[0] = Support(_word(".funding.payerSignature.digest"), 1 << 47, new bytes32[](0));
        vm.recordLogs();
        _vault.settle(opens, Packing.pack(items));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Outcome[] memory outcomes = Packing.outcomes(abi.decode(logs[logs.length - 1].data, (bytes)));
        for (uint256 i = 0; i < 2; ++i) {
            eq(uint256(outcomes[i].reason), uint256(Reason.Settled), "settled");
        }
        eq(outcomes[0].payment, _word(".funding.payerSignature.digest"), "digest of the payment");
        eq(outcomes[1].payment, _word(".funded.payerSignature.digest"), "digest of the funded payment");

        Withdrawal memory w = Withdrawal({
            account: _address(".withdrawal.account"),
            to: _address(".withdrawal.to"),
            amount: uint88(_uint(".withdrawal.amount")),
            serial: uint64(_uint(".withdrawal.serial")),
            tGen: uint40(_uint(".withdrawal.tGen")),
            settleBy: uint40(_uint(".withdrawal.settleBy")),
            provedAt: uint40(_uint(".withdrawal.provedAt")),
            state: _word(".withdrawal.state")
        });
        _vault.withdraw(w, _signature(".withdrawal.signature"));
        eq(w.to.balance, w.amount, "withdrawn");
    }

    function contains(uint256 count, bytes32 digest, uint256 index, bytes32[] calldata path)
        external
        view
        returns (bool)
    {
        Range memory range;
        range.count = count;
        return range.contains(_peaks, digest, index, path);
    }

    /// @dev Every receipt after every append: the peaks are the vectors', and the final paths prove exactly themselves.
    function test_receipts() public {
        bytes32[] memory leaves = vm.parseJsonBytes32Array(_json, ".receipts.leaves");
        for (uint256 n = 0; n < leaves.length; ++n) {
            Range memory range;
            range.count = n;
            range.append(_peaks, leaves[n]);
            range.store(_peaks);
            string memory row = string.concat(".receipts.peaks[", _decimal(n), "]");
            uint256 place = 0;
            for (uint256 height = 0; height < 8; ++height) {
                if (((n + 1) >> height) & 1 == 0) continue;
                string memory entry = string.concat(row, "[", _decimal(place++), "]");
                eq(_uint(string.concat(entry, ".height")), height, "height");
                eq(_peaks[height], _word(string.concat(entry, ".peak")), "peak");
            }
        }
        for (uint256 index = 0; index < leaves.length; ++index) {
            bytes32[] memory path =
                vm.parseJsonBytes32Array(_json, string.concat(".receipts.paths[", _decimal(index), "]"));
            for (uint256 other = 0; other < leaves.length + 11; ++other) {
                bool taken = this.contains(leaves.length, leaves[index], other, path);
                yes(taken == (other == index), "its own place and no other");
            }
        }
    }

    function _decimal(uint256 value) private pure returns (string memory) {
        bytes memory digits = value < 10 ? new bytes(1) : new bytes(2);
        if (value >= 10) digits[0] = bytes1(uint8(48 + value / 10));
        digits[digits.length - 1] = bytes1(uint8(48 + value % 10));
        return string(digits);
    }
}
