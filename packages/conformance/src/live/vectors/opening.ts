import type { ConnectionOptions } from "node:tls";
import type { HandshakeEffect, Question } from "@sluice/policy/vectors";
import { clientHello, malformedHello, tooLargeHello, unfinishedHello } from "../client/hello.ts";
import { OPENSSL_NAMES, REFUSED_SUITE } from "./cipher-suites.ts";
import type { ClientCredentials } from "./client-certificate.ts";

/** What a client does once it has told its address. */
export type Opening =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** The first bytes of a hello, and then nothing for as long as the proxy waits. */
  | { readonly kind: "late"; readonly bytes: Uint8Array }
  | { readonly kind: "tls"; readonly options: ConnectionOptions };

/** Neither TLS nor the greeting of an upstream. */
const PLAIN = new TextEncoder().encode("live run\n");

/** How a vector's connection starts. `serverName`: as sent. */
export function openingOf(
  { connection, policy }: Question,
  serverName: string | undefined,
  handshake: HandshakeEffect,
  credentials: ClientCredentials | undefined,
): Opening {
  switch (connection?.tls?.hello) {
    case "malformed":
      return { kind: "bytes", bytes: malformedHello() };
    case "too-large":
      return { kind: "bytes", bytes: tooLargeHello() };
    case "late":
      return { kind: "late", bytes: unfinishedHello() };
    case undefined:
      break;
  }
  if (connection?.tls === undefined && serverName === undefined) return { kind: "bytes", bytes: PLAIN };
  if (!policy.includes("terminate-tls")) return { kind: "bytes", bytes: clientHello({ serverName }) };
  return { kind: "tls", options: handshakeOptions(policy, serverName, handshake, credentials) };
}

function handshakeOptions(
  policy: string,
  serverName: string | undefined,
  handshake: HandshakeEffect,
  credentials: ClientCredentials | undefined,
): ConnectionOptions {
  const { cipher_suite: suite, negotiated_alpn: alpn } = handshake;
  const named = serverName === undefined ? {} : { servername: serverName };
  if (handshake.error) return { ...named, ...unacceptable(policy) };
  const version = versionOf(policy, handshake);
  const ciphers =
    suite === undefined ? (version === "TLSv1.3" ? "TLS_AES_128_GCM_SHA256" : undefined) : OPENSSL_NAMES.get(suite);
  return {
    ...named,
    minVersion: version,
    maxVersion: version,
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(alpn ? { ALPNProtocols: [alpn] } : {}),
    ...(credentials ? { cert: credentials.certificate, key: credentials.private_key } : {}),
  };
}

/** A vector that says nothing of the version means the highest that its policy allows. */
function versionOf(policy: string, { version }: HandshakeEffect): "TLSv1.2" | "TLSv1.3" {
  if (version !== undefined) return version === "1.2" ? "TLSv1.2" : "TLSv1.3";
  return /max_version['"]?\s*:\s*['"]1\.2/.test(policy) ? "TLSv1.2" : "TLSv1.3";
}

/** What no handshake can come of: a version below the least, or a suite that nobody takes. */
function unacceptable(policy: string): ConnectionOptions {
  if (/min_version['"]?\s*:\s*['"]1\.3/.test(policy)) return { maxVersion: "TLSv1.2" };
  return { maxVersion: "TLSv1.2", ciphers: REFUSED_SUITE };
}
