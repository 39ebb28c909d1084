import type { Value } from "./value.ts";

/**
 * `make`, called once for each list: a constant list that is bound to a variable may be looked things up in a thousand
 * times, and what is prepared from it is the same each time.
 */
export function oncePerList<T>(make: (list: readonly Value[]) => T): (list: readonly Value[]) => T {
  const made = new WeakMap<readonly Value[], { readonly value: T }>();
  return (list) => {
    const found = made.get(list) ?? { value: make(list) };
    made.set(list, found);
    return found.value;
  };
}
