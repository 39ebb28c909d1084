/** What else the proxy and this process have open. */
const RESERVED = 400;
/** What the proxy counts for each connection: its client's and its upstream's. */
const PER_CONNECTION = 2;

/**
 * So many connections over so many processes of the proxy, or as many as descriptors are enough for, which is said then. `here`: what one
 * takes in this process. Node has raised the soft limit to the hard one.
 */
export function affordable(count, what, { here = 2, processes = 1 } = {}) {
  const { soft } = process.report.getReport().userLimits.open_files;
  if (typeof soft !== "number") return count;
  const possible = Math.min(
    Math.floor((soft - RESERVED) / here),
    processes * Math.floor((soft - RESERVED) / PER_CONNECTION),
  );
  if (possible < 1) throw new Error(`${soft} descriptors are too few: raise \`ulimit -n\``);
  if (possible < count) console.log(`descriptors are enough for ${possible} ${what}, not for ${count}`);
  return Math.min(count, possible);
}
