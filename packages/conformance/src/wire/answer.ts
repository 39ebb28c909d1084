import type { Result } from "../engine.ts";
import { bytesOfHex } from "./bytes.ts";
import { readCertificate } from "./read-certificate.ts";
import { readClientHello } from "./read-client-hello.ts";
import { readProxyHeader } from "./read-proxy-header.ts";
import type { WireAnswer, WireQuestion, WireTopic } from "./vector.ts";

const READERS: { readonly [topic in WireTopic]: (bytes: Uint8Array) => WireAnswer } = {
  "client-hello": readClientHello,
  "proxy-header": readProxyHeader,
  certificate: readCertificate,
};

/** What this project's own parsers say of a wire vector's bytes. */
export function answerWire({ wire, bytes }: WireQuestion): WireAnswer {
  return { ...READERS[wire](bytesOfHex(bytes)), codes: true };
}

/** What an engine may say of one. */
export type WireResult = WireAnswer | Extract<Result, { readonly unsupported: string }>;
