import { COST_EXCEEDED, charge, weighSteps } from "../cost.ts";
import { cachedRegex } from "../regex/index.ts";
import { intOf } from "../small-int.ts";
import * as type from "../type.ts";
import { Fault } from "../value.ts";
import { BYTES, LIST, MAP, STRING } from "./kind.ts";
import { type FunctionDefinition, fn, method, overload } from "./overload.ts";

const SIZES = [
  overload([STRING], type.INT, (text) => intOf(countCodePoints(text))),
  overload([BYTES], type.INT, (bytes) => intOf(bytes.length)),
  overload([LIST], type.INT, (list) => intOf(list.length)),
  overload([MAP], type.INT, (map) => intOf(map.size)),
];
/** A pattern that only a run knows: what compiling it and what its size make of the text is counted here. */
const MATCHES = overload([STRING, STRING], type.BOOL, (text, pattern, frame) => {
  const { regex, cost } = cachedRegex(pattern);
  if (!charge(frame, cost)) return COST_EXCEEDED;
  if (typeof regex === "string") return new Fault("invalid-argument", `invalid regular expression: ${regex}`);
  return charge(frame, weighSteps(regex.cost(text))) ? regex.test(text) : COST_EXCEEDED;
});

/** `size` and the tests on strings (cel-spec, "Standard definitions"). */
export const STRINGS: readonly FunctionDefinition[] = [
  fn("size", ...SIZES),
  method("size", ...SIZES),
  // `includes` takes the product of both lengths at worst: a long part that nearly matches everywhere.
  method(
    "contains",
    overload([STRING, STRING], type.BOOL, (text, part) => text.includes(part)),
  ),
  method(
    "startsWith",
    overload([STRING, STRING], type.BOOL, (text, part) => text.startsWith(part)),
  ),
  method(
    "endsWith",
    overload([STRING, STRING], type.BOOL, (text, part) => text.endsWith(part)),
  ),
  fn("matches", MATCHES),
  method("matches", MATCHES),
];

export function countCodePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}
