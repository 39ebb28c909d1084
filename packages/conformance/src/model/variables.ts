import type { CelInput } from "@bufbuild/cel";
import type {
  AddressIntelligence,
  AddressLocation,
  CertificateFacts,
  ConnectionFacts,
  DistinguishedName,
} from "@sluice/policy";
import { canonical } from "./addresses.ts";
import { fieldsOf } from "./expression.ts";
import { timestampOf } from "./values.ts";

/** Values by dotted path; a map where `has()` may be asked. */
export type Variables = { [path: string]: CelInput };

/** What is known on accept. `intelligence`: whether a source is configured. */
export function connectionVariables(facts: ConnectionFacts, now: Date, intelligence: boolean): Variables {
  const { client, server, endpoint } = facts;
  const known = facts.intelligence;
  return {
    "conn.client_ip": canonical(client.ip),
    "conn.client_port": BigInt(client.port),
    "conn.server_ip": canonical(server.ip),
    "conn.server_port": BigInt(server.port),
    "conn.server_region": server.region,
    "conn.bytes_in": 0n,
    "conn.bytes_out": 0n,
    "conn.ts.start": timestampOf(facts.start),
    "endpoint.addr": `${endpoint.host.includes(":") ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`,
    "endpoint.host": endpoint.host,
    "endpoint.id": endpoint.id,
    "endpoint.port": BigInt(endpoint.port),
    "endpoint.protocol": endpoint.protocol,
    "endpoint.url": endpoint.url,
    "time.now": now.toISOString().replace(/\.000Z$/, "Z"),
    ...(intelligence && known !== undefined
      ? {
          [fieldsOf("conn.client_ip")]: intelligenceMap(known.client()),
          [fieldsOf("conn.server_ip")]: intelligenceMap(known.server()),
          "conn.geo": new Map(Object.entries(placeStrings(known.client().location ?? {}))),
        }
      : {}),
  };
}

/** `conn.tls` after a handshake, and `actions.ngrok.terminate_tls`: one shape, bound at two paths. */
export interface TlsVariables {
  readonly version: string;
  readonly cipher_suite: string;
  readonly negotiated_alpn: string;
  readonly session_resumed: boolean;
  readonly sni: string;
  readonly ja4_fingerprint: string;
  readonly client?: CertificateFacts | undefined;
  readonly server?: CertificateFacts | undefined;
}

/** Binds a finished handshake at a path. */
export function tlsVariables(path: string, tls: TlsVariables, more: Variables = {}): Variables {
  const { client, server, ...plain } = tls;
  const entries: [string, CelInput][] = [...Object.entries(plain), ...Object.entries(more)];
  if (client !== undefined) entries.push(["client", certificateMap(client, true)]);
  if (server !== undefined) entries.push(["server", certificateMap(server, false)]);
  return {
    [path]: new Map(entries),
    ...(client === undefined ? {} : nameFields(`${path}.client`, client)),
    ...(server === undefined ? {} : nameFields(`${path}.server`, server)),
  };
}

function certificateMap(certificate: CertificateFacts, withPem: boolean): Map<string, CelInput> {
  const { notBefore, notAfter } = certificate.validity;
  return new Map<string, CelInput>([
    ...(withPem ? ([["pem", certificate.pem]] as const) : []),
    ["serial_number", certificate.serialNumber],
    ["signature_algorithm", certificate.signatureAlgorithm],
    ["subject", certificate.subject.text],
    ["issuer", certificate.issuer.text],
    ["san", certificate.san.text],
    [
      "validity",
      new Map([
        ["not_before", timestampOf(notBefore)],
        ["not_after", timestampOf(notAfter)],
      ]),
    ],
    [
      "extensions",
      certificate.extensions.map(
        ({ id, critical, value }) => new Map<string, CelInput>(Object.entries({ id, critical, value })),
      ),
    ],
  ]);
}

function nameFields(path: string, { subject, issuer, san }: CertificateFacts): Variables {
  return {
    [fieldsOf(`${path}.subject`)]: distinguishedName(subject),
    [fieldsOf(`${path}.issuer`)]: distinguishedName(issuer),
    [fieldsOf(`${path}.san`)]: new Map<string, CelInput>([
      ["dns_names", [...san.dnsNames]],
      ["email_addresses", [...san.emailAddresses]],
      ["ip_addresses", [...san.ipAddresses]],
      ["uris", [...san.uris]],
    ]),
  };
}

function distinguishedName(name: DistinguishedName): Map<string, CelInput> {
  return new Map<string, CelInput>([
    ["common_name", name.commonName],
    ["country", [...name.country]],
    ["locality", [...name.locality]],
    ["organization", [...name.organization]],
    ["organizational_unit", [...name.organizationalUnit]],
    ["postal_code", [...name.postalCode]],
    ["province", [...name.province]],
    ["street_address", [...name.streetAddress]],
  ]);
}

function intelligenceMap(known: AddressIntelligence): Map<string, CelInput> {
  const { location = {}, registeredLocation = {} } = known;
  const as = new Map<string, CelInput>([
    ["number", BigInt(known.as?.number ?? 0)],
    ["organization", known.as?.organization ?? ""],
  ]);
  const geo = new Map([
    ["location", place(location)],
    ["registered_location", place(registeredLocation)],
  ]);
  return new Map<string, CelInput>([
    ["categories", withPrefixes(known.categories ?? [])],
    ["is_on_blocklist", known.isOnBlocklist ?? false],
    ["is_tor_node", known.isTorNode ?? false],
    ["as", as],
    ["geo", geo],
  ]);
}

/** `a.b.c` yields also `a.b` and `a`. */
function withPrefixes(categories: readonly string[]): string[] {
  const all = categories.flatMap((category) => {
    const labels = category.split(".");
    return labels.map((_, index) => labels.slice(0, labels.length - index).join("."));
  });
  return [...new Set(all)];
}

function place(location: AddressLocation): Map<string, CelInput> {
  return new Map<string, CelInput>([...Object.entries(placeStrings(location)), ["is_eu", location.isEu ?? false]]);
}

function placeStrings(location: AddressLocation): { [field: string]: string } {
  return {
    city: location.city ?? "",
    continent: location.continent ?? "",
    country: location.country ?? "",
    country_code: location.countryCode ?? "",
    latitude: location.latitude ?? "",
    longitude: location.longitude ?? "",
    metro_code: location.metroCode ?? "",
    postal_code: location.postalCode ?? "",
    radius: location.radius ?? "",
    subdivision: location.subdivision ?? "",
    timezone: location.timezone ?? "",
  };
}
