import type { Checked } from "./checked.ts";
import type { Estimates } from "./estimate.ts";
import { MAX_FOLDED, MAX_UNCOUNTED } from "./limits.ts";
import { planList, planMap } from "./plan-aggregate.ts";
import { planBind, planBound, planOptionalBind } from "./plan-bind.ts";
import { planCall } from "./plan-call.ts";
import { type Operand, planCompare } from "./plan-compare.ts";
import { planComprehension } from "./plan-comprehension.ts";
import { planAnd, planBool, planConditional, planNot, planOr } from "./plan-logic.ts";
import { constant, dynamic, noFrame, type Plan } from "./plan-node.ts";
import { planOrElse } from "./plan-optional.ts";
import { planHas, planHasDeclared, planIndex, planRead, planReadOptional, planSelect } from "./plan-select.ts";
import type { Regex } from "./regex/index.ts";
import { Fault } from "./value.ts";

/** Sees each node as it is planned, but those that run once an element, and may put something of its own around it. */
export interface PlanWatch {
  planned(checked: Checked, plan: Plan): Plan;
}

export interface Planned {
  readonly plan: Plan;
  /**
   * Whether all constants were evaluated that may be. Where there were too many of them, an equal node of another expression may be
   * planned otherwise, and cost otherwise.
   */
  readonly foldedAll: boolean;
}

/** Checked tree → closure. Whatever can be decided without a frame is decided here. */
export function plan(
  checked: Checked,
  estimates: Estimates,
  regexes: ReadonlyMap<string, Regex>,
  watch?: PlanWatch,
): Planned {
  const planner = new Planner(estimates, regexes, watch);
  const planned = planner.plan(checked);
  return { plan: planned, foldedAll: planner.foldedAll };
}

/** Cost units of an entry in a map that is built, in those of an element in a list. */
const ENTRY = 4;

type Link = Checked & { readonly kind: "call" | "compare" };

class Planner {
  readonly #estimates: Estimates;
  readonly #regexes: ReadonlyMap<string, Regex>;
  #watch: PlanWatch | undefined;
  readonly #bound = new Map<number, Plan>();
  foldedAll = true;
  /** Cost units that evaluating constants took so far. */
  #folded = 0;
  readonly #plan = (checked: Checked): Plan => this.plan(checked);
  readonly #test = (checked: Checked): Plan => planBool(this.plan(checked), checked.type, checked);

  constructor(estimates: Estimates, regexes: ReadonlyMap<string, Regex>, watch: PlanWatch | undefined) {
    this.#estimates = estimates;
    this.#regexes = regexes;
    this.#watch = watch;
  }

  plan(checked: Checked): Plan {
    // The links of a chain are seen one by one.
    if (checked.kind === "call" || checked.kind === "compare") return this.#spine(checked);
    return this.#watched(checked, this.#planNode(checked));
  }

