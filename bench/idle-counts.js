/** Connections to hold open and idle, ascending and each once: none, and up to 10,000, where there is room for so many. */
export function idleCounts(room) {
  return [...new Set([0, 100, 1_000, 10_000].map((count) => Math.max(0, Math.min(count, room))))];
}
