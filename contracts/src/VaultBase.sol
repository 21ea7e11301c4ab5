// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {DeviceRegistry} from "./DeviceRegistry.sol";
import {Account, Payment, Reason, Status} from "./OfflineTypes.sol";
import {Receipts} from "./Receipts.sol";
import {Signature, Signatures} from "./Signatures.sol";

/**
 * @title VaultBase
 * @notice What all parts of the vault share: its parameters, its storage, and what signatures are checked against.
 *
 * Storage layout and signed messages are interfaces that enclaves depend on: see contracts/README.md. Frozen.
 */
abstract contract VaultBase {
    using Signatures for Signature;

    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 internal constant PAYMENT_TYPE = keccak256(
        "Payment(address payer,address payee,uint88 amount,uint64 serial,uint40 tGen,uint40 expiry,uint40 settleBy,uint40 provedAt,bytes32 supports,bytes32 state)"
    );
    bytes32 internal constant ACKNOWLEDGEMENT_TYPE = keccak256("Acknowledgement(bytes32 payment)");

    /// @notice Which enclaves this vault believes.
    DeviceRegistry public immutable registry;
    /// @notice Id of the Coffer network.
    bytes32 public immutable network;
    /// @notice How long after its last account proof an enclave may still pay, in seconds.
    uint40 public immutable offlineLimit;
    /// @notice How long a payment can be settled at most, in seconds.
    uint40 public immutable settleWindow;
    /// @notice Time from the announcement of an exit to its payout, in seconds.
    uint40 public immutable exitDelay;

    bytes32 private immutable _domainSeparator;
    uint256 private immutable _chainId;

    mapping(address account => Account) internal _accounts; // slot 0
    mapping(address account => mapping(uint256 word => uint256)) internal _serials; // slot 1
    mapping(address account => mapping(uint256 height => bytes32)) internal _peaks; // slot 2
    mapping(address account => mapping(uint256 word => uint256)) internal _conflicts; // slot 3
    mapping(bytes32 payment => uint256) internal _claims; // slot 4

    bool private transient _paying;

    event ExitAnnounced(address indexed account, uint256 exitAt);

    /// @notice The parameters of the vault contradict each other or the registry.
    error OfflineVaultInvalidParameters();
    /// @notice The account is in no state to do this.
    error OfflineVaultWrongStatus(address account, Status status);
    /// @notice Nothing, or more than an account can hold.
    error OfflineVaultInvalidAmount(uint256 amount);
    /// @notice The times of what was signed are out of order, have passed, or reach further than its account proof allows.
    error OfflineVaultInvalidTimes();
    /// @notice This is not signed by the account's key.
    error OfflineVaultInvalidSignature();
    /// @notice The account holds less than that.
    error OfflineVaultBalanceTooLow(address account, uint256 balance, uint256 amount);
    /// @notice A payout is under way.
    error OfflineVaultReentered();

    /// @dev Around everything that hands control to somebody else.
    modifier nonReentrant() {
        if (_paying) revert OfflineVaultReentered();
        _paying = true;
        _;
        _paying = false;
    }

    constructor(
        DeviceRegistry registry_,
        bytes32 network_,
        uint40 offlineLimit_,
        uint40 settleWindow_,
        uint40 exitDelay_
    ) {
        if (
            network_ == bytes32(0) || registry_.network() != network_ || offlineLimit_ == 0 || settleWindow_ == 0
                || exitDelay_ <= uint256(offlineLimit_) + settleWindow_
        ) revert OfflineVaultInvalidParameters();
        registry = registry_;
        network = network_;
        offlineLimit = offlineLimit_;
        settleWindow = settleWindow_;
        exitDelay = exitDelay_;
        _chainId = block.chainid;
        _domainSeparator = _makeDomainSeparator();
    }

    /// @notice EIP-712 domain separator of everything that this vault verifies.
    function domainSeparator() external view returns (bytes32) {
        return _currentDomainSeparator();
    }

    /// @notice Whether this serial of the account was used: by a payment, withdrawal or cancellation, or by a proved conflict.
    function isUsed(address account_, uint64 serial) public view returns (bool) {
        return (_serials[account_][serial >> 8] >> (serial & 0xff)) & 1 == 1;
    }

    /// @notice Whether the serial was proved to be in two payments, of which each may be paid.
    function isContested(address account_, uint64 serial) public view returns (bool) {
        return (_conflicts[account_][serial >> 8] >> (serial & 0xff)) & 1 == 1;
    }

    // ----------------------------------------------------------------- accounts

    function _use(address account_, uint64 serial) internal {
        _serials[account_][serial >> 8] |= 1 << (serial & 0xff);
    }

    /// @dev Adds to balance and deposit total: money that no receipt tells of. False, and nothing changes, when that is too
    /// much for an account.
    function _credit(Account storage to, uint256 amount) internal returns (bool) {
        uint256 total = to.depositTotal + amount;
        uint256 balance = to.balance + amount;
        if (total > type(uint88).max || balance > type(uint88).max) return false;
        // forge-lint: disable-next-line(unsafe-typecast)
        (to.balance, to.depositTotal) = (uint88(balance), uint88(total));
        return true;
    }

    /// @dev Starts the delay of an exit, or starts it again.
    function _startExit(address account_) internal {
        uint256 exitAt = block.timestamp + exitDelay;
        // Seconds fit 40 bits for 34,000 years.
        // forge-lint: disable-next-line(unsafe-typecast)
        _accounts[account_].exitAt = uint40(exitAt);
        emit ExitAnnounced(account_, exitAt);
    }

    /// @dev Sends ether, never to nobody. What the recipient answers is not copied: it could be made to cost any amount of gas.
    function _send(address to, uint256 amount) internal returns (bool taken) {
        if (to == address(0)) return false;
        assembly ("memory-safe") {
            taken := call(gas(), to, amount, 0, 0, 0, 0)
        }
    }

    // ------------------------------------------------------------------- checks

    function _mustBeBy(Signature calldata signature, bytes32 digest, address signer) internal view {
        if (!signature.isBy(digest, signer)) revert OfflineVaultInvalidSignature();
    }

    /// @dev Whether the deadline of something signed has not passed, and is one that its account proof allows.
    function _checkDeadline(uint256 settleBy, uint256 provedAt) internal view returns (Reason) {
        return block.timestamp > settleBy ? Reason.TooLate : _checkProof(settleBy, provedAt);
    }

    /// @dev Whether the account proof is none of the future, and allows this deadline.
    function _checkProof(uint256 settleBy, uint256 provedAt) internal view returns (Reason) {
        if (provedAt > block.timestamp) return Reason.ProvedInFuture;
        unchecked {
            // 40 bits each.
            if (settleBy > provedAt + offlineLimit + settleWindow) return Reason.SettleByTooLate;
        }
        return Reason.Settled;
    }

    // ------------------------------------------------------------------ digests

    function _paymentDigest(Payment calldata payment) internal view returns (bytes32) {
        return _typedDigest(keccak256(abi.encode(PAYMENT_TYPE, payment)));
    }

    /// @dev Digest of a statement of one word about a payment.
    function _statementDigest(bytes32 statementType, bytes32 payment) internal view returns (bytes32) {
        return _typedDigest(Receipts.hashPair(statementType, payment));
    }

    function _typedDigest(bytes32 structHash) internal view returns (bytes32) {
        return Signatures.typedDigest(_currentDomainSeparator(), structHash);
    }

    /// @dev On a fork of the chain with an id of its own, signatures made for the other side are worth nothing.
    function _currentDomainSeparator() internal view returns (bytes32) {
        return block.chainid == _chainId ? _domainSeparator : _makeDomainSeparator();
    }

    function _makeDomainSeparator() private view returns (bytes32) {
        return
            keccak256(
                abi.encode(DOMAIN_TYPE, keccak256("Coffer Offline"), keccak256("1"), block.chainid, address(this))
            );
    }
}
