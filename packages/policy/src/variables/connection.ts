import {
  BOOL,
  type CelType,
  Fault,
  INT,
  intOf,
  mapOf,
  type Names,
  STRING,
  STRING_LIST,
  TIMESTAMP,
  type Value,
} from "../cel/index.ts";
import type { AddressIntelligence, AddressLocation, RegisteredLocation } from "../facts.ts";
import { MAX_HOST_NAME } from "../net/host-name.ts";
import type { IntelligenceSource } from "../resources.ts";
import { NOT_TLS, orderOfDate, type RunState, readDate } from "../run-state.ts";
import { declare, type Leaf, leaf, type Tree } from "./declare.ts";
import { handshakeFields } from "./tls.ts";

/** An IPv6 address in full, with the longest spelling of an IPv4 one at its end. */
const MAX_ADDRESS = 45;
const NO_HOST_NAME = new Fault("invalid-argument", "the server name is longer than a host name can be");

type Side = "client" | "server";

/** Everything under `conn`, `endpoint` and `time` (language.md, section 4). */
export const CONNECTION: Names<RunState> = declare("", {
  conn: {
    client_ip: leaf(STRING, (state) => state.clientIp(), {
      maxSize: MAX_ADDRESS,
      plain: { address: (state) => state.clientAddress() },
      fields: intelligence("client"),
    }),
    server_ip: leaf(STRING, (state) => state.serverIp(), {
      maxSize: MAX_ADDRESS,
      plain: { address: (state) => state.serverAddress() },
      fields: intelligence("server"),
    }),
    client_port: int((state) => state.facts.client.port),
    server_port: int((state) => state.facts.server.port),
    // Counted only once the policy has passed.
    bytes_in: leaf(INT, () => 0n),
    bytes_out: leaf(INT, () => 0n),
    server_region: leaf(STRING, (state) => state.facts.server.region),
    ts: {
      start: leaf(TIMESTAMP, (state) => readDate(state.facts.start), {
        plain: { orderTo: (state, seconds, nanos) => orderOfDate(state.facts.start, seconds, nanos) },
      }),
    },
    geo: connectionGeo(),
    tls: {
      sni: leaf(STRING, serverName, { requires: "client-hello", maxSize: MAX_HOST_NAME }),
      ja4_fingerprint: leaf(STRING, (state) => (state.hello ?? NOT_TLS).ja4, { requires: "client-hello" }),
      ...handshakeFields((state) => state.tls),
    },
    k8s: {
      pod: {
        id: neverKnown(),
        metadata: {
          annotations: neverKnown(mapOf(STRING, STRING)),
          error_code: neverKnown(),
          error_message: neverKnown(),
          name: neverKnown(),
          namespace: neverKnown(),
        },
      },
    },
  },
  endpoint: {
    addr: leaf(STRING, (state) => state.endpointAddress()),
    host: leaf(STRING, ({ facts }) => facts.endpoint.host),
    id: leaf(STRING, ({ facts }) => facts.endpoint.id),
    port: int(({ facts }) => facts.endpoint.port),
    protocol: leaf(STRING, ({ facts }) => facts.endpoint.protocol),
    url: leaf(STRING, ({ facts }) => facts.endpoint.url),
  },
  time: { now: leaf(STRING, (state) => state.timeNow()) },
});

/** A host that parses hellos itself may let a longer name through: it is no host name, and costs are reckoned without it. */
function serverName(state: RunState): string | Fault {
  const { sni } = state.hello ?? NOT_TLS;
  return sni.length <= MAX_HOST_NAME ? sni : NO_HOST_NAME;
}

/** Where a path below an address comes from. */
export interface IntelligenceNeed {
  /** One of them is enough. */
  readonly sources: readonly IntelligenceSource[];
  /** The member of `ip_intelligence` that configures it. */
  readonly setting: string;
}

