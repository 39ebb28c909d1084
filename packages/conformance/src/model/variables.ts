import type { CelInput } from "@bufbuild/cel";
import type { AddressIntelligence, AddressLocation, CertificateFacts, ConnectionFacts } from "@sluice/policy";
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
          "conn.geo": mapOf(place(known.client().location)),
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
  if (client !== undefined) entries.push(["client", certificateMap(client)]);
  if (server !== undefined) entries.push(["server", certificateMap(server)]);
  return {
    [path]: new Map(entries),
    ...(client === undefined ? {} : nameFields(`${path}.client`, client)),
    ...(server === undefined ? {} : nameFields(`${path}.server`, server)),
  };
}

function certificateMap(certificate: CertificateFacts): Map<string, CelInput> {
  const { subject, issuer, san } = certificate;
  return mapOf({ ...certificate, subject: subject.text, issuer: issuer.text, san: san.text });
}

function nameFields(path: string, { subject, issuer, san }: CertificateFacts): Variables {
  return {
    [fieldsOf(`${path}.subject`)]: mapOf(subject),
    [fieldsOf(`${path}.issuer`)]: mapOf(issuer),
    [fieldsOf(`${path}.san`)]: mapOf(san),
  };
}

/** With a source, what it does not know is there and empty. */
function intelligenceMap(known: AddressIntelligence): Map<string, CelInput> {
  return mapOf({
    categories: withPrefixes(known.categories ?? []),
    isOnBlocklist: known.isOnBlocklist ?? false,
    isTorNode: known.isTorNode ?? false,
    as: { number: 0, organization: "", ...known.as },
    geo: { location: place(known.location), registeredLocation: place(known.registeredLocation) },
  });
}

/** `a.b.c` yields also `a.b` and `a`. */
function withPrefixes(categories: readonly string[]): string[] {
  const all = categories.flatMap((category) => {
    const labels = category.split(".");
    return labels.map((_, index) => labels.slice(0, labels.length - index).join("."));
  });
  return [...new Set(all)];
}

function place(known: AddressLocation = {}): Required<AddressLocation> {
  const texts = { city: "", continent: "", country: "", countryCode: "", metroCode: "", subdivision: "", timezone: "" };
  return { ...texts, latitude: "", longitude: "", postalCode: "", radius: "", isEu: false, ...known };
}

/** Facts as CEL has them: the same names in snake case, numbers as int. */
function mapOf(facts: object): Map<string, CelInput> {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return new Map(Object.entries(facts).map(([name, value]) => [snake(name), inCel(value)]));
}

function inCel(value: unknown): CelInput {
  if (typeof value === "number") return BigInt(value);
  if (value instanceof Date) return timestampOf(value);
  if (Array.isArray(value)) return value.map(inCel);
  const isPlain = typeof value === "object" && value !== null && !(value instanceof Uint8Array);
  return isPlain ? mapOf(value) : (value as CelInput);
}
