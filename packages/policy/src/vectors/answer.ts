import type { Expectation } from "./vector.ts";

/** What came of a vector, in the shape of its `expect`. */
export interface Answer extends Expectation {
  /** The engine speaks our codes and columns too; without it only error-or-not and lines are compared. */
  readonly codes?: boolean;
}
