import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { bundle } from "./bundle.js";
import { instrument } from "./instrument.js";
import { judge } from "./judge.js";
import { tryMutants } from "./try-mutants.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = "scripts/mutation/testing";

interface Mutant {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: string;
  readonly original: string;
  readonly text: string;
  readonly around: string;
}

function mutantsOf(text: string): readonly string[] {
  let last = 0;
  const { mutants } = instrument("a.ts", text, () => ++last);
  return mutants.map(
    ({ kind, original, text }: Mutant) => `${kind === "expression" ? "" : `${kind} `}${original} → ${text}`,
  );
}

describe("a planted module", () => {
  let mutants: readonly Mutant[];
  let results: Map<number, { readonly by?: string; readonly reached: boolean }>;

  beforeAll(async () => {
    const module = {
      name: "planted",
      sources: [`${folder}/planted.ts`],
      vectors: false,
      tests: [`${folder}/planted-checks.ts`],
    };
    const built = await bundle(module, { root, leaveOut: /^$/ });
    mutants = built.mutants;
    ({ results } = await tryMutants(built));
  });

  const resultOf = (original: string, text: string) => {
    const found = mutants.filter((mutant) => mutant.original === original && mutant.text === text);
    expect(found).toHaveLength(1);
    return results.get((found[0] as Mutant).id);
  };

  test("a mutant that a check looks at is killed, and the check is named", () => {
    expect(resultOf("count >= 10", "count > 10")).toMatchObject({ by: "planted › 10 is full: true" });
    expect(resultOf("count >= 10", "true")).toMatchObject({ by: "planted › 9 is full: false" });
  });

  test("a mutant that no check can tell from the original survives", () => {
    expect(resultOf("count < 1", "count <= 1")).toEqual({ mutant: expect.any(Number), reached: true });
    expect(resultOf("name.length * 2", "name.length / 2")).toEqual({ mutant: expect.any(Number), reached: false });
  });

  test("a mutant that never ends is killed", () => {
    expect(resultOf("count += 1", "count -= 1")).toMatchObject({ by: "planted › counts" });
  });

  test("a mutant of what runs when the module is loaded is tried on a fresh copy", () => {
    expect(resultOf("7", "8")).toMatchObject({ by: "planted › knows limits" });
  });

  test("a mutant of what a check spies on is killed", () => {
    expect(resultOf("count > 2", "false")).toMatchObject({ by: "planted › tells once" });
  });

  test("what a message says is not mutated", () => {
    expect(mutants.filter(({ original }) => original.startsWith("`there"))).toEqual([]);
    expect(mutants.filter(({ text }) => text === '""').map(({ original }) => original)).toEqual(['"small"', '"none"']);
  });

  test("the score counts equivalent mutants as survivors, and once apart", () => {
    const survivors = judge({ mutants, results, equivalents: [] }).survivors.length;
    const entry = {
      file: `${folder}/planted.ts`,
      around: "return count < 1;",
      original: "count < 1",
      text: "count <= 1",
      reason: "",
    };
    const judged = judge({ mutants, results, equivalents: [entry] });
    expect(judged.stale).toEqual([]);
    expect(judged.equivalent).toBe(1);
    expect(judged.total - judged.killed).toBe(survivors);
    expect(judged.score).toBeCloseTo((100 * judged.killed) / judged.total);
    expect(judged.scoreOfTellable).toBeCloseTo((100 * judged.killed) / (judged.total - 1));
  });

  test("an entry of the list that is killed after all, or names nothing, is out of date", () => {
    const entry = { file: `${folder}/planted.ts`, around: "return count >= 10;", original: "count >= 10", reason: "" };
    const killed = { ...entry, text: "count > 10" };
    const gone = { ...entry, text: "count >>> 10" };
    const { stale } = judge({ mutants, results, equivalents: [killed, gone] });
    expect(stale.map(({ why }: { why: string }) => why)).toEqual([
      "is noticed by planted › 10 is full: true",
      "names no mutant",
    ]);
  });
});

describe("a planted module that remembers", () => {
  const build = () =>
    bundle(
      {
        name: "remembering",
        sources: [`${folder}/remembering.ts`],
        vectors: false,
        tests: [`${folder}/remembering-checks.ts`],
      },
      { root, leaveOut: /^$/ },
    );

  test("would else be asked for what it knew without any mutant", async () => {
    const built = await build();
    const { results } = await tryMutants(built);
    const small = built.mutants.find(({ original, text }: Mutant) => original === '"small"' && text === '""');
    expect(results.get(small.id)).toEqual({ mutant: small.id, reached: true });
  });

  test("is tried on a copy for each mutant, if it is said to remember", async () => {
    const built = await build();
    const { results } = await tryMutants(built, { remembers: true });
    const outcome = Object.fromEntries(
      built.mutants.map(({ id, original, text }: Mutant) => [`${original} → ${text}`, results.get(id)?.by]),
    );
    expect(outcome).toMatchObject({
      "count > 9 → true": "1 is small",
      "count > 9 → false": "11 is large",
      '"small" → ""': "1 is small",
      "known !== undefined → true": "1 is small",
    });
    expect(outcome["count > 9 → count >= 9"]).toBeUndefined();
    expect(outcome["known !== undefined → false"]).toBeUndefined();
    expect(outcome["NAMES.set(count, name); → "]).toBeUndefined();
  });
});

describe("what is mutated", () => {
  test.each([
    ["a && b", ["a && b → a || b"]],
    ["a ?? b", ["a ?? b → a", "a ?? b → b"]],
    ["a[i] ?? 0", ["a[i] ?? 0 → 0"]],
    ["a < b", ["a < b → a <= b", "a < b → a >= b", "a < b → true", "a < b → false"]],
    ["!a", ["!a → a"]],
    ["a?.b", ["a?.b → a.b"]],
    ["a?.(b)", ["a?.(b) → a(b)"]],
    ["`${a}:b`", ['`${a}:b` → ""']],
    ["`${a} is not b`", []],
    ["'is not ' + a", []],
    ["'.' + a", ["'.' → \"\""]],
    ["f({ hint: `write ${a}` })", []],
    ["{ type: 'string', minLength: 1 }", []],
    ["() => a", ["() => a → () => undefined"]],
    ["list.some(f)", ["list.some(f) → list.every(f)"]],
    ["/^[a-z]+$/", ["/[a-z]+$/", "/^[^a-z]+$/", "/^[a-z]$/", "/^[a-z]+/"].map((other) => `/^[a-z]+$/ → ${other}`)],
  ])("%s", (code, expected) => {
    expect(mutantsOf(`export const x = (${code});`)).toEqual(expected);
  });

  test("conditions, bodies, statements and cases", () => {
    const text = "function f(a: number): void { if (a) { g(); h(); } switch (a) { case b: g(); break; } }";
    expect(mutantsOf(text)).toEqual([
      expect.stringMatching(/^block /),
      "a → true",
      "a → false",
      "block g(); h(); → ",
      "statement g(); → ",
      "statement h(); → ",
      "clause g(); break; → ",
      "statement g(); → ",
    ]);
  });

  test("types, names and what would not parse are left alone", () => {
    expect(mutantsOf('import { a } from "b"; type T = "c" | 1; interface I { d: "e" }')).toEqual([]);
    expect(mutantsOf("a.b?.c.startsWith(d);")).toEqual([
      "statement a.b?.c.startsWith(d); → ",
      "a.b?.c.startsWith(d) → a.b?.c.endsWith(d)",
    ]);
  });
});
