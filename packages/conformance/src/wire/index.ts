export { answerWire, type WireResult } from "./answer.ts";
export { compareWire } from "./compare.ts";
export { loadWireVectors, type WireLoadResult, wireVectorsDirectory } from "./load.ts";
export { runWireVectors, sluiceWireEngine } from "./run.ts";
export type { WireAnswer, WireQuestion, WireTopic, WireVector } from "./vector.ts";
