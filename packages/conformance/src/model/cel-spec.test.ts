import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { expect, test } from "vitest";
import { evaluate } from "./evaluate.ts";
import { modelFunctions } from "./functions/index.ts";
import { type Binding, Names } from "./functions/names.ts";
import { equals, Fault, TypeName, typeOf, Uint, type Value, ValueMap } from "./functions/values.ts";
import { parse } from "./syntax/parse.ts";
import { NotCel } from "./syntax/tokens.ts";

/** The JSON of cel-spec's test data, as far as it is used here. */
interface Json {
  readonly [key: string]: unknown;
}

const FILES = [
  "basic",
  "bindings_ext",
  "comparisons",
  "conversions",
  "fp_math",
  "integer_math",
  "lists",
  "logic",
  "macros",
  "macros2",
  "math_ext",
  "network_ext",
  "optionals",
  "plumbing",
  "string",
  "string_ext",
  "timestamps",
];

/** Protobuf messages are not the language's; nor are tests of the type checker alone. */
const NEEDS_MORE =
  /TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|messageType":"(?!google\.protobuf\.(Timestamp|Duration))/;

const functions = modelFunctions({ random: () => 0, secrets: {} });

function outcomeOf(text: string, bindings: { readonly [name: string]: Binding }): Value | undefined {
  try {
    return evaluate(parse(text), { names: new Names(bindings), functions });
  } catch (error) {
    if (error instanceof Fault || error instanceof NotCel) return undefined;
    throw error;
  }
}

function celValue(json: Json): Value {
  const [kind, content] = Object.entries(json)[0] ?? ["nullValue", null];
  if (kind === "int64Value") return BigInt(content as string);
  if (kind === "uint64Value") return new Uint(BigInt(content as string));
  if (kind === "doubleValue") return Number(content);
  if (kind === "bytesValue") return new Uint8Array(Buffer.from(content as string, "base64"));
  if (kind === "typeValue") return new TypeName(content as string);
  if (kind === "listValue") return ((content as { values?: readonly Json[] }).values ?? []).map(celValue);
  if (kind === "mapValue") {
    const { entries = [] } = content as { readonly entries?: readonly { readonly key: Json; readonly value: Json }[] };
    return new ValueMap(entries.map(({ key, value }) => [celValue(key), celValue(value)] as const));
  }
  if (kind === "objectValue") {
    const { value } = content as { readonly value: string };
    const name = value.endsWith("s") ? "duration" : "timestamp";
    return functions.call(name, [value]);
  }
  return kind === "nullValue" ? null : (content as Value);
}

function isSame(a: Value, b: Value): boolean {
  if (typeof a === "number" && typeof b === "number") return Object.is(a, b) || a === b;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => isSame(item, b[i] as Value));
  return typeOf(a) === typeOf(b) && equals(a, b);
}

test("the model's CEL passes cel-spec's own tests", () => {
  const failed: string[] = [];
  let count = 0;
  for (const suite of tests.suites?.filter(({ name }) => FILES.includes(name)) ?? []) {
    for (const section of suite.suites ?? []) {
      for (const { original } of section.tests ?? []) {
        const spec = original as Json & { readonly expr: string };
        const given = (spec.bindings ?? {}) as { readonly [name: string]: { readonly value: Json } };
        const others = spec.container !== undefined || spec.unknown !== undefined || spec.checkOnly === true;
        if (
          others ||
          NEEDS_MORE.test(JSON.stringify(spec)) ||
          JSON.stringify(spec.typeEnv ?? "").includes('"function"')
        )
          continue;
        count += 1;
        const bindings = Object.fromEntries(Object.entries(given).map(([name, { value }]) => [name, celValue(value)]));
        const fails = spec.evalError !== undefined || spec.anyEvalErrors !== undefined;
        const actual = outcomeOf(spec.expr, bindings);
        const expected = fails ? undefined : spec.value === undefined ? true : celValue(spec.value as Json);
        const passed = actual === undefined || expected === undefined ? actual === expected : isSame(actual, expected);
        if (!passed) failed.push(`${suite.name}/${section.name}/${String(spec.name)}: ${spec.expr}`);
      }
    }
  }
  expect(failed).toEqual([]);
  expect(count).toBeGreaterThan(800);
});
