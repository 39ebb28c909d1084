import { AddressSet, parseAddress, parseCidr } from "../net/index.ts";
import type { Span } from "./ast.ts";
import type { Frame } from "./environment.ts";
import type { Overload } from "./functions/index.ts";
import type { Operand } from "./plan-compare.ts";
import { closureOf, constant, dynamic, type Evaluate, firstFault, type Plan } from "./plan-node.ts";
import { compileRegex } from "./regex.ts";
import { certain } from "./type-relations.ts";
import { typeNameOf } from "./types-of-values.ts";
import { Fault, type Value } from "./value.ts";

type Call = (...values: readonly unknown[]) => Value | Fault;

const NO_FRAME: Frame = { locals: [], random: () => Number.NaN };

/** Plans a call: constants are called now, some functions prepare a constant argument, the rest calls the overload. */
export function planCall(name: string, overloads: readonly Overload[], args: readonly Operand[], at: Span): Plan {
  const plans = args.map(({ plan }) => plan);
  const failed = firstFault(plans);
  if (failed !== undefined) return failed;
  const call = chooseOverload(name, overloads, args);
  if (plans.every((plan) => plan.kind === "constant") && !overloads.some(({ requires }) => requires !== undefined)) {
    return constant(call(...plans.map((plan) => (plan.kind === "constant" ? plan.value : null)), NO_FRAME), at);
  }
  const prepared = prepare(name, plans);
  const subject = plans[0];
  if (prepared !== undefined && subject !== undefined) return dynamic(planPrepared(prepared, subject));
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
    only.parameters.every(({ type }, i) => certain(args[i]?.type ?? { kind: "dyn" }, type));
  if (sure) return only.call as Call;
  return (...values) => {
    const found = overloads.find(({ parameters }) => parameters.every(({ is }, i) => is(values[i] as Value)));
    if (found !== undefined) return (found.call as Call)(...values);
    const types = values.slice(0, -1).map((value) => typeNameOf(value as Value));
    return new Fault("no-such-overload", `\`${name.replace("_", "")}\` does not take (${types.join(", ")})`);
  };
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
function prepare(name: string, plans: readonly Plan[]): ((subject: string) => boolean) | undefined {
  const second = plans[1];
  if (second?.kind !== "constant" || plans.length !== 2) return undefined;
  const { value } = second;
  if (name === "matches" && typeof value === "string") {
    const regex = compileRegex(value);
    return typeof regex === "string" ? undefined : regex.test;
  }
  if (name === "inCidrRange" && typeof value === "string") {
    const cidr = parseCidr(value);
    if (cidr === undefined) return () => false;
    return (subject) => {
      const address = parseAddress(subject);
      return address !== undefined && cidr.contains(address);
    };
  }
  if (name === "inCidrRanges" && Array.isArray(value) && value.every((each) => typeof each === "string")) {
    const cidrs = value.map((each) => parseCidr(each as string)).filter((each) => each !== undefined);
    const set = AddressSet.from(cidrs);
    return (subject) => set.match(subject) !== undefined;
  }
  return undefined;
}

function planPrepared(test: (subject: string) => boolean, subject: Plan): Evaluate {
  const evaluate = closureOf(subject);
  return (frame) => {
    const value = evaluate(frame);
    if (typeof value === "string") return test(value);
    return value instanceof Fault ? value : new Fault("no-such-overload", "a `string` was needed");
  };
}
