import type { Dice } from "../dice.ts";
import { type Draft, questionOf, type WrittenRule } from "../document.ts";
import { condition, isTerminating, randomDraft } from "../policies.ts";
import { CIDRS } from "../pools.ts";
import type { Scope } from "../scope.ts";
import { type Property, property } from "../search.ts";
import { actionsOf, type Change, letsNobodyNewIn, withActions } from "./change.ts";

/** A rule that stands for the one that a law puts there. */
const ADDED = "added";

export const addingADeny: Property = property(
  "adding a deny lets nobody new in",
  "A rule that denies, a `deny` at the end of a rule, or a CIDR in the `deny` list of a `restrict-ips` that is enforced, " +
    "put anywhere into a policy, lets nobody in who was not let in without it. The added expression draws no random " +
    "number (later draws would be others). It does not hold of `enforce: false`, whose result a later rule may read.",
  async (dice, engine) => letsNobodyNewIn(withDeny(dice), engine),
);

function withDeny(dice: Dice): Change {
  const kind = dice.pick("rule", "action", "cidr");
  const draft = randomDraft(dice, { steady: true, ...(kind === "rule" ? { insert: denyingRule } : {}) });
  const after = kind === "action" ? withDenyAction(dice, draft) : kind === "cidr" ? withDeniedCidr(dice, draft) : draft;
  const before = { ...draft, rules: draft.rules.filter(({ name }) => name !== ADDED) };
  return { before: questionOf(before), after: questionOf(after) };
}

const denyingRule = (dice: Dice, scope: Scope): readonly WrittenRule[] => [
  { name: ADDED, expressions: dice.many(1, 2, () => condition(dice, scope)), actions: [{ type: "deny" }] },
];

function withDenyAction(dice: Dice, draft: Draft): Draft {
  const at = dice.int(0, draft.rules.length - 1);
  const rules = draft.rules.map((rule, index) =>
    index === at && !rule.actions.some(isTerminating)
      ? { ...rule, actions: [...rule.actions, { type: "deny" }] }
      : rule,
  );
  return { ...draft, rules };
}

function withDeniedCidr(dice: Dice, draft: Draft): Draft {
  const count = actionsOf(draft.rules, "restrict-ips").length;
  if (count === 0) return draft;
  const at = dice.int(0, count - 1);
  const cidr = dice.of(CIDRS);
  const rules = withActions(draft.rules, "restrict-ips", (action, index) => {
    const { config = {} } = action;
    const { deny = [] } = config;
    const fits = index === at && config.enforce !== false && Array.isArray(deny);
    return fits ? { ...action, config: { ...config, deny: [...deny, cidr] } } : action;
  });
  return { ...draft, rules };
}

export const removingAnAllow: Property = property(
  "removing an allow lets nobody new in",
  "A policy without one of the CIDRs in its `allow` lists, or without an `allow` rule of an ip policy, lets nobody in " +
    "who was not let in with it: provided that nothing reads `actions.ngrok.restrict_ips`, and that the CIDR is written " +
    "out (an expression in its place may fail, and refuse everybody).",
  async (dice, engine) => {
    const change = withoutAllow(dice);
    return change === undefined ? undefined : letsNobodyNewIn(change, engine);
  },
);

function withoutAllow(dice: Dice): Change | undefined {
  const draft = randomDraft(dice, { insert: restrictingRule });
  const before = questionOf(draft);
  if (JSON.stringify(draft.rules).includes("ngrok.restrict_ips")) return undefined;
  const lists = actionsOf(draft.rules, "restrict-ips");
  const at = dice.int(0, lists.length - 1);
  const { allow = [] } = lists[at]?.config ?? {};
  const written = Array.isArray(allow) ? allow.filter((item) => !String(item).includes("$")) : [];
  if (written.length > 0 && dice.chance(80)) {
    const gone = dice.of(written);
    const rules = withActions(draft.rules, "restrict-ips", (action, index) => {
      if (index !== at) return action;
      const left = (allow as readonly string[]).filter((item) => item !== gone);
      return { ...action, config: { ...action.config, allow: left } };
    });
    return { before, after: questionOf({ ...draft, rules }) };
  }
  const policies = Object.entries(before.resources?.ip_policies ?? {});
  if (policies.length === 0) return undefined;
  const gone = dice.of(["192.0.2.0/24", "2001:db8::/32"]);
  const left = policies.map(([id, rules]) => [id, rules.filter(({ cidr }) => cidr !== gone)] as const);
  return { before, after: { ...before, resources: { ...before.resources, ip_policies: Object.fromEntries(left) } } };
}

/** So that there is something to be removed. */
function restrictingRule(dice: Dice): readonly WrittenRule[] {
  const allow = dice.many(1, 2, () => dice.of(CIDRS));
  const more = dice.pick<object>({}, { deny: [dice.of(CIDRS)] }, { ip_policies: ["ipp_office"] });
  return [{ name: ADDED, actions: [{ type: "restrict-ips", config: { allow, ...more } }] }];
}
