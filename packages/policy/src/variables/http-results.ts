import { DYN, type Names } from "../cel/index.ts";
import type { RunState } from "../run-state.ts";

/** What actions of HTTP policies tell under `actions.ngrok`: names that are known, to say that they are not for here. */
const HTTP_RESULTS: ReadonlySet<string> = new Set([
  "add_headers",
  "ai_gateway",
  "basic_auth",
  "circuit_breaker",
  "compress",
  "compress_response",
  "custom_response",
  "http_request",
  "jwt_validation",
  "oauth",
  "oidc",
  "openid_connect",
  "owasp_crs_request",
  "owasp_crs_response",
  "rate_limit",
  "redirect",
  "remove_headers",
  "request_body_find_replace",
  "response_body_find_replace",
  "saml",
  "sse_find_replace",
  "url_rewrite",
  "verify_webhook",
]);

/** `results` and those of HTTP actions, which are never known and nobody is offered. */
export function withHttpResults(results: Names<RunState>): Names<RunState> {
  return {
    get(name) {
      const path = `actions.ngrok.${name}`;
      return results.get(name) ?? (isHttpResult(path) ? { path, type: DYN, read: () => undefined } : undefined);
    },
    names: () => results.names(),
  };
}

export function isHttpResult(path: string): boolean {
  return path.startsWith("actions.ngrok.") && HTTP_RESULTS.has(path.slice("actions.ngrok.".length));
}
