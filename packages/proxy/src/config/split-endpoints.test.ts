import { readDocuments } from "@sluice/policy/source";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shownNodes } from "../testing/shown-nodes.ts";
import { readAnyItems, readInPieces } from "./in-pieces.ts";
import { loadConfig } from "./load.ts";
import { inPieces as piecesOf, splitEndpoints } from "./split-endpoints.ts";

/** Every node with its value and its place; `undefined` where it is not read in pieces. */
function inPieces(text: string, size?: number): string[] | undefined {
  const root = readInPieces(text, size);
  return root && shownNodes(root, text);
}

function asWhole(text: string): string[] {
  const [document, second] = readDocuments(text);
  expect(second ?? document?.problems.count, text).toBe(0);
  return shownNodes(document?.root, text);
}

test("a list in the text of a scalar is not the endpoints, whatever stands under that key", async () => {
  const text =
    '{ "endpoints": null, "listen": {"address": "127.0.0.1"}, "region": "\nendpoints:\n- url: tcp://b:7001\n  upstream: {url: 1}\n"}\n';
  expect(inPieces(text)).toBeUndefined();
  expect((await loadConfig(text)).config).toBeUndefined();
});

const line = fc
  .tuple(
    fc.constantFrom("", "  ", "  ", "    ", "    ", "      ", " "),
    fc.constantFrom(
      "- url: tls://a.example",
      "- url: |",
      "- >-",
      "- [a,",
      "- - x",
      "- 'open",
      '- "open',
      "-",
      "- {a: 1}",
      "url: x",
      "upstream:",
      "url: y # said",
      "text: |",
      'quoted: "a',
      'b"',
      "region: eu",
      "endpoints:",
      "# said",
      "",
      "plain words",
      "]",
      "? key",
      "a && b * c",
    ),
  )
  .map(([indent, content]) => indent + content);
const list = fc.array(line, { maxLength: 14 }).map((lines) => lines.join("\n"));

/** Most of what stands before the list is sound, or hardly any text would be. */
const before = fc.oneof(
  { weight: 1, arbitrary: list },
  { weight: 4, arbitrary: fc.constantFrom("", "region: eu", "# said") },
);

describe("a list of endpoints in pieces", () => {
  test("is read as in one, or not at all", () => {
    let split = 0;
    fc.assert(
      fc.property(before, list, fc.constantFrom("  ", ""), (above, items, indent) => {
        const text = `${above}\nendpoints:\n${indent}- url: tls://first.example\n${items}\n`;
        const pieces = inPieces(text, 1);
        if (pieces === undefined) return;
        split += 1;
        expect(pieces).toEqual(asWhole(text));
      }),
      { numRuns: 5_000 },
    );
    expect(split).toBeGreaterThan(100);
  });

  test("keeps its places over the border of pieces", () => {
    const item = (n: number) => `  - url: tls://host${n}.example\n    upstream: { url: ${n} }\n    # number ${n}\n`;
    const items = Array.from({ length: 1_000 }, (_, n) => item(n)).join("");
    const text = `region: eu\nendpoints:\n\n${items}\n# the end\nregion2: x\n`;
    expect([...piecesOf(text, splitEndpoints(text)?.items ?? [])].length).toBeGreaterThan(5);
    expect(inPieces(text)).toEqual(asWhole(text));
  });

  test.each([
    ["a list in flow style", "endpoints: [{url: 'tls://a'}]\n"],
    ["an anchor", "endpoints:\n  - &a { url: tls://a }\n  - { url: tls://b, upstream: *b }\n"],
    ["an anchor behind a quoted key", 'endpoints:\n  - { "a":&a 1, "b":2 }\n'],
    ["an alias behind a quoted key", 'endpoints:\n  - { "a": 1, "b":*a }\n'],
    ["several documents", "endpoints:\n  - url: tls://a\n---\nregion: x\n"],
    ["the key twice", "endpoints:\n  - url: tls://a\nendpoints:\n  - url: tls://b\n"],
    ["an explicit key", "endpoints:\n  - url: tls://a\n    ? key\n"],
    ["no list", "endpoints:\n  url: tls://a\n"],
    ["nothing", "endpoints:\n"],
    ["tabs", "endpoints:\n  - url:\ttls://a\n"],
    ["a list that stops short", "endpoints:\n    - url: tls://a\n  - url: tls://b\n"],
    ["a bracket that is open", "endpoints:\n  - [a\n  - b]\n"],
  ])("is not made of %s", (_what, text) => expect(inPieces(text)).toBeUndefined());

  test.each(["url", '"url"'])("is as deep as the whole, under the key %s", (key) => {
    const depths = Array.from({ length: 12 }, (_, index) => index + 56);
    const texts = depths.map((depth) => `endpoints:\n  - ${key}: ${"[".repeat(depth)}a${"]".repeat(depth)}\n`);
    const isSound = texts.map((text) => readDocuments(text)[0]?.problems.count === 0);
    expect(texts.map((text) => inPieces(text) !== undefined)).toEqual(isSound);
    expect(new Set(isSound).size).toBe(2);
  });

  test("has no aliases in a piece, each of which would have a limit of its own", () => {
    const text = "- [&a 1, *a]\n";
    expect(readAnyItems(text, { text, offset: 0 })).toBeUndefined();
  });

  test("is told of as a whole where a piece is broken", async () => {
    const text = "endpoints:\n  - url: tls://a\n    upstream: { url: 1 }\n  - url: 'tls://b\n";
    const { diagnostics } = await loadConfig(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(["syntax-error"]);
  });
});

describe("what is wrong with an endpoint", () => {
  test("is told at its place, whatever stands before it", async () => {
    const text = `endpoints:
  - url: tls://a.example
    upstream: { url: 1 }
  - url: tls://b.example
    upstream: { url: 1, urll: 2 }
    traffic_policy:
      on_tcp_connect:
        - expressions: ["conn.client_ip in ['10.0.0.0/8']"]
          actions: [{ type: denyy }]
  - { description: "\u{1F600}", url: tls://c.example, upstream: { url: 1 }, traffic_policy: { on_tcp_connect: [{ actions: [{ type: den }] }] } }
`;
    const { diagnostics } = await loadConfig(text);
    const shown = diagnostics.map(({ code, range: { start, end } }) => {
      expect(
        text
          .split("\n")
          .slice(0, start.line - 1)
          .join("\n").length + 1,
      ).toBeLessThanOrEqual(start.offset);
      return `${code} ${start.line}:${start.column} ${text.slice(start.offset, end.offset)}`;
    });
    expect(shown.toSorted()).toEqual([
      "address-compared-with-cidr 8:45 '10.0.0.0/8'",
      "unknown-action 10:124 den",
      "unknown-action 9:29 denyy",
      "unknown-key 5:25 urll",
    ]);
  });

  test("is told once of a policy that many have", async () => {
    const policy = "    traffic_policy:\n      on_tcp_connect: [{ actions: [{ type: denyy }] }]\n";
    const endpoints = [1, 2, 3].map((n) => `  - url: tls://a${n}.example\n    upstream: { url: 1 }\n${policy}`);
    const { diagnostics } = await loadConfig(`endpoints:\n${endpoints.join("")}`);
    expect(diagnostics.map(({ code, range }) => `${code} ${range.start.line}`)).toEqual(["unknown-action 5"]);
  });
});
