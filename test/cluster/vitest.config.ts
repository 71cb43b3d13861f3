import { mergeConfig } from 'vitest/config';
import config from '../vitest.config.js';

/** `npm run test:cluster`. One file after the other: each has three database servers and two gateways. */
export default mergeConfig(
  { ...config, test: { ...config.test, include: [], exclude: [], globalSetup: [] } },
  {
    test: {
      include: ['test/cluster/**/*.test.ts'],
      globalSetup: ['test/cluster/global-setup.ts', 'test/support/build-program.ts'],
      fileParallelism: false,
      testTimeout: 180_000,
      hookTimeout: 180_000,
    },
  },
);
