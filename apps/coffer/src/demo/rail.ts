import type { Client } from '../api/client.ts';
import type { WalletRoutes } from '../api/routes.ts';
import type { Config } from '../config/config.ts';
import type { DevNetwork } from '../dev/network.ts';

/** The demo runner's side of a rail: a rail adds one file that implements {@link DemoRail} and registers it. */

/** What a step has to show besides its name. */
export interface StepFacts {
  /** Base units. */
  readonly amount?: bigint;
  readonly unit?: 'wei' | 'sat';
  readonly tx?: string;
  /** Printed under the step, in plain words. */
  readonly detail?: string;
}
/** A step of the story, as `--json` prints it. Amounts are decimal strings in `unit`. */
export interface StepReport {
  readonly name: string;
  readonly ok: boolean;
  readonly amount?: string;
  readonly unit?: 'wei' | 'sat';
  readonly tx?: string;
}
/** What became of a rail's story. */
export interface RailReport {
  readonly ok: boolean;
  /** Whether money was neither made nor lost, by what chain and enclaves say. */
  readonly conserved: boolean;
  readonly steps: readonly StepReport[];
}
/** Everything that the demo prints with `--json`. */
export interface DemoReport {
  readonly rails: Readonly<Record<string, RailReport>>;
}

/** One comparison of chain and enclaves. */
export interface Audit {
  readonly conserved: boolean;
  /** Plain words; amounts with units. */
  readonly lines: readonly string[];
}

/** A wallet on the stage: its real daemon with its real (simulated) enclave. */
export interface Actor {
  readonly name: string;
  readonly config: Config;
  readonly daemon: Client<WalletRoutes>;
}

/** What a rail's story works with. */
export interface Stage {
  readonly dev: DevNetwork;
  /** Starts the wallet's daemon as a child of the story, or uses the one that runs. */
  readonly actor: (name: string) => Promise<Actor>;
  /** Ends a wallet's daemon and enclave: its device is switched off. */
  readonly switchOff: (actor: Actor) => Promise<void>;
  /** Starts them again. @throws the daemon's own error when it refuses */
  readonly switchOn: (actor: Actor) => Promise<void>;
  /** What must come to its end also when the story is interrupted. */
  readonly mustFinish: (work: Promise<unknown>) => void;
  /** A folder for files that change hands. */
  readonly folder: string;
  /** Narration. */
  readonly say: (text: string) => void;
  /** Performs a step. A step that throws fails and ends the story. */
  readonly step: (name: string, work: () => Promise<StepFacts>) => Promise<void>;
  /** Compares the books; a difference spoils the story but does not end it. */
  readonly audit: (when: string, check: () => Promise<Audit>) => Promise<void>;
}

/** A rail's story. */
export interface DemoRail {
  readonly name: string;
  readonly title: string;
  readonly play: (stage: Stage) => Promise<void>;
  /** Commands to try afterwards, with `#` comments. */
  readonly next: readonly string[];
}
