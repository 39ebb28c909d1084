/** Evaluation of eight typical conditions, against closures written by hand and the CEL libraries. */
import { compileExpression } from "@sluice/policy";
import { CONDITIONS, DECLARED, FACTS, inTen } from "./conditions.js";
import { LIBRARIES } from "./libraries.js";
import { measureInterleaved } from "./measure.js";
import { idPart } from "./report.js";
import { formatSpread, meanOf, ratio, summarize } from "./stats.js";

const HAND_WRITTEN_TARGET = 2.5;
const LIBRARY_TARGET = 10;
const LIBRARY_TARGET_EACH = 3;

export function run({ rounds, report }) {
  const rows = [];
  const againstHand = [];
  /** By library: the spread for each condition that it can evaluate. */
  const againstLibraries = LIBRARIES.map(() => []);
  for (const condition of CONDITIONS) {
    const candidates = candidatesFor(condition);
    measureInterleaved(candidates, { inputs: FACTS, rounds, batch: 500 });
    const [hand, sluice, ...libraries] = candidates;
    const byHand = ratio(sluice.rounds, hand.rounds);
    againstHand.push(byHand);
    report.ratio(`decisions.by-hand.${idPart(condition.name)}`, byHand);
    const cells = libraries.map(({ work, rounds: theirs }, i) => {
      if (work === undefined) return "-";
      const spread = ratio(theirs, sluice.rounds);
      againstLibraries[i].push({ condition: condition.name, spread });
      return formatSpread(spread, 1);
    });
    const [handTime, ownTime] = [hand, sluice].map((each) => summarize(each.rounds).median.toFixed(1));
    rows.push([condition.name, handTime, ownTime, formatSpread(byHand), ...cells]);
  }
  const hand = meanOf(againstHand);
  const libraries = againstLibraries.map((found) => found.length > 0 && meanOf(found.map(({ spread }) => spread)));
  const cells = libraries.map((mean) => (mean ? formatSpread(mean, 1) : "-"));
  rows.push(["geometric mean", "", "", formatSpread(hand), ...cells]);
  const notes = [
    `× hand-written closures: ${report.ratio("decisions.by-hand", hand, { target: HAND_WRITTEN_TARGET, what: "eight conditions, × closures by hand, geometric mean" })}`,
    ...LIBRARIES.flatMap(({ name }, i) =>
      libraries[i] ? verdicts(report, name, libraries[i], againstLibraries[i]) : [],
    ),
  ];
  report.table(
    "Decisions: ns an evaluation; ours × hand-written; times that a library takes of ours",
    ["condition", "by hand", "sluice", "× by hand", ...LIBRARIES.map(({ name }) => name)],
    rows,
    notes,
  );
}

function verdicts(report, name, mean, found) {
  const least = found.reduce((a, b) => (b.spread.median < a.spread.median ? b : a));
  // Each has to reach it: the lowest of all lows decides, and the lowest of all highs.
  const all = {
    median: least.spread.median,
    low: Math.min(...found.map(({ spread }) => spread.low)),
    high: Math.min(...found.map(({ spread }) => spread.high)),
  };
  const id = `decisions.${idPart(name)}`;
  const inTheMean = report.ratio(id, mean, {
    target: LIBRARY_TARGET,
    atLeast: true,
    what: `times faster than ${name}, geometric mean`,
  });
  const each = report.ratio(`${id}.least`, all, {
    target: LIBRARY_TARGET_EACH,
    atLeast: true,
    what: `times faster than ${name}, the least of all conditions`,
  });
  return [
    `× faster than ${name} in the mean: ${inTheMean} (${found.length} of ${CONDITIONS.length} conditions)`,
    `× faster than ${name} each: ${each}; the least is ${formatSpread(least.spread, 1)} ×, ${least.condition}`,
  ];
}

function candidatesFor(condition) {
  const { expression, diagnostics } = compileExpression(condition.cel, DECLARED, { expect: "bool" });
  if (expression === undefined) throw new Error(`${condition.cel}: ${JSON.stringify(diagnostics)}`);
  const own = [
    { name: "by hand", work: condition.byHand },
    { name: "sluice", work: expression.evaluate },
  ];
  for (const { name, work } of own) assertAnswers(condition, name, work);
  const libraries = LIBRARIES.map((library) => ({ name: library.name, work: prepare(library, condition) }));
  return [...own, ...libraries].map((candidate) => ({ ...candidate, rounds: [] }));
}

/** `undefined` if the library cannot evaluate the condition, or answers wrongly. */
function prepare({ name, compiler, contextOf }, condition) {
  const contexts = new Map(FACTS.map((facts) => [facts, contextOf(facts)]));
  try {
    const evaluate = compiler(inTen)(condition.cel);
    const work = (facts) => evaluate(contexts.get(facts));
    assertAnswers(condition, name, work);
    return work;
  } catch {
    return undefined;
  }
}

function assertAnswers(condition, name, evaluate) {
  FACTS.forEach((facts, i) => {
    facts.cost = 0;
    const answer = evaluate(facts);
    if (answer !== condition.answers[i])
      throw new Error(`${name}: ${condition.cel} gave ${String(answer)} for connection ${i}`);
  });
}
