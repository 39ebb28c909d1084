import type { RelationalOperator } from "./ast.ts";
import type { Checked } from "./checked.ts";
import { type CelType, heldBy } from "./type.ts";
import { isNumericType } from "./type-relations.ts";

/** What was probably meant by a comparison whose sides can never be compared. */
export function comparisonHint(operator: RelationalOperator, left: Checked, right: Checked): string | undefined {
  if (operator === "in") {
    if (right.type.kind !== "string" || left.type.kind !== "string") return undefined;
    return "use `contains` to look for a part of a text, `==` to compare the whole";
  }
  return oneSided(left, right) ?? oneSided(right, left);
}

/** Hint for `one` beside `other`, whichever side they stand on. */
function oneSided(one: Checked, other: Checked): string | undefined {
  const literal = other.kind === "constant" && other.secret !== true ? other.value : undefined;
  const type = one.type;
  if (heldBy(type) !== undefined) return "use `.orValue(…)` to say what an empty optional stands for";
  if (type.kind === "list" && type.element.kind === other.type.kind) return "use `in` to look for an element of a list";
  if (other.type.kind === "null") {
    const empty = type.kind === "string" ? "compare it with `''`" : "ask for it with `has(…)`";
    return `it is never null: ${empty}`;
  }
  if (other.type.kind !== "string") return undefined;
  if (isNumericType(type)) {
    const isNumber = typeof literal === "string" && /^-?\d+(\.\d+)?$/.test(literal);
    return isNumber ? `write \`${literal}\` without quotes` : undefined;
  }
  const call = CONVERSIONS.get(type.kind === "opaque" ? type.name : type.kind);
  if (call !== undefined) return `write \`${call}(${written(other)})\``;
  const isBool = type.kind === "bool" && (literal === "true" || literal === "false");
  return isBool ? `write \`${literal}\` without quotes` : undefined;
}

/** What makes a value of a type from text. */
const CONVERSIONS: ReadonlyMap<CelType["kind"] | string, string> = new Map([
  ["timestamp", "timestamp"],
  ["duration", "duration"],
  ["bytes", "bytes"],
  ["net.IP", "ip"],
  ["net.CIDR", "cidr"],
]);

function written(checked: Checked): string {
  if (checked.kind === "read") return checked.declaration.path;
  const isShort =
    checked.kind === "constant" && typeof checked.value === "string" && /^[\w.:/+-]{1,50}$/.test(checked.value);
  return isShort && checked.secret !== true ? `'${checked.value}'` : "…";
}
