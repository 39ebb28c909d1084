import { boolean, byName, either, list, mapping, orNull, pem } from "./build.ts";
import type { ConfigSchema } from "./json-schema.ts";

const CERTIFICATE = mapping("A certificate with its key, or `self_signed: true`.", {
  certificate: pem("The chain, leaf first", ["certs/example.com.crt"]),
  private_key: pem("The key of the leaf", ["certs/example.com.key"]),
  self_signed: orNull(
    boolean(
      "Makes a certificate for each name that no other one has, when it starts, to try things out. Default: none is made.",
      { examples: [true] },
    ),
  ),
});

/** `certificates:`. */
export const CERTIFICATES: ConfigSchema = either(
  "The host's own certificates, for `terminate-tls` and `agent_tls_termination` without one of their own. Of two for one name the first is shown.",
  [{ type: "array", items: CERTIFICATE }, CERTIFICATE, { type: "null" }],
  [[{ certificate: "certs/example.com.crt", private_key: "certs/example.com.key" }], { self_signed: true }],
);

/** `certificate_authorities:`. */
export const CERTIFICATE_AUTHORITIES: ConfigSchema = orNull(
  byName(
    "Bundles that policies name in `mutual_tls_certificate_authorities`, by id.",
    pem("One or more certificates of authorities", ["certs/clients-ca.crt"]),
    { examples: [{ clients: "certs/clients-ca.crt" }] },
  ),
);

const ONE_LIST = pem("A certificate revocation list", ["certs/clients.crl"]);

/** `certificate_revocation_lists:`. */
export const REVOCATION_LISTS: ConfigSchema = either(
  "Lists that client certificates are held against: of every authority of an endpoint that has any, or all its clients are refused.",
  [
    list("For every authority that clients are verified against.", ONE_LIST, { minItems: 1 }),
    ONE_LIST,
    byName(
      "For the bundle of `certificate_authorities` with this id alone.",
      either("One list, or several.", [list("Several.", ONE_LIST, { minItems: 1 }), ONE_LIST]),
      { minProperties: 1 },
    ),
  ],
  [["certs/clients.crl"], { clients: ["certs/clients.crl"] }],
);
