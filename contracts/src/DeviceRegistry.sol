// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Signature, Signatures} from "./Signatures.sol";

/// @dev Signed by a root key: this device is genuine. `platform` is the keccak-256 of its name, such as "simulated".
struct DeviceCertificate {
    address device;
    bytes32 platform;
}

/// @dev Signed by a device key: this attestation key was born inside an enclave that runs `measurement`.
struct AttestationCertificate {
    address key;
    bytes32 measurement;
    bytes32 program;
    uint32 abiVersion;
    uint8 counterClass;
}

/**
 * @title DeviceRegistry
 * @notice Which enclaves a Coffer network believes: platform roots, measurements of programs, and revoked keys. It knows
 * nothing of payments, holds no money, and nobody who administers it can touch anybody's.
 *
 * What was certified once stays certified for good (`certify`), because people may hold claims that lean on it; `revoked`
 * tells the present. Retiring a root or a measurement, or revoking a key, can therefore stop nobody's exit.
 *
 * Storage layout is an interface that enclaves prove: see contracts/README.md. Frozen.
 */
contract DeviceRegistry {
    using Signatures for Signature;

    /// @dev What the network thinks of a root or a measurement. It never goes back to `Unknown`.
    enum Standing {
        Unknown,
        Trusted,
        Retired
    }

    bytes32 private constant DEVICE_TYPE = keccak256("DeviceCertificate(address device,bytes32 platform)");
    bytes32 private constant ATTESTATION_TYPE = keccak256(
        "AttestationCertificate(address key,bytes32 measurement,bytes32 program,uint32 abi,uint8 counterClass)"
    );

    /// @notice Id of the Coffer network, which every certificate is bound to.
    bytes32 public immutable network;
    bytes32 private immutable _domainSeparator;

    address private _owner; // slot 0
    address private _pendingOwner; // slot 1
    mapping(address root => Standing) private _roots; // slot 2
    mapping(bytes32 program => mapping(bytes32 measurement => Standing)) private _measurements; // slot 3
    mapping(address key => bool) private _revoked; // slot 4

    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event RootAdded(address indexed root);
    event RootRetired(address indexed root);
    event MeasurementAllowed(bytes32 indexed program, bytes32 indexed measurement);
    event MeasurementRetired(bytes32 indexed program, bytes32 indexed measurement);
    event KeyRevoked(address indexed key);

    /// @notice The caller may not do this.
    error DeviceRegistryUnauthorized(address caller);
    /// @notice Zero is not a root, an owner, a key, a network or a measurement.
    error DeviceRegistryZero();
    /// @notice There is nothing trusted to retire.
    error DeviceRegistryNotTrusted();
    /// @notice The device certificate is not signed by any root that this network ever trusted.
    error DeviceRegistryUnknownRoot(address root);
    /// @notice This measurement was never allowed for this program.
    error DeviceRegistryUnknownMeasurement(bytes32 program, bytes32 measurement);
    /// @notice The attestation certificate is not signed by the device of the device certificate.
    error DeviceRegistryInvalidSignature();

    modifier onlyOwner() {
        if (msg.sender != _owner) revert DeviceRegistryUnauthorized(msg.sender);
        _;
    }

    /**
     * @param network_ Id of the Coffer network.
     * @param owner_ Who may add and retire roots and measurements and revoke keys.
     */
    constructor(bytes32 network_, address owner_) {
        if (network_ == bytes32(0) || owner_ == address(0)) revert DeviceRegistryZero();
        network = network_;
        _domainSeparator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,bytes32 salt)"),
                keccak256("Coffer Attestation"),
                keccak256("1"),
                network_
            )
        );
        _owner = owner_;
        emit OwnershipTransferred(address(0), owner_);
    }

    /// @notice Names the next owner, who must accept.
    function transferOwnership(address newOwner) external onlyOwner {
        _pendingOwner = newOwner;
        emit OwnershipTransferStarted(_owner, newOwner);
    }

    /// @notice Takes over ownership that was offered to the caller.
    function acceptOwnership() external {
        if (msg.sender != _pendingOwner) revert DeviceRegistryUnauthorized(msg.sender);
        emit OwnershipTransferred(_owner, msg.sender);
        _owner = msg.sender;
        delete _pendingOwner;
    }

    /// @notice Trusts a platform root key. Adding a retired one trusts it again.
    function addRoot(address root) external onlyOwner {
        if (root == address(0)) revert DeviceRegistryZero();
        _roots[root] = Standing.Trusted;
        emit RootAdded(root);
    }

    /// @notice Devices of this root are no longer accepted for anything new. Their claims stay valid.
    function retireRoot(address root) external onlyOwner {
        if (_roots[root] != Standing.Trusted) revert DeviceRegistryNotTrusted();
        _roots[root] = Standing.Retired;
        emit RootRetired(root);
    }

    /// @notice Allows enclaves of this measurement to act as this program (keccak-256 of its name).
    function allowMeasurement(bytes32 program, bytes32 measurement) external onlyOwner {
        if (program == bytes32(0) || measurement == bytes32(0)) revert DeviceRegistryZero();
        _measurements[program][measurement] = Standing.Trusted;
        emit MeasurementAllowed(program, measurement);
    }

    /// @notice Enclaves of this measurement are no longer accepted for anything new. Their claims stay valid.
    function retireMeasurement(bytes32 program, bytes32 measurement) external onlyOwner {
        if (_measurements[program][measurement] != Standing.Trusted) revert DeviceRegistryNotTrusted();
        _measurements[program][measurement] = Standing.Retired;
        emit MeasurementRetired(program, measurement);
    }

    /// @notice Revokes a device key or an attestation key, for ever. Claims that it certified stay valid.
    function revoke(address key) external onlyOwner {
        if (key == address(0)) revert DeviceRegistryZero();
        _revoked[key] = true;
        emit KeyRevoked(key);
    }

    /**
     * @notice Checks a chain root → device → attestation key as of any time: a root that was ever trusted, a measurement
     * that was ever allowed.
     * @return key The attestation key.
     * @return program What it attests to.
     * @return counterClass Its protection against rollback: 0 none, 1 software, 2 tpm, 3 peers, 4 ledger.
     * @return revoked Whether root, measurement, device or key have been retired or revoked by now.
     */
    function certify(
        DeviceCertificate calldata device,
        Signature calldata deviceSignature,
        AttestationCertificate calldata attestation,
        Signature calldata attestationSignature
    ) external view returns (address key, bytes32 program, uint8 counterClass, bool revoked) {
        address root = deviceSignature.recover(_digest(keccak256(abi.encode(DEVICE_TYPE, device))));
        Standing trust = _roots[root];
        if (trust == Standing.Unknown) revert DeviceRegistryUnknownRoot(root);

        program = attestation.program;
        Standing standing = _measurements[program][attestation.measurement];
        if (standing == Standing.Unknown) revert DeviceRegistryUnknownMeasurement(program, attestation.measurement);

        key = attestation.key;
        bytes32 digest = _digest(keccak256(abi.encode(ATTESTATION_TYPE, attestation)));
        if (key == address(0) || !attestationSignature.isBy(digest, device.device)) {
            revert DeviceRegistryInvalidSignature();
        }

        counterClass = attestation.counterClass;
        revoked = trust == Standing.Retired || standing == Standing.Retired || _revoked[device.device] || _revoked[key];
    }

    /// @notice Who administers this registry.
    function owner() external view returns (address) {
        return _owner;
    }

    /// @notice Who was offered to administer it.
    function pendingOwner() external view returns (address) {
        return _pendingOwner;
    }

    /// @notice Standing of a platform root.
    function rootStanding(address root) external view returns (Standing) {
        return _roots[root];
    }

    /// @notice Standing of a measurement for a program.
    function measurementStanding(bytes32 program, bytes32 measurement) external view returns (Standing) {
        return _measurements[program][measurement];
    }

    /// @notice Whether a device key or an attestation key is revoked.
    function isRevoked(address key) external view returns (bool) {
        return _revoked[key];
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return Signatures.typedDigest(_domainSeparator, structHash);
    }
}
