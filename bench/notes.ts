/** What every figure counts. A figure without a note cannot be written into `docs/benchmarks.md`, nor a note without one. */

/** A group of figures on the page. */
export interface Group {
  readonly title: string;
  /** How all of them were measured. */
  readonly how: string;
  /** Name of a figure to what it counts. */
  readonly figures: Readonly<Record<string, string>>;
}

/** All groups, in the order of the page. */
export const GROUPS: readonly Group[] = [
  {
    title: 'Inside the enclave',
    how: `The paper's operations P1 to P5 (§VI, Fig. 3), which it times inside SGX, without the way in and out. Here the production
bundle runs in the bench's process with its sockets replaced: counted is all that it does between a frame that goes in and the
frames that come out (decoding, the program, sealing and journal, snapshots, framing), and nothing of kernel, other processes or
disk. Medians after 100 to 300 untimed runs. The bound is the signatures alone, made and verified by the same library in the same
process, timed between the runs.`,
    figures: {
      'offline.enclave.init_ms':
        'P1: a final header is verified, the account key is made and certified. Bound: 2 signatures made, 1 verified.',
      'offline.enclave.pay_ms':
        'P2: the payer makes a payment, the payee verifies and acknowledges it, the payer books that; both know each other’s certificates. Bound: 2 made, 2 verified.',
      'offline.enclave.upload3_ms':
        'P3, at the payee: three payments are handed out for the vault, then booked as settled, each proved by its receipt under a final header. Bound: 1 verified.',
      'offline.enclave.exchange_ms':
        'P4, both ways together: a recharge is proved and booked, and a withdrawal is signed. Bound: 1 made, 1 verified.',
      'offline.enclave.logout_ms': 'P5: the whole balance is signed over to an address. Bound: 1 made.',
    },
  },
  {
    title: 'Durable payments',
    how: `Enclaves in sandboxed processes of the simulated platform, journals on this machine's disk, a counter for each. Nothing leaves an
enclave before its journal is synced and its counter has moved.`,
    figures: {
      'offline.pay_durable_fsyncs':
        'Syncs of a journal that wait for each other in one payment: at the payer, at the payee, at the payer. The software counter’s file is synced beside the next entry; no answer waits for it.',
      'offline.pay_durable_ms':
        'One payment between two enclaves, from the request to the payer’s booking, one after the other.',
      'offline.payments_per_s':
        'All of 32 payers pay all of 32 payees, 64 payments of each payer under way at once; what arrives together shares a batch and a sync. Books of up to 1,024 unsettled payments. Bound: the signatures of as many payments, on all cores, with nothing else.',
      'offline.payments_of_bound': 'The share of that bound.',
    },
  },
  {
    title: 'Gas',
    how: `Receipts of real transactions on a local chain; exact, not timed. References are the paper's (Table II). Payments are of one payer to
one payee in business, its serial word in use, two signatures each.`,
    figures: {
      'offline.gas.verify1': 'One payment settled.',
      'offline.gas.verify3': 'Three in a batch.',
      'offline.gas.verify5': 'Five in a batch.',
      'offline.gas.verify50': 'Fifty in a batch.',
      'offline.gas.further': 'Each further payment of a batch.',
      'offline.gas.verify1_first': 'One payment, the first that its payee ever receives.',
      'offline.gas.verify1_opening':
        'One payment whose payee’s account is opened from its certificate in the same batch.',
      'offline.gas.recharge': 'A deposit into an account that is open.',
      'offline.gas.withdraw': 'A withdrawal to an Ethereum address.',
      'offline.gas.cancel': 'The whole balance to an Ethereum address; the account is closed for good.',
      'offline.gas.freeze':
        'A broken enclave frozen by two payments with one serial. The paper’s figure is less than an empty transaction and one storage write together: it cannot have written anything.',
      'offline.gas.freeze_unused': 'The same, where the serial was not used yet.',
      'offline.gas.compensate': 'A claim against a frozen account, paid.',
      'offline.gas.open_account': 'An account opened from its certificate, with a first deposit.',
      'offline.gas.deploy': 'The vault. The paper’s contract does far less.',
      'offline.gas.deploy_registry': 'The registry of devices.',
    },
  },
  {
    title: 'Bitcoin',
    how: `The Bitcoin package in one process. Sizes are exact: those of the signed transactions, all outputs P2TR. The bound of a figure is
what the script judge (\`bitcore-lib\`) alone takes for the same transactions, in the same run.`,
    figures: {
      'bitcoin.headers_per_s':
        'Headers that the light client takes in, in batches of 2,000, with every rule: proof of work, link, target with four retargets, median time, work.',
      'bitcoin.proofs_per_s':
        'Proofs checked that a transaction is in a block of 3,000: its path and the coinbase’s.',
      'bitcoin.cashout_vbytes.1':
        'An emergency cash-out of half of one coin: lock for the owner, change for the network, data.',
      'bitcoin.cashout_vbytes.10': 'Halves of ten coins: as many transactions as their data needs, together.',
      'bitcoin.cashout_vbytes.50': 'Halves of fifty coins.',
      'bitcoin.cashout_whole_vbytes.1': 'A whole coin: no change.',
      'bitcoin.cashout_whole_vbytes.10': 'Ten whole coins.',
      'bitcoin.cashout_whole_vbytes.50': 'Fifty whole coins.',
      'bitcoin.remedy_vbytes': 'A breach remedy that takes back all that one cash-out claimed.',
      'bitcoin.regtest.start_ms':
        'From the start of a process until its chain answers on its port, with ten funded accounts.',
      'bitcoin.regtest.blocks_per_s': 'Empty blocks mined, 500 in a row.',
      'bitcoin.regtest.tx_per_s': 'P2TR key path payments taken into the mempool and mined into a block.',
    },
  },
  {
    title: 'Primitives',
    how: 'Medians of single calls in one process. References are the library’s own on a quiet machine.',
    figures: {
      'codec encode payment': 'A record of the size of a payment with four supports.',
      'codec decode payment': 'The same back, with all checks.',
      'keccak256 of 32 bytes': 'One block.',
      'keccak256 of 1 KiB': 'Eight blocks.',
      sign: 'secp256k1, deterministic.',
      recover: 'The signer of a digest; how every signature here is verified.',
      'seal 1 KiB': 'AES-256-GCM.',
      'unseal 1 KiB': 'AES-256-GCM.',
      'payment, encoded': 'Size of that record.',
    },
  },
];

