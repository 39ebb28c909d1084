import type { JsonValue } from "@sluice/policy";
import { ask, comparable, differences, isRefused, vectorOf } from "../answers.ts";
import type { Dice } from "../dice.ts";
import { type Json, questionOf, type WrittenRule } from "../document.ts";
import { condition, randomDraft, writeActions } from "../policies.ts";
import type { Scope } from "../scope.ts";
import { type Property, property } from "../search.ts";
import { withActions } from "./change.ts";

export const orderOfCidrs: Property = property(
  "the order of CIDRs does not matter",
  "With the items of `allow`, `deny` and `ip_policies` in another order every answer is the same, `matched_cidr` " +
    "included: provided that no item draws a random number, since draws are taken in order.",
  async (dice, engine) => {
    const draft = randomDraft(dice, { steady: true });
    const shuffled = (value: Json | undefined): Json | undefined =>
      Array.isArray(value) ? shuffle(dice, value) : value;
    const rules = withActions(draft.rules, "restrict-ips", (action) => {
      const { config = {} } = action;
      const entries = Object.entries(config).map(([key, value]) => [key, shuffled(value)] as const);
      return { ...action, config: Object.fromEntries(entries) as typeof config };
    });
    const before = questionOf(draft);
    const after = questionOf({ ...draft, rules });
    const was = await ask(engine, before);
    if (before.policy === after.policy || isRefused(was)) return undefined;
    const actual = await ask(engine, after);
    const mismatches = differences(comparable(was) as JsonValue, comparable(actual) as JsonValue);
    return mismatches.length === 0 ? undefined : { vector: await vectorOf(after), before, actual, mismatches };
  },
);

function shuffle<T>(dice: Dice, items: readonly T[]): readonly T[] {
  const left = [...items];
  return items.map(() => left.splice(dice.int(0, left.length - 1), 1)[0] as T);
}

/** Pairs of which at most one is true, and neither fails, draws or needs the hello. */
const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ["conn.client_port == 40000", "conn.client_port == 40001"],
  ["conn.client_port < 1000", "conn.client_port >= 1000"],
  ["conn.client_ip == '192.0.2.10'", "conn.client_ip != '192.0.2.10'"],
  ["inCidrRange(conn.client_ip, '10.0.0.0/8')", "!inCidrRange(conn.client_ip, '10.0.0.0/8')"],
  ["conn.server_region == ''", "conn.server_region == 'eu'"],
];

const NAMES = ["one", "other"] as const;

export const orderOfDisjointRules: Property = property(
  "the order of two rules with disjoint conditions does not matter",
  "Of two rules next to each other whose first expressions exclude one another either can come first: provided that " +
    "those expressions cannot fail, draw nothing and do not need the hello, and that the policy compiles both ways " +
    "(what may be named, and what derives from a secret, follows the order of the document).",
  async (dice, engine) => {
    const draft = randomDraft(dice, { insert: twoRules });
    const first = draft.rules.findIndex(({ name }) => name === NAMES[0]);
    const rules = [...draft.rules];
    rules.splice(first, 2, draft.rules[first + 1] as WrittenRule, draft.rules[first] as WrittenRule);
    const before = questionOf(draft);
    const after = questionOf({ ...draft, rules });
    const was = await ask(engine, before);
    const actual = await ask(engine, after);
    if (was.outcome === undefined || actual.outcome === undefined) return undefined;
    const swapped = new Map([
      [first, first + 1],
      [first + 1, first],
    ]);
    const rule = was.rule === undefined ? {} : { rule: swapped.get(was.rule) ?? was.rule };
    const mismatches = differences({ ...comparable(was), ...rule } as JsonValue, comparable(actual) as JsonValue);
    return mismatches.length === 0 ? undefined : { vector: await vectorOf(after), before, actual, mismatches };
  },
);

function twoRules(dice: Dice, scope: Scope): readonly WrittenRule[] {
  const guards = dice.of(EXCLUSIVE);
  return guards.map((guard, index) => ({
    name: NAMES[index] as string,
    expressions: [guard, ...dice.many(0, 1, () => condition(dice, scope))],
    actions: writeActions(dice, scope, { conditional: true, mayEnd: true }).actions,
  }));
}
