const PLACE = ["city", "continent", "country", "country_code", "is_eu", "metro_code", "subdivision", "timezone"];
const LOCATION = [...PLACE, "latitude", "longitude", "postal_code", "radius"];
const NAME = [
  "common_name",
  "country",
  "locality",
  "organization",
  "organizational_unit",
  "postal_code",
  "province",
  "street_address",
];
const CERTIFICATE = [
  "serial_number",
  "signature_algorithm",
  "subject",
  ...below("subject", NAME),
  "issuer",
  ...below("issuer", NAME),
  "san",
  ...below("san", ["dns_names", "email_addresses", "ip_addresses", "uris"]),
  ...below("validity", ["not_before", "not_after"]),
  "extensions",
];
const HANDSHAKE = [
  "version",
  "cipher_suite",
  "negotiated_alpn",
  "session_resumed",
  ...below("client", ["pem", ...CERTIFICATE]),
  ...below("server", CERTIFICATE),
];
const ADDRESS = [
  "categories",
  "is_on_blocklist",
  "is_tor_node",
  ...below("as", ["number", "organization"]),
  ...below("geo.location", LOCATION),
  ...below("geo.registered_location", PLACE),
];

/** Every variable of language.md, section 4, but those of `set-vars` and those that no connection here can have. */
export const VARIABLES: readonly string[] = [
  ...["client_ip", "server_ip"].flatMap((name) => [`conn.${name}`, ...below(`conn.${name}`, ADDRESS)]),
  ...below("conn", ["client_port", "server_port", "bytes_in", "bytes_out", "server_region", "ts.start"]),
  ...below("conn.geo", ["city", "country", "country_code", "latitude", "longitude", "radius", "subdivision"]),
  ...below("conn.tls", ["sni", "ja4_fingerprint", ...HANDSHAKE]),
  ...below("endpoint", ["addr", "host", "id", "protocol", "url", "port"]),
  "time.now",
  ...below("actions.ngrok.restrict_ips", ["action", "matched_cidr", "error.code", "error.message"]),
  ...below("actions.ngrok.terminate_tls", ["sni", ...HANDSHAKE, "error.code", "error.message", "warnings"]),
  ...below("actions.ngrok.forward_internal", ["url", "error.code", "error.message"]),
  "actions.ngrok.log.metadata",
];

function below(path: string, fields: readonly string[]): readonly string[] {
  return fields.map((field) => `${path}.${field}`);
}
