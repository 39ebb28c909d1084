import type {
  Address,
  AddressIntelligence,
  AddressLocation,
  AddressSet,
  IntelligenceFacts,
  IntelligenceSource,
  RegisteredLocation,
} from "@sluice/policy";
import type { SocketAddress } from "../connection/address.ts";
import type { Database } from "./database.ts";
import { autonomousSystemOf, locationOf, registeredLocationOf } from "./records.ts";

/** What `ip_intelligence` configures; none of them has to be there. */
export interface IntelligenceSources {
  readonly geo?: Database;
  readonly as?: Database;
  /** By category, such as `proxy.anonymous.vpn`. */
  readonly categories?: ReadonlyMap<string, AddressSet>;
  readonly torNodes?: AddressSet;
  readonly blocklist?: AddressSet;
}

/** What is known of addresses. Immutable: a reload brings another. */
export class IpIntelligence {
  /** Whose fields policies may read. */
  readonly configured: readonly IntelligenceSource[];
  readonly #sources: IntelligenceSources;

  constructor(sources: IntelligenceSources) {
    this.#sources = sources;
    const { geo, as, categories, torNodes, blocklist } = sources;
    this.configured = [
      ...(geo ? (["geo"] as const) : []),
      ...(as ? (["as"] as const) : []),
      ...(categories ? (["category_lists"] as const) : []),
      ...(torNodes ? (["tor_nodes"] as const) : []),
      ...(blocklist ? (["blocklist"] as const) : []),
    ];
  }

  /** Nothing is looked up before it is read. Throws for what is no address: a list that it is not on would let it in. */
  lookup({ ip, address }: SocketAddress): KnownAddress {
    if (!address) throw new Error(`\`${ip}\` is no address that anything is known of`);
    return new KnownAddress(ip, address, this.#sources);
  }

  /** For the policies of one connection, however many they are. */
  facts(client: SocketAddress, server: SocketAddress): ConnectionIntelligence {
    return new ConnectionIntelligence(this, client, server);
  }
}

/** What the policies of one connection may ask, until they have ended: a connection may be open for longer than its databases. */
export class ConnectionIntelligence implements IntelligenceFacts {
  #intelligence: IpIntelligence | undefined;
  readonly #clientAt: SocketAddress;
  readonly #serverAt: SocketAddress;
  #client: KnownAddress | undefined;
  #server: KnownAddress | undefined;

  constructor(intelligence: IpIntelligence, client: SocketAddress, server: SocketAddress) {
    this.#intelligence = intelligence;
    this.#clientAt = client;
    this.#serverAt = server;
  }

  client(): AddressIntelligence {
    this.#client ??= stillThere(this.#intelligence).lookup(this.#clientAt);
    return this.#client;
  }

  server(): AddressIntelligence {
    this.#server ??= stillThere(this.#intelligence).lookup(this.#serverAt);
    return this.#server;
  }

  /** Nothing more is asked: lets go of the databases, also for those who were told of an address. */
  end(): void {
    this.#intelligence = undefined;
    this.#client?.end();
    this.#server?.end();
  }
}

/** Each source is asked once, when a field of its own is read for the first time. */
class KnownAddress implements AddressIntelligence {
  readonly #ip: string;
  readonly #address: Address;
  #sources: IntelligenceSources | undefined;
  #geo: { readonly record: unknown } | undefined;
  #location: AddressLocation | undefined;
  #registered: RegisteredLocation | undefined;
  #as: NonNullable<AddressIntelligence["as"]> | undefined;
  #categories: readonly string[] | undefined;

  constructor(ip: string, address: Address, sources: IntelligenceSources) {
    this.#ip = ip;
    this.#address = address;
    this.#sources = sources;
  }

  end(): void {
    this.#sources = undefined;
  }

  get location(): AddressLocation {
    this.#location ??= locationOf(this.#place());
    return this.#location;
  }

  get registeredLocation(): RegisteredLocation {
    this.#registered ??= registeredLocationOf(this.#place());
    return this.#registered;
  }

  get as(): NonNullable<AddressIntelligence["as"]> {
    this.#as ??= autonomousSystemOf(stillThere(this.#sources).as?.get(this.#ip));
    return this.#as;
  }

  get categories(): readonly string[] {
    this.#categories ??= [...(stillThere(this.#sources).categories ?? [])].flatMap(([name, set]) =>
      set.has(this.#address) ? [name] : [],
    );
    return this.#categories;
  }

  get isTorNode(): boolean {
    return stillThere(this.#sources).torNodes?.has(this.#address) === true;
  }

  get isOnBlocklist(): boolean {
    return stillThere(this.#sources).blocklist?.has(this.#address) === true;
  }

  #place(): unknown {
    this.#geo ??= { record: stillThere(this.#sources).geo?.get(this.#ip) };
    return this.#geo.record;
  }
}

/** To know nothing of an address is to let it in. */
function stillThere<T>(held: T | undefined): T {
  if (held === undefined) throw new Error("what is known of addresses was asked for after the end");
  return held;
}
