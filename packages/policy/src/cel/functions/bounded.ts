import { MAX_STRING } from "../limits.ts";
import { Fault } from "../value.ts";

export const TOO_LONG: Fault = new Fault("cost-exceeded", "the result is too long");

/** A string that a function built, unless it is longer than an expression's strings may be. */
export function bounded(text: string): string | Fault {
  return text.length > MAX_STRING ? TOO_LONG : text;
}
