import { type ClientHello, type ClientHelloResult, parseClientHello } from "@sluice/proxy";
import type { WireAnswer } from "./vector.ts";

/** What our parser says of the first bytes of a connection. */
export function readClientHello(bytes: Uint8Array): WireAnswer {
  return answerOfClientHello(parseClientHello(bytes));
}

export function answerOfClientHello(result: ClientHelloResult): WireAnswer {
  switch (result.kind) {
    case "hello":
      return answerOfHello(result.hello);
    case "malformed":
      return { result: "malformed", reason: result.reason };
    case "too-large":
      return { result: "too-large", limit: result.limit };
    case "need-more":
    case "not-tls":
      return { result: result.kind };
  }
}

function answerOfHello(hello: ClientHello): WireAnswer {
  return {
    result: "hello",
    sni: hello.facts.sni,
    server_name: hello.serverName?.sent ?? "",
    alpn: hello.alpn,
    version: code(hello.version),
    supported_versions: hello.supportedVersions.map(code),
    cipher_suites: hello.cipherSuites.map(code),
    extensions: hello.extensions.map(code),
    signature_algorithms: hello.signatureAlgorithms.map(code),
    groups: hello.groups.map(code),
    point_formats: hello.pointFormats,
    psk_key_exchange_modes: hello.pskKeyExchangeModes,
    session_id_length: hello.sessionIdLength,
    ech: hello.echOffered,
    record_version: code(hello.recordVersion),
    length: hello.bytesConsumed,
    ja4: hello.ja4,
    ja4_raw: hello.ja4Raw,
  };
}

function code(value: number): string {
  return value.toString(16).padStart(4, "0");
}
