import { closeConnection } from "./close-connection.ts";
import type { ActionDefinition } from "./definition.ts";
import { deny } from "./deny.ts";
import { forwardInternal } from "./forward-internal.ts";
import { log } from "./log.ts";
import { restrictIps } from "./restrict-ips.ts";
import { setVars } from "./set-vars.ts";
import { terminateTls } from "./terminate-tls.ts";

/** Every action of `on_tcp_connect`. */
export const ACTIONS: readonly ActionDefinition[] = [
  closeConnection,
  deny,
  forwardInternal,
  log,
  restrictIps,
  setVars,
  terminateTls,
];

/** Actions of ngrok's language that only HTTP phases have, for diagnostics that say so. */
export const HTTP_ONLY_ACTIONS: ReadonlySet<string> = new Set([
  "add-headers",
  "ai-gateway",
  "basic-auth",
  "circuit-breaker",
  "compress-response",
  "custom-response",
  "http-request",
  "jwt-validation",
  "oauth",
  "openid-connect",
  "owasp-crs-request",
  "owasp-crs-response",
  "rate-limit",
  "redirect",
  "remove-headers",
  "saml",
  "url-rewrite",
  "verify-webhook",
]);
