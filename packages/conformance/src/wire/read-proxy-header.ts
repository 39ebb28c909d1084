import { type ProxyEndpoint, type ProxyHeader, parseProxyHeader } from "@sluice/proxy";
import { hexOfBytes } from "./bytes.ts";
import type { WireAnswer } from "./vector.ts";

/** What our parser says of a PROXY header in front of a connection. */
export function readProxyHeader(bytes: Uint8Array): WireAnswer {
  const parsed = parseProxyHeader(bytes);
  switch (parsed.kind) {
    case "header":
      return { ...answerOfHeader(parsed.header), length: parsed.length };
    case "invalid":
      return { result: "invalid", reason: parsed.reason };
    case "need-more":
    case "none":
      return { result: parsed.kind };
  }
}

function answerOfHeader(header: ProxyHeader): WireAnswer {
  return {
    result: "header",
    version: header.version,
    command: header.command,
    transport: header.transport,
    source: endpoint(header.source),
    destination: endpoint(header.destination),
    unix: header.unix === undefined ? null : { ...header.unix },
    tlvs: header.tlvs.map(({ type, value }) => ({ type, value: hexOfBytes(value) })),
    tlv_error: header.tlvError ?? null,
    checksum: header.checksum ?? null,
  };
}

function endpoint(told: ProxyEndpoint | undefined): { address: string; port: number } | null {
  return told === undefined ? null : { address: told.address.toString(), port: told.port };
}
