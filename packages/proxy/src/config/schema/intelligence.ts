import { byName, either, list, mapping, string } from "./build.ts";
import type { ConfigSchema } from "./json-schema.ts";

const FILE: ConfigSchema = { type: "string" };

/** Lists of addresses, one file or several. */
function addresses(description: string, examples: readonly unknown[]): ConfigSchema {
  return either(description, [FILE, list("Several files.", FILE, { minItems: 1 })], examples);
}

/** `ip_intelligence:`. */
export const IP_INTELLIGENCE: ConfigSchema = mapping(
  "Sources of what policies know about an address. A policy that asks for what no source has is an error; see [ip-intelligence.md](ip-intelligence.md).",
  {
    geo: string("The path of a database in MaxMind's format with places, for `conn.geo` and `conn.client_ip.geo`.", {
      examples: ["/var/lib/GeoIP/GeoLite2-City.mmdb"],
    }),
    as: string("The path of a database in MaxMind's format with autonomous systems, for `conn.client_ip.as`.", {
      examples: ["/var/lib/GeoIP/GeoLite2-ASN.mmdb"],
    }),
    categories: byName(
      "Files of addresses by category, for `conn.client_ip.categories`: an address or a CIDR on each line.",
      addresses("The files of one category.", ["lists/hosting.txt"]),
      { examples: [{ "proxy.anonymous.vpn": "lists/vpn.txt" }], propertyNames: { pattern: "^[\\w-]+(\\.[\\w-]+)*$" } },
    ),
    tor_nodes: addresses("Files of addresses, for `conn.client_ip.is_tor_node`.", ["lists/tor.txt"]),
    blocklist: addresses("Files of addresses, for `conn.client_ip.is_on_blocklist`.", [
      ["lists/blocklist.txt", "lists/own.txt"],
    ]),
  },
  { examples: [{ geo: "/var/lib/GeoIP/GeoLite2-City.mmdb", tor_nodes: "lists/tor.txt" }] },
);
