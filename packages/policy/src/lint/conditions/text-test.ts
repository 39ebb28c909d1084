import { Ranges } from "./ranges.ts";
import { TRUTH } from "./subjects.ts";

type Kind = "startsWith" | "endsWith" | "contains";

/** A question about a text that has a name of its own, so that its answer is a subject too. */
export interface TextTest {
  readonly kind: Kind;
  /** The subject whose text is asked about. */
  readonly subject: string;
  readonly text: string;
  /** The set of answers "yes". */
  readonly holds: Ranges;
  ask(text: string): boolean;
}

export const YES: Ranges = new Ranges(TRUTH, [[1n, 1n]]);

export function isTextTest(name: string): name is Kind {
  return name === "startsWith" || name === "endsWith" || name === "contains";
}

export function textTest(kind: Kind, subject: string, text: string): TextTest {
  return { kind, subject, text, holds: YES, ask: (asked) => asked[kind === "contains" ? "includes" : kind](text) };
}

/** What the answer to `other` is wherever `test` holds; `undefined`: either. */
export function implies(test: TextTest, other: TextTest): boolean | undefined {
  if (other.kind === "contains" || other.kind === test.kind) {
    if (other.ask(test.text)) return true;
  }
  if (other.kind === "contains" || other.kind !== test.kind) return undefined;
  // Of two prefixes (or suffixes) of one text the longer has the shorter.
  return test.ask(other.text) ? undefined : false;
}
