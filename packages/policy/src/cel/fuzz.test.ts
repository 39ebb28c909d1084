import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileExpression, compileUnchecked } from "./compile-expression.ts";
import { compileTemplate } from "./template.ts";
import { testEnvironment, testFrame } from "./testing/environment.ts";

const WORDS = [
  ..."()[]{}.,:?!-+*/%<>$`'\"\\ \n\f",
  ...["&&", "||", "==", "!=", "<=", ">=", " in ", "//", "'''", '"""', "b'", "r'", "${", "$${", "0x", "1e", "1u"],
  ...["0", "1", "2.5", "9223372036854775807", "-1", "'a'", "'10.0.0.0/8'", "b'\\xff'", "'\\u00e9'", "true", "null"],
  ...["conn", "client_ip", "client_port", "tls", "sni", "vars", "any", "x", "has(", ".exists(x,", ".map(x,", ".all("],
  ...["cel.bind(x,", "size(", ".matches(", "secrets.get(", "rand.int(", "timestamp(", "duration(", "dyn(", "type("],
  ...[
    "optional.of(",
    "optional.none()",
    ".orValue(",
    ".?a",
    "[?",
    "{?",
    ".transformMap(x, y,",
    ".sortBy(x,",
    "cel.block([",
  ],
  ...["cel.index(0)", ".optMap(x,", "lists.range(", "math.greatest(", "ip(", "cidr(", ".a", ".`b-c`"],
  ...["constructor", "__proto__", "prototype", "toString", "for", "é", "😀", "\ud800", "\u0000", "\u00a0"],
];
const SEEDS = [
  "conn.client_ip == '10.1.2.3' && conn.client_port < 1024 || !has(conn.tls.client.pem)",
  "conn.client_ip.categories.exists(x, x.startsWith('proxy') && x != vars.any)",
  "inCidrRanges(conn.client_ip, ['10.0.0.0/8']) ? conn.tls.sni.matches('^a+$') : vars.any.b[1] in {1: 'a'}",
  "[1, 2.5, 'a'].map(x, x == 1, dyn(x) + 1)[0] == conn.ts.start.getHours('Europe/Berlin')",
  "{?'a': vars.?any, 'b': [?optional.of(1)]}.transformMap(k, v, k != 'c', [v]).?a.optMap(x, x[0]).orValue(null)",
  "cel.block([conn.client_port, cel.index(0) + 1], [3, 1].sortBy(y, -y).exists(i, v, v == cel.index(1)))",
  "'%s %d'.format([vars.any, 1]) + json.encode({'a': [b'x', null, 1u]})",
];
const environment = testEnvironment({ secrets: { v: { s: "secret" } } });
const frame = testFrame({ "conn.client_ip": "10.0.0.1", "conn.client_port": 1n, "vars.any": [1n, "a"] }, [0.5]);

/** Compiles and runs: every outcome is a value, and every diagnostic lies within the text. */
function survives(text: string): void {
  for (const compile of [compileExpression, compileUnchecked]) {
    const { expression, diagnostics } = compile(text, environment);
    expression?.evaluate(frame);
    expect((expression === undefined) === diagnostics.some(({ severity }) => severity === "error")).toBe(true);
    for (const { start, end } of diagnostics) expect(0 <= start && start <= end && end <= text.length).toBe(true);
  }
  const { template, diagnostics } = compileTemplate(text, environment);
  template?.evaluate(frame);
  for (const { start, end } of diagnostics) expect(0 <= start && start <= end && end <= text.length).toBe(true);
}

describe("no text makes the compiler or the compiled expression throw", () => {
  it("random characters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 40 }), survives), { numRuns: 1000 });
  });

  it("random words of the language", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }), (words) => survives(words.join(""))),
      { numRuns: 2500 },
    );
  });

  it("expressions with words put in and pieces cut out", () => {
    const change = fc.record({ at: fc.nat(100), cut: fc.nat(6), word: fc.constantFrom("", ...WORDS) });
    fc.assert(
      fc.property(fc.constantFrom(...SEEDS), fc.array(change, { maxLength: 4 }), (seed, changes) => {
        let text = seed;
        for (const { at, cut, word } of changes) text = text.slice(0, at) + word + text.slice(at + cut);
        survives(text);
        survives(`a \${${text}} b`);
      }),
      { numRuns: 1500 },
    );
  });
});
