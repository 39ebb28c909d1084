import type { JsonValue } from "@sluice/policy";

/** Longest line that a list or map may stand in as a whole. */
const WIDTH = 120;

/**
 * JSON as it is printed here: what fits into a line stands in one, `{ "a": [1, 2] }`, unless `open` says that it never
 * does; everything else is opened, a member a line.
 */
export function writeJson(value: JsonValue, open: (path: readonly string[]) => boolean = () => false): string {
  return `${write(value, [], "", open)}\n`;
}

function write(value: JsonValue, path: readonly string[], before: string, open: (path: readonly string[]) => boolean) {
  if (typeof value !== "object" || value === null) return scalar(value);
  const line = inLine(value);
  // `before` is what stands in the line already, a comma comes behind.
  if (!open(path) && before.length + line.length < WIDTH) return line;
  const indent = "  ".repeat(path.length + 1);
  const isList = Array.isArray(value);
  const members = Object.entries(value).map(([key, member]: [string, JsonValue]): string => {
    const lead = isList ? indent : `${indent}${JSON.stringify(key)}: `;
    return `${lead}${write(member, [...path, key], lead, open)}`;
  });
  const [left, right] = isList ? "[]" : "{}";
  return members.length === 0
    ? `${left}${right}`
    : `${left}\n${members.join(",\n")}\n${"  ".repeat(path.length)}${right}`;
}

function inLine(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return scalar(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${inLine(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Of all that JSON can hold `-0` is what `JSON.stringify` does not write as it was. */
function scalar(value: string | number | boolean | null): string {
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}
