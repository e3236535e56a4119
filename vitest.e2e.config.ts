import { defineConfig } from 'vitest/config';

/** One file after another: each starts the bot, the sandbox and the example agent as processes of their own. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts', 'test/faults/**/*.test.ts', 'test/sandbox/browser*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 300_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
