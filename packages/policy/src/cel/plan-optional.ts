import { OptionalValue } from "./optional.ts";
import { closureOf, dynamic, NOT_OPTIONAL, type Plan } from "./plan-node.ts";
import { Fault } from "./value.ts";

/** Plans `a.or(b)` and `a.orValue(b)`: the other side is evaluated only where the optional is empty. */
export function planOrElse(one: Plan, other: Plan, name: "or" | "orValue"): Plan {
  if (one.kind === "fault") return one;
  if (one.kind === "constant" && one.value instanceof OptionalValue) {
    const { held } = one.value;
    if (held !== undefined) return name === "or" ? one : { kind: "constant", value: held };
    const isKnown = other.kind === "fault" || (other.kind === "constant" && other.value instanceof OptionalValue);
    if (name === "orValue" || isKnown) return other;
  }
  const evaluate = closureOf(one);
  const otherwise = closureOf(other);
  return dynamic((frame) => {
    const given = evaluate(frame);
    if (given instanceof Fault) return given;
    if (!(given instanceof OptionalValue)) return NOT_OPTIONAL;
    if (given.held !== undefined) return name === "or" ? given : given.held;
    const found = otherwise(frame);
    return name === "orValue" || found instanceof OptionalValue || found instanceof Fault ? found : NOT_OPTIONAL;
  });
}
