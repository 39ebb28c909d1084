/** Phases that another engine runs: those of HTTP endpoints. */
export const HTTP_PHASE_NAMES: readonly string[] = ["on_http_request", "on_http_response", "on_event_stream_message"];

/** Phases under the names that they have now (language.md, section 1). */
export const PHASE_NAMES: readonly string[] = ["on_tcp_connect", ...HTTP_PHASE_NAMES];

/** Phases under names that they had once. */
export const LEGACY_PHASE_NAMES: readonly string[] = ["inbound", "outbound", "on_tls_request"];
