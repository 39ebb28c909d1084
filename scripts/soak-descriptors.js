/** What else the proxy and this process have open. */
const RESERVED = 400;
/** A connection takes two here, its client's and its upstream's, and two in the proxy. */
const PER_CONNECTION = 2;

/** So many connections, or as many as descriptors are enough for, which is said then. Node has raised the soft limit to the hard one. */
export function affordable(count, what) {
  const { soft } = process.report.getReport().userLimits.open_files;
  const possible = typeof soft === "number" ? Math.floor(soft / PER_CONNECTION) - RESERVED : count;
  if (possible < 1) throw new Error(`${soft} descriptors are too few: raise \`ulimit -n\``);
  if (possible < count) console.log(`descriptors are enough for ${possible} ${what}, not for ${count}`);
  return Math.min(count, possible);
}
