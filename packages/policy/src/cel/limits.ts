/** How large an expression may be. Beyond: `expression-too-large`, so that no stage can run out of stack. */

/** Brackets, operators and members within each other. cel-go's default, too. */
export const MAX_DEPTH = 250;
/** Nodes of the whole tree. A list of addresses with thousands of items belongs into an ip policy. */
export const MAX_NODES = 10_000;
/** Operands of one chain such as `a + b + c`, which evaluates as deep as it is long. `&&` and `||` are not bounded so. */
export const MAX_CHAIN = 1_000;
/** UTF-16 units of a string that an expression builds, and elements of a list. */
export const MAX_STRING: number = 1 << 24;
export const MAX_LIST: number = 1 << 20;
/**
 * Elements that the comprehensions of one run may go through: about a second. Comprehensions within each other multiply,
 * and while one of them runs no other connection is served.
 */
export const MAX_STEPS = 10_000_000;
