import { z } from 'zod';
import { isChecksummed } from '../config/checksum.ts';

/** Building blocks of the daemon's API. Money is a decimal string and its unit is in the name of the field. */

/** Wei: at most 88 bits, no sign, no leading zeros. */
export const amountWei = z.string().regex(/^(0|[1-9][0-9]{0,26})$/, { error: 'a decimal number of wei' });
/** An Ethereum address. */
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, { error: 'an address: 0x and 40 hexadecimal digits' });
/** An Ethereum address that a person may have typed: money goes to it, so its checksum is verified. */
export const typedAddress = address.refine(isChecksummed, {
  error: 'the upper and lower case letters of this address do not match its checksum (EIP-55)',
  params: { code: 'ADDRESS_CHECKSUM' },
});
/** Any bytes. */
export const hex = z.string().regex(/^0x([0-9a-f]{2})*$/, { error: 'bytes: 0x and hexadecimal digits' });
/** The id of a payment: its digest. */
export const paymentId = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, { error: 'an id: 0x and 64 hexadecimal digits' });
/** Seconds since 1970. */
export const time = z.number().int().nonnegative();
/** Text armour. The daemon reads it strictly; this only bounds it. */
export const armoured = z.string().min(1).max(400_000);
/** Names one money operation for ever: the same key gives the same result. */
export const idempotencyKey = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, {
  error: '8 to 64 letters, digits, dashes and underlines',
});

/** Who vouches for the enclave, and how strongly. */
export const enclaveView = z.object({
  platform: z.string(),
  counter: z.string(),
  launch: z.string(),
  /** What a person must know about it. */
  warning: z.string(),
});

/** What `GET /v1/status` says. */
export const statusView = z.object({
  wallet: z.string(),
  network: z.string(),
  networkId: hex,
  version: z.string(),
  processId: z.number().int(),
  accept: z.enum(['ask', 'auto']),
  /** Where payments can be delivered directly; `null` when nowhere. */
  endpoint: z.string().nullable(),
  rpcUrl: z.string(),
  gasAddress: address,
  enclave: enclaveView,
});

/** An account with its balances. */
export const accountView = z.object({
  wallet: z.string(),
  network: z.string(),
  account: address,
  recovery: address,
  gasAddress: address,
  enclave: enclaveView,
  /** What the enclave's books hold; of a stopped account too. */
  spendableWei: amountWei,
  /** What can be paid now: nothing once the account has stopped. */
  payableWei: amountWei,
  /** What can be withdrawn now: nothing once the account has stopped. */
  withdrawableWei: amountWei,
  unsettledIncomingWei: amountWei,
  inFlightWei: amountWei,
  outgoingUnsettledWei: amountWei,
  pendingWithdrawalsWei: amountWei,
  /** As of the last account proof. */
  onChainWei: amountWei,
  depositTotalWei: amountWei,
  accountStatus: z.string(),
  /** A cancellation is signed: the account pays nothing more. */
  leaving: z.boolean(),
  /** From when an announced exit can be executed, as last proved. */
  exitAt: time.nullable(),
  mode: z.string(),
  headerNumber: z.number().int(),
  headerTime: time,
  provedAt: time,
  /** Why the account pays and withdraws nothing more; `null` when it does. */
  stopped: z.string().nullable(),
  /** How the money of a stopped account leaves. */
  next: z.string().nullable(),
});

/** One line of the activity. */
export const activityEntry = z.object({
  id: z.string(),
  what: z.string(),
  amountWei,
  /** The other account or address, when there is one. */
  party: z.string().nullable(),
  time,
  state: z.string(),
  /** After it, nobody waits for it any more; `null` when it is over. */
  deadline: time.nullable(),
  tx: z.string().nullable(),
  /** What happens to the money, and what to do next. */
  next: z.string(),
  /** Why it was refused or failed. */
  reason: z.string().nullable(),
  /** In the payee’s words. */
  memo: z.string().nullable(),
});

/** How a payment went to its payee. */
export const deliveryView = z.object({
  how: z.enum(['direct', 'file']),
  status: z.enum(['acknowledged', 'rejected', 'held', 'undelivered', 'not-tried']),
  /** In plain words. */
  detail: z.string(),
});

