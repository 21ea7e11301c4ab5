import { runGuest } from '@coffer/enclave/guest/main';
import { brokenProgram } from './program.ts';

/** The entry of the broken enclave's bundle. Its measurement is not that of the published one. */
runGuest(brokenProgram);
