import { PROXY_TLVS } from "../../upstream/proxy-header.ts";
import { boolean, either, list, mapping, orNull, pem, string } from "./build.ts";
import type { ConfigSchema } from "./json-schema.ts";

const VERSION: ConfigSchema = { description: "The version of the header.", enum: [1, 2, "1", "2"], examples: [2] };

const TLS = mapping(
  "How TLS to an upstream `tls://…` is spoken.",
  {
    certificate_authorities: list(
      "Bundles to verify the upstream against, each a path or PEM. Default: the system's roots.",
      pem("One or more certificates of authorities", ["certs/internal-ca.crt"]),
      { minItems: 1, examples: [["certs/internal-ca.crt"]] },
    ),
    server_name: string("The name, or address, to ask for and to verify. Default: the host of the URL.", {
      examples: ["db.internal.example"],
    }),
    client_certificate: orNull(
      pem("The chain to show to an upstream that asks", ["certs/proxy.crt"], "It needs `client_key`."),
    ),
    client_key: orNull(pem("The key of `client_certificate`", ["certs/proxy.key"])),
    insecure_skip_verify: orNull(
      boolean("Takes any certificate: whoever answers is believed.", { default: false, examples: [true] }),
    ),
  },
  { examples: [{ certificate_authorities: ["certs/internal-ca.crt"] }] },
);

/** `upstream:` of an endpoint. */
export const UPSTREAM: ConfigSchema = mapping(
  "Where connections go that the policy lets go on.",
  {
    url: {
      description: "A port of this host, `HOST:PORT`, `tcp://HOST:PORT`, or `tls://HOST:PORT` to encrypt anew.",
      type: ["string", "integer"],
      examples: ["127.0.0.1:5432", 8080, "tls://10.0.0.1:8443"],
    },
    proxy_protocol: either(
      "Sends a PROXY header first, which tells the upstream who the client is. Default: none.",
      [
        VERSION,
        mapping(
          "A header that tells more than addresses.",
          {
            version: VERSION,
            tlvs: list(
              "What it tells beside the addresses; version 2 alone has room for it.",
              { type: "string", enum: PROXY_TLVS },
              { examples: [["authority", "ssl"]] },
            ),
          },
          { required: ["version"] },
        ),
      ],
      [2, { version: 2, tlvs: ["authority", "ssl"] }],
    ),
    tls: TLS,
  },
  { required: ["url"], examples: [{ url: "127.0.0.1:5432" }] },
);
