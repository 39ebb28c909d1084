import { addressText } from "./addresses.ts";
import type { Binding } from "./scene.ts";
import type { Conditions, Script } from "./script.ts";
import { held, isAsciiText, isScalar, longestOf, rangeOf, registerOf, typeOf } from "./value.ts";

/**
 * What a name holds behind a rule that may have set it: the new value if the rule ran, else the one from before, else
 * nothing. A rule without conditions always has.
 */
export function rebind(script: Script, old: Binding | undefined, value: Binding, when: Conditions): Binding {
  if (when.length === 0 || value.kind === "none") return value;
  if (value.kind === "address") return rebind(script, old, addressText(script, value), when);
  if (!isScalar(value)) return { kind: "none", reason: "value" };
  const type = typeOf(value);
  const before = old !== undefined && old.kind !== "none" && isScalar(old) ? old : undefined;
  if (old !== undefined && (before === undefined || typeOf(before) !== type)) return { kind: "none", reason: "value" };
  const result = script.register();
  if (before !== undefined) script.set(result, `var(${registerOf(script, before)})`);
  script.set(result, `var(${registerOf(script, value)})`, ...when);
  const [a, b] = [rangeOf(value), before === undefined ? rangeOf(value) : rangeOf(before)];
  return held(type, result, {
    range: { min: a.min < b.min ? a.min : b.min, max: a.max > b.max ? a.max : b.max },
    ascii: isAsciiText(value) && (before === undefined || isAsciiText(before)),
    longest: Math.max(longestOf(value), before === undefined ? 0 : longestOf(before)),
  });
}
