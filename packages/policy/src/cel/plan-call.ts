import { parseAddress, parseCidr } from "../net/index.ts";
import type { Checked } from "./checked.ts";
import { COST_EXCEEDED, charge, weigh, weighLeft, weighSteps } from "./cost.ts";
import type { Frame } from "./environment.ts";
import { combine, costOfOne, growthOf, preparation } from "./estimate-call.ts";
import { kindsOf, type Overload, takesSurely } from "./functions/index.ts";
import type { Operand } from "./plan-compare.ts";
import { closureOf, constant, dynamic, type Evaluate, firstFault, noFrame, type Plan } from "./plan-node.ts";
import { addressSetOf, planPlain } from "./plan-plain-call.ts";
import type { Regex } from "./regex/index.ts";
import { typeNameOf } from "./types-of-values.ts";
import { Fault, type Value } from "./value.ts";

type CallNode = Checked & { readonly kind: "call" };
type Call = (...values: readonly unknown[]) => Value | Fault;

export interface PlanCallOptions {
  /** Only a run knows how large the arguments are: the call counts itself. */
  readonly counted: boolean;
  /** Constants may be called now. */
  readonly folds: boolean;
  /** Of the patterns that are written out. */
  readonly regexes: ReadonlyMap<string, Regex>;
}

/** Plans a call: constants are called now, some functions prepare a constant argument, the rest calls the overload. */
export function planCall(node: CallNode, args: readonly Operand[], { counted, folds, regexes }: PlanCallOptions): Plan {
  const { name, overloads } = node;
  const plans = args.map(({ plan }) => plan);
  const failed = firstFault(plans);
  if (failed !== undefined) return failed;
  const chosen = chooseOverload(name, overloads, args);
  if (
    folds &&
    plans.every((plan) => plan.kind === "constant") &&
    !overloads.some(({ requires }) => requires !== undefined)
  ) {
    return constant(chosen(...plans.map((plan) => (plan.kind === "constant" ? plan.value : null)), noFrame()), node);
  }
  const plain = counted ? undefined : planPlain(name, plans);
  if (plain !== undefined) return plain;
  const prepared = prepare(name, plans, regexes);
  const subject = plans[0];
  if (prepared !== undefined && subject !== undefined) return dynamic(planPrepared(prepared, subject, counted));
  const call = counted ? countCall(chosen, node) : chosen;
  const last = plans[1];
  if (subject?.kind === "dynamic" && last?.kind === "constant" && plans.length === 2) {
    return dynamic(planWithConstant(call, subject.evaluate, last.value));
  }
  return dynamic(planArguments(call, plans.map(closureOf)));
}

/** The one overload that fits, if types tell; else a call that chooses by its values. */
function chooseOverload(name: string, overloads: readonly Overload[], args: readonly Operand[]): Call {
  const [only] = overloads;
  const sure =
    only !== undefined &&
    overloads.length === 1 &&
    kindsOf(only, args.length)?.every((kind, i) => takesSurely(kind, args[i]?.type ?? { kind: "dyn" })) === true;
  if (sure) return only.call as Call;
  const choices = overloads.map((each) => ({ call: each.call, kinds: kindsOf(each, args.length) ?? [] }));
  return (...values) => {
    const found = choices.find(({ kinds }) => kinds.every(({ is }, i) => is(values[i] as Value)));
    if (found !== undefined) return (found.call as Call)(...values);
    const types = values.slice(0, -1).map((value) => typeNameOf(value as Value));
    return new Fault("no-such-overload", `\`${name.replace("_", "")}\` does not take (${types.join(", ")})`);
  };
}

