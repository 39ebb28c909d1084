import { X509Certificate } from "node:crypto";
import { compilePolicy, type Policy, parseAddress } from "@sluice/policy";
import { type HandshakeEffect, type Question, situationOf, type Vector } from "@sluice/policy/vectors";
import { createX509Checks } from "@sluice/proxy";
import type { ToldAddress } from "../client/client.ts";
import { isInternal, type LiveConfiguration, type LiveCredentials } from "../configuration.ts";
import type { HostCertificates } from "../host-certificates.ts";
import { authoritiesIn, replaceAuthorities } from "../pem.ts";
import { type KeyedCertificate, privateKeyPem, reissue } from "../reissue.ts";
import type { LiveAbilities, LiveCase } from "../target.ts";
import { OPENSSL_NAMES } from "./cipher-suites.ts";
import { type ClientCredentials, clientCredentials } from "./client-certificate.ts";
import { doorOf, type LiveDoor } from "./endpoint.ts";
import { forwardFailures, ownFailureCodes } from "./forward-failures.ts";
import { IntelligenceFiles } from "./intelligence-files.ts";
import { type Opening, openingOf } from "./opening.ts";
import type { LiveReason } from "./reasons.ts";
import { LiveUpstreams } from "./upstreams.ts";

/** A vector that is ready to be run live. */
export interface PreparedVector {
  readonly live: LiveCase;
  /** Where the client connects to. */
  readonly url: string;
  readonly source: ToldAddress;
  readonly destination: ToldAddress;
  /** What the wall clock says once the policy runs, if not what it said at the accept. */
  readonly now?: Date;
  readonly opening: Opening;
  readonly upstreams: LiveUpstreams;
  /** Ends and removes what was made for it. */
  close(): Promise<void>;
}

export interface PrepareOptions {
  readonly abilities: LiveAbilities;
  readonly hosts: HostCertificates;
}

const x509 = createX509Checks();

/** Builds everything that a vector says is there; or says why it cannot be. */
export async function prepareVector(vector: Vector, options: PrepareOptions): Promise<PreparedVector | LiveReason> {
  const situation = situationOf(vector);
  const { protocol, upstream, facts } = situation;
  const resources = { ...vector.resources, x509 };
  const { policy } = compilePolicy(vector.policy, { protocol, upstream, resources });
  const isRun = vector.expect.outcome !== undefined;
  const hindrance = hindranceOf(vector, policy, options.abilities);
  if (isRun && hindrance) return hindrance;
  const noDoor: LiveDoor = { url: facts.endpoint.url, serverName: undefined };
  const door = isRun ? doorOf(vector, situation) : noDoor;
  if (typeof door === "string") return door;
  const handshake = handshakeOf(vector);
  if (handshake.cipher_suite !== undefined && !OPENSSL_NAMES.has(handshake.cipher_suite)) return "cipher-suite";
  let tls: TlsParts | LiveReason;
  try {
    tls = await tlsPartsOf(vector, handshake, door.serverName ?? facts.endpoint.host, options.hosts);
  } catch {
    return "certificate";
  }
  if (typeof tls === "string") return tls;
  const intelligence = await IntelligenceFiles.write(vector, situation);
  const upstreams = await LiveUpstreams.start(vector, { upstream, url: door.url });
  const { revocationList } = tls.client ?? {};
  const { ip_policies, secrets } = vector.resources ?? {};
  const configuration: LiveConfiguration = {
    ...(facts.server.region === "" ? {} : { region: facts.server.region }),
    ...(tls.host ? { certificates: [tls.host] } : {}),
    ...(vector.resources?.certificate_authorities ? { certificate_authorities: tls.bundles } : {}),
    ...(revocationList === undefined ? {} : { certificate_revocation_lists: [revocationList] }),
    ...(ip_policies ? { ip_policies: ip_policies as NonNullable<LiveConfiguration["ip_policies"]> } : {}),
    ...(intelligence ? { ip_intelligence: intelligence.settings } : {}),
    ...(secrets ? { secrets: secrets as NonNullable<LiveConfiguration["secrets"]> } : {}),
    endpoints: [
      {
        url: door.url,
        traffic_policy: tls.policy,
        ...upstreams.own,
        ...(handshake.negotiated_alpn ? { alpn_protocols: [handshake.negotiated_alpn] } : {}),
      },
      ...upstreams.internal,
    ],
  };
  const { start } = facts;
  return {
    live: { configuration, start, random: situation.random },
    url: door.url,
    source: { address: facts.client.ip, port: facts.client.port },
    destination: { address: facts.server.ip, port: facts.server.port },
    ...(situation.now.getTime() === start.getTime() ? {} : { now: situation.now }),
    opening: openingOf(vector, door.serverName, handshake, tls.client),
    upstreams,
    async close() {
      await upstreams.close();
      await intelligence?.remove();
    },
  };
}

