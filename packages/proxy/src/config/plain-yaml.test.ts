import type { Node } from "@sluice/policy/source";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shownNodes } from "../testing/shown-nodes.ts";
import { readAnyItems } from "./in-pieces.ts";
import { readPlainItems } from "./plain-yaml.ts";

/** What stands before the piece in the whole. */
const BEFORE = `${"x".repeat(999)}\n`;

function expectAlike(text: string): boolean {
  const piece = { text, offset: BEFORE.length };
  const whole = BEFORE + text;
  const shown = (item: Node) => shownNodes(item, whole);
  const plain = readPlainItems(piece);
  if (plain) expect(plain.map(shown), text).toEqual(readAnyItems(whole, piece)?.map(shown));
  return plain !== undefined;
}

const scalar = fc.constantFrom(
  ..."a tls://a.example *.a true True null ~ 0 07 1 12 1.5 1.2.3 0x1f 0o7 1e3 1_0 127.0.0.1:80 10.0.0.0/8 :: ::1 a: a:b -1 .5 .inf yes a,b".split(
    " ",
  ),
  '"a"',
  "\"a # b: 'c'\"",
  '"a\\n"',
  "'a \" b'",
  "'it''s'",
  "a b",
  "a #b",
  "the web, and more",
  "a - b",
  "a ,b (c)",
  "a: b c",
  "a  b",
  "1 2",
  "true false",
  "a , ",
  "",
  "|",
  "&x a",
  "*x",
  "!t a",
  "{}",
  "[]",
  "@a",
  "`a",
  "%a",
  "1234567890123456",
  "_",
  "/a/b",
  "a*",
  "é",
  "#",
);
const key = fc.constantFrom("url", "name", "a_b", "x1", "true", "null", "'q'", "a.b", "<<", "?", "");
const flow = fc.letrec<{ node: string; list: string; map: string }>((tie) => ({
  node: fc.oneof({ maxDepth: 3, depthSize: "small" }, scalar, tie("list"), tie("map")),
  list: fc
    .tuple(fc.array(tie("node"), { maxLength: 3 }), fc.constantFrom("", " "), fc.constantFrom(", ", ",", " , "))
    .map(([items, pad, comma]) => `[${pad}${items.join(comma)}${pad}]`),
  map: fc
    .tuple(fc.array(fc.tuple(key, tie("node")), { maxLength: 3 }), fc.constantFrom("", " "), fc.constantFrom(": ", ":"))
    .map(([entries, pad, colon]) => `{${pad}${entries.map(([name, value]) => name + colon + value).join(", ")}${pad}}`),
})).node;
const line = fc
  .tuple(
    fc.constantFrom("", "  ", "  ", "    ", "    ", "    ", "      ", "   "),
    fc.constantFrom("", "", "- ", "- ", "-", "- - ", "-  "),
    fc.option(key, { nil: undefined }),
    fc.oneof({ weight: 1, arbitrary: flow }, { weight: 2, arbitrary: scalar }),
    fc.constantFrom("", "", "", " ", " # said"),
  )
  .map(([indent, dash, name, value, end]) => {
    if (value === "#") return `${indent}# said`;
    const entry = name === undefined ? value : value === "" ? `${name}:` : `${name}: ${value}`;
    return `${indent}${dash}${entry}${end}`;
  });

describe("plain YAML", () => {
  test("is read as the library reads it, or not at all", () => {
    let plain = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        if (expectAlike(`  - url: a\n${lines.map((each) => `${each}\n`).join("")}`)) plain += 1;
      }),
      { numRuns: 20_000 },
    );
    expect(plain).toBeGreaterThan(1_000);
  });

  test.each([
    "  - name: web\n    url: tls://a.example\n    upstream:\n      url: 127.0.0.1:8080\n    pooling_enabled: true\n    weight: 3\n",
    "- url: 'tls://*.a.example'\n  upstream: { url: \"8080\", proxy_protocol: 2 }\n",
    '  - url: tls://a\n    traffic_policy:\n      on_tcp_connect:\n        - expressions: ["conn.client_port < 1024"]\n          actions: [{ type: deny }]\n  - url: b\n',
    "  - url: a\n    list:\n    - a\n    - b: 1\n      c: 2\n    x: y\n",
    "  - url: a\n    description: the web, and more # said\n",
    "  - a\n  - [b, [c]]\n  - { d: e }\n",
    "  - url: a # said\n\n    # more\n    b: c\n\n\n  # at last\n  - url: b\n",
  ])("is what programs write: %j", (text) => expect(expectAlike(text)).toBe(true));

  test.each([
    "  - url: a\n    url: b\n",
    "  - url: { a: 1, a: 2 }\n",
    "  - url: \n",
    "  - url:\n  - url: b\n",
    "  - url: a\n     b\n",
    "  - url: é\n",
    `  - ${"[".repeat(100)}a${"]".repeat(100)}\n`,
    "  - url: a\n    b: c",
    "",
  ])("is not %j", (text) => expect(readPlainItems({ text, offset: 0 })).toBeUndefined());
});
