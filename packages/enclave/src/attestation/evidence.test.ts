import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { address } from '@coffer/crypto/secp256k1';
import { describe, expect, it } from 'vitest';
import { certify } from '../platforms/simulated/device.ts';
import { TEST_NETWORK, TEST_ROOT, testDevice } from '../testing/bench.ts';
import { seeded } from '../testing/seeded.ts';
import {
  AttestationCertificate,
  certifyDevice,
  DeviceCertificate,
  platformId,
  programId,
} from './certificates.ts';
import { decodeEvidence, type EvidencePolicy, encodeEvidence, verifyEvidence } from './evidence.ts';

const key = address(sha256(fromHex('aa')));
const measurement = sha256(fromHex('bb'));
const device = testDevice();
const genuine = certify(device, measurement, 'software', { key, program: programId('coffer.toy'), abi: 3 });
const policy: EvidencePolicy = {
  network: TEST_NETWORK,
  roots: [address(TEST_ROOT)],
  programs: { 'coffer.toy': [measurement] },
};
const reason = (bytes: Bytes, with_: EvidencePolicy = policy): unknown => {
  try {
    verifyEvidence(bytes, with_);
    return 'accepted';
  } catch (error) {
    return (error as { details: { reason: string } }).details.reason;
  }
};

describe('evidence', () => {
  it('verifies, and says that it is simulated', () => {
    const verdict = verifyEvidence(genuine, policy);
    expect(verdict).toMatchObject({
      simulated: true,
      program: 'coffer.toy',
      abi: 3,
      counterClass: 'software',
    });
    expect(toHex(verdict.key)).toBe(toHex(key));
    expect(verdict.summary).toContain('simulated');
    expect(verdict.summary).toContain('test double');
  });

  it('has types that a contract can hash', () => {
    expect(DeviceCertificate.declaration).toBe('DeviceCertificate(address device,bytes32 platform)');
    expect(AttestationCertificate.declaration).toBe(
      'AttestationCertificate(address key,bytes32 measurement,bytes32 program,uint32 abi,uint8 counterClass)',
    );
  });

  it('refuses with the reason', () => {
    const other = sha256(fromHex('01'));
    const rogue = sha256(fromHex('bad0'));
    const selfMade = {
      ...device,
      root: address(rogue),
      certificate: certifyDevice(rogue, TEST_NETWORK, {
        device: address(device.secret),
        platform: platformId('simulated'),
      }),
    };
    const request = { key, program: programId('coffer.toy'), abi: 3 };
    const claims = { ...selfMade, root: address(TEST_ROOT) };
    expect(reason(fromHex('80'))).toBe('malformed');
    expect(reason(genuine, { ...policy, network: other })).toBe('signature');
    expect(reason(certify(claims, measurement, 'software', request))).toBe('signature');
    expect(reason(certify(selfMade, measurement, 'software', request))).toBe('root');
    expect(reason(genuine, { ...policy, roots: [] })).toBe('root');
    expect(reason(genuine, { ...policy, programs: { 'coffer.bank': [measurement] } })).toBe('program');
    expect(reason(genuine, { ...policy, programs: { 'coffer.toy': [other] } })).toBe('measurement');
    const revoked = (what: NonNullable<EvidencePolicy['revoked']>) =>
      reason(genuine, { ...policy, revoked: what });
    expect(revoked({ devices: [address(device.secret)] })).toBe('revoked-device');
    expect(revoked({ keys: [key] })).toBe('revoked-key');
    expect(revoked({ measurements: [measurement] })).toBe('revoked-measurement');
    expect(reason(genuine, { ...policy, minimumCounter: 'tpm' })).toBe('counter');
    const strange = decodeEvidence(certify(device, measurement, 'software', request));
    const platform = { ...strange.device, platform: sha256(fromHex('77')) };
    const signature = certifyDevice(TEST_ROOT, TEST_NETWORK, platform);
    expect(reason(encodeEvidence({ ...strange, device: platform, deviceSignature: signature }))).toBe(
      'platform',
    );
  });

  it('stands no change of a single bit', () => {
    const random = seeded(3);
    for (let round = 0; round < 300; round++) {
      const changed = genuine.slice();
      changed[random(changed.length)]! ^= 1 << random(8);
      expect(reason(changed)).not.toBe('accepted');
    }
  });
});
