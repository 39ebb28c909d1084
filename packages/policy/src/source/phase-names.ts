/** Phases that another engine runs: those of HTTP endpoints. */
export const HTTP_PHASE_NAMES: readonly string[] = ["on_http_request", "on_http_response", "on_event_stream_message"];

/** Phases under the names that they have now (language.md, section 1). */
export const PHASE_NAMES: readonly string[] = ["on_tcp_connect", ...HTTP_PHASE_NAMES];

/** Names that phases had once, with what they are called now. */
export const LEGACY_PHASES: ReadonlyMap<string, string> = new Map([
  ["inbound", "on_http_request"],
  ["outbound", "on_http_response"],
  ["on_tls_request", "on_tcp_connect"],
]);

export const LEGACY_PHASE_NAMES: readonly string[] = [...LEGACY_PHASES.keys()];