/** The call, once what its arguments make of it has been paid; by number of arguments, like `planArguments`. */
function countCall(call: Call, node: CallNode): Call {
  const fixed = preparation(node);
  const growth = growthOf(node);
  switch (node.arguments.length) {
    case 1: {
      const cost = costOfOne(node);
      return (a, frame) => {
        const units = cost(weighLeft(frame as Frame, a as Value));
        return charge(frame as Frame, units) ? call(a, frame) : COST_EXCEEDED;
      };
    }
    case 2:
      return (a, b, frame) => {
        const left = weighLeft(frame as Frame, a as Value);
        const units = growth(left, weighLeft(frame as Frame, b as Value)) + fixed;
        return charge(frame as Frame, units) ? call(a, b, frame) : COST_EXCEEDED;
      };
    default:
      return (...values) => {
        const frame = values.at(-1) as Frame;
        const weights = values.slice(0, -1).map((value) => weighLeft(frame, value as Value));
        return charge(frame, combine(growth, weights) + fixed) ? call(...values) : COST_EXCEEDED;
      };
  }
}

/** By number of arguments, so that the common calls allocate nothing. */
function planArguments(call: Call, args: readonly Evaluate[]): Evaluate {
  const [first, second] = args;
  if (first === undefined) return (frame) => call(frame);
  if (second === undefined) {
    return (frame) => {
      const a = first(frame);
      return a instanceof Fault ? a : call(a, frame);
    };
  }
  if (args.length === 2) {
    return (frame) => {
      const a = first(frame);
      if (a instanceof Fault) return a;
      const b = second(frame);
      return b instanceof Fault ? b : call(a, b, frame);
    };
  }
  return (frame) => {
    const values: (Value | Frame)[] = [];
    for (const arg of args) {
      const value = arg(frame);
      if (value instanceof Fault) return value;
      values.push(value);
    }
    values.push(frame);
    return call(...values);
  };
}

/** The commonest of all calls: `variable.f('constant')`. */
function planWithConstant(call: Call, subject: Evaluate, argument: Value): Evaluate {
  return (frame) => {
    const value = subject(frame);
    return value instanceof Fault ? value : call(value, argument, frame);
  };
}

/** What a function of a string and a constant makes of the constant ahead of time. */
interface Prepared {
  readonly test: (subject: string) => boolean;
  /** Cost units of the string. */
  readonly cost: (subject: string) => number;
}

function prepare(name: string, plans: readonly Plan[], regexes: PlanCallOptions["regexes"]): Prepared | undefined {
  const second = plans[1];
  if (second?.kind !== "constant" || plans.length !== 2) return undefined;
  const { value } = second;
  if (name === "matches" && typeof value === "string") {
    const regex = regexes.get(value);
    if (regex === undefined) return undefined;
    return { test: regex.test, cost: (text) => weighSteps(regex.cost(text)) };
  }
  if (name === "inCidrRange" && typeof value === "string") {
    const cidr = parseCidr(value);
    if (cidr === undefined) return { test: () => false, cost: weigh };
    const test = (subject: string) => {
      const address = parseAddress(subject);
      return address !== undefined && cidr.contains(address);
    };
    return { test, cost: weigh };
  }
  if (name === "inCidrRanges" && Array.isArray(value) && value.every((each) => typeof each === "string")) {
    const set = addressSetOf(value);
    return { test: (subject) => set.has(subject), cost: weigh };
  }
  return undefined;
}

function planPrepared({ test, cost }: Prepared, subject: Plan, counted: boolean): Evaluate {
  const evaluate = closureOf(subject);
  const notString = new Fault("no-such-overload", "a `string` was needed");
  if (!counted) {
    return (frame) => {
      const value = evaluate(frame);
      if (typeof value === "string") return test(value);
      return value instanceof Fault ? value : notString;
    };
  }
  return (frame) => {
    const value = evaluate(frame);
    // What a text costs is found by looking at it, which is work, too: not for who has nothing left.
    if (typeof value === "string") {
      return charge(frame, 0) && charge(frame, cost(value)) ? test(value) : COST_EXCEEDED;
    }
    return value instanceof Fault ? value : notString;
  };
}
