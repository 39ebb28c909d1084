import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** How many branches of compiling and running the generators of random policies reach alone (`npm run coverage:generators`). */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      coverage: {
        enabled: true,
        reportOnFailure: true,
        provider: "v8",
        reportsDirectory: "node_modules/.cache/coverage-generators",
        reporter: [["text", { skipFull: false }]],
        include: [
          "packages/policy/src/compile*.ts",
          "packages/policy/src/program.ts",
          "packages/policy/src/run*.ts",
          "packages/policy/src/{step,outcome,report,requirements,policy}.ts",
          "packages/policy/src/actions/*.ts",
        ],
        exclude: ["**/*.test.ts"],
        thresholds: { branches: 90 },
      },
    },
  }),
);
