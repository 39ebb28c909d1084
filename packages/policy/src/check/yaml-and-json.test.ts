import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument, stringify } from "yaml";
import { checkPolicies } from "./check-files.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const directory = new URL("../../../../test-vectors/", import.meta.url);

/** The policies of the vectors, those that must not compile among them, as far as both syntaxes can say the same. */
const policies: readonly Json[] = readdirSync(directory)
  .filter((name) => name.endsWith(".json") && name !== "schema.json")
  .flatMap(
    (name) =>
      JSON.parse(readFileSync(new URL(name, directory), "utf8")).vectors as { mode?: string; policy: unknown }[],
  )
  .flatMap(({ mode, policy }) => {
    // Those of mode `check` are files around policies; one in parts is one of megabytes.
    if (mode === "check" || typeof policy !== "string") return [];
    const document = parseDocument(policy);
    // An alias would be written out, and what it stands for be told twice.
    if (/[&*]\w+/.test(policy) && !policy.trimStart().startsWith("{")) return [];
    if (document.errors.length > 0 || document.warnings.length > 0) return [];
    const value = document.toJS() as Json;
    return isPlain(value) ? [value] : [];
  });

/** Numbers that both syntaxes print alike: a double may lose its point on the way. */
function isPlain(value: unknown): value is Json {
  if (typeof value === "number") return Number.isSafeInteger(value) || !Number.isInteger(value);
  if (typeof value !== "object" || value === null) return typeof value !== "undefined" && typeof value !== "bigint";
  return Object.values(value).every(isPlain);
}

/** What is said, in the order of the file, with what it points at; places differ, and how a text is quoted. */
function said(text: string): readonly unknown[] {
  return checkPolicies(text).diagnostics.map(({ range, fix, hint, message, ...rest }) => ({
    ...rest,
    message: message.replace(/\bline \d+/, "line …"),
    hint: hint?.replaceAll(/["']/g, ""),
    fixable: fix !== undefined,
  }));
}

function expectAlike(policy: Json): void {
  const asJson = said(JSON.stringify(policy, undefined, 2));
  expect(said(stringify(policy, { lineWidth: 0 }))).toEqual(asJson);
  expect(said(JSON.stringify(policy))).toEqual(asJson);
}

test("a policy gives the same diagnostics as YAML and as JSON", () => {
  for (const policy of policies) expectAlike(policy);
  expect(policies.length).toBeGreaterThan(400);
});

const WRONG_VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  "",
  "x",
  "10.0.0.1/8",
  "${",
  "${vars.a}",
  [],
  ["x"],
  {},
  { x: 1 },
];
const WRONG_KEYS = [
  "typ",
  "config",
  "expressions",
  "action",
  "on_tcp_conect",
  "inbound",
  "__proto__",
  "min_version",
  "vars",
];

/** A policy with a value replaced, a key renamed or an entry left out, somewhere. */
const mutated: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom(...policies), fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 }))
  .map(([policy, mutations]) =>
    mutations.reduce((value, [place, kind, choice]) => mutate(value, place, kind, choice), structuredClone(policy)),
  );

function mutate(root: Json, place: number, kind: number, choice: number): Json {
  const holders = [...holdersIn(root)];
  const holder = holders[place % Math.max(1, holders.length)];
  if (holder === undefined) return root;
  const keys = Object.keys(holder);
  const key = keys[choice % Math.max(1, keys.length)];
  if (key === undefined) return root;
  const map = holder as { [key: string]: Json };
  const value = map[key] as Json;
  if (kind % 3 === 0) map[key] = WRONG_VALUES[choice % WRONG_VALUES.length] as Json;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else {
    delete map[key];
    const name = WRONG_KEYS[choice % WRONG_KEYS.length] as string;
    if (kind % 3 === 1)
      Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return root;
}

function* holdersIn(value: Json): Generator<Json[] | { [key: string]: Json }> {
  if (typeof value !== "object" || value === null) return;
  yield value;
  for (const child of Object.values(value)) yield* holdersIn(child as Json);
}

test("so does one with mistakes in it", () => {
  fc.assert(fc.property(mutated, expectAlike), { numRuns: 1500, seed: 3 });
});
