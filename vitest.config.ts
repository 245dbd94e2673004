import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Processes and real SQLite files: slower than unit tests, but never waiting for a wall clock.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The long ones wait for child processes and for our own request limiter, not for the processor.
    maxWorkers: 4,
    unstubEnvs: true,
  },
});