/** What is in the way whatever the connection is. */
function hindranceOf(vector: Vector, policy: Policy | undefined, abilities: LiveAbilities): LiveReason | undefined {
  const { policy: text, connection = {} } = vector;
  if (connection.tls?.hello === undefined && connection.tls?.ja4_fingerprint !== undefined && text.includes("ja4")) {
    return "ja4";
  }
  if (/\bendpoint\s*\.\s*id\b/.test(text)) return "endpoint-id";
  if (isInternal(vector.endpoint?.url ?? "")) return "internal-endpoint";
  if (!abilities.clock && /\btime\s*\.\s*now\b|\bconn\s*\.\s*ts\b/.test(text)) return "clock";
  if (!abilities.draws && policy?.requires.randomness) return "draws";
  const addresses = [connection.client_ip, connection.server_ip];
  if (addresses.some((ip) => ip !== undefined && parseAddress(ip) === undefined)) return "told-address";
  const told =
    ownFailureCodes(vector).length > 0
      ? /forward_internal\s*\.\s*error\b/
      : /forward_internal\s*\.\s*error\s*\.\s*message/;
  return forwardFailures(vector).some((code) => code !== undefined) && told.test(text) ? "failure-told" : undefined;
}

function handshakeOf({ effects = [] }: Question): HandshakeEffect {
  return effects.flatMap((effect) => ("terminate-tls" in effect ? [effect["terminate-tls"]] : []))[0] ?? {};
}

interface TlsParts {
  /** The document, with the authorities in it replaced. */
  readonly policy: string;
  readonly bundles: Readonly<Record<string, string>>;
  readonly host?: LiveCredentials;
  readonly client?: ClientCredentials;
}

/** Certificates with keys of our own in place of the vector's, which has none. */
async function tlsPartsOf(
  { policy, resources }: Question,
  handshake: HandshakeEffect,
  name: string,
  hosts: HostCertificates,
): Promise<TlsParts | LiveReason> {
  const given = Object.entries(resources?.certificate_authorities ?? {});
  const authorities = new Map<string, KeyedCertificate>();
  for (const pem of [policy, ...given.map(([, bundle]) => bundle)].flatMap(authoritiesIn)) {
    if (!authorities.has(pem)) authorities.set(pem, await reissue(pem, signs(pem, handshake.client_certificate)));
  }
  const replaced = (text: string) => replaceAuthorities(text, (pem) => authorities.get(pem)?.certificate);
  const parts = {
    policy: replaced(policy),
    bundles: Object.fromEntries(given.map(([id, text]) => [id, replaced(text)])),
  };
  if (!policy.includes("terminate-tls")) return parts;
  const host = await hostOf(handshake, name, hosts);
  const pem = handshake.client_certificate;
  if (pem === undefined) return { ...parts, host };
  const verdict = handshake.chain ?? "none";
  const client = await clientCredentials({ pem, verdict, authorities, policy });
  return typeof client === "string" ? client : { ...parts, host, client };
}

/** The authority that has signed a certificate has to be able to sign it as it is signed. */
function signs(authority: string, pem: string | undefined): { readonly toSign?: string } {
  if (pem === undefined) return {};
  return new X509Certificate(authority).subject === new X509Certificate(pem).issuer ? { toSign: pem } : {};
}

async function hostOf(handshake: HandshakeEffect, name: string, hosts: HostCertificates): Promise<LiveCredentials> {
  if (handshake.server_certificate === undefined) return hosts.for(name, handshake.cipher_suite);
  const issued = await reissue(handshake.server_certificate);
  return { certificate: issued.certificate, private_key: privateKeyPem(issued) };
}
