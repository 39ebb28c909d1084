import { editorSchema } from "@sluice/policy/schema";
import { either, mapping, orNull, string } from "./build.ts";
import { CERTIFICATE_AUTHORITIES, CERTIFICATES, REVOCATION_LISTS } from "./certificates.ts";
import { ENDPOINT } from "./endpoint.ts";
import { IP_INTELLIGENCE } from "./intelligence.ts";
import type { ConfigSchema } from "./json-schema.ts";
import { LIMITS } from "./limits.ts";
import { LISTEN } from "./listen.ts";
import { EVENTS, LOG, METRICS } from "./observing.ts";
import { IP_POLICIES, SECRETS } from "./resources.ts";

/** The keys of a configuration, in the order in which they are explained. */
const KEYS: { readonly [name: string]: ConfigSchema } = {
  version: {
    description: "The version of the format, which is that of the ngrok agent's configuration.",
    enum: [3, "3", null],
    examples: [3],
  },
  endpoints: either(
    "What is served, in any order: a list, or a mapping of endpoints by their names.",
    [
      { type: "array", items: ENDPOINT },
      { type: "object", additionalProperties: ENDPOINT },
    ],
    [[{ url: "tls://db.example.com:5432", upstream: { url: "127.0.0.1:5432" } }]],
  ),
  listen: orNull(LISTEN),
  region: orNull(string("`conn.server_region` of policies.", { default: "", examples: ["eu"] })),
  certificates: CERTIFICATES,
  certificate_authorities: CERTIFICATE_AUTHORITIES,
  certificate_revocation_lists: REVOCATION_LISTS,
  ip_policies: IP_POLICIES,
  secrets: SECRETS,
  ip_intelligence: IP_INTELLIGENCE,
  limits: LIMITS,
  events: EVENTS,
  metrics: METRICS,
  log: LOG,
  drain_timeout: string(
    "How long running connections may go on when the process stops: a number with `ms`, `s`, `m` or `h`, up to `24h`; `0s` closes at once. `--drain-timeout` wins over it. Default: `10s`.",
    { pattern: "^[0-9]{1,9}(ms|s|m|h)$", examples: ["25s"] },
  ),
  agent: {
    description: "Settings of the ngrok agent, which have no meaning here; they are passed over with a warning.",
    examples: [{ authtoken: "…" }],
  },
};

/** The JSON Schema of `sluice.yml`. */
export function configSchema(): ConfigSchema {
  const { $schema = "", ...policy } = editorSchema();
  return {
    $schema,
    title: "Configuration of sluice",
    ...mapping("Endpoints, and what they need.", KEYS, { required: ["endpoints"] }),
    // Where one was asked for, nothing is not the empty policy: a template may have come out empty.
    definitions: { policy: { ...policy, type: "object" } },
  };
}
