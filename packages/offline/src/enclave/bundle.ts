import { runGuest } from '@coffer/enclave/guest/main';
import { offlineProgram } from './program.ts';

/** The entry of the offline rail's enclave bundle: what is measured and run. */
runGuest(offlineProgram);
