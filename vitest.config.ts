import { defineConfig } from 'vitest/config';
import { skippedByName } from './tools/test/skipped.ts';

export default defineConfig({
  test: {
    include: [
      'packages/**/*.test.ts',
      'apps/**/*.test.ts',
      'test/**/*.test.ts',
      'tools/**/*.test.ts',
      'bench/**/*.test.ts',
      'contracts/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/out/**', '**/.cache/**'],
    reporters: ['default', skippedByName],
    // Tests start processes of their own (enclaves, anvil): forks keep their signals and descriptors apart, and more
    // than two files at once starve them on two cores.
    pool: 'forks',
    maxWorkers: 2,
    // Only against hanging for ever: machines are slow when others use them too.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    allowOnly: process.env.CI !== 'true',
  },
});
