import type { Fields } from "../fields.ts";
import { refuseEmpty, strict } from "./strict.ts";

/** Reports a selector that is not what it says: an empty one takes any namespace. */
export function checkSelector(selector: Fields): void {
  strict(selector, ["matchLabels", "matchExpressions"]);
  const equal = selector.fields("matchLabels");
  if (equal) refuseEmpty(equal);
  for (const expression of selector.items("matchExpressions")) strict(expression, ["key", "operator", "values"]);
}

/** Whether labels are what a selector asks for; an empty one takes any. An operator that is not known matches nothing. */
export function selects(selector: Fields, labels: ReadonlyMap<string, string>): boolean {
  const equal = selector.fields("matchLabels");
  for (const { key } of equal?.map.entries ?? []) {
    const value = equal?.string(key.value);
    if (value === undefined || labels.get(key.value) !== value.value) return false;
  }
  return selector.items("matchExpressions").every((expression) => meets(expression, labels));
}

function meets(expression: Fields, labels: ReadonlyMap<string, string>): boolean {
  const key = expression.string("key")?.value ?? "";
  const label = labels.get(key);
  const values = expression.strings("values").map(({ value }) => value);
  switch (expression.string("operator")?.value) {
    case "In":
      return label !== undefined && values.includes(label);
    case "NotIn":
      return label === undefined || !values.includes(label);
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    default:
      return false;
  }
}
