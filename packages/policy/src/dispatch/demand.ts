import type { Fault, Value } from "../cel/index.ts";
import type { Cidr } from "../net/index.ts";
import type { RunState } from "../run-state.ts";

/** What a condition demands of one value of the connection: where that does not hold, the condition is false. */
export type Demand =
  | { readonly kind: "texts"; readonly key: Key; readonly values: readonly string[] }
  | { readonly kind: "numbers"; readonly key: Key; readonly values: readonly number[] }
  | { readonly kind: "prefix" | "suffix"; readonly key: Key; readonly text: string }
  | { readonly kind: "blocks"; readonly key: AddressKey; readonly blocks: readonly Cidr[] }
  | RangeDemand;

/** Both bounds are in the range; one that is open has an infinite one. */
export interface RangeDemand {
  readonly kind: "range";
  readonly key: Key;
  readonly low: number;
  readonly high: number;
}

/** A value of the connection that is the same whenever a run reads it. */
export interface Key {
  /** Such as `conn.tls.sni`. */
  readonly path: string;
  /** What somebody has to work out to read it, if it is not at hand. */
  readonly lazy?: Lazy;
  /** Of an int it may be the number that is exactly it: a bigint would be made for it alone. */
  readonly read: (state: RunState) => Value | Fault | undefined;
}

/** What is worked out once a connection, when it is first read: what is known of an address, and a JA4. */
export type Lazy = "client" | "server" | "ja4";

export interface AddressKey extends Key {
  readonly side: "client" | "server";
}

/** Of several demands one at least must hold, or the condition is false. */
export type Demands = readonly Demand[];
