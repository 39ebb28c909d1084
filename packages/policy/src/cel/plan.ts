import type { Checked } from "./checked.ts";
import { planList, planMap } from "./plan-aggregate.ts";
import { planCall } from "./plan-call.ts";
import { type Operand, planCompare } from "./plan-compare.ts";
import { planBind, planComprehension } from "./plan-comprehension.ts";
import { planAnd, planBool, planConditional, planNot, planOr } from "./plan-logic.ts";
import { constant, dynamic, type Plan } from "./plan-node.ts";
import { planHas, planHasDeclared, planIndex, planRead, planSelect } from "./plan-select.ts";
import { Fault } from "./value.ts";

/** Checked tree → closure. Whatever can be decided without a frame is decided here. */
export function plan(checked: Checked): Plan {
  switch (checked.kind) {
    case "constant":
      return constant(checked.value, checked);
    case "read":
      return planRead(checked.declaration);
    case "has-declared":
      return planHasDeclared(checked.declarations);
    case "local":
      return planLocal(checked.slot);
    case "select":
      return planSelect(plan(checked.operand), checked.field, checked);
    case "has":
      return planHas(plan(checked.operand), checked.field, checked);
    case "index":
      return planIndex(plan(checked.operand), plan(checked.index), checked);
    case "call":
    case "compare":
      return planSpine(checked);
    case "not":
      return planNot(planTest(checked.operand));
    case "and":
      return planAnd(checked.terms.map(planTest));
    case "or":
      return planOr(checked.terms.map(planTest));
    case "conditional":
      return planConditional(planTest(checked.condition), plan(checked.whenTrue), plan(checked.whenFalse));
    case "list":
      return planList(checked.elements.map(plan));
    case "map":
      return planMap(
        checked.entries.map(({ key, value }) => ({ key: plan(key), value: plan(value) })),
        checked,
      );
    case "comprehension": {
      const { macro, range, slot, filter, body } = checked;
      return planComprehension({
        macro,
        range: plan(range),
        slot,
        ...(filter === undefined ? {} : { filter: planTest(filter) }),
        body: macro === "map" ? plan(body) : planTest(body),
      });
    }
    case "bind":
      return planBind(checked.slot, plan(checked.value), plan(checked.body));
  }
}

type Link = Checked & { readonly kind: "call" | "compare" };

/** A chain of operators or calls is deep on its left: walked down first, then planned upwards. */
function planSpine(checked: Link): Plan {
  const spine: Link[] = [];
  let each: Checked | undefined = checked;
  while (each?.kind === "call" || each?.kind === "compare") {
    spine.push(each);
    each = each.kind === "call" ? each.arguments[0] : each.left;
  }
  let first: Operand | undefined = each === undefined ? undefined : operand(each);
  for (const link of spine.reverse()) {
    if (link.kind === "compare") {
      if (first === undefined) throw new Error("a comparison without a left side");
      first = { plan: planCompare(link.operator, first, operand(link.right), link), type: link.type };
    } else {
      const rest = link.arguments.slice(1).map(operand);
      const args = first === undefined ? rest : [first, ...rest];
      first = { plan: planCall(link.name, link.overloads, args, link), type: link.type };
    }
  }
  if (first === undefined) throw new Error("a chain without links");
  return first.plan;
}

function operand(checked: Checked): Operand {
  return { plan: plan(checked), type: checked.type };
}

function planTest(checked: Checked): Plan {
  return planBool(plan(checked), checked.type, checked);
}

function planLocal(slot: number): Plan {
  const unset = new Fault("unset-variable", "a variable outside its comprehension");
  return dynamic((frame) => {
    const value = frame.locals[slot];
    return value === undefined ? unset : value;
  });
}
