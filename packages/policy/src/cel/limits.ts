/** How large an expression and its values may be. Beyond: `expression-too-large`, or a `cost-exceeded` fault at run time. */

/** Brackets, members and macros within each other. cel-go's default, too. */
export const MAX_DEPTH = 250;
/** Nodes of the whole tree. A list of addresses with thousands of items belongs into an ip policy. */
export const MAX_NODES = 10_000;
/** Operands of one chain such as `a + b + c`, which evaluates as deep as it is long. `&&` and `||` are not bounded so. */
export const MAX_CHAIN = 1_000;
/** UTF-16 units of a string that an expression builds, and elements of a list. */
export const MAX_STRING: number = 1 << 24;
export const MAX_LIST: number = 1 << 20;
/** Characters of a regular expression. Counted repetitions multiply a program's size; longer ones are data. */
export const MAX_PATTERN = 2_000;
/** Cost units to compile all regular expressions of an expression: about a tenth of a second. */
export const MAX_REGEX_COST = 2_000_000;
/** Elements that `distinct` compares with each other: half a million comparisons. */
export const MAX_COMPARED = 1_000;
/** Elements of `lists.range`. Ranges are gone through, also within each other: shorter than a list may be. */
export const MAX_RANGE = 10_000;
/**
 * Cost units that the expressions of one run may use; a unit is about one node evaluated, one element visited or eight
 * characters read. While an expression runs no other connection is served: this is some tens of milliseconds.
 */
export const MAX_COST = 1_000_000;
/** Levels of lists, maps and optionals within each other. Whoever goes through a value recurses. */
export const MAX_NESTING = 1_000;
/** Cost units that evaluating constants ahead may take, all together; what is beyond waits for a run. */
export const MAX_FOLDED = 10_000;
/** An expression that can never need more than this many units is not counted at all. */
export const MAX_UNCOUNTED = 10_000;