const SETTLING =
  'What bounds it: of each further payment about 3,000 for its 202 bytes of call data, 6,200 for two signatures, 430 for its log, 300 for the peaks of receipts and 290 for hashing; 3,340 is compiled code: reading 870, checking both signatures 690, booking 670, the rest order, times and outcomes. One payment alone has fixed costs of about 56,000 (transaction, three accounts’ words, two signatures, log). Tried: packed call data, accounts read and written once a batch, all memory of a batch in one place that is hashed where it is, payer and payee on the stack, checks that answer with a bit instead of a reason, compiling by way of Yul (400 gas less, for compile times that tests and planted bugs cannot bear). The rest would take hand-written assembly for the whole path that moves money. See contracts/README.md.';

/** Shown beside a goal that was missed: what bounds the figure, and what was tried. */
export const REASONS: Readonly<Record<string, string>> = {
  'offline.enclave.pay_ms':
    'Beside its signatures a payment is decoded, hashed, sealed and framed six times in JavaScript. Where other programs share the machine’s caches, that slows down more than the signatures do.',
  'offline.payments_of_bound':
    'Payers, payees, their platform and the host share these cores, 66 processes in all, and the host carries every message twice. Larger batches brought most (3 times); certificates verified once, books that are not copied, and one sync less for each step the rest.',
  ...Object.fromEntries(
    ['verify1', 'verify3', 'verify5', 'verify50', 'further'].map((name) => [`offline.gas.${name}`, SETTLING]),
  ),
  'offline.gas.freeze':
    'The goal is below what the proof needs: about 48,200 for the transaction, its call data, two signatures, four words of storage read and one written, and the log. Some 6,100 are compiled code.',
  'offline.gas.deploy':
    'The code alone costs 200 gas a byte: disputes, compensation, cancelling, exits and packed batches are in it, none of which the paper’s contract has.',
};

/** The figures that README shows. */
export const HEADLINES: readonly string[] = [
  'offline.enclave.init_ms',
  'offline.enclave.pay_ms',
  'offline.enclave.upload3_ms',
  'offline.enclave.exchange_ms',
  'offline.enclave.logout_ms',
  'offline.pay_durable_fsyncs',
  'offline.payments_per_s',
  'offline.payments_of_bound',
  'offline.gas.verify1',
  'offline.gas.verify5',
  'offline.gas.verify50',
  'offline.gas.further',
  'offline.gas.recharge',
  'offline.gas.withdraw',
  'offline.gas.cancel',
  'offline.gas.freeze',
  'offline.gas.compensate',
  'offline.gas.deploy',
  'bitcoin.headers_per_s',
  'bitcoin.cashout_vbytes.1',
  'bitcoin.remedy_vbytes',
  'bitcoin.regtest.start_ms',
  'bitcoin.regtest.tx_per_s',
];
