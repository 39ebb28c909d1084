export { createX509Checks } from "@sluice/policy/crypto";
export type {
  AcceptRate,
  Admission,
  AdmissionCounts,
  AdmissionLimits,
  Answer as AdmissionAnswer,
  ClientLimits,
  Entry as AdmissionEntry,
  Overload,
  OverloadCode,
  PrefixLimits,
} from "./admission/index.ts";
export * from "./client-hello/index.ts";
export type { Clock } from "./clock.ts";
export type {
  EndpointConfig,
  EventsConfig,
  HostCertificate,
  ListenConfig,
  ProxyConfig,
  UpstreamConfig,
  UpstreamTlsConfig,
} from "./config/config.ts";
export { type LoadOptions, type LoadResult, loadConfig } from "./config/load.ts";
export type { FileDiagnostic } from "./config/reader.ts";
export type { RunningConnection } from "./connection/running.ts";
export type { ConnectionEvent, EventSink } from "./events/event.ts";
export { explainFailure } from "./explain-failure.ts";
export type { FileBytes, ReadBytes } from "./file-bytes.ts";
export { formatDiagnostics } from "./format-diagnostics.ts";
export { forward } from "./forward/forward.ts";
export { ForwardError, type OptionDiagnostic } from "./forward/forward-error.ts";
export type { Listener } from "./forward/listener.ts";
export type { ForwardOptions, PassedOverOptions, Pem } from "./forward/options.ts";
export type { IpIntelligence } from "./intelligence/index.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export type { ListedAddresses, ReadList } from "./listed-addresses.ts";
export type { ListenFailure } from "./listener.ts";
export {
  type CloseOptions,
  createProxy,
  type ListeningEndpoint,
  type ListenResult,
  type PreparedUpdate,
  type PrepareUpdateResult,
  type ProxyOptions,
  type StartFailure,
  type TrafficProxy,
  type UpdateFailure,
  type UpdateOptions,
  type UpdateResult,
} from "./proxy.ts";
export * from "./proxy-protocol/index.ts";
export {
  type Authority,
  type AuthorityOptions,
  type Credentials,
  createAuthority,
  createSelfSigned,
  type KeyType,
  type LeafOptions,
} from "./tls/throwaway.ts";
export { createRevocationList, type RevocationListOptions } from "./tls/throwaway-revocation.ts";
