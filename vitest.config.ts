import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that start the whole program, a browser, or both: `npm run test:e2e`. */
const whole = ['test/e2e/**', 'test/faults/**', 'test/sandbox/browser*.test.ts'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...whole],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'threads',
    isolate: false,
    // A shared machine may be late once; what is broken fails twice.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
