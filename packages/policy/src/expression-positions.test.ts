import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile.ts";
import type { Position } from "./diagnostics/diagnostic.ts";

/** Mistakes by code; what stands between `⟦` and `⟧` is the part that is wrong. */
const MISTAKES: readonly (readonly [code: string, expression: string])[] = [
  ["unknown-variable", "⟦cnn⟧.client_port == 1"],
  ["unknown-field", "conn.⟦client_prt⟧ == 1"],
  ["unknown-field", "conn.tls.client.subject.⟦comon_name⟧ == 'é'"],
  ["unknown-function", "⟦inCidrRang⟧(conn.client_ip, '10.0.0.0/8')"],
  ["unknown-function", "conn.tls.sni.⟦startWith⟧('😀')"],
  ["no-such-overload", "⟦conn.client_port == 'é'⟧"],
  ["no-such-overload", "(!⟦conn.client_port⟧ || true)"],
  ["literal-out-of-range", "conn.client_port == ⟦9223372036854775808⟧"],
  ["invalid-regex", "conn.tls.sni.matches(⟦'😀(\\\\d'⟧)"],
  ["invalid-cidr", "inCidrRange(conn.client_ip, ⟦'10.0.0.0/33'⟧)"],
  ["address-spelling", 'conn.client_ip == ⟦"2001:DB8::1"⟧'],
  ["address-compared-with-cidr", "conn.client_ip in ['192.0.2.1', ⟦'10.0.0.0/8'⟧]"],
  ["invalid-literal", "conn.ts.start > timestamp(⟦'2026-02-30T00:00:00Z'⟧)"],
  ["invalid-literal", "conn.ts.start.getHours(⟦'Mars/Olympus'⟧) == 1"],
  ["expression-syntax", "conn.client_port == ⟦@⟧"],
];

/** The mistake in the middle of what is right, with characters before it that take two and four bytes. */
function around(mistake: string): string {
  return `conn.tls.sni != 'é😀' && ${mistake} && true`;
}

const INDENT = " ".repeat(10);
const INNER = /(?=&& )/g;
const MARK = /[⟦⟧]/u;

