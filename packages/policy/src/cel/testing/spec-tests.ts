import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { parseDuration } from "../duration.ts";
import type { Declaration, Environment } from "../environment.ts";
import { frameOf, type RecordFrame } from "../environment-of.ts";
import { equal } from "../equality.ts";
import { base64Decode } from "../functions/base64.ts";
import { parseTimestamp } from "../timestamp.ts";
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  STRING,
  TIMESTAMP,
  UINT,
} from "../type.ts";
import { TypeValue, typeNameOf } from "../types-of-values.ts";
import { CelMap, Uint, type Value } from "../value.ts";

/** The JSON of cel-spec's test data, as far as it is used here. */
interface Json {
  readonly [key: string]: unknown;
}

export interface SpecTest {
  readonly id: string;
  readonly expression: string;
  readonly unchecked: boolean;
  readonly environment: Environment<RecordFrame>;
  readonly frame: RecordFrame;
  /** `undefined`: the expression must fail, when compiled or when run. */
  readonly expected: Value | undefined;
}

const PROTOBUF =
  /TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|messageType":"(?!google\.protobuf\.(Timestamp|Duration))/;

/** The tests of one of cel-spec's files that need no protobuf messages and no functions of the test's own. */
export function specTests(file: string): readonly SpecTest[] {
  const found = tests.suites?.find(({ name }) => name === file);
  if (found === undefined) throw new Error(`cel-spec has no file ${file}`);
  return (found.suites ?? []).flatMap((section) =>
    (section.tests ?? []).flatMap(({ original }) => {
      const test = original as Json & { readonly expr: string };
      const needsMore = PROTOBUF.test(JSON.stringify(test)) || test.unknown !== undefined;
      if (needsMore || test.checkOnly === true || JSON.stringify(test.typeEnv ?? "").includes('"function"')) return [];
      return [specTest(`${file}/${section.name}/${String(test.name)}`, test)];
    }),
  );
}

function specTest(id: string, test: Json & { readonly expr: string }): SpecTest {
  const types = (test.typeEnv ?? []) as readonly { readonly name: string; readonly ident: { readonly type: Json } }[];
  const bindings = Object.entries((test.bindings ?? {}) as { readonly [name: string]: { readonly value: Json } });
  const declared = new Map(types.map(({ name, ident }) => [name, typeOf(ident.type)]));
  for (const [name] of bindings) if (!declared.has(name)) declared.set(name, DYN);
  const value = test.value as Json | undefined;
  const failing = test.evalError !== undefined || test.anyEvalErrors !== undefined;
  return {
    id,
    expression: test.expr,
    unchecked: test.disableCheck === true,
    environment: { variables: within(test.container, namesOf(Array.from(declared), "")) },
    frame: frameOf(Object.fromEntries(bindings.map(([name, each]) => [name, celValue(each.value)]))),
    expected: failing ? undefined : value === undefined ? true : celValue(value),
  };
}

/** Names are looked up in the container first: it is the host's to say what a name means. */
function within(
  container: unknown,
  names: Environment<RecordFrame>["variables"],
): Environment<RecordFrame>["variables"] {
  const inner = container === undefined ? undefined : names.get(String(container))?.fields;
  return { names: () => names.names(), get: (name) => inner?.get(name) ?? names.get(name) };
}

/** Variables of the tests may have dotted names: `a.b.c` is `c` in `b` in `a`. */
function namesOf(
  declared: readonly (readonly [string, CelType])[],
  prefix: string,
): Environment<RecordFrame>["variables"] {
  const own = declared.filter(([name]) => name.startsWith(prefix));
  const names = new Set(own.map(([name]) => name.slice(prefix.length).split(".", 1)[0] ?? ""));
  return {
    names: () => names,
    get: (name) => {
      if (!names.has(name)) return undefined;
      const path = prefix + name;
      const type = declared.find(([each]) => each === path)?.[1];
      const fields = namesOf(declared, `${path}.`);
      const named: Declaration<RecordFrame> = { path, ...(Array.from(fields.names()).length > 0 ? { fields } : {}) };
      return type === undefined ? named : { ...named, type, read: (frame) => frame.variables.get(path) };
    },
  };
}

function typeOf(type: Json): CelType {
  const list = type.listType as { readonly elemType: Json } | undefined;
  if (list !== undefined) return listOf(typeOf(list.elemType));
  const map = type.mapType as { readonly keyType: Json; readonly valueType: Json } | undefined;
  if (map !== undefined) return mapOf(typeOf(map.keyType), typeOf(map.valueType));
  const named: { readonly [name: string]: CelType } = {
    BOOL,
    INT64: INT,
    UINT64: UINT,
    DOUBLE,
    STRING,
    BYTES,
    "google.protobuf.Timestamp": TIMESTAMP,
    "google.protobuf.Duration": DURATION,
    TIMESTAMP,
    DURATION,
  };
  return named[String(type.primitive ?? type.messageType ?? type.wellKnown)] ?? DYN;
}

function celValue(json: Json): Value {
  const [kind, content] = Object.entries(json)[0] ?? ["nullValue", null];
  switch (kind) {
    case "int64Value":
      return BigInt(content as string);
    case "uint64Value":
      return new Uint(BigInt(content as string));
    case "doubleValue":
      return Number(content);
    case "stringValue":
    case "boolValue":
      return content as string | boolean;
    case "bytesValue":
      return base64Decode(content as string) ?? null;
    case "typeValue":
      return new TypeValue(content as string);
    case "listValue":
      return ((content as { readonly values?: readonly Json[] }).values ?? []).map(celValue);
    case "mapValue": {
      const entries = (content as { readonly entries?: readonly { readonly key: Json; readonly value: Json }[] })
        .entries;
      return CelMap.of((entries ?? []).map(({ key, value }) => [celValue(key) as string, celValue(value)]));
    }
    case "nullValue":
      return null;
    case "objectValue": {
      const { value } = content as { readonly value: string };
      return parseDuration(value) ?? parseTimestamp(value) ?? null;
    }
    default:
      throw new Error(`a test with a value of kind ${kind}`);
  }
}

/** Equal and of the same types; not-a-number is itself here. */
export function identical(a: Value, b: Value): boolean {
  if (typeof a === "number" && typeof b === "number") return Object.is(a, b) || a === b;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each: Value, i) => identical(each, b[i] as Value));
  }
  return typeNameOf(a) === typeNameOf(b) && equal(a, b);
}
