import { LEGACY_PHASE_NAMES, PHASE_NAMES } from "../phase-names.ts";
import { Problems } from "../problems.ts";
import { blockParts, type ListKeys } from "./block-lists.ts";
import { entryParts } from "./block-maps.ts";
import { flowParts } from "./flow-lists.ts";
import type { Cut, Mend, Part, Write } from "./part.ts";
import { problemOf } from "./read-part.ts";
import { linesOf } from "./text-lines.ts";

/** Rules, wherever a policy stands. */
export const RULES: ListKeys = {
  keys: [...PHASE_NAMES, ...LEGACY_PHASE_NAMES],
  first: ["expressions", "actions", "name"],
  certain: ["expressions", "actions"],
};

/** What carries policies: endpoints of an agent configuration, objects of a Kubernetes list. */
export const CARRIERS: ListKeys = {
  keys: ["endpoints", "items"],
  mapKeys: ["endpoints", "tunnels"],
  first: ["name", "url", "upstream", "traffic_policy", "apiVersion", "kind", "metadata"],
  certain: ["apiVersion", "traffic_policy"],
};

/** What is wrong at a place of the file. */
export interface Finding {
  readonly at: number;
  readonly problems: Problems;
}

export interface Remainder {
  /** The text without the items that cannot be read; every offset stays. */
  readonly source: string;
  /** One for each item that was left out, and for what is wrong between items. */
  readonly findings: readonly Finding[];
  /** Where nulls stand for items. */
  readonly nulls: readonly number[];
}

/** Leaves out the items of lists that cannot be read for themselves, so that they take nothing else with them. */
export function leaveOut(source: string, keys: ListKeys): Remainder {
  const { parts, mends } = cutLists(source, keys);
  const broken = new Map<Part, Problems>();
  for (const part of parts) {
    const problems = problemOf(source, part);
    if (problems !== undefined) broken.set(part, problems);
  }
  const findings = [...broken].map(([part, problems]) => ({ at: part.start, problems }));
  for (const mend of mends) findings.push({ at: mend.start, problems: problemsOfMend(mend) });
  const left = [...broken.keys(), ...dependents(source, parts, broken)];
  const nulls = left.flatMap(({ nullAt }) => (nullAt === undefined ? [] : [nullAt]));
  const writes = [...left.flatMap(({ placeholder }) => placeholder), ...mends.flatMap((mend) => mend.writes)];
  return { source: rewritten(source, left, writes), findings, nulls };
}

function cutLists(source: string, keys: ListKeys): Cut {
  const lines = linesOf(source);
  const lists = blockParts(source, lines, keys);
  const entries = entryParts(source, lines, keys.mapKeys ?? []).filter(({ start }) => !covers(lists, start));
  const block = [...lists, ...entries].sort((a, b) => a.start - b.start);
  const flow = flowParts(source, keys);
  // A flow list inside of a block list's item is a part of that item.
  const isFree = ({ start }: { readonly start: number }): boolean => !covers(block, start);
  return { parts: [...block, ...flow.parts.filter(isFree)], mends: flow.mends.filter(isFree) };
}

/** `parts` are ascending. */
function covers(parts: readonly Part[], at: number): boolean {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle] as Part).end <= at) low = middle + 1;
    else high = middle;
  }
  const part = parts[low];
  return part !== undefined && part.start <= at;
}

/** Items with an alias of what an item that is left out has an anchor for: without it they would say something else. */
function dependents(source: string, parts: readonly Part[], broken: ReadonlyMap<Part, unknown>): readonly Part[] {
  const text = ({ start, end }: Part): string => source.slice(start, end);
  const anchors = [...broken.keys()].flatMap((part) =>
    [...text(part).matchAll(/&([^\s,[\]{}]+)/g)].map(([, name]) => name),
  );
  const lost = new Set(anchors);
  if (lost.size === 0) return [];
  return parts.filter(
    (part) => !broken.has(part) && [...text(part).matchAll(/\*([^\s,[\]{}]+)/g)].some(([, name]) => lost.has(name)),
  );
}

function problemsOfMend({ start, end, message, hint }: Mend): Problems {
  const problems = new Problems();
  problems.report("syntax-error", start, end, message, { hint });
  return problems;
}

/** The text with some parts blanked, and then some characters written. */
function rewritten(source: string, blank: readonly Part[], writes: readonly Write[]): string {
  const edits = [
    ...blank.map(({ start, end }) => ({ at: start, text: source.slice(start, end).replace(/[^\r\n]/g, " ") })),
  ].sort((a, b) => a.at - b.at);
  return overwrite(
    overwrite(source, edits),
    [...writes].sort((a, b) => a.at - b.at),
  );
}

/** `writes` are ascending. */
function overwrite(source: string, writes: readonly Write[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const write of writes) {
    if (write.at < at) continue;
    pieces.push(source.slice(at, write.at), write.text);
    at = write.at + write.text.length;
  }
  return pieces.join("") + source.slice(at);
}
