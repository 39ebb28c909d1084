export { compare, type Mismatch } from "./compare.ts";
export { vectorsDirectory } from "./directory.ts";
export type { Answer, Engine, Result } from "./engine.ts";
export { type CommandEngineOptions, commandEngine } from "./engines/command.ts";
export { sluiceEngine } from "./engines/sluice.ts";
export { formatProblem, type LoadProblem, type LoadResult, loadVectors } from "./load.ts";
export { modelEngine } from "./model/model.ts";
export {
  type AgreementOptions,
  type Disagreement,
  findDisagreement,
  formatDisagreement,
} from "./property/agreement.ts";
export { formatResult, formatSummary } from "./report.ts";
export { type KnownFailure, type RunOptions, type RunSummary, runVectors, type VectorResult } from "./run.ts";
export type * from "./vector.ts";
