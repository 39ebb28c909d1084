import type { AddressIntelligence, AddressLocation, CertificateFacts, ClientHelloFacts } from "@sluice/policy";
import type { HandshakeEffect, Situation } from "@sluice/policy/vectors";
import { canonical } from "./functions/addresses.ts";
import { Names, namesOf } from "./functions/names.ts";
import { Timestamp } from "./functions/values.ts";

/** What a finished handshake told; the certificates are `undefined` where there are none. */
export interface Handshake extends Required<Pick<HandshakeEffect, "version" | "cipher_suite" | "negotiated_alpn">> {
  readonly client: CertificateFacts | undefined;
  readonly server: CertificateFacts | undefined;
}

/** `conn`, `endpoint` and `time` (section 4). `intelligence`: whether a source is configured. */
export function connectionNames(
  { facts, now }: Situation,
  known: { readonly intelligence: boolean; readonly hello: ClientHelloFacts | undefined; readonly tls: Names },
): { readonly [name: string]: Names } {
  const { client, server, endpoint, start, intelligence } = facts;
  const about = (address: AddressIntelligence | undefined) =>
    known.intelligence ? intelligenceNames(address ?? {}).members : {};
  const location = known.intelligence ? place(intelligence?.client().location) : {};
  const { hello, tls } = known;
  return {
    conn: new Names({
      client_ip: new Names(about(intelligence?.client()), canonical(client.ip)),
      client_port: BigInt(client.port),
      server_ip: new Names(about(intelligence?.server()), canonical(server.ip)),
      server_port: BigInt(server.port),
      server_region: server.region,
      bytes_in: 0n,
      bytes_out: 0n,
      ts: new Names({ start: Timestamp.of(start) }),
      geo: namesOf(location),
      tls: new Names({ sni: hello?.sni, ja4_fingerprint: hello?.ja4, ...tls.members }),
    }),
    endpoint: new Names({
      ...namesOf(endpoint).members,
      addr: `${endpoint.host.includes(":") ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`,
    }),
    time: new Names({ now: now.toISOString().replace(/\.?0*Z$/, "Z") }),
  };
}

/** The same names under `conn.tls` and `actions.ngrok.terminate_tls`; none before a handshake. */
export function handshakeNames(tls: Handshake | undefined): Names {
  if (tls === undefined) return new Names({});
  const { client, server, ...told } = tls;
  return new Names({
    ...told,
    session_resumed: false,
    client: client === undefined ? undefined : namesOf(client),
    server: server === undefined ? undefined : namesOf({ ...server, pem: undefined }),
  });
}

/** With a source, what it does not know is there and empty. */
function intelligenceNames(known: AddressIntelligence): Names {
  return namesOf({
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
