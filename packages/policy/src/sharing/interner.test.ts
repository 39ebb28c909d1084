import fc from "fast-check";
import { expect, test } from "vitest";
import { childrenOf } from "../cel/children.ts";
import { type Checked, compileChecked, DYN, environmentOf, INT, STRING } from "../cel/index.ts";
import { Interner } from "./interner.ts";

const seed = Number(process.env.SLUICE_SEED ?? 9);
const numRuns = Number(process.env.SLUICE_RUNS ?? 500);

const ENVIRONMENT = environmentOf({ i: INT, j: INT, s: STRING, d: DYN });

const format = (template: string, ...parts: fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((values) => template.replace(/%/g, () => values.shift() ?? ""));
const listed = (item: fc.Arbitrary<string>) => fc.array(item, { maxLength: 4 }).map((items) => items.join(", "));

/** Made of next to nothing: many differ only in which of their parts may be left out. */
const small = fc.oneof(
  fc.constantFrom("i", "j"),
  format("[%]", listed(fc.constantFrom("i", "optional.of(i)", "?optional.of(i)"))),
  format("{%}", listed(fc.constantFrom("i: j", "i: optional.of(i)", "?i: optional.of(i)"))),
);

/** Few names, and texts that hold whatever may stand between two parts: what could be taken for another shows soon. */
const { any } = fc.letrec<{ any: string }>((tie) => {
  const each = tie("any");
  const held = format("optional.of(%)", each);
  return {
    any: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom("i", "j", "s", "d", "0", "1", "1u", "1.0", "true", "null", "'0 1'", "'0'", "''", "'],['", "'\"'"),
      format("dyn(%)", each),
      held,
      format("[%]", listed(fc.oneof(each, held, format("?%", held)))),
      format("{%}", listed(fc.oneof(format("%: %", each, each), format("?%: %", each, held)))),
      format("dyn(%) == dyn(%)", each, each),
      format("dyn(%)[%]", each, each),
      format("dyn(%)[?%]", each, each),
      format("dyn(%).%", each, fc.constantFrom("a", "b")),
      format("dyn(%).?%", each, fc.constantFrom("a", "b")),
      format("has(dyn(%).%)", each, fc.constantFrom("a", "b")),
      format("dyn(%).%(x, x == %)", each, fc.constantFrom("exists", "all", "map", "filter"), each),
      format("dyn(%).exists(x, y, x == %)", each, each),
      format("dyn(%).map(x, x == %, x)", each, each),
      format("cel.bind(x, %, [x, %])", each, each),
      format("%.%(x, [x, %])", held, fc.constantFrom("optMap", "optFlatMap"), each),
      format("(dyn(%) && dyn(%))", each, each),
      format("(dyn(%) || dyn(%) || dyn(%))", each, each, each),
      format("(dyn(%) ? % : %)", each, each, each),
    ),
  };
});

function nodesOf(checked: Checked): Checked[] {
  return [checked, ...childrenOf(checked).flatMap(nodesOf)];
}

/** All that a node is, but for where it stands. */
function written(checked: Checked): string {
  return JSON.stringify(checked, (name, value: unknown) => {
    if (name === "start" || name === "end") return undefined;
    if (typeof value === "bigint") return { int: String(value) };
    return value instanceof Set ? [...value] : value;
  });
}

test("expressions have the same number only if they are written alike", () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.oneof(fc.array(any, { maxLength: 8 }), fc.array(small, { maxLength: 30, size: "max" })), (texts) => {
      const interner = new Interner();
      const known = new Map<number, string>();
      for (const text of texts) {
        const { checked } = compileChecked(text, ENVIRONMENT);
        for (const node of checked === undefined ? [] : nodesOf(checked)) {
          const { id, free } = interner.know(node);
          // Elsewhere, a variable of its own may be another one.
          if (free.length > 0) continue;
          const alike = known.get(id);
          if (alike === undefined) known.set(id, written(node));
          else expect(written(node)).toBe(alike);
          if (alike !== undefined) compared++;
        }
      }
    }),
    { seed, numRuns },
  );
  expect(compared).toBeGreaterThan(numRuns);
});
