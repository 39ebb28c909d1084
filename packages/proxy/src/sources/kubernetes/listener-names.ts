import type { StringNode } from "@sluice/policy/source";
import { covers, intersection } from "./host-patterns.ts";

/** A listener, as far as it is about names. */
export interface Named {
  readonly port: number;
  readonly protocol: string;
  readonly hostname: StringNode | undefined;
}

/** A name or a pattern in lower case: without a `hostname` it is every name. */
export function patternOf({ hostname }: Named): string {
  return hostname === undefined || hostname.value === "" ? "*" : hostname.value.toLowerCase();
}

/** Whether two listeners are for the same names of one port. */
export function isSame(one: Named, other: Named): boolean {
  return one.protocol === other.protocol && one.port === other.port && patternOf(one) === patternOf(other);
}

/** What belongs to another listener. */
export interface Claim<T> {
  readonly listener: T;
  /** A name or a pattern. */
  readonly host: string;
}

/**
 * The parts of a name or a pattern that belong to other listeners of the port: those that are for less than the one that
 * serves it. TCP has no names to tell connections apart by.
 */
export function claimsOn<T extends Named>(host: string, listener: T, listeners: readonly T[]): readonly Claim<T>[] {
  if (listener.protocol !== "TLS") return [];
  const wide = patternOf(listener);
  return listeners.flatMap((other) => {
    if (other.protocol !== "TLS" || other.port !== listener.port) return [];
    const pattern = patternOf(other);
    const share = pattern !== wide && covers(wide, pattern) ? intersection(pattern, host) : undefined;
    return share === undefined ? [] : [{ listener: other, host: share }];
  });
}
