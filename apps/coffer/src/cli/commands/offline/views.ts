import type { Reply, WalletRoutes } from '../../../api/routes.ts';

/** An account, as the daemon tells it. */
export type AccountReply = Reply<WalletRoutes['account']>;
/** The payee's answer, as the daemon tells it. */
export type ReceiptReply = Reply<WalletRoutes['receive']>;
/** A delivery, as the daemon tells it. */
export type DeliveryReply = Reply<WalletRoutes['pay']>['delivery'];
/** A reconciliation, as the daemon tells it. */
export type ReconciledReply = Reply<WalletRoutes['reconcile']>;
/** A payment with where its money is, as the daemon tells it. */
export type PaymentReply = Reply<WalletRoutes['payment']>;
/** A lost-device path, as the daemon tells it. */
export type ExitReply = Reply<WalletRoutes['exit']>;
