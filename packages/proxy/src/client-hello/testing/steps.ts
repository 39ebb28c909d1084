/** Function calls and turns of loops that the instrumented parser may still make; see `scripts/fuzz-client-hello.js`. */
let left = Number.POSITIVE_INFINITY;

/** Counts one. Calls to it are written into the parser when it is built to be fuzzed. */
export function countStep(): void {
  if (--left < 0) throw new Error("the parser takes more steps than its input allows");
}

/** Runs `work`, which may take so many steps; how many it took. */
export function withinSteps(limit: number, work: () => void): number {
  left = limit;
  try {
    work();
    return limit - left;
  } finally {
    left = Number.POSITIVE_INFINITY;
  }
}
