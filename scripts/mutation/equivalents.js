/**
 * Mutants that no test can tell from the original, each with the reason. Strict: an entry that names no mutant, or one that
 * is noticed after all, fails the run. `around` is the line that the mutant starts in; `nth` picks one of several alike.
 */
export const EQUIVALENTS = [];
