import { formatSpread } from "./stats.js";

/** In the order in which they are worth a look. */
const KINDS = ["missed", "undecided", "met"];

/** All targets of what tables have found (by name, as `runTables` gives it): `[{ id, what, spread, target, verdict, kind }]`, as text. */
export function targetsOf(found) {
  return Object.values(found).flatMap(({ ratios, budgets }) => [
    ...ratios
      .filter(({ target }) => target !== undefined)
      .map((each) => targetOf(each, `${each.atLeast ? "≥" : "≤"} ${each.target}`)),
    ...budgets.map((each) => targetOf(each, `≤ ${each.limit} ${each.unit}`)),
  ]);
}

function targetOf({ id, what, median, low, high, verdict }, target) {
  const [kind] = verdict.split(" ");
  return { id, what, spread: formatSpread({ median, low, high }, digitsOf(median)), target, verdict, kind };
}

/** Enough to tell 1.02 from 1.04, and no more than that of what is large. */
function digitsOf(number) {
  return number >= 100 ? 0 : number >= 10 ? 1 : 2;
}

/** `12 met, 1 undecided`; what no target is does not stand there. */
export function countTargets(targets) {
  const counts = KINDS.toReversed().map((kind) => [targets.filter((each) => each.kind === kind).length, kind]);
  return counts
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`)
    .join(", ");
}

/** Rows of a table: what was missed first. */
export function targetRows(targets) {
  return KINDS.flatMap((wanted) => targets.filter(({ kind }) => kind === wanted)).map((each) => [
    each.what === each.id ? each.id : `${each.what} [${each.id}]`,
    each.spread,
    each.target,
    each.verdict,
  ]);
}
