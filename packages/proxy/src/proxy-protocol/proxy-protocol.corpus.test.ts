import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseProxyHeader } from "./index.ts";

interface Row {
  readonly id: string;
  readonly wire_hex: string;
  readonly verdict: "ok" | "invalid" | "incomplete" | "peer_conflict";
  readonly conflict?: unknown;
  readonly expect?: {
    readonly version: number;
    readonly command: "LOCAL" | "PROXY";
    readonly transport: string;
    readonly src?: string;
    readonly dst?: string;
    readonly sport?: number;
    readonly dport?: number;
    readonly header_len?: number;
    readonly tlvs?: readonly (readonly [number, string])[];
    readonly tlv_error?: string;
  };
}

/** The rows of a file below `SLUICE_CORPUS`. Throws where that is not set, rather than to check nothing. */
function corpusRows<R>(file: string): R[] {
  const folder = process.env.SLUICE_CORPUS;
  if (!folder) throw new Error("set SLUICE_CORPUS to the folder of the published test data");
  const lines = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as R);
}

const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const TRANSPORTS: { readonly [name: string]: string } = {
  TCP4: "tcp4",
  TCP6: "tcp6",
  UDP4: "udp4",
  UDP6: "udp6",
  UNIX_STREAM: "unix-stream",
  UNIX_DGRAM: "unix-datagram",
  UNKNOWN: "unspecified",
  UNSPEC: "unspecified",
};

/** Where readers disagree: the specification's own words, and among what it leaves open the stricter way. */
const DECIDED: { readonly [id: string]: object } = {
  // Up to 65535 bytes.
  "gp/v2-tcp4-10k-tlv": { kind: "header" },
  // PROXY with UNSPEC may be accepted, without addresses; here its length is still to come.
  "gp/v2-proxy-unspec": { kind: "need-more" },
  // Half a family is undefined.
  "gp/v2-undefined-fam-20": { kind: "invalid", reason: "family" },
  "ppp/v2-unspec-stream": { kind: "invalid", reason: "family" },
  // The family of LOCAL is ignored, and so is its block.
  "ppp/v2-protocol-7": { kind: "header", header: { command: "local" } },
  "ppp/v2-local-no-address": { kind: "header", length: 16 },
  "ppp/v2-local-tcp6-len0": { kind: "header", length: 16 },
};

describe("headers.jsonl", () => {
  const rows = corpusRows<Row>("proxy-protocol/headers.jsonl");
  const decided = (row: Row) => row.conflict !== undefined || row.verdict === "peer_conflict";

  it.each(rows.filter(decided))("decided: $id", (row) => {
    expect(DECIDED).toHaveProperty([row.id]);
    expect(parseProxyHeader(fromHex(row.wire_hex))).toMatchObject(DECIDED[row.id] ?? {});
  });

  it.each(rows.filter((row) => row.verdict === "invalid" && !decided(row)))("invalid: $id", (row) => {
    expect(["invalid", "none"]).toContain(parseProxyHeader(fromHex(row.wire_hex)).kind);
  });

  it.each(rows.filter((row) => row.verdict === "incomplete" && !decided(row)))("incomplete: $id", (row) => {
    expect(parseProxyHeader(fromHex(row.wire_hex))).toEqual({ kind: "need-more" });
  });

  it.each(rows.filter((row) => row.verdict === "ok" && !decided(row)))("ok: $id", (row) => {
    const bytes = fromHex(row.wire_hex);
    const result = parseProxyHeader(bytes);
    if (result.kind !== "header" || !row.expect) throw new Error(JSON.stringify(result));
    const { header, length } = result;
    expect(header.version).toBe(row.expect.version);
    expect(header.command).toBe(row.expect.command.toLowerCase());
    expect(header.transport).toBe(TRANSPORTS[row.expect.transport]);
    expect(header.source?.address.toString() ?? header.unix?.source).toBe(row.expect.src);
    expect(header.destination?.address.toString() ?? header.unix?.destination).toBe(row.expect.dst);
    expect(header.source?.port).toBe(row.expect.sport);
    expect(header.destination?.port).toBe(row.expect.dport);
    if (row.expect.header_len !== undefined) expect(length).toBe(row.expect.header_len);
    if (row.expect.tlvs) expect(header.tlvs.map((tlv) => [tlv.type, toHex(tlv.value)])).toEqual(row.expect.tlvs);
    if (row.expect.tlv_error) expect(header.tlvError).toBe("truncated");
    for (let at = 0; at < length; at++) expect(parseProxyHeader(bytes.subarray(0, at))).toEqual({ kind: "need-more" });
  });
});
