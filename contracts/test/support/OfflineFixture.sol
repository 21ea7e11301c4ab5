// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AttestationCertificate, DeviceCertificate, DeviceRegistry} from "../../src/DeviceRegistry.sol";
import {Account, Cancellation, Certificate, Payment, Reason, Status, Withdrawal} from "../../src/OfflineTypes.sol";
import {OfflineVault} from "../../src/OfflineVault.sol";
import {Settlement} from "../../src/Settlement.sol";
import {Signature} from "../../src/Signatures.sol";
import {Item, Outcome, Packing, Support} from "./Packing.sol";
import {Test, Vm} from "./Test.sol";

/// @dev A network with one root, one device and one attestation key, and a hand for everything that enclaves sign. The
/// digests are written down a second time here, on purpose: they must not come from the code under test.
abstract contract OfflineFixture is Test {
    bytes32 internal constant NETWORK = keccak256("test network");
    bytes32 internal constant PROGRAM = keccak256("coffer.offline");
    bytes32 internal constant MEASUREMENT = keccak256("measurement");
    uint40 internal constant LIMIT = 7 days;
    uint40 internal constant WINDOW = 14 days;
    uint40 internal constant EXIT_DELAY = 23 days;
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant ROOT = 0xa001;
    uint256 internal constant DEVICE = 0xa002;
    uint256 internal constant KEY = 0xa003;
    uint256 internal constant ALICE = 0xb001;
    uint256 internal constant BOB = 0xb002;
    uint256 internal constant CAROL = 0xb003;
    uint256 internal constant DAVE = 0xb004;
    uint256 internal constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    address internal constant OWNER = address(0x0e);
    address internal constant HEIR = address(0x1e);
    address internal constant CARRIER = address(0xca);
    uint48 internal constant IN_BATCH = 1 << 47;

    DeviceRegistry internal registry;
    OfflineVault internal vault;

    function setUp() public virtual {
        vm.warp(START);
        registry = new DeviceRegistry(NETWORK, OWNER);
        vm.prank(OWNER);
        registry.addRoot(vm.addr(ROOT));
        vm.prank(OWNER);
        registry.allowMeasurement(PROGRAM, MEASUREMENT);
        vault = new OfflineVault(registry, NETWORK, LIMIT, WINDOW, EXIT_DELAY);
        vm.deal(address(this), 1_000_000 ether);
    }

    // -------------------------------------------------------------- signing

    function sign(uint256 secret, bytes32 digest) internal pure returns (Signature memory) {
        (bytes32 r, bytes32 vs) = vm.signCompact(secret, digest);
        return Signature(r, vs);
    }

    function attestationDigest(bytes32 network, bytes32 structHash) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,bytes32 salt)"),
                keccak256("Coffer Attestation"),
                keccak256("1"),
                network
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function deviceDigest(DeviceCertificate memory device) internal pure returns (bytes32) {
        return attestationDigest(
            NETWORK,
            keccak256(
                abi.encode(
                    keccak256("DeviceCertificate(address device,bytes32 platform)"), device.device, device.platform
                )
            )
        );
    }

    function keyDigest(AttestationCertificate memory key) internal pure returns (bytes32) {
        return attestationDigest(
            NETWORK,
            keccak256(
                abi.encode(
                    keccak256(
                        "AttestationCertificate(address key,bytes32 measurement,bytes32 program,uint32 abi,uint8 counterClass)"
                    ),
                    key.key,
                    key.measurement,
                    key.program,
                    key.abiVersion,
                    key.counterClass
                )
            )
        );
    }

    function vaultDigest(address target, uint256 chainId, bytes32 structHash) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Coffer Offline"),
                keccak256("1"),
                chainId,
                target
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function vaultDigest(bytes32 structHash) internal view returns (bytes32) {
        return vaultDigest(address(vault), block.chainid, structHash);
    }

    function accountDigest(bytes32 network, address account, address recovery) internal view returns (bytes32) {
        return vaultDigest(
            keccak256(
                abi.encode(
                    keccak256("AccountCertificate(bytes32 network,address account,address recovery)"),
                    network,
                    account,
                    recovery
                )
            )
        );
    }

    function supportsHash(Support[] memory funding) internal pure returns (bytes32) {
        bytes memory digests;
        for (uint256 i = 0; i < funding.length; ++i) {
            digests = abi.encodePacked(digests, funding[i].payment);
        }
        return funding.length == 0 ? bytes32(0) : keccak256(digests);
    }

    function paymentHash(Payment memory p) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "Payment(address payer,address payee,uint88 amount,uint64 serial,uint40 tGen,uint40 expiry,uint40 settleBy,uint40 provedAt,bytes32 supports,bytes32 state)"
                ),
                p.payer,
                p.payee,
                p.amount,
                p.serial,
                p.tGen,
                p.expiry,
                p.settleBy,
                p.provedAt,
                p.supportsHash,
                p.state
            )
        );
    }

    /// @dev The payment of an item as it is signed: with the commitment to its supports.
    function signedOf(Item memory item) internal pure returns (Payment memory p) {
        p = abi.decode(abi.encode(item.payment), (Payment));
        p.supportsHash = supportsHash(item.funding);
    }

    function digestOf(Item memory item) internal view returns (bytes32) {
        return vaultDigest(paymentHash(signedOf(item)));
    }

    function acknowledgement(bytes32 payment) internal view returns (bytes32) {
        return vaultDigest(keccak256(abi.encode(keccak256("Acknowledgement(bytes32 payment)"), payment)));
    }

    function rejection(bytes32 payment) internal view returns (bytes32) {
        return vaultDigest(keccak256(abi.encode(keccak256("Rejection(bytes32 payment)"), payment)));
    }

    function cancellationDigest(Cancellation memory c) internal view returns (bytes32) {
        return vaultDigest(
            keccak256(
                abi.encode(
                    keccak256(
                        "Cancellation(address account,address to,uint64 serial,uint40 tGen,uint40 settleBy,uint40 provedAt,bytes32 state)"
                    ),
                    c.account,
                    c.to,
                    c.serial,
                    c.tGen,
                    c.settleBy,
                    c.provedAt,
                    c.state
                )
            )
        );
    }

    function withdrawalDigest(Withdrawal memory w) internal view returns (bytes32) {
        return vaultDigest(
            keccak256(
                abi.encode(
                    keccak256(
                        "Withdrawal(address account,address to,uint88 amount,uint64 serial,uint40 tGen,uint40 settleBy,uint40 provedAt,bytes32 state)"
                    ),
                    w.account,
                    w.to,
                    w.amount,
                    w.serial,
                    w.tGen,
                    w.settleBy,
                    w.provedAt,
                    w.state
                )
            )
        );
    }

    // ------------------------------------------------------------- building

    function certificate(uint256 secret) internal view returns (Certificate memory c) {
        c.device = DeviceCertificate(vm.addr(DEVICE), keccak256("simulated"));
        c.attestation = AttestationCertificate(vm.addr(KEY), MEASUREMENT, PROGRAM, 1, 1);
        c.account = vm.addr(secret);
        c.recovery = HEIR;
        seal(c, secret);
    }

    /// @dev Signs a certificate again after a change, by the right keys and this account's.
    function seal(Certificate memory c, uint256 secret) internal view {
        c.deviceSignature = sign(ROOT, deviceDigest(c.device));
        c.attestationSignature = sign(DEVICE, keyDigest(c.attestation));
        bytes32 digest = accountDigest(NETWORK, c.account, c.recovery);
        c.accountSignature = sign(KEY, digest);
        c.accountConsent = sign(secret, digest);
    }

    function open(uint256 secret, uint256 amount) internal {
        vault.open{value: amount}(certificate(secret));
    }

    function pay(uint256 payer, uint256 payee, uint88 amount, uint64 serial) internal view returns (Item memory item) {
        uint40 now_ = uint40(block.timestamp);
        item.payment = Payment({
            payer: vm.addr(payer),
            payee: vm.addr(payee),
            amount: amount,
            serial: serial,
            tGen: now_,
            expiry: now_ + 600,
            settleBy: now_ + WINDOW,
            provedAt: now_,
            supportsHash: bytes32(0),
            state: keccak256(abi.encode("state", serial))
        });
        sealItem(item, payer, payee);
    }

    /// @dev Signs a payment again after a change, by these keys.
    function sealItem(Item memory item, uint256 payer, uint256 payee) internal view {
        bytes32 digest = digestOf(item);
        item.payer = sign(payer, digest);
        item.payee = sign(payee, acknowledgement(digest));
    }

    function inBatch(Item memory item, uint48 number) internal view returns (Support memory) {
        return Support(digestOf(item), IN_BATCH | number, new bytes32[](0));
    }

    /// @dev The same payment, funded by these.
    function fund(Item memory item, Support[] memory funding, uint256 payer, uint256 payee) internal view {
        item.funding = funding;
        sealItem(item, payer, payee);
    }

    function fund(Item memory item, Support memory funding, uint256 payer, uint256 payee) internal view {
        fund(item, one(funding), payer, payee);
    }

    function withdrawal(uint256 secret, address to, uint88 amount, uint64 serial)
        internal
        view
        returns (Withdrawal memory)
    {
        uint40 now_ = uint40(block.timestamp);
        return Withdrawal(vm.addr(secret), to, amount, serial, now_, now_ + WINDOW, now_, keccak256("state"));
    }

    function cancellation(uint256 secret, address to, uint64 serial) internal view returns (Cancellation memory) {
        uint40 now_ = uint40(block.timestamp);
        return Cancellation(vm.addr(secret), to, serial, now_, now_ + WINDOW, now_, keccak256("state"));
    }

    // ----------------------------------------------------------- submitting

    function one(Item memory item) internal pure returns (Item[] memory items) {
        items = new Item[](1);
        items[0] = item;
    }

    function one(Support memory support) internal pure returns (Support[] memory funding) {
        funding = new Support[](1);
        funding[0] = support;
    }

    function two(Item memory first, Item memory second) internal pure returns (Item[] memory items) {
        items = new Item[](2);
        (items[0], items[1]) = (first, second);
    }

    function noOpens() internal pure returns (Certificate[] memory) {
        return new Certificate[](0);
    }

    function settle(Item[] memory items) internal returns (Outcome[] memory) {
        return settle(noOpens(), items);
    }

    /// @dev Settles, and reads the outcomes from the event.
    function settle(Certificate[] memory opens, Item[] memory items) internal returns (Outcome[] memory) {
        vm.recordLogs();
        send(opens, items);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory last = logs[logs.length - 1];
        eq(last.topics[0], Settlement.Settled.selector, "last event is Settled");
        return Packing.outcomes(abi.decode(last.data, (bytes)));
    }

    /// @dev As a plain account does.
    function send(Certificate[] memory opens, Item[] memory items) internal {
        vm.prank(CARRIER, CARRIER);
        vault.settle(opens, Packing.pack(items));
    }

    function send(Item[] memory items) internal {
        send(noOpens(), items);
    }

    function settled(Item memory item) internal {
        eq(uint256(reason(item)), uint256(Reason.Settled), "settled");
    }

    function reason(Item memory item) internal returns (Reason) {
        return settle(one(item))[0].reason;
    }

    function skipped(Item memory item, Reason wanted) internal {
        bytes32 before = fingerprint();
        eq(uint256(reason(item)), uint256(wanted), "reason");
        eq(fingerprint(), before, "a skipped item consumes nothing");
    }

    // -------------------------------------------------------------- reading

    function balance(uint256 secret) internal view returns (uint256) {
        return vault.account(vm.addr(secret)).balance;
    }

    function received(uint256 secret) internal view returns (uint256) {
        return vault.account(vm.addr(secret)).received;
    }

    /// @dev Everything that the vault stores about the people of these tests, for small serials.
    function fingerprint() internal view returns (bytes32 hash) {
        for (uint256 secret = ALICE; secret <= DAVE; ++secret) {
            address account = vm.addr(secret);
            bytes32 peaks;
            for (uint256 k = 0; k < 8; ++k) {
                peaks = keccak256(abi.encode(peaks, vault.peak(account, k)));
            }
            uint256 used;
            for (uint64 serial = 0; serial < 64; ++serial) {
                if (vault.isUsed(account, serial)) used |= 1 << serial;
            }
            hash = keccak256(abi.encode(hash, vault.account(account), peaks, used));
        }
    }
}
