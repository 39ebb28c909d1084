import type { Span } from "../node.ts";

/** An item of a list, cut out of a text that cannot be read whole. */
export interface Part extends Span {
  readonly style: "block" | "flow";
  /** What is wrong with how it stands among the others; if nothing is, it has to be read. */
  readonly misplaced?: Misplaced;
  /** Put in its place if it cannot be read, so that the list keeps its shape. */
  readonly placeholder: readonly Write[];
  /** Where the null stands that the placeholder makes; `undefined`: it makes none. */
  readonly nullAt: number | undefined;
}

export interface Misplaced extends Span {
  readonly message: string;
  readonly hint?: string;
}

/** Puts characters at an offset, in place of as many. */
export interface Write {
  readonly at: number;
  readonly text: string;
}

/** A mistake between the items: reported, and mended to read on. */
export interface Mend extends Misplaced {
  readonly writes: readonly Write[];
}

/** The lists of a text, item by item. */
export interface Cut {
  readonly parts: readonly Part[];
  readonly mends: readonly Mend[];
}
