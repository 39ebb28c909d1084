/** What Linux tells in `/proc` of a process and of those that it has started. */
import { readdirSync, readFileSync } from "node:fs";

/** Linux tells CPU time to programs in hundredths of a second, whatever its own clock. */
const MICROSECONDS_PER_TICK = 10_000;

/**
 * CPU that a process and its children have used, in microseconds. Ticks are too coarse for a load of a few of them: where the kernel
 * counts nanoseconds a thread (`schedstat`), the sum is of these, and ticks only tell how much of it was the system's.
 */
export function cpuOf(root) {
  let [user, system] = [0, 0];
  for (const pid of treeOf(root)) {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    const all = scheduled(pid) ?? stat.user + stat.system;
    system += stat.system;
    user += all - stat.system;
  }
  return { user, system };
}

/** Bytes of memory that a process and its children have resident: what they have shared among them counts for each. */
export function residentOf(root) {
  return treeOf(root).reduce((sum, pid) => sum + parseRss(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")), 0);
}

/** Microseconds, by `/proc/PID/stat`. The name in it may hold spaces and parentheses. */
export function parseStat(text) {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    parent: Number(fields[1]),
    user: Number(fields[11]) * MICROSECONDS_PER_TICK,
    system: Number(fields[12]) * MICROSECONDS_PER_TICK,
  };
}

/** Microseconds on a processor, by `/proc/PID/task/TID/schedstat`. A kernel that does not count says 0. */
export function parseSchedstat(text) {
  return Number(text.split(" ")[0]) / 1000;
}

/** Bytes, by `/proc/PID/smaps_rollup`. */
export function parseRss(text) {
  const [, kib] = /^Rss:\s+(\d+) kB$/m.exec(text) ?? [];
  if (kib === undefined) throw new Error("no `Rss` in smaps_rollup");
  return Number(kib) * 1024;
}

function scheduled(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const each = threads.map((tid) => parseSchedstat(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, "utf8")));
    return each.reduce((sum, used) => sum + used, 0) || undefined;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** The process and all that descend from it. */
function treeOf(root) {
  const parents = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), parseStat(readFileSync(`/proc/${name}/stat`, "utf8")).parent);
    } catch {
      // It has ended since the folder was read.
    }
  }
  return descendants(root, parents);
}

/** `parents`: of each process by its id. */
export function descendants(root, parents) {
  const children = [...parents].filter(([, parent]) => parent === root).map(([pid]) => pid);
  return [root, ...children.flatMap((pid) => descendants(pid, parents))];
}
