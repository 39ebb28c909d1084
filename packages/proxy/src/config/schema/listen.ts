import { byName, list, mapping, orNull, string } from "./build.ts";
import type { ConfigSchema } from "./json-schema.ts";

/** From 1 to 65535, written in one way. */
const PORT = "^(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$";

/** `listen:`. */
export const LISTEN: ConfigSchema = mapping(
  "Where the ports of public endpoints are opened.",
  {
    address: string(
      "The address to listen on. Default: that of the endpoint's URL, else all addresses, IPv4 and IPv6.",
      {
        examples: ["127.0.0.1"],
      },
    ),
    ports: orNull(
      byName(
        "Ports that are opened as others: the port of the URL, and the one to open for it; 0 takes any free one. A port that is not listed is opened as it is.",
        { type: "integer", minimum: 0, maximum: 65_535 },
        { examples: [{ 443: 8443 }], propertyNames: { pattern: PORT } },
      ),
    ),
    accept_proxy_protocol: mapping(
      "Load balancers in front that send a PROXY header first and are believed about who the client is. Default: nobody is.",
      {
        from: list(
          "Who must send a header, as addresses and CIDRs; what anybody else sends is no header.",
          { type: "string" },
          { examples: [["10.0.0.0/8"]], minItems: 1 },
        ),
      },
      { required: ["from"], examples: [{ from: ["10.0.0.0/8"] }] },
    ),
  },
  { examples: [{ address: "127.0.0.1", ports: { 443: 8443 } }] },
);
