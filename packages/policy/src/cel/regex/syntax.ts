import type { AsciiSet } from "./ascii-set.ts";

/** What holds between two characters. `^` and `$` are the text's ends without `(?m)`, and lines' ends with it. */
export type Assertion = "text-start" | "line-start" | "text-end" | "line-end" | "word-boundary" | "no-word-boundary";

/** A parsed pattern. Groups leave no trace: only whether a text matches is ever asked. */
export type Regexp =
  | { readonly kind: "char"; readonly code: number }
  | { readonly kind: "set"; readonly set: AsciiSet }
  | { readonly kind: "assert"; readonly assertion: Assertion }
  | { readonly kind: "concat"; readonly parts: readonly Regexp[] }
  | { readonly kind: "alternate"; readonly options: readonly Regexp[] }
  | { readonly kind: "repeat"; readonly of: Regexp; readonly min: number; readonly max: number };

/** Instructions that a pattern needs, with counted repetitions written out. Every node is one at least. */
export function sizeOf(regexp: Regexp): number {
  switch (regexp.kind) {
    case "char":
    case "set":
    case "assert":
      return 1;
    case "concat":
      return regexp.parts.reduce((sum, part) => sum + sizeOf(part), 1);
    case "alternate":
      return regexp.options.reduce((sum, option) => sum + sizeOf(option) + 1, 0);
    case "repeat": {
      const { min, max } = regexp;
      return Math.max(max === Number.POSITIVE_INFINITY ? min : max, 1) * (sizeOf(regexp.of) + 1);
    }
  }
}
