import fc from "fast-check";
import { BOOL, BYTES, type CelType, DOUBLE, DURATION, INT, listOf, mapOf, STRING, TIMESTAMP, UINT } from "../type.ts";

/** Variables of the generated expressions. */
export const VARIABLES: Readonly<Record<string, CelType>> = {
  b: BOOL,
  i: INT,
  j: INT,
  u: UINT,
  d: DOUBLE,
  s: STRING,
  t: STRING,
  y: BYTES,
  l: listOf(INT),
  w: listOf(STRING),
  m: mapOf(STRING, INT),
  at: TIMESTAMP,
  span: DURATION,
};

/** The kinds of expression that are generated, each well typed. */
type Kind =
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "ints"
  | "strings"
  | "map"
  | "timestamp"
  | "duration";

type Tie = (kind: Kind) => fc.Arbitrary<string>;

/** Text of a template with `@` for each part. */
function of(template: string, ...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const pieces = template.split("@");
  return fc.tuple(...parts).map((texts) => pieces.reduce((text, piece, i) => `${text}(${texts[i - 1]})${piece}`));
}

/** Operators without parentheses where that cannot change a type: precedence and association are at stake, too. */
function operator(kinds: readonly string[], operand: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(operand, fc.constantFrom(...kinds), operand, fc.boolean(), fc.boolean())
    .map(([left, symbol, right, bareLeft, bareRight]) => {
      const looser = symbol === "&&" || symbol === "||" ? /\?/ : /[?&|<>=!]| in /;
      const shown = (text: string, bare: boolean) => (bare && !looser.test(text) ? text : `(${text})`);
      return `${shown(left, bareLeft)} ${symbol} ${shown(right, bareRight)}`;
    });
}

const EQUALITY = ["==", "!="];
const ORDER = ["<", "<=", ">", ">="];

