import { TLS } from "./soak-clients.js";

/** What processes hold more than before; a worker that has taken the place of another is held to the first one. */
export function checkHeld(before, after, { memory, handles }) {
  const problems = [];
  if (after.length !== before.length) problems.push(`there were ${before.length} processes, and are ${after.length}`);
  for (const { pid, descriptors, heapUsed, external, resources } of after) {
    const then = before.find((each) => each.pid === pid) ?? before[1] ?? before[0];
    const more = heapUsed + external - then.heapUsed - then.external;
    if (more > memory) problems.push(`process ${pid} holds ${mebibytes(more)} more than before`);
    if (descriptors > then.descriptors + handles) {
      problems.push(`process ${pid} has ${descriptors} descriptors, and had ${then.descriptors}`);
    }
    const [had, has] = [countBy(then.resources), countBy(resources)];
    for (const [kind, count] of has) {
      // The way to a worker is named here or not, by how Node has last written to it; its descriptor counts in any case.
      if (kind === "PipeWrap") continue;
      if (count > (had.get(kind) ?? 0) + handles) {
        problems.push(`process ${pid} has ${count} handles \`${kind}\`, and had ${had.get(kind) ?? 0}`);
      }
    }
  }
  return problems;
}

/** That each way was gone at all: a soak in which nothing happens finds nothing. */
export function checkCoverage(clients) {
  const done = new Set(clients.filter(({ isComplete }) => isComplete).map(({ endpoint }) => endpoint));
  const acts = new Set(clients.map(({ endpoint, act }) => `${TLS.has(endpoint) ? "TLS" : "TCP"} ${act}`));
  const wanted = ["open", "through", "terminated", "forwarded", "sometimes", "added"];
  const problems = wanted.filter((name) => !done.has(name)).map((name) => `no exchange at \`${name}\` was complete`);
  if (acts.size < 16) problems.push(`of the ways to leave only these were tried: ${[...acts].join(", ")}`);
  return problems;
}

export function countBy(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

export function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
