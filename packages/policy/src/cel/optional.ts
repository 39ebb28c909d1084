import { equal } from "./equality.ts";
import { CelMap, Duration, Opaque, Struct, Timestamp, Uint, type Value } from "./value.ts";

/** A value that may be missing (cel-go's optional types): what `.?` and `[?` give. */
export class OptionalValue extends Opaque {
  readonly typeName = "optional_type";
  /** `undefined`: empty. */
  readonly held: Value | undefined;

  constructor(held: Value | undefined) {
    super();
    this.held = held;
  }

  override equals(other: Opaque): boolean {
    if (!(other instanceof OptionalValue)) return false;
    if (this.held === undefined || other.held === undefined) return this.held === other.held;
    return equal(this.held, other.held);
  }
}

export const NONE: OptionalValue = new OptionalValue(undefined);

export function optional(held: Value | undefined): OptionalValue {
  return held === undefined ? NONE : new OptionalValue(held);
}

/** Whether a value is the one that a field of its type has before it is set: `0`, `''`, `false`, `null`, nothing in it. */
export function isZero(value: Value): boolean {
  switch (typeof value) {
    case "string":
      return value === "";
    case "boolean":
      return !value;
    case "bigint":
      return value === 0n;
    case "number":
      return value === 0;
    default:
      if (value === null) return true;
      if (value instanceof Uint) return value.value === 0n;
      if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
      if (value instanceof CelMap) return value.size === 0;
      if (value instanceof OptionalValue) return value.held === undefined;
      if (value instanceof Struct) return Array.from(value.fields()).length === 0;
      // A timestamp's zero is the epoch, a duration's no time at all.
      return (value instanceof Timestamp || value instanceof Duration) && value.seconds === 0 && value.nanos === 0;
  }
}
