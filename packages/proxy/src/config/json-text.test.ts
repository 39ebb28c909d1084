import { readDocuments } from "@sluice/policy/source";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainOf, shownNodes } from "../testing/shown-nodes.ts";
import { readJson } from "./json-text.ts";
import { loadConfig } from "./load.ts";

/** As a program may print it. */
const json = fc
  .tuple(
    fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" })),
    fc.constantFrom(0, 1, "\t"),
  )
  .map(([value, space]) => JSON.stringify(value, null, space));

describe("JSON", () => {
  test("is read as the library reads it", () => {
    fc.assert(
      fc.property(json, (text) => {
        const node = readJson(text);
        expect(node && plainOf(node)).toEqual(JSON.parse(text));
        const [document] = readDocuments(text);
        // A few things are JSON and no YAML, such as a key of more than 1024 characters.
        if (document?.problems.count === 0) expect(shownNodes(node, text)).toEqual(shownNodes(document.root, text));
      }),
      { numRuns: 500 },
    );
  });

  test("with a mistake in it is left to the library", () => {
    fc.assert(
      fc.property(
        json,
        fc.nat(),
        fc.constantFrom("", '"', ",", "}", "]", "{", "a", ":", "\\", "\u0001"),
        (text, at, put) => {
          const broken = text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1);
          const node = readJson(broken);
          let parsed: unknown;
          try {
            parsed = JSON.parse(broken);
          } catch {
            parsed = undefined;
          }
          if (node) expect(plainOf(node)).toEqual(parsed);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"<<":{}}',
    "[1]",
    "",
    "{a: 1}",
    `{"a":${"[".repeat(80)}${"]".repeat(80)}}`,
    '{"a":01}',
  ])("is not %s", (text) => expect(readJson(text)).toBeUndefined());

  test("may be a configuration, with what is wrong at its place", async () => {
    const text = '{"endpoints": [\r\n {"url": "tls://a.example", "upstream": {"url": "1", "urll": "2"}}]}';
    const { diagnostics } = await loadConfig(text);
    expect(diagnostics.map(({ code, range: { start } }) => `${code} ${start.line}:${start.column}`)).toEqual([
      "unknown-key 2:54",
    ]);
    expect((await loadConfig(text.replace(', "urll": "2"', ""))).config?.endpoints).toHaveLength(1);
  });
});
