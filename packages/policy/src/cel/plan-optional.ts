import { OptionalValue } from "./optional.ts";
import { closureOf, dynamic, NOT_OPTIONAL, type Plan } from "./plan-node.ts";
import { Fault, type Value } from "./value.ts";

/** Plans `a.or(b)` and `a.orValue(b)`: the other side is evaluated only where the optional is empty. */
export function planOrElse(one: Plan, other: Plan, name: "or" | "orValue"): Plan {
  if (one.kind === "fault") return one;
  const evaluate = closureOf(one);
  const otherwise = closureOf(other);
  const choose = (given: Value | Fault, rest: () => Value | Fault): Value | Fault => {
    if (given instanceof Fault) return given;
    if (!(given instanceof OptionalValue)) return NOT_OPTIONAL;
    if (given.held !== undefined) return name === "or" ? given : given.held;
    const found = rest();
    return name === "orValue" || found instanceof OptionalValue || found instanceof Fault ? found : NOT_OPTIONAL;
  };
  return dynamic((frame) => choose(evaluate(frame), () => otherwise(frame)));
}
