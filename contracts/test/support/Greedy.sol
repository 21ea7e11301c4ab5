// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @dev What somebody who is being paid calls meanwhile, and what came of it.
struct Attempt {
    bytes data;
    uint256 value;
    bool tried;
    bool done;
    bytes4 why;
}

/// @dev Takes ether, and makes its attempts while the first of it arrives. Has no constructor: its code can be put anywhere.
contract Greedy {
    Attempt[] private _attempts;
    address private _target;
    bool private _refusing;

    function arm(address target, Attempt[] calldata attempts, bool refusing) external {
        (_target, _refusing) = (target, refusing);
        for (uint256 i = 0; i < attempts.length; ++i) {
            _attempts.push(attempts[i]);
        }
    }

    function disarm() external {
        delete _attempts;
        _refusing = false;
    }

    function attempt(uint256 i) external view returns (Attempt memory) {
        return _attempts[i];
    }

    receive() external payable {
        for (uint256 i = 0; i < _attempts.length; ++i) {
            Attempt storage one = _attempts[i];
            if (one.tried) return;
            one.tried = true;
            (bool done, bytes memory answer) = _target.call{value: one.value}(one.data);
            one.done = done;
            if (!done) one.why = bytes4(answer);
        }
        if (_refusing) revert();
    }
}
