import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import {
  type CertificateFacts,
  CLIENT_REFUSAL_MESSAGES,
  type ClientRefusal,
  type TlsFacts,
  type TlsTermination,
  type TlsVersion,
} from "@sluice/policy";
import { parseCertificate } from "@sluice/policy/x509";
import type { AlertName } from "./alert.ts";
import { alertOf, chainVerdict } from "./verdict.ts";

/** A client at the end of its handshake. */
export interface ClientProof {
  readonly socket: TLSSocket;
  /** Whether OpenSSL trusts the chain. */
  readonly authorized: boolean;
  /** Why it does not: OpenSSL's number, or Node's name of it. */
  readonly error: unknown;
}

export interface Admission {
  readonly ok: true;
  readonly tls: TlsFacts;
  readonly clientCertificateBytes: number | null;
}

export interface ClientRejection {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  /** What the client is owed, if it can still be sent. */
  readonly alert: AlertName;
  /** DER of the certificates that the client has shown; `null` where it was not asked. */
  readonly clientCertificateBytes: number | null;
}

export type Judgement = Admission | ClientRejection;

/** Pure, synchronous: may be asked more than once for one client. */
export type Judge = (proof: ClientProof) => Judgement;

/** What is known beside the client. */
export interface JudgedServer {
  readonly certificate: CertificateFacts | null;
  readonly hasAuthorities: boolean;
}

/** For one connection: asks the policy whether its client may pass. */
export function createJudge(tls: TlsTermination, server: JudgedServer): Judge {
  const read = certificateReader();
  return (proof) => judgeClient(tls, server, proof, read);
}

function judgeClient(tls: TlsTermination, server: JudgedServer, proof: ClientProof, read: ReadCertificate): Judgement {
  const { socket } = proof;
  const version: TlsVersion = socket.getProtocol() === "TLSv1.3" ? "1.3" : "1.2";
  // Who was not asked has shown nothing.
  const shown = tls.clientCertificates ? socket.getPeerX509Certificate() : undefined;
  const clientCertificateBytes = tls.clientCertificates ? bytesOf(shown) : null;
  const certificate = shown ? read(shown) : null;
  if (certificate === "unreadable") {
    return {
      ok: false,
      code: "client-certificate-invalid",
      message: "the client's certificate cannot be read",
      alert: alertOf("unreadable", version),
      clientCertificateBytes,
    };
  }
  const chain = chainVerdict({
    hasCertificate: certificate !== null,
    authorized: proof.authorized,
    error: proof.error,
    hasAuthorities: server.hasAuthorities,
  });
  const decision = tls.verifyClient(certificate, chain);
  if (!decision.ok) {
    return {
      ok: false,
      code: decision.reason,
      message: messageOf(decision.reason, proof.error),
      alert: alertOf(chain, version),
      clientCertificateBytes,
    };
  }
  return {
    ok: true,
    clientCertificateBytes,
    tls: {
      version,
      cipherSuite: socket.getCipher().standardName,
      negotiatedAlpn: socket.alpnProtocol || "",
      sessionResumed: socket.isSessionReused(),
      clientCertificate: certificate,
      serverCertificate: server.certificate,
      chain,
    },
  };
}

/** Many things make a chain invalid: which of them, OpenSSL says. */
function messageOf(reason: ClientRefusal, error: unknown): string {
  const message = CLIENT_REFUSAL_MESSAGES[reason];
  return reason === "client-certificate-invalid" ? `${message} (OpenSSL's verification error ${error})` : message;
}

type ReadCertificate = (shown: X509Certificate) => CertificateFacts | "unreadable";

/** Keeps what it has read last: to read a certificate takes half as long as all else in a handshake. */
function certificateReader(): ReadCertificate {
  let last: { readonly raw: Buffer; readonly facts: CertificateFacts | "unreadable" } | undefined;
  return ({ raw }) => {
    if (!last?.raw.equals(raw)) {
      const parsed = parseCertificate(raw);
      last = { raw, facts: parsed.kind === "certificate" ? parsed.facts : "unreadable" };
    }
    return last.facts;
  };
}

/** Of the certificate and of those that the client has sent with it. */
function bytesOf(shown: X509Certificate | undefined): number {
  let bytes = 0;
  for (let certificate = shown; certificate; certificate = certificate.issuerCertificate) {
    bytes += certificate.raw.length;
  }
  return bytes;
}
