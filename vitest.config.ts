import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Tests run on the sources of all packages; nothing has to be built first. */
export default defineConfig({
  resolve: { conditions: ["sluice-source"] },
  ssr: { resolve: { conditions: ["sluice-source", "node", "import", "default"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "bench/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["**/*.corpus.test.ts", "**/node_modules/**", "**/dist/**"],
    testTimeout: 30_000,
    // By itself it leaves one core to whoever watches, which is half of two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
