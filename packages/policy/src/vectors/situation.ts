import type { AddressIntelligence, ClientHelloFacts, ConnectionFacts, EndpointFacts } from "../facts.ts";
import type { BadHello, Protocol, Surroundings, VectorIntelligence } from "./vector.ts";

/** A vector with the defaults filled in, as a host would know the connection. */
export interface Situation {
  readonly protocol: Protocol;
  readonly upstream: boolean;
  /** Without the hello: who gives it, and when, is the engine's to decide. */
  readonly facts: ConnectionFacts;
  readonly now: Date;
  /** Draws in order; `NaN` past the end, which no draw ever is. */
  readonly random: () => number;
  readonly hello: SituationHello;
}

/** What the peek at the first bytes says. */
export type SituationHello =
  | { readonly kind: "hello"; readonly hello: ClientHelloFacts }
  | { readonly kind: "not-tls" | BadHello };

const EPOCH = "2026-01-01T00:00:00Z";

/** Fills in the defaults. Reads nothing but the vector; a fresh situation has its draws from the start. */
export function situationOf(vector: Omit<Surroundings, "resources">): Situation {
  const protocol = vector.protocol ?? "tcp";
  const connection = vector.connection ?? {};
  const url = vector.endpoint?.url ?? (protocol === "tcp" ? "tcp://test.example.com:1000" : "tls://test.example.com");
  const endpoint = endpointOf(url, vector.endpoint?.id ?? "ep_test");
  const draws = [...(connection.random ?? [])];
  const { client, server } = connection.ip_intelligence ?? {};
  return {
    protocol,
    upstream: vector.endpoint?.upstream ?? true,
    facts: {
      client: { ip: connection.client_ip ?? "192.0.2.10", port: connection.client_port ?? 40000 },
      server: {
        ip: connection.server_ip ?? "192.0.2.1",
        port: connection.server_port ?? endpoint.port,
        region: connection.server_region ?? "",
      },
      start: new Date(connection.start ?? EPOCH),
      endpoint,
      intelligence: { client: () => intelligenceOf(client), server: () => intelligenceOf(server) },
    },
    now: new Date(connection.now ?? EPOCH),
    random: () => draws.shift() ?? Number.NaN,
    hello: helloOf(vector),
  };
}

/** A host compares names in lower case and without trailing dot. */
function helloOf(vector: Omit<Surroundings, "resources">): SituationHello {
  const tls = vector.connection?.tls;
  if (tls === undefined) return { kind: "not-tls" };
  if (tls.hello !== undefined) return { kind: tls.hello };
  const sni = (tls.sni ?? "").toLowerCase().replace(/\.$/, "");
  return { kind: "hello", hello: { sni, ja4: tls.ja4_fingerprint ?? "" } };
}

function endpointOf(url: string, id: string): EndpointFacts {
  const match = /^(tcp|tls):\/\/(.+?)(?::(\d+))?$/.exec(url);
  if (match === null) throw new Error(`\`${url}\` is no endpoint URL`);
  const [, protocol = "", host = "", port] = match;
  const number = Number(port ?? 443);
  const written = protocol === "tls" && number === 443 ? `tls://${host}` : `${protocol}://${host}:${number}`;
  return { id, protocol, host: host.replace(/^\[(.*)\]$/, "$1"), port: number, url: written };
}

function intelligenceOf(given: VectorIntelligence | undefined): AddressIntelligence {
  if (given === undefined) return {};
  const { is_on_blocklist, is_tor_node, location, registered_location, ...same } = given;
  const place = ({ country_code, is_eu, metro_code, postal_code, ...rest }: NonNullable<typeof location>) => ({
    ...rest,
    ...(country_code === undefined ? {} : { countryCode: country_code }),
    ...(is_eu === undefined ? {} : { isEu: is_eu }),
    ...(metro_code === undefined ? {} : { metroCode: metro_code }),
    ...(postal_code === undefined ? {} : { postalCode: postal_code }),
  });
  return {
    ...same,
    ...(is_on_blocklist === undefined ? {} : { isOnBlocklist: is_on_blocklist }),
    ...(is_tor_node === undefined ? {} : { isTorNode: is_tor_node }),
    ...(location === undefined ? {} : { location: place(location) }),
    ...(registered_location === undefined ? {} : { registeredLocation: place(registered_location) }),
  };
}
