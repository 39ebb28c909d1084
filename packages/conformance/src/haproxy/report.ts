import { formatResult } from "../report/text.ts";
import type { ComparedVector, Comparison } from "./comparison.ts";

/** For people: what is not as expected, what HAProxy answers in its own way, what it was not asked, and the counts. */
export function formatComparison({ decisions, compared, untranslatable, staleDifferences }: Comparison): string {
  const lines = compared.flatMap(({ target, reference }) => [
    ...indented("haproxy: ", formatResult(target)),
    ...indented("sluice: ", formatResult(reference)),
  ]);
  for (const { target } of compared) {
    if (target.kind === "known-failure") lines.push(`${target.id}: known difference: ${target.reason}`);
  }
  for (const id of staleDifferences) lines.push(`known difference \`${id}\` names no vector`);
  const names = Object.entries(untranslatable).toSorted(([, a], [, b]) => b.length - a.length);
  for (const [name, ids] of names) lines.push(`${ids.length} not translated: ${name}`);
  const agreed = compared.filter(agrees).length;
  const differ = compared.length - agreed;
  lines.push(`${decisions} decision vectors, ${compared.length} through HAProxy: ${agreed} alike, ${differ} not`);
  const told = compared.filter(({ values }) => values.length > 0).length;
  lines.push(`${told} of them with values that HAProxy's log tells: variables, logs, results of actions`);
  lines.push("`deny` and `error` look alike from outside: both are a connection that is refused");
  return lines.join("\n");
}

/** For programs. */
export function comparisonJson(comparison: Comparison, version: string): string {
  const { ok, decisions, compared, untranslatable } = comparison;
  const vectors = compared.map(({ id, expected, values, target, reference }) => ({
    id,
    expected,
    values,
    haproxy: target.kind,
    sluice: reference.kind,
    ...("reason" in target && target.reason !== undefined ? { reason: target.reason } : {}),
  }));
  const counts = { decisions, compared: compared.length, alike: compared.filter(agrees).length };
  return JSON.stringify({ version: 1, engine: version, ok, counts, vectors, untranslatable }, null, 2);
}

function agrees({ target, reference }: ComparedVector): boolean {
  return target.kind === "passed" && reference.kind === "passed";
}

function indented(prefix: string, block: string | undefined): readonly string[] {
  return block === undefined ? [] : [`${prefix}${block}`];
}
