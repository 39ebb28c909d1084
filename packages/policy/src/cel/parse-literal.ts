import { INT_MAX, UINT_MAX } from "./int.ts";
import type { Token } from "./scan.ts";
import { Uint, type Value } from "./value.ts";

/** The value of a literal's token, with the minus before it, and what is wrong with it if it does not fit its type. */
export function literalValue(token: Token, negated: boolean): { readonly value: Value; readonly wrong?: string } {
  if (token.kind === "name") return { value: token.text === "null" ? null : token.text === "true" };
  const value = token.value ?? null;
  const outside = (type: string) => ({
    value,
    wrong: `\`${negated ? "-" : ""}${token.text}\` does not fit ${type}`,
  });
  if (value instanceof Uint) return value.value > UINT_MAX ? outside("a uint") : { value };
  // -2^63 is an int, although 2^63 is none.
  if (typeof value === "bigint") {
    if (value > (negated ? INT_MAX + 1n : INT_MAX)) return outside("an int");
    return { value: negated ? -value : value };
  }
  if (typeof value !== "number") return { value };
  return Number.isFinite(value) ? { value: negated ? -value : value } : outside("a double");
}
