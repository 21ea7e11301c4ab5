import { writeFileSync } from 'node:fs';
import { makeVectors, VECTORS } from './make.ts';

writeFileSync(VECTORS, `${JSON.stringify(makeVectors(), null, 2)}\n`);
console.log('vectors: wrote test/vectors/offline.json');
