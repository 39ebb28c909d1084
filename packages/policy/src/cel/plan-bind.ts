import { NONE, OptionalValue, optional } from "./optional.ts";
import { closureOf, dynamic, NOT_OPTIONAL, type Plan } from "./plan-node.ts";
import { Fault } from "./value.ts";

/** Reading a bound variable: its value is found when it is first read, so that what is never read cannot fail. */
export function planBound(slot: number, value: Plan): Plan {
  if (value.kind !== "dynamic") return value;
  const { evaluate } = value;
  return dynamic((frame) => {
    const known = frame.locals[slot];
    if (known !== undefined) return known;
    const found = evaluate(frame);
    frame.locals[slot] = found;
    return found;
  });
}

/** Plans `cel.bind(variable, value, body)`. */
export function planBind(slot: number, value: Plan, body: Plan): Plan {
  if (body.kind !== "dynamic" || value.kind !== "dynamic") return body;
  const { evaluate } = body;
  return dynamic((frame) => {
    frame.locals[slot] = undefined;
    return evaluate(frame);
  });
}

/** Plans `value.optMap(variable, body)`, and with `wrap: false` `optFlatMap`. */
export function planOptionalBind(slot: number, value: Plan, body: Plan, wrap: boolean): Plan {
  if (value.kind === "fault") return value;
  const evaluateValue = closureOf(value);
  const evaluateBody = closureOf(body);
  return dynamic((frame) => {
    const given = evaluateValue(frame);
    if (given instanceof Fault) return given;
    if (!(given instanceof OptionalValue)) return NOT_OPTIONAL;
    if (given.held === undefined) return NONE;
    frame.locals[slot] = given.held;
    const result = evaluateBody(frame);
    if (result instanceof Fault) return result;
    if (wrap) return optional(result);
    return result instanceof OptionalValue ? result : NOT_OPTIONAL;
  });
}
