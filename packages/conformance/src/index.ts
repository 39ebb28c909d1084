export type * from "@sluice/policy/vectors";
export { compare } from "@sluice/policy/vectors";
export { formatProblem, type LoadProblem, type LoadResult, loadVectors } from "@sluice/policy/vectors/load";
export { vectorsDirectory } from "./directory.ts";
export type { Engine, Result } from "./engine.ts";
export { type CommandEngineOptions, commandEngine } from "./engines/command.ts";
export { sluiceEngine } from "./engines/sluice.ts";
export * from "./haproxy/index.ts";
export * from "./live/index.ts";
export { modelEngine } from "./model/model.ts";
export {
  type AgreementOptions,
  type Disagreement,
  findDisagreement,
  formatDisagreement,
} from "./property/agreement.ts";
export { formatResult, formatSummary } from "./report.ts";
export { type KnownFailure, type RunOptions, type RunSummary, runVectors, type VectorResult } from "./run.ts";
