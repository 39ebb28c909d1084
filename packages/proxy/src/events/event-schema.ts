import type { ShadowPolicyObject } from "./event.ts";

/**
 * The JSON Schema of one event (draft-07), for whoever reads them. Closed: what it does not name is not there, so that nothing gets
 * into an event unnoticed. New members may come with any version; those that are there stay.
 */
export function eventSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:sluice:event:0",
    title: "An event of Sluice",
    description: "One line of JSON for every connection that was accepted, written once it is closed.",
    ...object({
      event_id: { type: "string", pattern: "^ev_[0-9a-f-]{36}$" },
      event_type: { const: "tcp_connection_closed.v0" },
      event_timestamp: TIME,
      object: object(
        {
          conn: CONN,
          counters: COUNTERS,
          endpoint: nullable(
            object(
              { id: { type: "string" }, url: { type: "string" } },
              { name: { type: "string" }, metadata: { type: "string" } },
            ),
            "`null` where the connection was refused before it had one",
          ),
          ip_policy: object({
            decision: { enum: ["allow", "deny", null], description: "Of the last `restrict-ips` that has run" },
          }),
          traffic_policy: TRAFFIC_POLICY,
          upstream: nullable(
            { $ref: "#/definitions/upstream" },
            "The last upstream that was dialled; `null` where none was",
          ),
        },
        {
          shadow_policy: {
            ...object(SHADOW.required, SHADOW.optional),
            description: "What the endpoint's shadow policy would have done; absent where it has none",
          },
          internal_shadow_policies: {
            type: "array",
            minItems: 1,
            items: object({ ...SHADOW.required, endpoint: { type: "string" } }, SHADOW.optional),
            description: "The same of the internal endpoints that the connection was forwarded to, in their order",
          },
        },
      ),
    }),
    definitions: {
      error: ERROR,
      timing: TIMING,
      dialled: object(DIALLED.required, DIALLED.optional),
      upstream: object(DIALLED.required, {
        ...DIALLED.optional,
        failed_before: {
          type: "array",
          minItems: 1,
          items: { $ref: "#/definitions/dialled" },
          description: "Those dialled before it, which could not be reached",
        },
      }),
    },
  };
}

type Members = Readonly<Record<string, object>>;

/** With all of `required`, and nothing beside both. */
function object(required: Members, optional: Members = {}): object {
  return {
    type: "object",
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  };
}

function nullable(schema: object, description: string): object {
  return { oneOf: [schema, { type: "null" }], description };
}

const TIME = {
  type: "string",
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$",
  description: "RFC 3339, UTC",
};
const COUNT = { type: "integer", minimum: 0 };
const PORT = { type: "integer", minimum: 0, maximum: 65_535 };
const MILLISECONDS = { type: "number", minimum: 0 };
const INDEX = { type: ["integer", "null"], minimum: 0, description: "From 0; `null` where none decided" };

const ERROR = object(
  { code: { type: "string", minLength: 1 }, message: { type: "string" } },
  { ngrok: { type: "string", pattern: "^ERR_NGROK_\\d+$" } },
);

const TIMING_MEMBERS = {
  start_ms: { ...MILLISECONDS, description: "Milliseconds since the accept" },
  end_ms: { ...MILLISECONDS, description: "Milliseconds since the accept" },
};
const TIMING = object(TIMING_MEMBERS);

const CONN = object(
  {
    bytes_in: { ...COUNT, description: "Payload relayed from the client, after decryption" },
    bytes_out: { ...COUNT, description: "Payload relayed to the client" },
    client_ip: { type: "string" },
    client_port: PORT,
    server_ip: { type: "string" },
    server_port: PORT,
    server_name: { type: "string", description: "The SNI as the client has sent it; empty if none was seen" },
    start_ts: TIME,
    end_ts: TIME,
    ja4_fingerprint: { type: "string", description: "Empty if no ClientHello was seen" },
  },
  {
    peer_ip: { type: "string", description: "Who connected, where a PROXY header has told that it was for another" },
    peer_port: PORT,
    error: { $ref: "#/definitions/error", description: "What cut the connection short once it was relayed" },
    tls_alert: {
      ...object({ name: { type: "string", pattern: "^[a-z_]+$" }, from: { enum: ["proxy", "client"] } }),
      description: "What a handshake has failed with; absent where there was no alert, or none that is known",
    },
  },
);

const COUNTERS = {
  ...object({
    client_hello_ms: { type: ["number", "null"], minimum: 0 },
    client_hello_bytes: { type: ["integer", "null"], minimum: 0 },
    handshake_ms: { type: ["number", "null"], minimum: 0 },
    client_certificate_bytes: { type: ["integer", "null"], minimum: 0 },
    client_idle_ms: { type: ["integer", "null"], minimum: 0 },
    upstream_idle_ms: { type: ["integer", "null"], minimum: 0 },
    forward_hops: { type: "integer", minimum: 0, maximum: 8 },
  }),
  description: "How far the connection came towards each limit; `null` where it never came to that",
};

const TRAFFIC_POLICY = object(
  {
    outcome: { enum: ["continue", "deny", "close", "error", "forward"] },
    rule: INDEX,
    action: INDEX,
    error: nullable({ $ref: "#/definitions/error" }, "Why it was refused where no rule meant it"),
    logs: {
      type: "array",
      items: object({ metadata: { type: "object" } }),
      description: "What `log` actions have said, in their order",
    },
  },
  {
    url: { type: "string", description: "Where it was forwarded to" },
    endpoint: {
      type: "string",
      description: "The internal endpoint whose policy decided; absent where it was the accepting one's",
    },
    timing: {
      ...object({ ...TIMING_MEMBERS, work_ms: { ...MILLISECONDS, description: "What policies have computed of it" } }),
      description: "From the first step of a policy to the last; absent where none has run",
    },
  },
);

/** All that there are: another would not compile. */
const REASONS: Readonly<Record<NonNullable<ShadowPolicyObject["reason"]>, true>> = {
  "client-hello-not-read": true,
  "tls-not-terminated": true,
  "tls-terminated-otherwise": true,
  "internal-error": true,
  "tls-terminated-by-enforced-alone": true,
};

const OUTCOMES = ["continue", "deny", "close", "error", "forward"];
const DECISION = {
  rule: INDEX,
  action: INDEX,
  error: nullable({ $ref: "#/definitions/error" }, "Why it is an error"),
};
const SHADOW = {
  required: {
    outcome: { enum: [...OUTCOMES, "not-evaluated"] },
    ...DECISION,
    agrees: { type: ["boolean", "null"], description: "Whether both come to the same; `null`: it was not evaluated" },
    enforced: {
      ...object({ outcome: { enum: OUTCOMES }, ...DECISION }, { url: { type: "string" } }),
      description: "What the enforced policy of the same endpoint has decided by itself",
    },
  },
  optional: {
    url: { type: "string" },
    reason: {
      enum: Object.keys(REASONS),
      description: "Why it was not evaluated, or disagrees with what looks the same",
    },
  },
};

const DIALLED = {
  required: {
    url: { type: "string", description: "As the configuration has it" },
    timing: {
      $ref: "#/definitions/timing",
      description: "From the dial until it could be written to, or was given up",
    },
  },
  optional: {
    endpoint: { type: "string", description: "The internal endpoint it belongs to" },
    address: { type: "string", description: "What was connected to, as `host:port`" },
    error: { $ref: "#/definitions/error" },
  },
};
