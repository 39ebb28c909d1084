import { entryOf, type Node, readDocuments } from "@sluice/policy/source";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { listsOf } from "../../listed-addresses.ts";
import {
  placesIn,
  type SchemaPlace,
  type Step,
  shapesOf,
  typeOfValue,
  typesOf,
  withValue,
} from "../../testing/schema-places.ts";
import { type LoadResult, loadConfig } from "../load.ts";
import type { FileDiagnostic } from "../reader.ts";
import { configSchema } from "./config-schema.ts";

const SCHEMA = configSchema();
const PLACES = placesIn(SCHEMA);
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(SCHEMA);
const shown = ({ path }: SchemaPlace): string => path.join(".") || "the configuration";
const cases = (places: readonly SchemaPlace[]) => places.map((place) => [shown(place), place] as const);

const BASE = { endpoints: [{ url: "tcp://a.example:1", upstream: { url: 1 } }] };
const INTERNAL = { endpoints: [{ url: "tcp://a.internal:1", upstream: { url: 1 } }] };
const POOLED = { endpoints: [{ url: "tcp://a.example:1", upstream: { url: 1 }, pooling_enabled: true }] };
const OVER_TLS = { endpoints: [{ url: "tcp://a.example:1", upstream: { url: "tls://b.example:1" } }] };
const BASES = [BASE, INTERNAL, POOLED, OVER_TLS];
/** One of each type. */
const SAMPLES = ["nonsense", 7, 1.5, true, null, [], {}];

interface Outcome extends LoadResult {
  /** Errors at the value itself, or at its key. */
  readonly here: readonly FileDiagnostic[];
  readonly valid: boolean;
}

/** The outcome of a configuration that has `value` at `path`; what is required beside it is there. */
async function load(path: readonly Step[], value: unknown, base: unknown = BASE): Promise<Outcome> {
  let config = base;
  // From the outside in: what a mapping on the way needs beside what leads on.
  for (const { path: outer, schema } of PLACES) {
    const isOnTheWay = outer.length < path.length && outer.every((step, at) => step === path[at]);
    if (!isOnTheWay) continue;
    for (const shape of shapesOf(schema)) {
      if (shape.properties?.[String(path[outer.length])] === undefined) continue;
      for (const name of shape.required ?? []) {
        if (valueAt(config, [...outer, name]) !== undefined) continue;
        config = withValue(config, [...outer, name], shape.properties[name]?.examples?.[0]);
      }
    }
  }
  config = withValue(config, path, value);
  const text = JSON.stringify(config);
  const readFile = () => Promise.reject(Object.assign(new Error("no such file"), { code: "ENOENT" }));
  // Without its list an ip policy is no sound configuration, whatever else of it is left out.
  const readList = listsOf(async () => "203.0.113.0/24\n");
  const result = await loadConfig(text, { readFile, readList });
  const { node, key, parent } = value === undefined ? {} : locate(text, path);
  const spans = [node, key].flatMap((span) => span ?? []);
  const here = result.diagnostics.filter(
    ({ severity, code, range: { start, end } }) =>
      severity === "error" &&
      (spans.some((span) => span.start === start.offset && span.end === end.offset) ||
        (value === null && code === "missing-field" && start.offset === parent?.start)),
  );
  return { ...result, here, valid: validate(config) };
}

function valueAt(whole: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<Step, unknown> | undefined)?.[step], whole);
}

function locate(text: string, path: readonly Step[]): { node?: Node; key?: Node; parent?: Node } {
  let found: { node: Node | undefined; key?: Node; parent?: Node } = { node: readDocuments(text)[0]?.root };
  for (const step of path) {
    const { node } = found;
    if (node?.kind === "list") found = { node: node.items[Number(step)], parent: node };
    else if (node?.kind === "map") {
      const entry = entryOf(node, String(step));
      found = { node: entry?.value, parent: node, ...(entry ? { key: entry.key } : {}) };
    }
  }
  if (!found.node) throw new Error(`${path.join(".")} is not there`);
  return { ...found, node: found.node };
}

