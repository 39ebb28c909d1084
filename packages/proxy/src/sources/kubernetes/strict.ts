import { isNull } from "@sluice/policy/source";
import type { Fields } from "../fields.ts";

/**
 * Reports keys that a map does not have, and those that stand there without a value: a template that came out empty must
 * not let anybody in.
 */
export function strict(fields: Fields, known: readonly string[]): Fields {
  fields.allow(known);
  refuseEmpty(fields, known);
  return fields;
}

/** Reports those of the keys that stand there without a value; by default of all. */
export function refuseEmpty(fields: Fields, keys?: readonly string[]): void {
  for (const { key, value } of fields.map.entries) {
    if (!isNull(value) || keys?.includes(key.value) === false) continue;
    const hint = "write a value, or remove the key";
    fields.report("wrong-type", key, `\`${key.value}\` of ${fields.what} is empty`, hint);
  }
}
