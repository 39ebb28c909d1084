import { X509Certificate } from "node:crypto";
import type { TlsTermination } from "@sluice/policy";
import type { Span } from "@sluice/policy/source";
import { parsePemCertificates } from "@sluice/policy/x509";
import { createHostCertificates } from "../tls/host-certificates.ts";
import type { RevocationSet } from "../tls/revocation-lists.ts";
import { type TerminationChoice, Terminations } from "../tls/terminations.ts";
import type { ReadCertificates } from "./certificates.ts";
import { CheckedServers } from "./checked-servers.ts";
import type { ReadEndpoint } from "./endpoint.ts";
import type { ConfigReader, Value } from "./reader.ts";

export interface TerminationSources extends ReadCertificates {
  readonly revocation: readonly RevocationSet[];
  /** Where the revocation lists stand. */
  readonly revocationAt: Value | undefined;
}

/** Reports every termination that no client could get through, before anything listens. */
export function checkTerminations(
  reader: ConfigReader,
  endpoints: readonly ReadEndpoint[],
  sources: TerminationSources,
): void {
  const certificates = createHostCertificates(sources.certificates);
  const terminations = new Terminations(certificates, sources.revocation, new CheckedServers());
  for (const { config, urlAt } of endpoints) {
    const { policy, agentTermination, url } = config;
    const all: readonly TlsTermination[] = [
      ...(policy?.terminations ?? []),
      ...(agentTermination ? [agentTermination] : []),
    ];
    for (const tls of all) {
      if (!canVerify(tls)) {
        reader.report(
          "no-certificate-authority",
          `no client of \`${url.host}\` can be verified: none of the authorities is self-signed, and a chain ends at one that is`,
          urlAt,
          "list the root of the intermediate too",
        );
        continue;
      }
      const choice = terminations.choose(tls, { name: url.host, alpnProtocols: config.alpnProtocols ?? [] });
      if (choice.kind === "no-certificate" && !lacksCertificate(config.url, sources)) continue;
      report(reader, choice, url.host, urlAt, sources.revocationAt);
    }
  }
}

/** Those of policies that have not changed are the same objects in the next configuration. */
const verifies = new WeakMap<TlsTermination, boolean>();

function canVerify(tls: TlsTermination): boolean {
  const known = verifies.get(tls) ?? hasRoot(tls);
  verifies.set(tls, known);
  return known;
}

/** OpenSSL takes no chain that ends at an intermediate, listed or not. */
function hasRoot({ clientCertificates }: TlsTermination): boolean {
  if (clientCertificates?.strategy !== "require-and-verify") return true;
  return clientCertificates.authorities.some((bundle) => {
    const parsed = parsePemCertificates(bundle);
    if (parsed.kind === "invalid") throw new Error(`a bundle that was checked cannot be read: ${parsed.reason}`);
    return parsed.certificates.some(({ pem }) => {
      const certificate = new X509Certificate(pem);
      return certificate.ca && certificate.checkIssued(certificate);
    });
  });
}

/** Of what is not reached by one name alone, the name that a client will send is not known yet. */
function lacksCertificate(
  { scheme, host, internal }: ReadEndpoint["config"]["url"],
  { certificates, selfSigned, incomplete }: TerminationSources,
): boolean {
  if (selfSigned || incomplete) return false;
  return certificates.length === 0 || (scheme === "tls" && !internal && !host.startsWith("*."));
}

function report(
  reader: ConfigReader,
  choice: TerminationChoice,
  host: string,
  urlAt: Span,
  revocationAt: Value | undefined,
): void {
  switch (choice.kind) {
    case "server":
      return;
    case "no-certificate":
      reader.report(
        "missing-field",
        `TLS is terminated for \`${host}\`, and there is no certificate for that name`,
        urlAt,
        "list one in `certificates`, or write `certificates: {self_signed: true}` to try things out",
      );
      return;
    case "missing-list":
      reader.report(
        "invalid-value",
        `there is no revocation list of \`${choice.authority}\`, whose clients \`${host}\` takes`,
        revocationAt,
        "list one of each authority: with any list, a client is refused whose authority has none",
      );
      return;
    case "refused":
      reader.report("invalid-certificate", `OpenSSL does not take the TLS settings: ${choice.reason}`, urlAt);
      return;
    default:
      choice satisfies never;
  }
}
