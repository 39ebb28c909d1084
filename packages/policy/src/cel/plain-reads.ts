import type { Address } from "../net/index.ts";
import type { Frame } from "./environment.ts";
import type { Fault } from "./value.ts";

/**
 * Other ways to read a value, for an operation that needs no more of it: nothing is made then, no bigint, no timestamp, no
 * list. Each fails where reading the value does, in the same way.
 */
export interface PlainReads<F extends Frame = Frame> {
  /** Of an int: the number that is exactly it. */
  readonly number?: (frame: F) => number | Fault;
  /** Of a string that is an address in canonical form: that address. It is the frame's own, and only lent. */
  readonly address?: (frame: F) => Address | Fault;
  /** Of a timestamp: its order to another one, negative, zero or positive. */
  readonly orderTo?: (frame: F, seconds: number, nanos: number) => number | Fault;
  /** Of a list: how many elements it would have. */
  readonly length?: (frame: F) => number | Fault;
}
