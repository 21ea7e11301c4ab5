import type { Bytes } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import type { Identity, Launch, Program, Step, StepContext } from '@coffer/core/program';
import { derive } from '@coffer/crypto/derive';
import { address, isSecret, sign } from '@coffer/crypto/secp256k1';
import { verifyEvidence } from '@coffer/enclave/attestation/evidence';
import { accountCertificateDigest, PROGRAM, policyOf } from '../messages/certificate.ts';
import { REQUEST_LIMITS, type Reply, type Request, replyCodec, requestCodec } from '../messages/command.ts';
import { OfflineError } from '../messages/error.ts';
import { networkCodec, type OfflineNetwork, parameterFault } from '../messages/network.ts';
import { abort, pay, save } from './answer.ts';
import { verifyAnchor } from './chain.ts';
import { deposit, finalize, freeze } from './finalize.ts';
import { mustBePayable } from './guard.ts';
import { clean, logout } from './logout.ts';
import { receive } from './receive.ts';
import { EMPTY_BOOKS, type OfflineState, restore, snapshot, withDerived } from './state.ts';
import { type Outcome, resend, transfer, withdraw } from './transfer.ts';
import { onchainUpdate, payments, status } from './views.ts';

/**
 * prog_enclave of the paper (§IV-A): one pure state machine for payer and payee. Each command has its own file; here they
 * are put together. Corrections to the paper: `docs/papers/offline-payments.md`.
 */

function create(config: Bytes, identity: Identity): OfflineState {
  const network = decode(networkCodec as Codec<OfflineNetwork>, config);
  const fault = parameterFault(network.facts.parameters);
  if (fault !== undefined)
    throw new OfflineError('NETWORK_INVALID', `The network’s parameters do not fit: ${fault}.`);
  const state = withDerived({
    network,
    attestationSecret: identity.attestationSecret,
    evidence: identity.evidence,
    ...EMPTY_BOOKS,
    anchor: undefined,
    steps: 0,
    revokedKeys: [],
    revokedMeasurements: [],
    unproven: false,
  });
  // Fails when the platform certified this enclave for another network, or the network does not admit this program: a host
  // that lies about the network gets an enclave that nobody deals with, and should hear of it now.
  verifyEvidence(identity.evidence, policyOf(network));
  return state;
}

/** "init" (Algorithm 2): makes the account key. Its absence on chain needs no proof, because it is born here. */
function init(
  state: OfflineState,
  request: { readonly recovery: Bytes; readonly header: Bytes },
  context: StepContext,
): Outcome {
  if (state.account !== undefined) {
    throw new OfflineError('ALREADY_INITIALISED', 'This wallet has its account already.');
  }
  // Money that leaves by the recovery address must be able to arrive: it is the only way out of a lost device.
  mustBePayable(state, request.recovery);
  const anchor = verifyAnchor(state, request.header);
  const secret = accountSecret(context.seed);
  const account = address(secret);
  const digest = accountCertificateDigest(state.network, account, request.recovery);
  const certificate = {
    account,
    recovery: request.recovery,
    signature: sign(state.attestationSecret, digest),
    consent: sign(secret, digest),
    evidence: state.evidence,
  };
  return {
    state: { ...state, anchor, provedAt: anchor.timestamp, account: { secret, certificate } },
    reply: { type: 'initialised', certificate },
  };
}

function accountSecret(seed: Bytes): Bytes {
  for (let attempt = 0; ; attempt++) {
    const secret = derive(seed, `coffer offline account ${attempt}`);
    if (isSecret(secret)) return secret;
  }
}

function revoke(
  state: OfflineState,
  { keys, measurements }: { readonly keys: readonly Bytes[]; readonly measurements: readonly Bytes[] },
): Outcome {
  return {
    state: {
      ...state,
      revokedKeys: [...state.revokedKeys, ...keys].slice(-(1 << 12)),
      revokedMeasurements: [...state.revokedMeasurements, ...measurements].slice(-(1 << 10)),
    },
    reply: { type: 'done' },
  };
}

function perform(state: OfflineState, request: Request, context: StepContext): Outcome {
  const read = (reply: Reply): Outcome => ({ state, reply });
  switch (request.type) {
    case 'init':
      return init(state, request, context);
    case 'deposit':
      return deposit(state, request.evidence);
    case 'transfer':
      return transfer(state, request, context);
    case 'resend':
      return resend(state, request.serial);
    case 'receive':
      return receive(state, request.message, context, true);
    case 'reject':
      return receive(state, request.message, context, false);
    case 'save':
      return save(state, request.answer);
    case 'pay':
      return pay(state, request.answer);
    case 'abort':
      return abort(state, request.answer);
    case 'onchainUpdate':
      return read(onchainUpdate(state));
    case 'finalize':
      return finalize(state, request.evidence, request.receipts);
    case 'withdraw':
      return withdraw(state, request, context);
    case 'logout':
      return logout(state, request.to, context);
    case 'clean':
      return clean(state, request.evidence);
    case 'freeze':
      return freeze(state, request.evidence);
    case 'revoke':
      return revoke(state, request);
    case 'status':
      return read(status(state));
    case 'payments':
      return read(payments(state));
  }
}

function step(state: OfflineState, body: Bytes, context: StepContext): Step<OfflineState> {
  const request = decode(requestCodec as Codec<Request>, body, REQUEST_LIMITS);
  const outcome = perform(state, request, context);
  const effects = [{ type: 'reply', body: encode(replyCodec as Codec<Reply>, outcome.reply) }] as const;
  return outcome.state === state
    ? { state, effects, unchanged: true }
    : { state: { ...outcome.state, steps: state.steps + 1 }, effects };
}

function launched(state: OfflineState, launch: Launch): OfflineState {
  // O8: for ever. An enclave that was once an unproven copy cannot become sure of its books again.
  return launch.type === 'unproven' ? { ...state, unproven: true } : state;
}

/** The offline rail's enclave program. */
export const offlineProgram: Program<OfflineState> = {
  name: PROGRAM,
  abi: 1,
  create,
  launched,
  step,
  provedTime: (state) => state.anchor?.timestamp ?? 0,
  // Whoever has not seen the chain for longer holds nothing that could still be settled.
  latestTime: (state) => {
    const { offlineLimit, settleWindow } = state.network.facts.parameters;
    return (state.anchor?.timestamp ?? 0) + offlineLimit + settleWindow;
  },
  snapshot,
  restore,
};
