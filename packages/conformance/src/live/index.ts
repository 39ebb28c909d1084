export { type CommandTargetOptions, commandTarget } from "./command-target.ts";
export type { LiveConfiguration, LiveCredentials, LiveEndpoint, LiveUpstream } from "./configuration.ts";
export { formatLiveJson, formatLiveRun } from "./report.ts";
export { type LiveRun, type LiveSet, runAllLive } from "./run-all.ts";
export { type LoadScenariosResult, loadScenarios } from "./scenarios/load.ts";
export { runScenarios } from "./scenarios/run-scenarios.ts";
export type { Scenario, ScenarioConnection, ScenarioExpectation } from "./scenarios/scenario.ts";
export { type SluiceTargetOptions, sluiceTarget } from "./sluice-target.ts";
export type { LiveRunOptions, LiveSummary } from "./summary.ts";
export type {
  LiveAbilities,
  LiveCase,
  LiveServer,
  LiveServerClock,
  LiveServing,
  LiveTarget,
  ToldClient,
} from "./target.ts";
export { LIVE_REASONS, type LiveReason } from "./vectors/reasons.ts";
export { type LiveVectorsSummary, runLive } from "./vectors/run-live.ts";
