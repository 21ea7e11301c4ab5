// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {DeviceRegistry} from "./DeviceRegistry.sol";
import {Account, Certificate, Item, Outcome, Payment, Reason, Status, Support, Withdrawal} from "./OfflineTypes.sol";
import {Receipts} from "./Receipts.sol";
import {Signature, Signatures} from "./Signatures.sol";

/**
 * @title OfflineVault
 * @notice Holds the money of accounts whose keys live in enclaves, and settles what these enclaves paid each other while
 * offline. No owner, no role, no pause, no upgrade: nobody but the account's enclave and its recovery address can move
 * its money, and anybody may carry a signed payment or withdrawal here.
 *
 * Storage layout and signed messages are interfaces that enclaves depend on: see contracts/README.md. Frozen.
 */
contract OfflineVault {
    using Receipts for mapping(uint256 height => bytes32);
    using Signatures for Signature;

    /// @notice Most payments in one batch.
    uint256 public constant MAX_ITEMS = 64;
    /// @notice Most certificates in one batch: two accounts per payment.
    uint256 public constant MAX_OPENS = 128;
    /// @notice Most payments that may fund one payment.
    uint256 public constant MAX_SUPPORTS = 16;
    /// @notice The program that an account's enclave must run.
    bytes32 public constant PROGRAM = keccak256("coffer.offline");

    /// @dev Marks a support's index as an item number of the batch.
    uint256 private constant IN_BATCH = 1 << 47;

    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant ACCOUNT_TYPE =
        keccak256("AccountCertificate(bytes32 network,address account,address recovery)");
    bytes32 private constant PAYMENT_TYPE = keccak256(
        "Payment(address payer,address payee,uint88 amount,uint64 serial,uint40 tGen,uint40 expiry,uint40 settleBy,uint40 provedAt,bytes32 supports,bytes32 state)"
    );
    bytes32 private constant ACKNOWLEDGEMENT_TYPE = keccak256("Acknowledgement(bytes32 payment)");
    bytes32 private constant WITHDRAWAL_TYPE = keccak256(
        "Withdrawal(address account,address to,uint88 amount,uint64 serial,uint40 tGen,uint40 settleBy,uint40 provedAt,bytes32 state)"
    );

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

    mapping(address account => Account) private _accounts; // slot 0
    mapping(address account => mapping(uint256 word => uint256)) private _serials; // slot 1
    mapping(address account => mapping(uint256 height => bytes32)) private _peaks; // slot 2
    // Slots 3 and 4 are kept for conflicts and claims.

    bool private transient _paying;

    event AccountOpened(
        address indexed account,
        address indexed recovery,
        address indexed attestationKey,
        uint8 counterClass,
        bool revoked
    );
    /// @notice A certificate of a batch was not valid: no account was opened from it.
    event CertificateSkipped(uint256 indexed index, address indexed account);
    event Deposited(address indexed account, address indexed from, uint256 amount, uint256 depositTotal);
    /// @notice One entry per item, in order. The receipts of an account are the payments settled to it, in order of events.
    event Settled(address indexed submitter, Outcome[] outcomes);
    event Withdrawn(address indexed account, address indexed to, uint64 indexed serial, uint256 amount);
    event ExitAnnounced(address indexed account, uint256 exitAt);
    event ExitCancelled(address indexed account);
    event ExitExecuted(address indexed account, address indexed recovery, uint256 amount);

    /// @notice The parameters of the vault contradict each other or the registry.
    error OfflineVaultInvalidParameters();
    /// @notice The certificate is for another program, or not signed by both its attestation key and its account.
    error OfflineVaultInvalidCertificate(address account);
    /// @notice The account exists with another recovery address.
    error OfflineVaultOtherRecovery(address account, address recovery);
    /// @notice The account is in no state to do this.
    error OfflineVaultWrongStatus(address account, Status status);
    /// @notice Deposit nothing, or more than an account can hold.
    error OfflineVaultInvalidAmount(uint256 amount);
    /// @notice The batch is longer than allowed.
    error OfflineVaultBatchTooLong(uint256 items, uint256 opens);
    /// @notice The withdrawal's times are out of order, have passed, or reach further than its account proof allows.
    error OfflineVaultInvalidTimes();
    /// @notice The withdrawal is not signed by the account's key.
    error OfflineVaultInvalidSignature();
    /// @notice The serial was used, by a payment or by a withdrawal.
    error OfflineVaultSerialUsed(address account, uint64 serial);
    /// @notice The account holds less than that.
    error OfflineVaultBalanceTooLow(address account, uint256 balance, uint256 amount);
    /// @notice Only the account's recovery address may do this.
    error OfflineVaultUnauthorized(address caller);
    /// @notice An exit is announced: until it is cancelled, nothing can be withdrawn.
    error OfflineVaultExitAnnounced(address account, uint256 exitAt);
    /// @notice No exit is announced, or its time has not come.
    error OfflineVaultExitNotDue(address account, uint256 exitAt);
    /// @notice The recipient did not take the money. It stays in the account.
    error OfflineVaultPayoutFailed(address to);
    /// @notice A payout is under way.
    error OfflineVaultReentered();

    /// @dev Around everything that hands control to somebody else.
    modifier nonReentrant() {
        if (_paying) revert OfflineVaultReentered();
        _paying = true;
        _;
        _paying = false;
    }

    /**
     * @param registry_ Registry of the same network.
     * @param network_ Id of the Coffer network.
     * @param offlineLimit_ How long after its last account proof an enclave may still pay, in seconds.
     * @param settleWindow_ How long a payment can be settled at most, in seconds.
     * @param exitDelay_ Must be longer than both together, so that an exit overtakes no payment.
     */
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

    /**
     * @notice Opens an account and deposits what is sent along, if anything. When the account is open already with the
     * same recovery address, this only deposits: it does not matter who was faster.
     */
    function open(Certificate calldata certificate) external payable {
        address account_ = certificate.account;
        Account storage stored = _accounts[account_];
        if (stored.status == Status.None) {
            (address key, bytes32 program, uint8 counterClass, bool revoked) = registry.certify(
                certificate.device,
                certificate.deviceSignature,
                certificate.attestation,
                certificate.attestationSignature
            );
            if (!_open(certificate, key, program, counterClass, revoked)) {
                revert OfflineVaultInvalidCertificate(account_);
            }
        } else if (stored.recovery != certificate.recovery) {
            revert OfflineVaultOtherRecovery(account_, stored.recovery);
        }
        if (msg.value != 0) _deposit(account_);
    }

    /// @notice Adds what is sent along to an account, on anybody's behalf.
    function deposit(address account_) external payable {
        if (msg.value == 0) revert OfflineVaultInvalidAmount(0);
        _deposit(account_);
    }

    /**
     * @notice Opens the accounts that are missing, then settles payments in order. What is not valid is skipped and
     * consumes nothing; the rest settles. Anybody may submit.
     * @param opens Certificates; those of accounts that exist are ignored.
     * @param items Payments. What funds another one in the same batch must come before it.
     */
    function settle(Certificate[] calldata opens, Item[] calldata items) external {
        if (items.length > MAX_ITEMS || opens.length > MAX_OPENS) {
            revert OfflineVaultBatchTooLong(items.length, opens.length);
        }
        for (uint256 i = 0; i < opens.length; ++i) {
            _tryOpen(opens[i], i);
        }
        Outcome[] memory outcomes = new Outcome[](items.length);
        for (uint256 i = 0; i < items.length; ++i) {
            _settle(items, i, outcomes);
        }
        emit Settled(msg.sender, outcomes);
    }

    /**
     * @notice Pays out a withdrawal that the account's enclave signed. Anybody may submit it. If the recipient does not
     * take the money, nothing happens.
     */
    function withdraw(Withdrawal calldata withdrawal, Signature calldata signature) external nonReentrant {
        address from = withdrawal.account;
        Account storage account_ = _accounts[from];
        uint256 amount = withdrawal.amount;
        uint256 balance = account_.balance;

        if (account_.status != Status.Open) revert OfflineVaultWrongStatus(from, account_.status);
        if (account_.exitAt != 0) revert OfflineVaultExitAnnounced(from, account_.exitAt);
        if (amount == 0) revert OfflineVaultInvalidAmount(0);
        if (
            withdrawal.tGen > withdrawal.settleBy
                || _checkDeadline(withdrawal.settleBy, withdrawal.provedAt) != Reason.Settled
        ) revert OfflineVaultInvalidTimes();
        if (!signature.isBy(_typedDigest(keccak256(abi.encode(WITHDRAWAL_TYPE, withdrawal))), from)) {
            revert OfflineVaultInvalidSignature();
        }
        if (isUsed(from, withdrawal.serial)) revert OfflineVaultSerialUsed(from, withdrawal.serial);
        if (amount > balance) revert OfflineVaultBalanceTooLow(from, balance, amount);

        _use(from, withdrawal.serial);
        // Not more than `balance`, which fits.
        // forge-lint: disable-next-line(unsafe-typecast)
        account_.balance = uint88(balance - amount);
        emit Withdrawn(from, withdrawal.to, withdrawal.serial, amount);
        _pay(withdrawal.to, amount);
    }

    /**
     * @notice Starts the way out for an account whose device is lost. From now on nothing can be withdrawn, but payments
     * that the device made before still settle, and after `exitDelay` the rest goes to the recovery address.
     */
    function announceExit(address account_) external {
        Account storage stored = _onlyRecovery(account_);
        if (stored.status == Status.Closed) revert OfflineVaultWrongStatus(account_, stored.status);
        if (stored.exitAt != 0) revert OfflineVaultExitAnnounced(account_, stored.exitAt);
        uint256 exitAt = block.timestamp + exitDelay;
        // Seconds fit 40 bits for 34,000 years.
        // forge-lint: disable-next-line(unsafe-typecast)
        stored.exitAt = uint40(exitAt);
        emit ExitAnnounced(account_, exitAt);
    }

    /// @notice Takes back the announcement of an exit, because the device was found.
    function cancelExit(address account_) external {
        Account storage stored = _onlyRecovery(account_);
        if (stored.exitAt == 0) revert OfflineVaultExitNotDue(account_, 0);
        stored.exitAt = 0;
        emit ExitCancelled(account_);
    }

    /// @notice Pays everything that the account holds to its recovery address and closes it for good. Anybody may call it.
    function executeExit(address account_) external nonReentrant {
        Account storage stored = _accounts[account_];
        uint256 exitAt = stored.exitAt;
        if (exitAt == 0 || block.timestamp < exitAt) revert OfflineVaultExitNotDue(account_, exitAt);
        address recovery = stored.recovery;
        uint256 amount = stored.balance;

        stored.balance = 0;
        stored.status = Status.Closed;
        stored.exitAt = 0;
        emit ExitExecuted(account_, recovery, amount);
        _pay(recovery, amount);
    }

    /// @notice An account as it is stored.
    function account(address account_) external view returns (Account memory) {
        return _accounts[account_];
    }

    /// @notice The peak of an account's receipts at a height. It counts while that bit of `received` is set.
    function peak(address account_, uint256 height) external view returns (bytes32) {
        return _peaks[account_][height];
    }

    /// @notice EIP-712 domain separator of everything that this vault verifies.
    function domainSeparator() external view returns (bytes32) {
        return _currentDomainSeparator();
    }

    /// @notice Whether a payment or withdrawal of the account has used this serial.
    function isUsed(address account_, uint64 serial) public view returns (bool) {
        return (_serials[account_][serial >> 8] >> (serial & 0xff)) & 1 == 1;
    }

    // ---------------------------------------------------------------- accounts

    function _tryOpen(Certificate calldata certificate, uint256 index) private {
        if (_accounts[certificate.account].status != Status.None) return;
        try registry.certify(
            certificate.device, certificate.deviceSignature, certificate.attestation, certificate.attestationSignature
        ) returns (
            address key, bytes32 program, uint8 counterClass, bool revoked
        ) {
            if (_open(certificate, key, program, counterClass, revoked)) return;
        } catch {}
        emit CertificateSkipped(index, certificate.account);
    }

    /// @dev `key` and `program` are certified. Revocation does not matter here: whoever was paid must be able to collect.
    function _open(Certificate calldata certificate, address key, bytes32 program, uint8 counterClass, bool revoked)
        private
        returns (bool)
    {
        address account_ = certificate.account;
        bytes32 digest = _typedDigest(keccak256(abi.encode(ACCOUNT_TYPE, network, account_, certificate.recovery)));
        if (program != PROGRAM || !certificate.accountSignature.isBy(digest, key)) return false;
        if (!certificate.accountConsent.isBy(digest, account_)) return false;
        _accounts[account_].status = Status.Open;
        _accounts[account_].recovery = certificate.recovery;
        emit AccountOpened(account_, certificate.recovery, key, counterClass, revoked);
        return true;
    }

    function _deposit(address account_) private {
        Account storage stored = _accounts[account_];
        Account memory current = stored;
        if (current.status == Status.None || current.status == Status.Closed) {
            revert OfflineVaultWrongStatus(account_, current.status);
        }
        uint256 total = current.depositTotal + msg.value;
        uint256 balance = current.balance + msg.value;
        if (total > type(uint88).max || balance > type(uint88).max) revert OfflineVaultInvalidAmount(msg.value);
        // forge-lint: disable-next-line(unsafe-typecast)
        (stored.balance, stored.depositTotal) = (uint88(balance), uint88(total));
        emit Deposited(account_, msg.sender, msg.value, total);
    }

    function _onlyRecovery(address account_) private view returns (Account storage stored) {
        stored = _accounts[account_];
        if (stored.status == Status.None || msg.sender != stored.recovery) revert OfflineVaultUnauthorized(msg.sender);
    }

    function _pay(address to, uint256 amount) private {
        (bool taken,) = to.call{value: amount}("");
        if (!taken || to == address(0)) revert OfflineVaultPayoutFailed(to);
    }

    // -------------------------------------------------------------- settlement

    /// @dev Settles item `i`, or writes down why not. `outcomes` holds those before it.
    function _settle(Item[] calldata items, uint256 i, Outcome[] memory outcomes) private {
        Item calldata item = items[i];
        Payment memory payment = item.payment;
        bytes32 digest = _paymentDigest(payment, _supportsHash(item.funding));
        Outcome memory outcome = outcomes[i];
        outcome.payment = digest;
        outcome.payee = payment.payee;

        outcome.reason = _checkPayment(payment);
        if (outcome.reason != Reason.Settled) return;
        outcome.reason = _checkSupports(items, i, outcomes, payment);
        if (outcome.reason != Reason.Settled) return;
        outcome.reason = _checkAuthority(item, payment, digest);
        if (outcome.reason != Reason.Settled) return;

        _use(payment.payer, payment.serial);
        _accounts[payment.payer].balance -= payment.amount;
        Account storage payee = _accounts[payment.payee];
        uint48 received = payee.received;
        (payee.balance, payee.received) = (payee.balance + payment.amount, received + 1);
        _peaks[payment.payee].append(received, digest);
    }

    /// @dev What can be said of a payment alone.
    function _checkPayment(Payment memory payment) private view returns (Reason) {
        Status payer = _accounts[payment.payer].status;
        Status payee = _accounts[payment.payee].status;
        if (payer == Status.None) return Reason.PayerUnknown;
        if (payer == Status.Closed) return Reason.PayerClosed;
        if (payee == Status.None) return Reason.PayeeUnknown;
        if (payee == Status.Closed) return Reason.PayeeClosed;
        if (payment.amount == 0) return Reason.AmountZero;
        if (payment.payer == payment.payee) return Reason.PayeeIsPayer;
        if (payment.tGen > payment.expiry || payment.expiry > payment.settleBy) return Reason.TimesDisordered;
        return _checkDeadline(payment.settleBy, payment.provedAt);
    }

    function _checkDeadline(uint256 settleBy, uint256 provedAt) private view returns (Reason) {
        if (block.timestamp > settleBy) return Reason.TooLate;
        if (provedAt > block.timestamp) return Reason.ProvedInFuture;
        if (settleBy > provedAt + offlineLimit + settleWindow) return Reason.SettleByTooLate;
        return Reason.Settled;
    }

    /// @dev Everything that funds item `i` is settled: by a receipt of its payer, or earlier in this batch.
    function _checkSupports(Item[] calldata items, uint256 i, Outcome[] memory outcomes, Payment memory payment)
        private
        view
        returns (Reason)
    {
        Support[] calldata funding = items[i].funding;
        if (funding.length > MAX_SUPPORTS) return Reason.TooManySupports;
        address payer = payment.payer;
        for (uint256 k = 0; k < funding.length; ++k) {
            Support calldata support = funding[k];
            uint256 index = support.index;
            if (index & IN_BATCH == 0) {
                if (!_peaks[payer].contains(_accounts[payer].received, support.payment, index, support.path)) {
                    return Reason.SupportUnsettled;
                }
            } else {
                index ^= IN_BATCH;
                if (index >= i) return Reason.SupportUnsettled;
                Outcome memory earlier = outcomes[index];
                if (earlier.reason != Reason.Settled || earlier.payment != support.payment || earlier.payee != payer) {
                    return Reason.SupportUnsettled;
                }
                if (items[index].payment.settleBy < payment.settleBy) return Reason.SupportEndsEarlier;
            }
        }
        return Reason.Settled;
    }

    /// @dev Both enclaves agreed, for the first time, and the money is there.
    function _checkAuthority(Item calldata item, Payment memory payment, bytes32 digest) private view returns (Reason) {
        if (!item.payer.isBy(digest, payment.payer)) return Reason.PayerSignature;
        bytes32 acknowledgement = _typedDigest(keccak256(abi.encode(ACKNOWLEDGEMENT_TYPE, digest)));
        if (!item.payee.isBy(acknowledgement, payment.payee)) return Reason.PayeeSignature;
        if (isUsed(payment.payer, payment.serial)) return Reason.SerialUsed;
        if (_accounts[payment.payer].balance < payment.amount) return Reason.BalanceTooLow;
        if (_accounts[payment.payee].balance > type(uint88).max - payment.amount) return Reason.PayeeFull;
        return Reason.Settled;
    }

    function _use(address account_, uint64 serial) private {
        _serials[account_][serial >> 8] |= 1 << (serial & 0xff);
    }

    // ----------------------------------------------------------------- digests

    /// @dev Commitment to the supports that the payer signed. Digests have one length, so that no two lists look alike.
    function _supportsHash(Support[] calldata funding) private pure returns (bytes32) {
        if (funding.length == 0) return bytes32(0);
        bytes32[] memory digests = new bytes32[](funding.length);
        for (uint256 i = 0; i < digests.length; ++i) {
            digests[i] = funding[i].payment;
        }
        return keccak256(abi.encodePacked(digests));
    }

    function _paymentDigest(Payment memory payment, bytes32 supportsHash) private view returns (bytes32) {
        return _typedDigest(
            keccak256(
                abi.encode(
                    PAYMENT_TYPE,
                    payment.payer,
                    payment.payee,
                    payment.amount,
                    payment.serial,
                    payment.tGen,
                    payment.expiry,
                    payment.settleBy,
                    payment.provedAt,
                    supportsHash,
                    payment.state
                )
            )
        );
    }

    function _typedDigest(bytes32 structHash) private view returns (bytes32) {
        return Signatures.typedDigest(_currentDomainSeparator(), structHash);
    }

    /// @dev On a fork of the chain with an id of its own, signatures made for the other side are worth nothing.
    function _currentDomainSeparator() private view returns (bytes32) {
        return block.chainid == _chainId ? _domainSeparator : _makeDomainSeparator();
    }

    function _makeDomainSeparator() private view returns (bytes32) {
        return
            keccak256(
                abi.encode(DOMAIN_TYPE, keccak256("Coffer Offline"), keccak256("1"), block.chainid, address(this))
            );
    }
}
