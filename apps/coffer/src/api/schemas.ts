import { z } from 'zod';

/** Building blocks of the daemon's API. Money is a decimal string and its unit is in the name of the field. */

/** Wei: at most 88 bits, no sign, no leading zeros. */
export const amountWei = z.string().regex(/^(0|[1-9][0-9]{0,26})$/, { error: 'a decimal number of wei' });
/** An Ethereum address. */
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, { error: 'an address: 0x and 40 hexadecimal digits' });
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
  spendableWei: amountWei,
  withdrawableWei: amountWei,
  unsettledIncomingWei: amountWei,
  inFlightWei: amountWei,
  outgoingUnsettledWei: amountWei,
  pendingWithdrawalsWei: amountWei,
  /** As of the last account proof. */
  onChainWei: amountWei,
  depositTotalWei: amountWei,
  accountStatus: z.string(),
  mode: z.string(),
  headerNumber: z.number().int(),
  headerTime: time,
  provedAt: time,
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