/** The payee's answer to a payment. */
export const receiptView = z.object({
  id: paymentId,
  status: z.enum(['acknowledged', 'rejected']),
  reason: z.string(),
  amountWei,
  from: address,
  /** The answer in text armour, for the payer. */
  answer: z.string(),
});

/** Something contested because an enclave is broken, and how far it is. */
export const disputeView = z.object({
  id: z.string(),
  role: z.enum(['payer', 'payee']),
  /** The account whose enclave is broken. */
  culprit: address,
  amountWei,
  /** Paid out by the vault for it so far, settled or as compensation. */
  paidWei: amountWei,
  state: z.enum(['proof-missing', 'proved', 'frozen', 'claimed', 'settled', 'lost']),
  txs: z.array(z.string()),
  next: z.string(),
  deadline: time.nullable(),
  /** Why its last step failed. */
  code: z.string().nullable(),
});

/** What one reconciliation did. */
export const reconciledView = z.object({
  txs: z.array(z.string()),
  settledOut: z.array(z.string()),
  settledIn: z.array(z.string()),
  refunded: z.array(z.string()),
  writtenOff: z.array(z.string()),
  disputed: z.array(z.string()),
  depositedWei: amountWei,
  skipped: z.array(z.object({ id: z.string(), reason: z.string() })),
  /** Everything contested that is known. */
  disputes: z.array(disputeView),
  accountStatus: z.enum(['absent', 'open', 'frozen', 'closed']),
  /** What one bad counterparty caused; the rest went on. */
  failures: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
});

/** One payment, receipt, deposit, withdrawal or cancellation, and where its money is. */
export const paymentView = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  amountWei,
  time,
  party: z.string().nullable(),
  serial: z.number().int().nullable(),
  expiry: time.nullable(),
  settleBy: time.nullable(),
  reason: z.string().nullable(),
  memo: z.string().nullable(),
  tx: z.string().nullable(),
  /** Where the money is now. */
  money: z.string(),
  /** What to do. */
  next: z.string(),
  /** What resolving it would do. */
  action: z.enum(['deliver', 'decide', 'reconcile', 'repeat', 'wait', 'keep-proof', 'none']),
  /** Until when `next` must have happened. */
  deadline: time.nullable(),
  /** Text armour to hand over: the payment, or the answer to it. */
  file: z.string().nullable(),
  dispute: disputeView.nullable(),
});

/** The lost-device path of an account, as the chain has it. */
export const exitView = z.object({
  account: address,
  recovery: address,
  status: z.enum(['absent', 'open', 'frozen', 'closed']),
  onChainWei: amountWei,
  /** Executable from, when it is announced. */
  exitAt: time.nullable(),
  /** Whether it can be executed now. */
  due: z.boolean(),
  next: z.string(),
});

/** Whether chain and header signers answer (paper: checkConnection). */
export const connectionView = z.object({
  connected: z.boolean(),
  rpcUrl: z.string().nullable(),
  /** Newest block, and newest block that the header signers vouch for. */
  head: z.number().int().nullable(),
  headTime: time.nullable(),
  final: z.number().int().nullable(),
  finalTime: time.nullable(),
  /** Why not. */
  code: z.string().nullable(),
  message: z.string().nullable(),
  next: z.string().nullable(),
});

/** A limit of the network, with how far it is used. Amounts of wei are decimal strings. */
export const limitView = z.object({
  name: z.string(),
  unit: z.enum(['wei', 'seconds', 'count']),
  limit: z.string(),
  used: z.string().nullable(),
  left: z.string().nullable(),
  note: z.string(),
});

/** A request before anybody pays it. */
export const requestPreview = z.object({
  account: address,
  amountWei: amountWei.nullable(),
  memo: z.string().nullable(),
  endpoint: z.string().nullable(),
  spendableWei: amountWei,
});

/** A layer of protection of the enclave process. */
export const layerView = z.object({ name: z.string(), on: z.boolean(), stops: z.string() });

/** What the enclave's evidence says, checked against the network's policy. */
export const attestationView = z.object({
  platform: z.string(),
  warning: z.string(),
  verified: z.boolean(),
  key: address,
  device: address,
  root: address,
  measurement: hex,
  program: z.string(),
  abi: z.number().int(),
  counter: z.string(),
  evidence: hex,
  layers: z.array(layerView),
});
