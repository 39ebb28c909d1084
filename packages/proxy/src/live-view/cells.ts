import { glyph } from "@sluice/policy/cli";

/** How many columns of a terminal a text takes, and what it looks like there: nothing in it can move the cursor. */
export interface Cells {
  readonly text: string;
  readonly width: number;
}

const CUT = "…";

/** At most so many columns; what is left out is told by an ellipsis. */
export function cut(text: string, columns: number): Cells {
  let whole = "";
  let width = 0;
  // What fits with an ellipsis behind it.
  let kept = "";
  let keptWidth = 0;
  for (const character of text) {
    const { text: shown, width: wide } = glyph(character);
    if (width + wide > columns) {
      return columns > 0 ? { text: kept + CUT, width: keptWidth + 1 } : { text: "", width: 0 };
    }
    whole += shown;
    width += wide;
    if (width < columns) {
      kept = whole;
      keptWidth = width;
    }
  }
  return { text: whole, width };
}

/** Exactly so many columns. */
export function fit(text: string, columns: number, align: "left" | "right" = "left"): string {
  const cells = cut(text, columns);
  const blank = " ".repeat(columns - cells.width);
  return align === "left" ? cells.text + blank : blank + cells.text;
}

export function widthOf(text: string): number {
  return cut(text, Number.POSITIVE_INFINITY).width;
}
