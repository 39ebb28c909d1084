import type { KnownFailure } from "../run.ts";

/** Vectors that this project's engine does not pass yet, and why. Strict: one that passes must leave the list. */
export const SLUICE_KNOWN_FAILURES: readonly KnownFailure[] = [];
