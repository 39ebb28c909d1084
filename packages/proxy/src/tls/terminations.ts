import { createHash } from "node:crypto";
import type { TlsTermination } from "@sluice/policy";
import type { HostCertificates } from "./host-certificates.ts";
import { type MissingList, type RevocationSet, revocationFor } from "./revocation-lists.ts";
import type { RevocationChecks, ServerCertificate, TerminationServer, TerminationServers } from "./servers.ts";

/** Who asks for a termination. */
export interface TerminationRequest {
  /** The server name that a certificate of the host must be for. */
  readonly name: string;
  readonly alpnProtocols: readonly string[];
}

/** What an endpoint may ask for, whatever the name. */
export interface AskedTermination {
  readonly tls: TlsTermination;
  readonly alpnProtocols: readonly string[];
}

/** The server for a termination, or why there is none. */
export type TerminationChoice =
  | { readonly kind: "server"; readonly server: TerminationServer }
  | { readonly kind: "no-certificate" }
  | MissingList
  /** What OpenSSL says of a certificate, a key or an authority that it does not take. */
  | { readonly kind: "refused"; readonly reason: string };

interface KnownChoice {
  readonly alpnProtocols: readonly string[];
  readonly choice: TerminationChoice;
}

/** Where servers are found. */
export type ServersFor = Pick<TerminationServers, "get" | "isInForce" | "retain">;

const UNCHECKED: RevocationChecks = { lists: [], digest: "" };

/** What a configuration adds to the terminations that policies ask for. */
export class Terminations {
  readonly #certificates: HostCertificates;
  readonly #revocation: readonly RevocationSet[];
  readonly #servers: ServersFor;
  /** By the termination's digest: lists may be long, and every connection asks. */
  readonly #checks = new Map<string, RevocationChecks | MissingList>();
  /** The last answer for each termination with a certificate of its own, which the name does not matter to. */
  readonly #known = new WeakMap<TlsTermination, KnownChoice>();

  /** `servers` may be shared by configurations: each finds its own there. */
  constructor(certificates: HostCertificates, revocation: readonly RevocationSet[], servers: ServersFor) {
    this.#certificates = certificates;
    this.#revocation = revocation;
    this.#servers = servers;
  }

  choose(tls: TlsTermination, { name, alpnProtocols }: TerminationRequest): TerminationChoice {
    // One that is no longer in force gets what `servers` gives to such, and that is never kept.
    const known = this.#servers.isInForce(this) ? this.#known.get(tls) : undefined;
    if (known?.alpnProtocols === alpnProtocols) return known.choice;
    const choice = this.#choose(tls, { name, alpnProtocols });
    if (choice.kind === "server" && hasCertificate(tls) && this.#servers.isInForce(this)) {
      this.#known.set(tls, { alpnProtocols, choice });
    }
    return choice;
  }

  #choose(tls: TlsTermination, { name, alpnProtocols }: TerminationRequest): TerminationChoice {
    const revocation = this.#revocationFor(tls);
    if ("kind" in revocation) return revocation;
    const certificate = this.#certificateFor(tls, name);
    if (!certificate) return { kind: "no-certificate" };
    try {
      return { kind: "server", server: this.#servers.get(tls, { certificate, alpnProtocols, revocation }, this) };
    } catch (error) {
      return { kind: "refused", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /**
   * Forgets the servers that no connection of this configuration is given, keys and revocation lists included. Should
   * theirs ever come back, it begins without sessions. `asked`: what its endpoints may ask for.
   */
  forgetOthers(asked: readonly AskedTermination[]): void {
    const keys = new Set(asked.map(({ tls, alpnProtocols }) => keyOf(tls, alpnProtocols)));
    this.#servers.retain(this, (tls, { certificate, alpnProtocols, revocation }) => {
      if (!keys.has(keyOf(tls, alpnProtocols))) return false;
      const checks = this.#revocationFor(tls);
      const current = !("kind" in checks) && checks.digest === revocation.digest;
      return current && (tls.certificate !== undefined || this.#certificates.has(certificate.digest));
    });
  }

  #certificateFor(tls: TlsTermination, name: string): ServerCertificate | undefined {
    if (hasCertificate(tls)) {
      // The termination's own digest covers a certificate of its own.
      return { certificate: tls.certificate, privateKey: tls.privateKey, digest: "" };
    }
    return this.#certificates.find(name);
  }

  #revocationFor(tls: TlsTermination): RevocationChecks | MissingList {
    if (!tls.clientCertificates || this.#revocation.length === 0) return UNCHECKED;
    const known = this.#checks.get(tls.digest);
    if (known) return known;
    const coverage = revocationFor(tls.clientCertificates.authorities, this.#revocation);
    const checks = coverage.kind === "lists" ? withDigest(coverage.lists) : coverage;
    this.#checks.set(tls.digest, checks);
    return checks;
  }
}

function hasCertificate(
  tls: TlsTermination,
): tls is TlsTermination & Required<Pick<TlsTermination, "certificate" | "privateKey">> {
  return tls.certificate !== undefined && tls.privateKey !== undefined;
}

function keyOf({ digest }: TlsTermination, alpnProtocols: readonly string[]): string {
  return [digest, ...alpnProtocols].join("\0");
}

function withDigest(lists: readonly string[]): RevocationChecks {
  if (lists.length === 0) return UNCHECKED;
  const hash = createHash("sha256");
  for (const list of lists) hash.update(list);
  return { lists, digest: hash.digest("hex") };
}
