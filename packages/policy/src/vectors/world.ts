import type { CertificateFacts } from "../facts.ts";
import type { ClientHelloResult, HandshakeResult, TerminateTlsStep } from "../step.ts";
import type { SituationHello } from "./situation.ts";
import type { Effect, Failure, ForwardEffect, HandshakeEffect, StepKind } from "./vector.ts";

/** The first certificate of a PEM text; what cannot be read is a broken vector, and thrown. */
export type ReadCertificate = (pem: string) => CertificateFacts;

/** Answers the steps of a run with a vector's effects: each takes the next of its kind. */
export class World {
  /** The effects asked for so far, in order. */
  readonly steps: StepKind[] = [];
  readonly #hello: SituationHello;
  readonly #handshakes: HandshakeEffect[];
  readonly #forwards: ForwardEffect[];

  readonly #readCertificate: ReadCertificate;

  constructor(effects: readonly Effect[], hello: SituationHello, readCertificate: ReadCertificate) {
    this.#hello = hello;
    this.#readCertificate = readCertificate;
    this.#handshakes = effects.flatMap((effect) => ("terminate-tls" in effect ? [effect["terminate-tls"]] : []));
    this.#forwards = effects.flatMap((effect) => ("forward-internal" in effect ? [effect["forward-internal"]] : []));
  }

  hello(): ClientHelloResult {
    this.steps.push("client-hello");
    return this.#hello;
  }

  /** `undefined`: the internal endpoint took the connection. */
  forwardFailure(): Failure | undefined {
    this.steps.push("forward-internal");
    return this.#forwards.shift()?.error;
  }

  /** What a TLS stack does: asks for a certificate only if the policy does, and lets the policy judge the verdict. */
  handshake({ tls }: TerminateTlsStep): HandshakeResult {
    this.steps.push("terminate-tls");
    const effect = this.#handshakes.shift() ?? {};
    if (effect.error !== undefined) return { ok: false, error: effect.error };
    const asked = tls.clientCertificates !== undefined;
    const clientCertificate = asked ? this.#certificateOf(effect.client_certificate) : null;
    const chain = asked ? (effect.chain ?? "none") : "none";
    const decision = tls.verifyClient(clientCertificate, chain);
    if (!decision.ok) return { ok: false, error: { code: decision.reason, message: "client certificate refused" } };
    return {
      ok: true,
      tls: {
        version: effect.version ?? "1.3",
        cipherSuite: effect.cipher_suite ?? "TLS_AES_128_GCM_SHA256",
        negotiatedAlpn: effect.negotiated_alpn ?? "",
        sessionResumed: false,
        clientCertificate,
        serverCertificate: this.#certificateOf(effect.server_certificate),
        chain,
      },
    };
  }

  #certificateOf(pem: string | undefined): CertificateFacts | null {
    return pem === undefined ? null : this.#readCertificate(pem);
  }
}