const NEEDS: ReadonlyMap<string, IntelligenceNeed> = new Map([
  ["geo", { sources: ["geo"], setting: "geo" }],
  ["as", { sources: ["as"], setting: "as" }],
  ["categories", { sources: ["categories", "category_lists"], setting: "categories" }],
  ["is_tor_node", { sources: ["categories", "tor_nodes"], setting: "tor_nodes" }],
  ["is_on_blocklist", { sources: ["categories", "blocklist"], setting: "blocklist" }],
]);

/** `undefined`: no source is needed. */
export function intelligenceNeedOf(path: string): IntelligenceNeed | undefined {
  const field = path.startsWith("conn.geo.") ? "geo" : /^conn\.(?:client_ip|server_ip)\.(\w+)/.exec(path)?.[1];
  return field === undefined ? undefined : NEEDS.get(field);
}

function intelligence(side: Side): Tree {
  const read = (type: CelType, pick: (facts: AddressIntelligence) => Value): Leaf =>
    leaf(type, (state) => pick(state.intelligence(side)), { requires: "ip-intelligence" });
  return {
    categories: leaf(STRING_LIST, (state) => state.categories(side), { requires: "ip-intelligence" }),
    is_on_blocklist: read(BOOL, (facts) => facts.isOnBlocklist ?? false),
    is_tor_node: read(BOOL, (facts) => facts.isTorNode ?? false),
    as: {
      number: leaf(INT, (state) => BigInt(state.intelligence(side).as?.number ?? 0), { requires: "ip-intelligence" }),
      organization: read(STRING, (facts) => facts.as?.organization ?? ""),
    },
    geo: {
      location: {
        ...place(side, (facts) => facts.location),
        latitude: read(STRING, (facts) => facts.location?.latitude ?? ""),
        longitude: read(STRING, (facts) => facts.location?.longitude ?? ""),
        postal_code: read(STRING, (facts) => facts.location?.postalCode ?? ""),
        radius: read(STRING, (facts) => facts.location?.radius ?? ""),
      },
      registered_location: place(side, (facts) => facts.registeredLocation),
    },
  };
}

function place(side: Side, pick: (facts: AddressIntelligence) => RegisteredLocation | undefined): Tree {
  const text = (field: Exclude<keyof RegisteredLocation, "isEu">): Leaf =>
    leaf(STRING, (state) => pick(state.intelligence(side))?.[field] ?? "", { requires: "ip-intelligence" });
  return {
    city: text("city"),
    continent: text("continent"),
    country: text("country"),
    country_code: text("countryCode"),
    is_eu: leaf(BOOL, (state) => pick(state.intelligence(side))?.isEu ?? false, { requires: "ip-intelligence" }),
    metro_code: text("metroCode"),
    subdivision: text("subdivision"),
    timezone: text("timezone"),
  };
}

/** `conn.geo` is the older spelling of some of `conn.client_ip.geo.location`. */
function connectionGeo(): Tree {
  const text = (field: Exclude<keyof AddressLocation, "isEu">): Leaf =>
    leaf(STRING, (state) => state.intelligence("client").location?.[field] ?? "", { requires: "ip-intelligence" });
  return {
    city: text("city"),
    country: text("country"),
    country_code: text("countryCode"),
    latitude: text("latitude"),
    longitude: text("longitude"),
    radius: text("radius"),
    subdivision: text("subdivision"),
  };
}

/** A name of the language that no connection here can have; the environment refuses it when compiling. */
function neverKnown(type: CelType = STRING): Leaf {
  return leaf(type, (_state: RunState) => undefined);
}

/** A broken fact refuses the connection: a socket that is gone by now has no port any more. */
function int(read: (state: RunState) => number, options: Pick<Leaf, "requires"> = {}): Leaf {
  const number = (state: RunState): number | Fault => {
    const fact = read(state);
    return Number.isInteger(fact) ? fact : new Fault("invalid-argument", `\`${fact}\` is not a whole number`);
  };
  const value = (state: RunState): bigint | Fault => {
    const fact = number(state);
    return typeof fact === "number" ? intOf(fact) : fact;
  };
  return leaf(INT, value, { ...options, plain: { number } });
}
