import type { Frame } from "../environment.ts";
import * as type from "../type.ts";
import { Fault } from "../value.ts";
import { INT } from "./kind.ts";
import { type FunctionDefinition, fn, overload } from "./overload.ts";

/** Draws from the host's generator, in evaluation order (language.md, section 5). */
export const RANDOM: readonly FunctionDefinition[] = [
  fn("rand.double", overload([], type.DOUBLE, draw, "randomness")),
  fn(
    "rand.int",
    overload([], type.INT, (frame) => between(0n, 1n, frame), "randomness"),
    overload([INT, INT], type.INT, between, "randomness"),
  ),
];

function draw(frame: Frame): number | Fault {
  const drawn = frame.random();
  return drawn >= 0 && drawn < 1 ? drawn : new Fault("invalid-argument", "the host gave no random number");
}

/** `low + floor(draw × count)`, with the product computed exactly: the count may be beyond 2^53. */
function between(low: bigint, high: bigint, frame: Frame): bigint | Fault {
  if (low < 0n || high < 0n) return new Fault("invalid-argument", "a bound of `rand.int` is negative");
  if (low > high) return new Fault("invalid-argument", "the bounds of `rand.int` are the wrong way round");
  const drawn = draw(frame);
  if (drawn instanceof Fault) return drawn;
  const count = high - low + 1n;
  if (count <= 1n << 53n) return low + BigInt(Math.floor(drawn * Number(count)));
  return low + ((BigInt(Math.floor(drawn * 2 ** 53)) * count) >> 53n);
}