const KEYED = PLACES.flatMap((place) => shapesOf(place.schema).map((schema) => ({ ...place, schema }))).filter(
  ({ schema }) => schema.properties !== undefined,
);

describe("the schema and the reader know the same", () => {
  test.each(cases(KEYED))("keys of %s", async (_name, { path, schema }) => {
    const { diagnostics, valid } = await load([...path, "zzzz_zzzz"], 1);
    const unknown = diagnostics.filter(({ code }) => code === "unknown-key");
    expect(unknown.map(({ message }) => message)).toEqual([expect.stringMatching(/ has no `zzzz_zzzz`$/)]);
    const known = [...(unknown[0]?.hint?.matchAll(/`(\w+)`/g) ?? [])].map(([, key]) => key);
    expect(known.toSorted()).toEqual(Object.keys(schema.properties ?? {}).toSorted());
    expect(valid).toBe(false);
  });

  test.each(cases(PLACES.slice(1)))("types of %s", async (_name, { path, schema }) => {
    const types = typesOf(schema);
    if (types === undefined) return;
    for (const sample of SAMPLES) {
      const { here, valid } = await load(path, sample);
      if (types.has(typeOfValue(sample))) {
        expect(here.filter(({ code }) => code === "wrong-type")).toEqual([]);
      } else {
        expect(here, JSON.stringify(sample)).not.toEqual([]);
        expect(valid, JSON.stringify(sample)).toBe(false);
      }
    }
  });

  const required = KEYED.flatMap(({ path, schema }) =>
    (schema.required ?? []).map((name) => ({ path: [...path, name], schema })),
  );
  test.each(cases(required))("that %s is required", async (_name, { path }) => {
    const { here, valid } = await load(path, null);
    expect(here.map(({ code }) => code)).toContain("missing-field");
    expect(valid).toBe(false);
  });

  const bounded = PLACES.filter(({ schema }) => schema.minimum !== undefined);
  test.each(cases(bounded))("bounds of %s", async (_name, { path, schema: { minimum = 0, maximum = 0 } }) => {
    for (const [value, isIn] of [
      [minimum, true],
      [maximum, true],
      [minimum - 1, false],
      [maximum + 1, false],
    ] as const) {
      const { here, valid } = await load(path, value);
      expect(here.some(({ code }) => code === "wrong-type")).toBe(!isIn);
      expect(valid).toBe(isIn);
    }
  });

  const closed = PLACES.flatMap(({ path, schema }) =>
    shapesOf(schema).flatMap((shape) => (shape.enum ? [{ path, schema: shape }] : [])),
  );
  test.each(cases(closed))("words of %s", async (_name, { path, schema }) => {
    for (const value of schema.enum ?? []) {
      const outcomes = [await load(path, value), await load(path, value, INTERNAL)];
      expect(outcomes.some(({ here }) => here.every(({ code }) => code !== "invalid-value"))).toBe(true);
    }
    const { here, valid } = await load(path, "nonsense");
    expect(here.map(({ code }) => code)).toEqual(["invalid-value"]);
    expect(valid).toBe(false);
  });

  const notEmpty = PLACES.flatMap(({ path, schema }) =>
    shapesOf(schema).flatMap((shape) =>
      (shape.minItems ?? shape.minProperties) === undefined ? [] : [{ path, schema: shape }],
    ),
  );
  test.each(cases(notEmpty))("that %s is not empty", async (_name, { path, schema }) => {
    const { here, valid } = await load(path, schema.type === "array" ? [] : {});
    expect(here.map(({ code }) => code)).toContain("invalid-value");
    expect(valid).toBe(false);
  });

  const withDefault = PLACES.filter(({ schema }) => schema.default !== undefined);
  test.each(cases(withDefault))("the default of %s", async (_name, { path, schema }) => {
    const pairs = await Promise.all(
      BASES.map(async (base) => ({
        left: await load(path, undefined, base),
        written: await load(path, schema.default, base),
      })),
    );
    const sound = pairs.filter(({ left, written }) => left.diagnostics.length + written.diagnostics.length === 0);
    expect(sound.length).toBeGreaterThan(0);
    for (const { left, written } of sound) expect(written.config).toEqual(left.config);
  });

  const URL = { url: "tcp://a.example:1" };
  const UPSTREAM = { upstream: { url: 1 } };
  const POLICY = { traffic_policy: { on_tcp_connect: [] } };
  const ports = (...names: string[]) => ({ listen: { ports: Object.fromEntries(names.map((name) => [name, 1])) } });
  test.each<readonly [string, object, boolean]>([
    ["an endpoint with neither upstream nor policy", { endpoints: [URL] }, false],
    ["with an upstream", { endpoints: [{ ...URL, ...UPSTREAM }] }, true],
    [
      "with a policy",
      { endpoints: [{ ...URL, traffic_policy: { on_tcp_connect: [{ actions: [{ type: "deny" }] }] } }] },
      true,
    ],
    ["with a policy twice", { endpoints: [{ ...URL, ...UPSTREAM, ...POLICY, traffic_policy_file: "a" }] }, false],
    [
      "with a shadow policy twice",
      { endpoints: [{ ...URL, ...UPSTREAM, shadow_policy: POLICY.traffic_policy, shadow_policy_file: "a" }] },
      false,
    ],
    ["ports", { ...BASE, ...ports("1", "9999", "10000", "59999", "64999", "65499", "65529", "65535") }, true],
    ...["0", "080", "65536", "65540", "65600", "66000", "70000", "100000", "+1", "1e3", "0x50"].map(
      (port) => [`the port ${port}`, { ...BASE, ...ports(port) }, false] as const,
    ),
  ])("what belongs together: %s", async (_name, config, isSound) => {
    const result = await loadConfig(JSON.stringify(config), { readFile: () => Promise.resolve("") });
    expect([result.config !== undefined, validate(config)]).toEqual([isSound, isSound]);
  });

  test("and the tests see all of it", () => {
    const seen = new Set(PLACES.map(({ schema }) => schema));
    const all: unknown[] = [SCHEMA];
    for (const each of all) {
      if (typeof each !== "object" || each === null) continue;
      for (const [key, value] of Object.entries(each)) if (key !== "definitions" && key !== "examples") all.push(value);
    }
    const described = all.filter((each) => typeof (each as { description?: unknown } | null)?.description === "string");
    const shapes = new Set(PLACES.flatMap(({ schema }) => shapesOf(schema)));
    expect(described.filter((each) => !seen.has(each as never) && !shapes.has(each as never))).toEqual([]);
    expect([KEYED, required, bounded, closed, notEmpty, withDefault].map(({ length }) => length > 3)).not.toContain(
      false,
    );
  });
});

const EXAMPLES = PLACES.flatMap(({ path, schema }) =>
  (schema.examples ?? []).map((example) => [path, example] as const),
);

test.each(EXAMPLES.map(([path, example]) => [path.join("."), path, example] as const))(
  "an example of %s is one",
  async (_name, path, example) => {
    const { diagnostics, valid } = await load(path, example);
    expect(valid).toBe(true);
    const codes = diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
    // Files are not there, and what belongs together is not.
    expect(
      codes.filter(
        (code) =>
          !["invalid-value", "needs-other-field", "missing-field", "unknown-certificate-authority"].includes(code),
      ),
    ).toEqual([]);
  },
);

test("every key is explained, and has an example", () => {
  const keys = PLACES.filter(({ parent }) => parent !== undefined);
  expect(keys.filter(({ schema: { description = "" } }) => !/^[A-Z`].*\.$/.test(description)).map(shown)).toEqual([]);
  expect(keys.filter(({ schema: { examples = [] } }) => examples.length === 0).map(shown)).toEqual([]);
});
