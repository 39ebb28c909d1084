import type { ScalarNode } from "./node.ts";
import { rangeWithin, scalarOffsets } from "./scalar-offsets.ts";

/** What a reader of its own knows of a scalar: for readers that need no more of YAML than they understand. */
export interface ReadScalar {
  readonly value: ScalarNode["value"];
  /** As written, quotes included. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

/** A scalar each of whose characters was written as itself, in quotes or not. */
export function literalScalar({ value, raw, start, end }: ReadScalar): ScalarNode {
  // One function for all of them: there may be millions.
  return { kind: "scalar", start, end, value, raw, rangeOf: literalRange };
}

/** A string in double quotes with escapes in it; `source`: what the places are places of. */
export function escapedScalar(source: string, { value, raw, start, end }: ReadScalar & { value: string }): ScalarNode {
  let offsets: Int32Array | undefined;
  return {
    kind: "scalar",
    start,
    end,
    value,
    raw,
    rangeOf: (from, to) => {
      offsets ??= scalarOffsets(source, start + 1, end - 1, value, true);
      return rangeWithin(source, offsets, from, to);
    },
  };
}

function literalRange(this: ScalarNode, from: number, to: number): readonly [number, number] {
  const { start, end, raw, value } = this;
  if (typeof value !== "string") return [start, end];
  const isQuoted = raw.startsWith('"') || raw.startsWith("'");
  const [first, last] = isQuoted ? [start + 1, end - 1] : [start, end];
  return [Math.min(first + from, last), Math.min(first + Math.max(from, to), last)];
}
