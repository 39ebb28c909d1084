import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ClientHello, type ClientHelloResult, parseClientHello } from "./index.ts";
import { checkEveryCut } from "./testing/check-cuts.ts";
import { checkResult } from "./testing/check-result.ts";
import { ja3 } from "./testing/ja3.ts";

/** The rows of a file below `SLUICE_CORPUS`. Throws where that is not set, rather than to check nothing. */
function corpusRows<R>(file: string): R[] {
  const folder = process.env.SLUICE_CORPUS;
  if (!folder) throw new Error("set SLUICE_CORPUS to the folder of the published test data");
  const lines = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as R);
}

/** Reads a row's bytes, cut at every place as well, and holds the answer against them. */
function read(hex: string): ClientHelloResult {
  const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
  const result = parseClientHello(bytes);
  expect(checkEveryCut(bytes)).toBeUndefined();
  expect(checkResult(bytes, result)).toBeUndefined();
  return result;
}

function helloOf(result: ClientHelloResult): ClientHello {
  if (result.kind !== "hello") throw new Error(JSON.stringify(result));
  return result.hello;
}

interface Tshark {
  readonly sni: string | null;
  readonly alpn: readonly string[] | null;
  readonly ja3: string | null;
}

interface HelloRow {
  readonly id: string;
  readonly wire_hex: string;
  readonly verdict: string;
  readonly expected?: Tshark & { readonly ja4: string };
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
  const rows = corpusRows<HelloRow>("clienthello/hello.jsonl");

  it("has rows of every verdict, and what every hello says", () => {
    expect(rows).toHaveLength(121);
    expect(rows.filter(({ verdict }) => verdict === "client_hello")).toHaveLength(113);
    expect(rows.filter(({ expected }) => expected)).toHaveLength(113);
    expect(rows.filter(({ verdict }) => KINDS[verdict] === undefined)).toEqual([]);
  });

  it.each(rows)("$id: $verdict", (row) => {
    const result = read(row.wire_hex);
    expect(result.kind).toBe(KINDS[row.verdict]);
    if (row.verdict !== "client_hello") return;
    const hello = helloOf(result);
    expect(hello.serverName?.sent ?? null).toBe(row.expected?.sni);
    expect(hello.alpn).toEqual(row.expected?.alpn ?? []);
    expect(hello.ja4).toBe(row.expected?.ja4);
    expect(ja3(hello)).toBe(row.expected?.ja3);
  });
});

interface Ja4Row {
  readonly id: string;
  readonly record_hex: string;
  readonly record_version: string;
  readonly alpn: readonly string[] | null;
  readonly ja3_tshark: string;
  readonly expected_sni: string;
  readonly expected_ja4: string | null;
  readonly ja4_recomputed: string;
  readonly ja4_r_recomputed: string;
}

describe("ja4.jsonl", () => {
  const rows = corpusRows<Ja4Row>("clienthello/ja4.jsonl");

  it("has a published fingerprint in every row but one", () => {
    expect(rows).toHaveLength(75);
    expect(rows.filter((row) => row.expected_ja4 === row.ja4_recomputed)).toHaveLength(74);
    expect(rows.filter((row) => row.expected_ja4 === null)).toHaveLength(1);
  });

  it.each(rows)("$id", (row) => {
    const hello = helloOf(read(row.record_hex));
    expect(hello.serverName?.sent).toBe(row.expected_sni);
    expect(hello.alpn).toEqual(row.alpn ?? []);
    expect(hello.recordVersion).toBe(Number.parseInt(row.record_version, 16));
    expect(ja3(hello)).toBe(row.ja3_tshark);
    // Null where the programs disagree with the text they implement; then the text, which the row's second value follows.
    expect(hello.ja4).toBe(row.expected_ja4 ?? row.ja4_recomputed);
    expect(hello.ja4Raw).toBe(row.ja4_r_recomputed);
    expect(Object.values(hello.ja4Parts).join("_")).toBe(row.ja4_r_recomputed);
  });
});

interface FuzzRow {
  readonly id: string;
  readonly wire_hex: string;
  readonly readers_agree: boolean;
  readonly tshark: Tshark | null;
  readonly second_reader: { readonly state: string; readonly sni?: string | null; readonly ja4?: string };
}

/** Where the answer is another than the one the readers agree on, and why. */
const OURS: { readonly [id: string]: ClientHelloResult } = {
  // RFC 8446, section 4.2 forbids a type twice; these readers do not look for it.
  "bsslfuzz/server_no_fuzzer_mode_corpus/03d8a3c5c91cee6f": { kind: "malformed", reason: "duplicate-extension" },
  "bsslfuzz/server_corpus/43950962cb3b5fc1": { kind: "malformed", reason: "duplicate-extension" },
  // The only byte is `3c`, with which no record starts: nothing has to be waited for.
  "bsslfuzz/server_corpus/0b203123d059e87b": { kind: "not-tls" },
};

describe("fuzz.jsonl", () => {
  const rows = corpusRows<FuzzRow>("clienthello/fuzz.jsonl");
  const compared = rows.filter(({ id, readers_agree }) => readers_agree && OURS[id] === undefined);

  it("has answers that readers agree on in all rows but 15", () => {
    expect(rows).toHaveLength(497);
    expect(compared).toHaveLength(482 - Object.keys(OURS).length);
    expect(compared.filter(({ second_reader }) => second_reader.state === "client_hello")).toHaveLength(437);
  });

  it.each(rows)("$id", (row) => {
    const result = read(row.wire_hex);
    const ours = OURS[row.id];
    if (ours !== undefined) expect(result).toEqual(ours);
    if (!compared.includes(row)) return;
    expect(result.kind).toBe(KINDS[row.second_reader.state]);
    if (result.kind !== "hello") return;
    expect(result.hello.serverName?.sent ?? null).toBe(row.second_reader.sni);
    expect(result.hello.ja4).toBe(row.second_reader.ja4);
    expect(result.hello.alpn).toEqual(row.tshark?.alpn ?? []);
    expect(ja3(result.hello)).toBe(row.tshark?.ja3);
  });
});
