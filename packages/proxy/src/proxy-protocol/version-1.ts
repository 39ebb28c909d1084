import { type Address, parseAddress } from "@sluice/policy";
import type { InvalidProxyHeader, ProxyHeader, ProxyHeaderResult } from "./header.ts";
import { text } from "./tlv.ts";

/** Longest line, CRLF included (section 2.1). */
const MAX_LINE = 107;
const CR = 0x0d;
const LF = 0x0a;

/** Reads a line that starts with `PROXY`. */
export function parseVersion1(bytes: Uint8Array): ProxyHeaderResult {
  const end = bytes.subarray(0, MAX_LINE).findIndex((byte) => byte === CR || byte === LF);
  if (end < 0 || (end === MAX_LINE - 1 && bytes[end] === CR)) {
    return bytes.length < MAX_LINE ? { kind: "need-more" } : { kind: "invalid", reason: "line-too-long" };
  }
  if (bytes[end] === LF) return { kind: "invalid", reason: "line-malformed" };
  if (end + 1 === bytes.length) return { kind: "need-more" };
  if (bytes[end + 1] !== LF) return { kind: "invalid", reason: "line-malformed" };
  const header = parseLine(text(bytes.subarray(0, end)));
  return typeof header === "string" ? { kind: "invalid", reason: header } : { kind: "header", header, length: end + 2 };
}

function parseLine(line: string): ProxyHeader | InvalidProxyHeader {
  // What follows UNKNOWN is to be ignored.
  if (/^PROXY UNKNOWN(?: .*)?$/s.test(line))
    return { version: 1, command: "local", transport: "unspecified", tlvs: [] };
  const words = /^PROXY (TCP4|TCP6) ([^ ]+) ([^ ]+) ([^ ]+) ([^ ]+)$/.exec(line);
  if (words === null) return "line-malformed";
  const [, family, ...rest] = words;
  const [source, destination] = rest.slice(0, 2).map((word) => readAddress(word, family === "TCP6"));
  if (!source || !destination) return "address";
  const [sourcePort, destinationPort] = rest.slice(2).map(readPort);
  if (sourcePort === undefined || destinationPort === undefined) return "port";
  return {
    version: 1,
    command: "proxy",
    transport: family === "TCP6" ? "tcp6" : "tcp4",
    source: { address: source, port: sourcePort },
    destination: { address: destination, port: destinationPort },
    tlvs: [],
  };
}

/** An address written in its family's form: a dotted quad is no IPv6 address, an IPv4-mapped one is. */
function readAddress(word: string, six: boolean): Address | undefined {
  return word.includes(":") === six ? parseAddress(word) : undefined;
}

function readPort(word: string): number | undefined {
  return /^(?:0|[1-9]\d{0,4})$/.test(word) && Number(word) <= 0xffff ? Number(word) : undefined;
}
