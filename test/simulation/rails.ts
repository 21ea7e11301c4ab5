import type { WorldFactory } from './kernel/run.ts';
import { offlineWorld } from './offline/world.ts';

/** The rails that can be simulated, by the name that the command takes. */
export const RAILS: Readonly<Record<string, WorldFactory>> = { offline: offlineWorld };