/** Each kind by the others, the simplest first. */
function grammar(tie: Tie): Record<Kind, fc.Arbitrary<string>> {
  const deep = (...some: fc.Arbitrary<string>[]) => fc.oneof({ maxDepth: 4, depthIdentifier: "cel" }, ...some);
  const choose = (kind: Kind) => of("@ ? @ : @", tie("bool"), tie(kind), tie(kind));
  return {
    bool: deep(
      fc.constantFrom("b", "true", "false", "i / 0 == 1", "has(m.a)", "has(m.z)"),
      operator(["&&", "||", ...EQUALITY], tie("bool")),
      operator([...EQUALITY, ...ORDER], tie("int")),
      operator([...EQUALITY, ...ORDER], tie("uint")),
      operator([...EQUALITY, ...ORDER], tie("double")),
      operator([...EQUALITY, ...ORDER], tie("string")),
      operator([...EQUALITY, ...ORDER], tie("bytes")),
      operator([...EQUALITY, ...ORDER], tie("timestamp")),
      operator([...EQUALITY, ...ORDER], tie("duration")),
      operator(EQUALITY, tie("ints")),
      operator(EQUALITY, tie("map")),
      of(
        "!@",
        tie("bool").map((each) => `(${each})`),
      ),
      of("@ in @", tie("int"), tie("ints")),
      of("@ in @", tie("string"), tie("strings")),
      of("@ in @", tie("string"), tie("map")),
      ...["startsWith", "endsWith", "contains"].map((name) => of(`@.${name}(@)`, tie("string"), tie("string"))),
      of("@.matches('^a*b?$')", tie("string")),
      ...["all", "exists", "exists_one"].map((name) => of(`@.${name}(x, x < @)`, tie("ints"), tie("int"))),
      of("@.exists(k, @[k] == @)", tie("map"), tie("map"), tie("int")),
      choose("bool"),
    ),
    int: deep(
      fc.constantFrom("i", "j", "0", "2", "-1", "9223372036854775807", "-9223372036854775808", "m.a", "m.z", "m['b']"),
      operator(["+", "-", "*", "/", "%"], tie("int")),
      // Of variables alone: the reference drops a pair of signs, also where the inner one overflows.
      of("-@", fc.constantFrom("i", "j", "m.a")),
      of("size(@)", tie("string")),
      of("@.size()", tie("ints")),
      of("size(@)", tie("map")),
      of("size(@)", tie("bytes")),
      of(
        "@[@]",
        tie("ints").map((each) => `(${each})`),
        tie("int"),
      ),
      of("int(@)", tie("uint")),
      of("int(@)", tie("double")),
      // Of numbers alone: in the reference int('') is 0.
      of("int(string(@))", tie("int")),
      ...[
        "getFullYear",
        "getMonth",
        "getDayOfYear",
        "getDate",
        "getDayOfWeek",
        "getHours",
        "getMinutes",
        "getSeconds",
      ].map((name) => of(`@.${name}()`, tie("timestamp"))),
      ...["getHours", "getMinutes", "getSeconds"].map((name) => of(`@.${name}()`, tie("duration"))),
      choose("int"),
    ),
    uint: deep(
      fc.constantFrom("u", "0u", "3u", "18446744073709551615u"),
      // No division: in the reference a uint beyond int64 divided by 1 overflows.
      operator(["+", "-", "*", "%"], tie("uint")),
      of("uint(@)", tie("int")),
      choose("uint"),
    ),
    double: deep(
      fc.constantFrom("d", "0.0", "1.5", "-2.25", "1e300", "-0.0"),
      operator(["+", "-", "*", "/"], tie("double")),
      of("double(@)", tie("int")),
      choose("double"),
    ),
    string: deep(
      fc.constantFrom("s", "t", "''", "'\\u00f1'", "'aab'", "r'\\d'", '"""x\'y"""'),
      operator(["+"], tie("string")),
      of("string(@)", tie("int")),
      of("string(@)", tie("uint")),
      of("string(@)", tie("bool")),
      of(
        "@[@]",
        tie("strings").map((each) => `(${each})`),
        tie("int"),
      ),
      choose("string"),
    ),
    bytes: deep(
      fc.constantFrom("y", "b''", "b'\\xff'", "b'a\u00f1'"),
      operator(["+"], tie("bytes")),
      of("bytes(@)", tie("string")),
    ),
    ints: deep(
      fc.constantFrom("l", "[]", "[1, 2]"),
      of("[@, @]", tie("int"), tie("int")),
      operator(["+"], tie("ints")),
      of("@.map(x, x + @)", tie("ints"), tie("int")),
      of("@.filter(x, x != @)", tie("ints"), tie("int")),
      of("@.map(x, x > @, x * 2)", tie("ints"), tie("int")),
      choose("ints"),
    ),
    strings: deep(
      fc.constantFrom("w", "['a', 'b']"),
      of("[@, @]", tie("string"), tie("string")),
      of("@.filter(x, x.startsWith(@))", tie("strings"), tie("string")),
    ),
    map: deep(fc.constantFrom("m", "{}", "{'a': 1}"), of("{'a': @, 'c': @}", tie("int"), tie("int"))),
    timestamp: deep(
      fc.constantFrom("at", "timestamp('2026-02-28T23:59:59.5Z')", "timestamp(0)"),
      of("@ + @", tie("timestamp"), tie("duration")),
      of("@ - @", tie("timestamp"), tie("duration")),
    ),
    duration: deep(
      fc.constantFrom("span", "duration('90s')", "duration('-1.5h')"),
      operator(["+", "-"], tie("duration")),
      of("(@ - @)", tie("timestamp"), tie("timestamp")),
    ),
  };
}

/** Well-typed expressions of CEL's core over `VARIABLES`. Many of them fail when they are run. */
export const wellTyped: fc.Arbitrary<string> = (() => {
  const kinds = fc.letrec<Record<Kind, string>>((tie) => grammar(tie as Tie));
  return fc.oneof(...Object.values(kinds));
})();
