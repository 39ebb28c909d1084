import { type Authority, type Credentials, createAuthority, createRevocationList } from "@sluice/proxy";
import { holdRefusedPort, type RecordingUpstream, type RefusedPort, startUpstream } from "../upstreams.ts";
import type { ClientState } from "./scenario.ts";

const DAY = 86_400_000;
const PLACEHOLDER = /\{(port|ca|certificate|key|crl):([a-zA-Z0-9.:*-]+)\}/g;
/** Of 59 bytes each in a certificate. 1,740 of them make one of 99.6 KiB, 1,750 one of 100.2 KiB: either side of the limit. */
const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${index}.${"x".repeat(44)}.example`);

/** Certificates and keys that scenarios name; each made once, for all of a run. */
export class ScenarioCertificates {
  readonly #authorities = new Map<string, Promise<Authority>>();
  readonly #servers = new Map<string, Promise<Credentials>>();
  readonly #clients = new Map<ClientState, Promise<Credentials>>();

  authority(name: string): Promise<Authority> {
    return once(this.#authorities, name, () => createAuthority({ commonName: `${name} CA` }));
  }

  /** A server's certificate. `authority`: whose. */
  server(host: string, authority: "hosts" | "upstreams"): Promise<Credentials> {
    return once(this.#servers, `${authority} ${host}`, async () =>
      (await this.authority(authority)).issue({ commonName: host, dnsNames: [host], usage: "server" }),
    );
  }

  client(state: ClientState): Promise<Credentials> {
    return once(this.#clients, state, () => this.#issue(state));
  }

  async revocationList(name: string): Promise<string> {
    const revoked = [(await this.client("revoked")).certificate];
    return createRevocationList(await this.authority(name), { revoked });
  }

  async #issue(state: ClientState): Promise<Credentials> {
    const own = await this.authority("clients");
    const options = { commonName: "client", organization: "Example", usage: "client" } as const;
    const from = (days: number) => new Date(Date.now() + days * DAY);
    switch (state) {
      case "trusted":
      case "revoked":
        return own.issue(options);
      case "untrusted":
        return (await createAuthority({ commonName: "clients CA" })).issue(options);
      case "expired":
        return own.issue({ ...options, notBefore: from(-3), notAfter: from(-2) });
      case "not-yet-valid":
        return own.issue({ ...options, notBefore: from(2), notAfter: from(3) });
      case "wrong-purpose":
        return own.issue({ ...options, usage: "server" });
      case "large":
        return own.issue({ ...options, dnsNames: names(1_740) });
      case "oversized":
        return own.issue({ ...options, dnsNames: names(1_750) });
    }
  }
}

/** What the placeholders of one scenario stand for: its upstreams, and the certificates of the run. */
export class ScenarioMaterials {
  readonly #certificates: ScenarioCertificates;
  readonly #upstreams = new Map<string, Promise<RecordingUpstream>>();
  #refused: Promise<RefusedPort> | undefined;

  constructor(certificates: ScenarioCertificates) {
    this.#certificates = certificates;
  }

  /** The value with all placeholders in its strings replaced. */
  async fill<T>(value: T): Promise<T> {
    const text = JSON.stringify(value);
    const replacements = new Map<string, string>();
    for (const [whole, kind = "", name = ""] of text.matchAll(PLACEHOLDER)) {
      if (!replacements.has(whole)) replacements.set(whole, await this.#replacement(kind, name));
    }
    // Within a JSON string a text is written without its quotes.
    const filled = text.replaceAll(PLACEHOLDER, (whole) => JSON.stringify(replacements.get(whole) ?? "").slice(1, -1));
    return JSON.parse(filled) as T;
  }

  /** The upstreams that were named. */
  async upstreams(): Promise<readonly RecordingUpstream[]> {
    return Promise.all(this.#upstreams.values());
  }

  async close(): Promise<void> {
    const refused = await this.#refused;
    await Promise.all([...(await this.upstreams()), ...(refused ? [refused] : [])].map((each) => each.close()));
  }

  async #replacement(kind: string, name: string): Promise<string> {
    switch (kind) {
      case "port":
        return String(await this.#port(name));
      case "ca":
        return (await this.#certificates.authority(name)).certificate;
      case "crl":
        return this.#certificates.revocationList(name);
      case "certificate":
        return (await this.#certificates.server(name, "hosts")).certificate;
      default:
        return (await this.#certificates.server(name, "hosts")).privateKey;
    }
  }

  async #port(name: string): Promise<number> {
    if (name === "refused") {
      this.#refused ??= holdRefusedPort();
      return (await this.#refused).port;
    }
    return (await once(this.#upstreams, name, () => this.#start(name))).port;
  }

  async #start(name: string): Promise<RecordingUpstream> {
    const [kind, rest = ""] = name.split(":", 2);
    if (kind === "ends") return startUpstream(name, { endsFirst: true });
    if (kind !== "tls") return startUpstream(name);
    const { certificate, privateKey } = await this.#certificates.server(rest, "upstreams");
    return startUpstream(name, { tls: { certificate, private_key: privateKey } });
  }
}

function once<K, V>(made: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}
