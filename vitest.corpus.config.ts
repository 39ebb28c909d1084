import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** The tests that read `SLUICE_CORPUS`: what others published, with expected results. */
const corpus: typeof base = mergeConfig(base, {});
corpus.test = {
  ...corpus.test,
  include: ["packages/*/src/**/*.corpus.test.ts"],
  exclude: ["**/node_modules/**", "**/dist/**"],
};
export default corpus;
