/**
 * The cycles that a walk of a directed graph comes back by, each as its edges: the first leads away from where the last one
 * ends. Every graph with a cycle has one here. Depth first, without recursion: a chain may be as long as a file.
 */
export function findCycles<E extends { readonly to: string }>(graph: ReadonlyMap<string, readonly E[]>): E[][] {
  const done = new Set<string>();
  return [...graph.keys()].flatMap((start) => walk(graph, start, done));
}

interface Visit<E> {
  readonly at: string;
  next: number;
  /** How it was come to. */
  readonly through: E | undefined;
}

function walk<E extends { readonly to: string }>(
  graph: ReadonlyMap<string, readonly E[]>,
  start: string,
  done: Set<string>,
): E[][] {
  if (done.has(start)) return [];
  const cycles: E[][] = [];
  const path: Visit<E>[] = [{ at: start, next: 0, through: undefined }];
  const open = new Set([start]);
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const edge = graph.get(visit.at)?.[visit.next++];
    if (edge === undefined) {
      done.add(visit.at);
      open.delete(visit.at);
      path.pop();
    } else if (open.has(edge.to)) {
      const between = path.slice(path.findIndex(({ at }) => at === edge.to) + 1);
      cycles.push([...between.flatMap(({ through }) => through ?? []), edge]);
    } else if (!done.has(edge.to)) {
      open.add(edge.to);
      path.push({ at: edge.to, next: 0, through: edge });
    }
  }
  return cycles;
}
