import { integer, mapping } from "./build.ts";
import type { ConfigSchema } from "./json-schema.ts";

export const CONNECTIONS: readonly [number, number] = [1, 10_000_000];
const A_SECOND: readonly [number, number] = [1, 1_000_000];

/** `limits:`. */
export const LIMITS: ConfigSchema = mapping(
  "How much is served at once, and to one client; none is set by default, and descriptors bound all the same.",
  {
    max_connections: integer(
      "Open connections of the whole proxy. Default: as many as there are descriptors for.",
      CONNECTIONS,
      {
        examples: [20_000],
      },
    ),
    per_client: mapping(
      "Of one client.",
      {
        max_connections: integer("Open connections from one address.", CONNECTIONS, { examples: [100] }),
        accept_rate: mapping(
          "How often one IPv4 address, or one IPv6 /64, may connect.",
          {
            per_second: integer("Connections a second.", A_SECOND, { examples: [20] }),
            burst: integer("Connections that may come at once. Default: as many as in a second.", A_SECOND, {
              examples: [60],
            }),
          },
          { required: ["per_second"], examples: [{ per_second: 20, burst: 60 }] },
        ),
      },
      { examples: [{ max_connections: 100 }] },
    ),
    per_prefix: mapping(
      "Of one customer, as far as an address tells.",
      {
        max_connections: integer("Open connections from one prefix.", CONNECTIONS, { examples: [2_000] }),
        ipv4: integer("Bits of a prefix of IPv4: what is routed at least.", [0, 32], { default: 24, examples: [24] }),
        ipv6: integer("Bits of a prefix of IPv6: what a site usually gets.", [0, 128], { default: 56, examples: [48] }),
      },
      { required: ["max_connections"], examples: [{ max_connections: 2_000, ipv6: 48 }] },
    ),
  },
  { examples: [{ max_connections: 20_000, per_client: { max_connections: 100 } }] },
);
