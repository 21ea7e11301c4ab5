import { runGuest } from '../guest/main.ts';
import { toyProgram } from './toy.ts';

/** The bundle entry of the toy ledger. Short snapshot intervals, so that tests cross many of them. */
runGuest(toyProgram(), { snapshotEvery: 16 });
