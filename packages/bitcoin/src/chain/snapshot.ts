import { type Bytes, equal } from '@coffer/core/bytes';
import { blob, type Codec, count, list, record, uint } from '@coffer/core/codec';
import { hash256 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import { HEADER_BYTES, PREVIOUS_AT } from './header.ts';
import { type HeaderChain, hashAt, type Side } from './headers.ts';
import { RETARGET_INTERVAL } from './network.ts';
import { append, bytesFrom, EMPTY_RUN } from './run.ts';
import { MEDIAN_BLOCKS } from './time.ts';

/** A chain as it stands in an enclave's snapshot. Hashes are not written but made again, so that what is read holds together. */

/** Most bytes of the headers of a chain, and of its branches together: far above the usual bounds of `headers.ts`. */
const MAX_HEADERS = 8 << 20;
const MAX_SIDES = 256;

const stored = record({
  base: count(),
  earlierTimes: list(count(0xffff_ffff), MEDIAN_BLOCKS - 1),
  headers: blob(MAX_HEADERS),
  work: uint(256),
  sides: list(record({ fork: count(), headers: blob(MAX_HEADERS) }), MAX_SIDES),
});

/**
 * Canonical form of a chain. Decoding checks that all is linked, not that it was mined: it is for what an enclave has itself
 * sealed. @throws BitcoinError `BITCOIN_MALFORMED` from decoding, besides CodecError
 */
export const headerChain: Codec<HeaderChain> = {
  to: ({ base, earlierTimes, main, work, sides }) =>
    stored.to({ base, earlierTimes, headers: bytesFrom(main, 0), work, sides }),
  from: (cbor, path) => {
    const { base, earlierTimes, headers, work, sides } = stored.from(cbor, path);
    if (base % RETARGET_INTERVAL !== 0 || earlierTimes.length !== Math.min(MEDIAN_BLOCKS - 1, base)) {
      throw malformed();
    }
    const chain: HeaderChain = {
      base,
      earlierTimes,
      main: append(EMPTY_RUN, headers),
      tip: lastHash(headers, undefined),
      work,
      sides: [],
    };
    return {
      ...chain,
      sides: sides.map((side): Side => ({ ...side, tip: lastHash(side.headers, forkOf(chain, side.fork)) })),
    };
  },
};

function malformed(): BitcoinError {
  return new BitcoinError('BITCOIN_MALFORMED', 'These headers are not those of a chain.');
}

function forkOf(chain: HeaderChain, height: number): Bytes {
  const hash = hashAt(chain, height);
  if (hash === undefined) throw malformed();
  return hash;
}

/** The hash of the last of some headers, each of which follows the one before it, and the first what it should. */
function lastHash(headers: Bytes, previous: Bytes | undefined): Bytes {
  if (headers.length === 0 || headers.length % HEADER_BYTES !== 0) throw malformed();
  let hash = previous ?? headers.subarray(PREVIOUS_AT, PREVIOUS_AT + 32);
  for (let at = 0; at < headers.length; at += HEADER_BYTES) {
    if (!equal(headers.subarray(at + PREVIOUS_AT, at + PREVIOUS_AT + 32), hash)) throw malformed();
    hash = hash256(headers.subarray(at, at + HEADER_BYTES));
  }
  return hash;
}
