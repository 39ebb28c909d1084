/** What a connection takes: the client's socket and the upstream's. */
const PER_CONNECTION = 2;
/**
 * What is left for everything else: standard streams, the event loop's own, listening sockets, directories that are
 * watched, files that are read again on reload, names that are resolved.
 */
const RESERVED = 128;

/**
 * How many files the process may have open; `undefined` where there is no limit or nobody can tell. Node raises the soft
 * limit to the hard one when it starts, so that is what counts.
 */
export function descriptorLimit(): number | undefined {
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork } = report;
  // Else the names of all peers would be looked up.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  if (excludeNetwork !== undefined) report.excludeNetwork = excludeNetwork;
  const soft = userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : undefined;
}

/**
 * How many connections this many descriptors are enough for, at least one. Beyond that nothing must be accepted: at
 * EMFILE Node closes a connection that it has accepted without a word.
 */
export function connectionsFor(descriptors: number | undefined): number {
  if (descriptors === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.floor((descriptors - RESERVED) / PER_CONNECTION));
}
