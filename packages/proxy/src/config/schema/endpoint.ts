import { boolean, either, integer, list, mapping, orNull, pem, string } from "./build.ts";
import type { ConfigSchema } from "./json-schema.ts";
import { CONNECTIONS } from "./limits.ts";
import { UPSTREAM } from "./upstream.ts";

/** Where the schema of a policy stands in that of a configuration. */
const POLICY_REF = "#/definitions/policy";

const TERMINATION = mapping(
  "Terminates TLS behind the policy, out of its sight, and hands the upstream what is decrypted.",
  {
    server_certificate: pem(
      "The chain to show, leaf first",
      ["certs/db.crt"],
      "It needs `server_private_key`. Default: that of `certificates` for the name.",
    ),
    server_private_key: pem("The key of `server_certificate`", ["certs/db.key"]),
    mutual_tls_certificate_authorities: list(
      "Authorities that a client must have a certificate of, each a path or PEM. Default: clients are asked for none.",
      pem("One or more certificates of authorities", ["certs/clients-ca.crt"]),
      { minItems: 1, examples: [["certs/clients-ca.crt"]] },
    ),
  },
  { examples: [{ server_certificate: "certs/db.crt", server_private_key: "certs/db.key" }] },
);

/** One of `endpoints:`. */
export const ENDPOINT: ConfigSchema = mapping(
  "Where clients connect to, what decides about them, and where they go.",
  {
    name: orNull(
      string("What `sluice start NAME` and events call it; no other endpoint has it.", { examples: ["database"] }),
    ),
    url: string(
      "`tcp://HOST:PORT`, or `tls://HOST[:PORT]` with 443 as the default; HOST may be `*.NAME`. A name that ends in `.internal` is not listened on, and is reached by `forward-internal` alone.",
      { examples: ["tls://db.example.com:5432"] },
    ),
    description: orNull(string("For people to read.", { examples: ["the customers' database"] })),
    metadata: orNull(string("For programs to read; it is in no decision.", { examples: ['{"team":"data"}'] })),
    bindings: orNull(
      list(
        "Says again what the URL says: `internal` for a name that ends in `.internal`, else `public`. One that contradicts it is an error.",
        { type: "string", enum: ["public", "internal"] },
        { examples: [["public"]] },
      ),
    ),
    pooling_enabled: orNull(
      boolean("Whether it shares its URL with others that say so too; else a second one with its URL is an error.", {
        default: false,
        examples: [true],
      }),
    ),
    weight: orNull(
      integer(
        "Its share of the connections of its pool: one with 3 gets three where one with 1 gets one.",
        [1, 1_000],
        {
          default: 1,
          examples: [3],
        },
      ),
    ),
    traffic_policy: either(
      "The policy that runs for every connection: the document itself, or a string that holds it. Default: every connection goes on to the upstream.",
      [{ $ref: POLICY_REF }, { type: "string" }],
      [{ on_tcp_connect: [{ actions: [{ type: "restrict-ips", config: { allow: ["203.0.113.0/24"] } }] }] }],
    ),
    traffic_policy_file: string("The path of the policy, in place of `traffic_policy`.", {
      examples: ["policies/database.yml"],
    }),
    shadow_policy: either(
      "A policy that is evaluated beside the enforced one and never acts; where they disagree, the event says so. See [shadow.md](shadow.md). Default: none.",
      [{ $ref: POLICY_REF }, { type: "string" }],
      [{ on_tcp_connect: [{ actions: [{ type: "deny" }] }] }],
    ),
    shadow_policy_file: string("The path of that policy, in place of `shadow_policy`.", {
      examples: ["policies/next.yml"],
    }),
    upstream: orNull(UPSTREAM),
    agent_tls_termination: TERMINATION,
    alpn_protocols: list(
      "Protocols that are offered by ALPN where TLS is terminated, the most wanted first. Default: none.",
      { type: "string" },
      { examples: [["h2", "http/1.1"]] },
    ),
    max_connections: integer(
      "Open connections that came to this endpoint. Default: no limit of its own.",
      CONNECTIONS,
      {
        examples: [500],
      },
    ),
  },
  {
    required: ["url"],
    allOf: [
      { anyOf: ["upstream", "traffic_policy", "traffic_policy_file"].map((key) => ({ required: [key] })) },
      { not: { required: ["traffic_policy", "traffic_policy_file"] } },
      { not: { required: ["shadow_policy", "shadow_policy_file"] } },
    ],
    examples: [{ name: "database", url: "tls://db.example.com:5432", upstream: { url: "127.0.0.1:5432" } }],
  },
);
