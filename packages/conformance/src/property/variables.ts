import type { ExpressionType } from "./forms.ts";
import type { Scope } from "./scope.ts";

type Names = Readonly<Partial<Record<ExpressionType, readonly string[]>>>;

const ALWAYS: Names = {
  int: ["conn.client_port", "conn.server_port", "conn.bytes_in", "conn.bytes_out", "endpoint.port"],
  string: [
    "conn.client_ip",
    "conn.server_ip",
    "conn.server_region",
    "conn.tls.sni",
    "conn.tls.ja4_fingerprint",
    "endpoint.addr",
    "endpoint.host",
    "endpoint.id",
    "endpoint.protocol",
    "endpoint.url",
    "time.now",
  ],
  time: ["conn.ts.start"],
};

const PLACE = ["city", "continent", "country", "country_code", "metro_code", "subdivision", "timezone"];
const EXACT = ["latitude", "longitude", "postal_code", "radius"];
const OLD_PLACE = ["city", "country", "country_code", "latitude", "longitude", "radius", "subdivision"];

const INTELLIGENCE: Names = {
  bool: addresses("is_on_blocklist", "is_tor_node", "geo.location.is_eu", "geo.registered_location.is_eu"),
  int: addresses("as.number"),
  string: [
    ...addresses("as.organization"),
    ...addresses(...[...PLACE, ...EXACT].map((name) => `geo.location.${name}`)),
    ...addresses(...PLACE.map((name) => `geo.registered_location.${name}`)),
    ...OLD_PLACE.map((name) => `conn.geo.${name}`),
  ],
  strings: addresses("categories"),
};

function addresses(...fields: readonly string[]): readonly string[] {
  return ["conn.client_ip", "conn.server_ip"].flatMap((address) => fields.map((field) => `${address}.${field}`));
}

const NAME_LISTS = [
  "country",
  "locality",
  "organization",
  "organizational_unit",
  "postal_code",
  "province",
  "street_address",
];

function certificate(path: string): Names {
  const names = ["subject", "issuer"].map((name) => `${path}.${name}`);
  return {
    string: [
      ...["serial_number", "signature_algorithm", "san", "extensions[<place>].id"].map((name) => `${path}.${name}`),
      ...names,
      ...names.map((name) => `${name}.common_name`),
    ],
    strings: [
      ...names.flatMap((name) => NAME_LISTS.map((list) => `${name}.${list}`)),
      ...["dns_names", "email_addresses", "ip_addresses", "uris"].map((list) => `${path}.san.${list}`),
      `${path}.extensions.map(e, e.id)`,
    ],
    time: [`${path}.validity.not_before`, `${path}.validity.not_after`],
    bool: [`${path}.extensions[<place>].critical`, `has(${path}.san)`],
    bytes: [`${path}.extensions[<place>].value`],
  };
}

/** What a message says is each engine's own; that there is one is not. */
function noMessage(result: string): string {
  return `actions.ngrok.${result}.error.message == ''`;
}

/** The same under both paths. */
const HANDSHAKE = ["conn.tls", "actions.ngrok.terminate_tls"];
const SERVER = HANDSHAKE.map((path) => certificate(`${path}.server`));
const CLIENT = HANDSHAKE.map((path) => certificate(`${path}.client`));
const TLS: Names = {
  string: [
    ...HANDSHAKE.flatMap((path) =>
      ["version", "cipher_suite", "negotiated_alpn", "sni"].map((name) => `${path}.${name}`),
    ),
    "actions.ngrok.terminate_tls.error.code",
  ],
  bool: [...HANDSHAKE.map((path) => `${path}.session_resumed`), "has(conn.tls.version)", noMessage("terminate_tls")],
  strings: ["actions.ngrok.terminate_tls.warnings"],
};
const CLIENT_PEM: Names = { string: HANDSHAKE.map((path) => `${path}.client.pem`), bool: ["has(conn.tls.client)"] };
const RESTRICTED: Names = {
  string: ["action", "matched_cidr", "error.code"].map((name) => `actions.ngrok.restrict_ips.${name}`),
  bool: ["actions.ngrok.restrict_ips.action == 'deny'", noMessage("restrict_ips")],
};
const FORWARDED: Names = {
  string: ["url", "error.code", "error.message"].map((name) => `actions.ngrok.forward_internal.${name}`),
};
const LOGGED: Names = {
  bool: ["has(actions.ngrok.log.metadata.a)"],
  any: ["actions.ngrok.log.metadata", "actions.ngrok.log.metadata.a"],
};

/** Names whose first letter tells the type of a variable of `set-vars`. */
const LETTERS: Readonly<Record<string, ExpressionType>> = {
  b: "bool",
  i: "int",
  s: "string",
  l: "strings",
  d: "double",
  m: "map",
  t: "time",
};

/** The type of the variable `name`, by its first letter. */
export function typeOfVariable(name: string): ExpressionType {
  const type = LETTERS[name.charAt(0)];
  if (type === undefined) throw new Error(`no type for a variable \`${name}\``);
  return type;
}

/** Every variable that has a type and can be named in a scope; some may be missing when they are read. */
export function variablesOf(type: ExpressionType, scope: Scope): readonly string[] {
  const own = [...scope.vars.keys()];
  return [
    ...tablesOf(scope).flatMap((table) => table[type] ?? []),
    ...own.filter((name) => typeOfVariable(name) === type).map((name) => `vars.${name}`),
    ...(type === "bool" ? own.map((name) => `has(vars.${name})`) : []),
  ];
}

/** The same of every type, by what makes them known: those of a handshake are many, and rare if all are equal. */
export function groupsOf(scope: Scope): readonly (readonly string[])[] {
  return tablesOf(scope).map((table) => Object.values(table).flat());
}

function tablesOf(scope: Scope): readonly Names[] {
  const { tls, client, restricted, forwarded, logged, intelligence, tainted } = scope;
  return [
    ALWAYS,
    ...(intelligence ? [INTELLIGENCE] : []),
    ...(tls === "no" ? [] : [TLS, ...SERVER]),
    ...(client === "no" ? [] : [CLIENT_PEM, ...CLIENT]),
    ...(restricted === "no" || tainted ? [] : [RESTRICTED]),
    ...(forwarded === "no" || tainted ? [] : [FORWARDED]),
    ...(logged === "no" ? [] : [LOGGED]),
  ];
}