  #watched(checked: Checked, planned: Plan): Plan {
    return this.#watch === undefined ? planned : this.#watch.planned(checked, planned);
  }

  #planNode(checked: Exclude<Checked, Link>): Plan {
    switch (checked.kind) {
      case "constant":
        return constant(checked.value, checked);
      case "read":
        return planRead(checked.declaration);
      case "read-optional":
        return planReadOptional(checked.declaration);
      case "has-declared":
        return planHasDeclared(checked.declarations);
      case "local":
        return this.#local(checked.slot);
      case "select":
        return planSelect(this.plan(checked.operand), checked.field, checked.optional, checked);
      case "has":
        return planHas(this.plan(checked.operand), checked.field, checked);
      case "index":
        return planIndex(this.plan(checked.operand), this.plan(checked.index), checked.optional, checked);
      case "not":
        return planNot(this.#test(checked.operand));
      case "and":
        return planAnd(checked.terms.map(this.#test));
      case "or":
        return planOr(checked.terms.map(this.#test));
      case "conditional": {
        const { condition, whenTrue, whenFalse } = checked;
        return planConditional(this.#test(condition), this.plan(whenTrue), this.plan(whenFalse));
      }
      case "list":
        return planList(checked.elements.map(this.#plan), checked.optionals, checked);
      case "map":
        return planMap(
          checked.entries.map(({ key, value }) => ({ key: this.plan(key), value: this.plan(value) })),
          checked.optionals,
          checked,
        );
      case "comprehension":
        return this.#fold(checked, this.#comprehension(checked));
      case "bind":
        return this.#fold(checked, this.#bind(checked.slot, checked.value, checked.body));
      case "optMap":
      case "optFlatMap": {
        const { slot, value, body, kind } = checked;
        return this.#fold(checked, planOptionalBind(slot, this.plan(value), this.plan(body), kind === "optMap"));
      }
    }
  }

  #comprehension(checked: Checked & { readonly kind: "comprehension" }): Plan {
    const { macro, range, slot, second, filter, body } = checked;
    const planned = this.plan(range);
    const watch = this.#watch;
    this.#watch = undefined;
    const tests = macro === "all" || macro === "exists" || macro === "exists_one" || macro === "filter";
    const inner = {
      filter: filter === undefined ? undefined : this.#test(filter),
      body: tests ? this.#test(body) : this.plan(body),
    };
    this.#watch = watch;
    const unitsEach = this.#counted(checked) ? this.#unitsEach(checked) : 0;
    return planComprehension({ macro, range: planned, slot, second, ...inner, unitsEach });
  }

  #unitsEach({ macro, body, filter }: Checked & { readonly kind: "comprehension" }): number {
    const own = macro === "transformMap" || macro === "transformMapEntry" ? ENTRY : 1;
    return own + this.#costOf(body) + (filter === undefined ? 0 : this.#costOf(filter));
  }

  #bind(slot: number, value: Checked, body: Checked): Plan {
    const planned = this.plan(value);
    this.#bound.set(slot, planBound(slot, planned));
    return planBind(slot, planned, this.plan(body));
  }

  #local(slot: number): Plan {
    return this.#bound.get(slot) ?? planLocal(slot);
  }

  /** What reads nothing of the frame is run once, now, if that is cheap. */
  #fold(checked: Checked, planned: Plan): Plan {
    const estimate = this.#estimates.of.get(checked);
    if (planned.kind !== "dynamic" || estimate === undefined || estimate.outermost !== Number.POSITIVE_INFINITY) {
      return planned;
    }
    if (estimate.cost > MAX_UNCOUNTED || this.#counted(checked) || !this.#folds(estimate.cost)) return planned;
    const value = planned.evaluate(noFrame());
    return value instanceof Fault && value.code === "cost-exceeded" ? planned : constant(value, checked);
  }

  /** Whether constants may be evaluated now that cost so much. */
  #folds(units: number): boolean {
    const folds = this.#folded + units <= MAX_FOLDED;
    if (folds) this.#folded += units;
    else this.foldedAll = false;
    return folds;
  }

  /** A chain of operators or calls is deep on its left: walked down first, then planned upwards. */
  #spine(checked: Link): Plan {
    const spine: Link[] = [];
    let each: Checked | undefined = checked;
    while (each?.kind === "call" || each?.kind === "compare") {
      spine.push(each);
      each = each.kind === "call" ? each.arguments[0] : each.left;
    }
    let first: Operand | undefined = each === undefined ? undefined : this.#operand(each);
    for (const link of spine.reverse()) {
      first = { plan: this.#watched(link, this.#link(link, first)), type: link.type };
    }
    if (first === undefined) throw new Error("a chain without links");
    return first.plan;
  }

  #link(link: Link, first: Operand | undefined): Plan {
    const counted = this.#counted(link);
    if (link.kind === "compare") {
      if (first === undefined) throw new Error("a comparison without a left side");
      const right = this.#operand(link.right);
      const folds = !counted && isConstant(first, right) && this.#folds(this.#ownCost(link, [link.left, link.right]));
      return planCompare(link.operator, first, right, { at: link, counted, folds });
    }
    const rest = link.arguments.slice(1).map((each) => this.#operand(each));
    const args = first === undefined ? rest : [first, ...rest];
    const [one, other] = args;
    if ((link.name === "or" || link.name === "orValue") && one !== undefined && other !== undefined) {
      return planOrElse(one.plan, other.plan, link.name);
    }
    const folds = !counted && isConstant(...args) && this.#folds(this.#ownCost(link, link.arguments));
    return planCall(link, args, { counted, folds, regexes: this.#regexes });
  }

  #operand(checked: Checked): Operand {
    return { plan: this.plan(checked), type: checked.type };
  }

  #counted(checked: Checked): boolean {
    return this.#estimates.counted.has(checked);
  }

  #ownCost(link: Link, operands: readonly Checked[]): number {
    return operands.reduce((cost, each) => cost - this.#costOf(each), this.#costOf(link));
  }

  #costOf(checked: Checked): number {
    return this.#estimates.of.get(checked)?.cost ?? 1;
  }
}

function isConstant(...operands: readonly Operand[]): boolean {
  return operands.every(({ plan }) => plan.kind === "constant");
}

function planLocal(slot: number): Plan {
  const unset = new Fault("unset-variable", "a variable outside its comprehension");
  return dynamic((frame) => {
    const value = frame.locals[slot];
    return value === undefined ? unset : value;
  });
}
