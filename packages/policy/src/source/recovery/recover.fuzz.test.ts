import fc from "fast-check";
import { expect, test } from "vitest";
import { Reporter } from "../../diagnostics/reporter.ts";
import { readDocuments, type SourceDocument } from "../documents.ts";
import { findIn } from "../find.ts";
import { LineIndex } from "../lines.ts";
import type { Node } from "../node.ts";

const BROKEN = [
  "  - name: 'x",
  '  - name: "x\n    actions: []',
  "  - name: [x",
  "  - name: {x: [y}",
  "  - name: x: y",
  "  - name: x\n      actions: []",
  "  - name: x\n   actions: []",
  "  - name: x\n\tactions: []",
  "  - name: x\n    stray",
  "  - name: !x y",
  "  - }",
  "  - name: @x",
  "   - name: x",
  " - name: x",
];

/** A rule that reads well and has a mistake of its own that the reader tells: a key twice. */
const rule = (name: number): string => `  - name: r${name}\n    name: r${name}\n    actions: []`;

function read(text: string): { documents: readonly SourceDocument[]; reporter: Reporter } {
  const reporter = new Reporter(new LineIndex(text));
  const documents = readDocuments(text);
  for (const document of documents) {
    document.problems.reportTo(reporter);
    findIn(document, reporter);
  }
  return { documents, reporter };
}

test("a broken rule of many gives one diagnostic, and those of the others stay the same", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.constantFrom(...BROKEN), { freq: 3 }), { minLength: 1, maxLength: 12 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.constantFrom("", "on_http_request: []\n", "# a comment\n\n"),
      (breaks, eol, before) => {
        // The first good one fixes the indentation of the list.
        const rules = [null, null, ...breaks].map((broken, index) => broken ?? rule(index));
        const text = `${before}on_tcp_connect:\n${rules.join("\n")}\n`.replaceAll("\n", eol);
        const codes = read(text)
          .reporter.diagnostics()
          .map(({ code }) => code);
        expect(codes.filter((code) => code === "duplicate-key")).toHaveLength(
          rules.length - breaks.filter(Boolean).length,
        );
        expect(codes).toHaveLength(rules.length);
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

const CONFIG = `version: 3
endpoints:
  - name: a😀
    url: tcp://a:1
    traffic_policy:
      on_tcp_connect:
        - name: one
          expressions: ["conn.client_port == 1", 'x']
          actions: [{type: deny}]
        - actions:
            - type: log
              config: {metadata: &m {a: "\\u0041"}}
  - url: tls://b
    traffic_policy: |
      on_tcp_connect:
        - actions: [{type: deny}]
---
{"on_tcp_connect": [
  {"name": "x", "actions": [{"type": "deny"}]},
  {"name": "y", "actions": [{"type": "deny"}]}
]}
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: NgrokTrafficPolicy, spec: {policy: {on_tcp_connect: []}}}
`;

const TOKENS = [
  "\n",
  " ",
  "  ",
  "\t",
  "- ",
  ": ",
  "{",
  "}",
  "[",
  "]",
  ",",
  "'",
  '"',
  "!x ",
  "&m ",
  "*m",
  "<<: ",
  "|\n",
  "#",
  "\r",
  "\\",
];
const MORE = [
  "---\n",
  "...\n",
  "%YAML 1.1\n",
  "on_tcp_connect: [",
  "on_tcp_connect:\n",
  "\u0000",
  "\ud800",
  "😀",
  "~",
  "\ufeff",
];

const mutated: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      at: fc.nat(CONFIG.length),
      remove: fc.nat(20),
      insert: fc.oneof(fc.constantFrom(...TOKENS, ...MORE), fc.string({ maxLength: 4 })),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((edits) =>
    edits.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), CONFIG),
  );

function expectInside(node: Node, length: number): void {
  expect(node.start).toBeGreaterThanOrEqual(0);
  expect(node.end).toBeGreaterThanOrEqual(node.start);
  expect(node.end).toBeLessThanOrEqual(length);
  if (node.kind === "list") for (const item of node.items) expectInside(item, length);
  if (node.kind === "map") for (const { value } of node.entries) expectInside(value, length);
}

const anyText: fc.Arbitrary<string> = fc.oneof(
  mutated,
  mutated.map((text) => text.replaceAll("\n", "\r\n")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.constantFrom(...TOKENS, ...MORE), { maxLength: 25 }).map((parts) => parts.join("")),
);

test("however a file is mutated, it is read: every range lies inside, and the documents make up the file", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { documents, reporter } = read(text);
      expect(documents.map(({ text }) => text).join("")).toBe(text);
      for (const { root, incomplete, problems } of documents) {
        if (root !== undefined) expectInside(root, text.length);
        // What is left out has been told.
        if (incomplete) expect(problems.count).toBeGreaterThan(0);
      }
      for (const { range } of reporter.diagnostics()) {
        expect(range.start.offset).toBeGreaterThanOrEqual(0);
        expect(range.end.offset).toBeGreaterThanOrEqual(range.start.offset);
        expect(range.end.offset).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 1000, seed: 1 },
  );
});

test("an item that cannot be read is told once, however many there are", () => {
  const text = `on_tcp_connect:\n${Array.from({ length: 2000 }, (_, i) => (i % 4 === 0 ? "  - 'x\n" : `  - name: r${i}\n    actions: []\n`)).join("")}`;
  const [document] = readDocuments(text);
  expect(document?.problems.count).toBe(500);
});