/** Everything but the marks as `\uXXXX`: surrogate pairs as two escapes. */
function escapedUnits(text: string): string {
  return Array.from({ length: text.length }, (_, i) => text.charAt(i))
    .map((unit) => (MARK.test(unit) ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`))
    .join("");
}

/** Everything but the marks as `\UXXXXXXXX`, which YAML has for all of Unicode. */
function escapedPoints(text: string): string {
  return Array.from(text, (point) =>
    MARK.test(point) ? point : `\\U${(point.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`,
  ).join("");
}

const single = (text: string) => text.replaceAll("'", "''");
const double = (text: string) => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
const broken = (text: string, by = `\n${INDENT}`) => text.replaceAll(INNER, by).replaceAll(` ${by}`, by);

/** A rule's expression as YAML writes it behind `      - `. */
const YAML_STYLES: Readonly<Record<string, (expression: string) => string>> = {
  "a plain scalar": (e) => e,
  "a plain scalar over lines": (e) => broken(e),
  "a plain scalar over lines and empty ones": (e) => broken(e, `\n\n  \n${INDENT}`),
  "a plain scalar with an anchor and a comment": (e) => `&anchor ${e} # why`,
  "single quotes": (e) => `'${single(e)}'`,
  "single quotes over lines": (e) => `'${broken(single(e))}'`,
  "double quotes": (e) => `"${double(e)}"`,
  "double quotes over lines": (e) => `"${broken(double(e))}"`,
  "double quotes over escaped line breaks": (e) => `"${broken(double(e), `\\\n${INDENT}\\ `)}"`,
  "double quotes, all of it escaped": (e) => `"${escapedPoints(e)}"`,
  "double quotes, tabs and bytes escaped": (e) =>
    `"${double(e).replaceAll(" && ", "\\t&& ").replaceAll("é", "\\xe9")}"`,
  "a folded block": (e) => `>\n${INDENT}${broken(e)}`,
  "a folded block with more indented lines": (e) => `>-\n${INDENT}${broken(e, `\n${INDENT}    `)}`,
  "a folded block after empty lines": (e) => `>+\n\n\n${INDENT}${broken(e, `\n\n${INDENT}`)}\n\n`,
  "a folded block with an indentation indicator": (e) => `>2-\n${INDENT}  ${broken(e)}`,
  "a literal block": (e) => `|\n${INDENT}${broken(e)}`,
  "a literal block with indentation": (e) => `|\n${INDENT}${broken(e, `\n${INDENT}\t    `)}`,
  "a literal block with an indentation indicator and a comment": (e) => `|4- # why\n${INDENT}    ${broken(e)}`,
};

/** A rule's expression as JSON writes it. */
const JSON_STYLES: Readonly<Record<string, (expression: string) => string>> = {
  "a JSON string": (e) => JSON.stringify(e),
  "a JSON string of \\u escapes": (e) => `"${escapedUnits(e)}"`,
  "a JSON string with solidi escaped": (e) => JSON.stringify(e).replaceAll("/", "\\/"),
};

const yamlDocument = (scalar: string) =>
  `# 😀\non_tcp_connect:\n  - actions:\n      - type: terminate-tls\n        config: {mutual_tls_verification_strategy: require-any}\n  - expressions:\n      - ${scalar}\n    actions: [{type: deny}]\n`;
const jsonDocument = (scalar: string) =>
  `{"on_tcp_connect": [{"actions": [{"type": "terminate-tls",\n\t"config": {"mutual_tls_verification_strategy": "require-any"}}]},\n\t{"name": "😀", "expressions": [${scalar}], "actions": [{"type": "deny"}]}]}`;

/** Lines and columns counted the slow way. */
function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|[\r\n]/);
  return { line: lines.length, column: Array.from(lines.at(-1) ?? "").length + 1, offset };
}

/** Takes the marks away, and says where they were. */
function unmark(marked: string) {
  const start = marked.indexOf("⟦");
  const end = marked.indexOf("⟧") - 1;
  const text = marked.replaceAll(/[⟦⟧]/gu, "");
  return { text, range: { start: positionAt(text, start), end: positionAt(text, end) } };
}

function expectFound(marked: string, code: string): void {
  const { text, range } = unmark(marked);
  const { diagnostics } = compilePolicy(text, { protocol: "tls" });
  expect(
    diagnostics.map((each) => ({ code: each.code, range: each.range })),
    text,
  ).toEqual([{ code, range }]);
}

describe.each(Object.entries(YAML_STYLES))("in %s", (_, style) => {
  test.each(MISTAKES)("%s is where it is: %s", (code, mistake) => {
    const marked = yamlDocument(style(around(mistake)));
    expectFound(marked, code);
    expectFound(marked.replaceAll("\n", "\r\n"), code);
  });
});

describe.each(Object.entries(JSON_STYLES))("in %s", (_, style) => {
  test.each(MISTAKES)("%s is where it is: %s", (code, mistake) => {
    expectFound(jsonDocument(style(around(mistake))), code);
  });
});

describe("in a value's `${…}`", () => {
  const log = (scalar: string) =>
    `on_tcp_connect:\n  - actions:\n      - type: log\n        config:\n          metadata:\n            a: ${scalar}\n`;

  test.each([
    ["plain", "é😀 ${conn.⟦client_prt⟧} $${"],
    ["plain over lines", "é😀 ${conn.client_port} and\n              ${conn.⟦client_prt⟧}"],
    ["single quotes", "'it''s ${conn.tls.sni + ''😀''} ${conn.⟦client_prt⟧}'"],
    ["double quotes", '"\\U0001F600 ${\\"}\\" + \\x63onn.⟦client_\\u0070rt⟧}"'],
    ["a literal block", '|\n              {"a": "😀"}\n              ${conn.⟦client_prt⟧}'],
    ["a folded block", ">-\n              ${'}' +\n              conn.⟦client_prt⟧}"],
    ["nested braces", "\"${{'a': {'b': 1}}.a.b + conn.⟦client_prt⟧}\""],
  ])("%s", (_, scalar) => expectFound(log(scalar), "unknown-field"));

  test("which is never closed", () => expectFound(log("é ⟦${⟧conn.client_ip"), "template-syntax"));

  test("each of several", () => {
    const text = log("'${cnn} ${conn.client_ip} ${cnn} ${1 +}'");
    const { diagnostics } = compilePolicy(text, { protocol: "tls" });
    expect(diagnostics.map(({ range }) => range.start.column)).toEqual([19, 44, 54]);
  });
});

test("an expression that an alias repeats is wrong where the alias stands", () => {
  const rule = (expression: string) =>
    `  - expressions: [${expression}]\n    actions: [{type: log, config: {metadata: {}}}]\n`;
  const text = `on_tcp_connect:\n${rule("&e 'conn.client_prt == 1'")}${rule("*e")}`;
  const { diagnostics } = compilePolicy(text, { protocol: "tls" });
  expect(diagnostics.map(({ range: { start } }) => `${start.line}:${start.column}`)).toEqual(["2:28", "4:19"]);
});
