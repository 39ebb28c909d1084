export type * from "@sluice/policy/vectors";
export { compare } from "@sluice/policy/vectors";
export { formatProblem, type LoadProblem, type LoadResult, loadVectors } from "@sluice/policy/vectors/load";
export { vectorsDirectory } from "./directory.ts";
export type { Engine, Result } from "./engine.ts";
export { type CommandEngineOptions, commandEngine } from "./engines/command.ts";
export { sluiceEngine, sluiceEngineOf } from "./engines/sluice.ts";
export * from "./haproxy/index.ts";
export * from "./live/index.ts";
export { modelEngine } from "./model/model.ts";
export {
  type AgreementOptions,
  type Disagreement,
  findDisagreement,
  formatDisagreement,
} from "./property/agreement.ts";
export { ENGINE_PROPERTIES, PROPERTIES } from "./property/properties.ts";
export {
  type CompiledEngine,
  type Counterexample,
  formatCounterexample,
  type Property,
  type SearchOptions,
} from "./property/search.ts";
export { formatHtml, type HtmlOptions } from "./report/html.ts";
export { formatJson } from "./report/json.ts";
export {
  createReport,
  type EngineReport,
  type Report,
  type ReportedResult,
  type ReportedVector,
} from "./report/report.ts";
export { formatResult, formatSummary } from "./report/text.ts";
export { type KnownFailure, type RunOptions, type RunSummary, runVectors, type VectorResult } from "./run.ts";
export {
  answerWire,
  compareWire,
  loadWireVectors,
  runWireVectors,
  sluiceWireEngine,
  type WireAnswer,
  type WireLoadResult,
  type WireQuestion,
  type WireResult,
  type WireTopic,
  type WireVector,
  wireVectorsDirectory,
} from "./wire/index.ts";
