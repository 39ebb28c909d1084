import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ClientHelloResult, createClientHelloReader, parseClientHello } from "./index.ts";

/** The rows of a file below `SLUICE_CORPUS`. Throws where that is not set, rather than to check nothing. */
function corpusRows<R>(file: string): R[] {
  const folder = process.env.SLUICE_CORPUS;
  if (!folder) throw new Error("set SLUICE_CORPUS to the folder of the published test data");
  const lines = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as R);
}

const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

function pushBytes(bytes: Uint8Array): ClientHelloResult {
  const reader = createClientHelloReader();
  let result = reader.push(new Uint8Array(0));
  for (const byte of bytes) result = reader.push(Uint8Array.of(byte));
  return result;
}

interface HelloRow {
  readonly id: string;
  readonly wire_hex: string;
  readonly verdict: string;
  readonly expected?: { readonly sni: string | null; readonly alpn: readonly string[] | null; readonly ja4: string };
}

const KINDS: { readonly [verdict: string]: ClientHelloResult["kind"] } = {
  client_hello: "hello",
  not_tls: "not-tls",
  not_client_hello: "malformed",
  malformed: "malformed",
  incomplete: "need-more",
  // Published rows that readers disagree on: a message shorter than its record is malformed here.
  peer_conflict: "malformed",
};

describe("hello.jsonl", () => {
  it.each(corpusRows<HelloRow>("clienthello/hello.jsonl"))("$id: $verdict", (row) => {
    const bytes = fromHex(row.wire_hex);
    const result = parseClientHello(bytes);
    expect(result.kind).toBe(KINDS[row.verdict]);
    expect(pushBytes(bytes)).toEqual(result);
    if (result.kind !== "hello" || !row.expected) return;
    expect(result.hello.serverName?.sent ?? null).toBe(row.expected.sni);
    expect(result.hello.alpn).toEqual(row.expected.alpn ?? []);
    expect(result.hello.ja4).toBe(row.expected.ja4);
  });
});

interface Ja4Row {
  readonly id: string;
  readonly record_hex: string;
  readonly expected_sni: string;
  readonly expected_ja4: string | null;
  readonly ja4_recomputed: string;
  readonly ja4_r_recomputed: string;
}

describe("ja4.jsonl", () => {
  it.each(corpusRows<Ja4Row>("clienthello/ja4.jsonl"))("$id", (row) => {
    const result = parseClientHello(fromHex(row.record_hex));
    if (result.kind !== "hello") throw new Error(JSON.stringify(result));
    expect(result.hello.serverName?.sent).toBe(row.expected_sni);
    // Null where the programs disagree with the text they implement; then the text, which the row's second value follows.
    expect(result.hello.ja4).toBe(row.expected_ja4 ?? row.ja4_recomputed);
    expect(result.hello.ja4Raw).toBe(row.ja4_r_recomputed);
  });
});

interface FuzzRow {
  readonly id: string;
  readonly wire_hex: string;
  readonly readers_agree: boolean;
  readonly second_reader: { readonly state: string; readonly sni?: string | null; readonly ja4?: string };
}

/** Readers that do not look for it agree on a hello with one extension type twice; RFC 8446, section 4.2 forbids it. */
const DUPLICATES = new Set([
  "bsslfuzz/server_no_fuzzer_mode_corpus/03d8a3c5c91cee6f",
  "bsslfuzz/server_corpus/43950962cb3b5fc1",
]);

describe("fuzz.jsonl", () => {
  it.each(corpusRows<FuzzRow>("clienthello/fuzz.jsonl"))("$id", (row) => {
    const bytes = fromHex(row.wire_hex);
    const result = parseClientHello(bytes);
    expect(pushBytes(bytes)).toEqual(result);
    if (DUPLICATES.has(row.id)) expect(result).toEqual({ kind: "malformed", reason: "duplicate-extension" });
    if (DUPLICATES.has(row.id) || !row.readers_agree || row.second_reader.state !== "client_hello") return;
    expect(result.kind).toBe("hello");
    if (result.kind === "hello") expect(result.hello.serverName?.sent ?? null).toBe(row.second_reader.sni ?? null);
  });
});
