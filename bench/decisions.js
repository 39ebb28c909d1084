/** Evaluation of eight typical conditions, against closures written by hand and the CEL libraries. */
import { compileExpression } from "@sluice/policy";
import { CONDITIONS, DECLARED, FACTS, TEN } from "./conditions.js";
import { LIBRARIES } from "./libraries.js";
import { formatSpread, geometricMean, printTable, ratio, summarize, verdict } from "./stats.js";

const HAND_WRITTEN_TARGET = 2.5;
const LIBRARY_TARGET = 10;
/** Milliseconds that one candidate is measured in one round. */
const MEASURE_FOR = 40;
const WARM_UP_FOR = 200;

export async function run({ rounds }) {
  const rows = [];
  const means = { hand: [], libraries: LIBRARIES.map(() => []) };
  for (const condition of CONDITIONS) {
    const candidates = candidatesFor(condition);
    for (const candidate of candidates) {
      if (candidate.evaluate !== undefined) measure(candidate.evaluate, WARM_UP_FOR);
    }
    for (let round = 0; round < rounds; round++) {
      for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
        if (candidate.evaluate !== undefined) candidate.rounds.push(measure(candidate.evaluate, MEASURE_FOR));
      }
    }
    const [hand, sluice, ...libraries] = candidates;
    const againstHand = ratio(sluice.rounds, hand.rounds);
    means.hand.push(againstHand);
    const againstLibraries = libraries.map((library) =>
      library.evaluate === undefined ? undefined : ratio(library.rounds, sluice.rounds),
    );
    againstLibraries.forEach((spread, i) => {
      if (spread !== undefined) means.libraries[i].push(spread);
    });
    rows.push([
      condition.name,
      summarize(hand.rounds).median.toFixed(1),
      summarize(sluice.rounds).median.toFixed(1),
      formatSpread(againstHand),
      ...againstLibraries.map((spread) => (spread === undefined ? "-" : formatSpread(spread, 0))),
    ]);
  }
  const hand = meanOf(means.hand);
  const libraries = means.libraries.map((spreads) => (spreads.length === 0 ? undefined : meanOf(spreads)));
  rows.push([
    "geometric mean",
    "",
    "",
    formatSpread(hand),
    ...libraries.map((spread) => (spread ? formatSpread(spread, 0) : "-")),
  ]);
  printTable(
    "Decisions: ns an evaluation; ours × hand-written; times that a library takes of ours",
    ["condition", "by hand", "sluice", "× by hand", ...LIBRARIES.map(({ name }) => name)],
    rows,
  );
  console.log(`\n≤ ${HAND_WRITTEN_TARGET} × hand-written closures: ${verdict(hand, HAND_WRITTEN_TARGET)}`);
  LIBRARIES.forEach(({ name }, i) => {
    const spread = libraries[i];
    if (spread === undefined) return;
    const decided = spread.low >= LIBRARY_TARGET ? "met" : spread.high < LIBRARY_TARGET ? "missed" : "undecided";
    const slowest = Math.min(...means.libraries[i].map(({ median: middle }) => middle));
    const evaluated = means.libraries[i].length;
    console.log(
      `≥ ${LIBRARY_TARGET} × faster than ${name} in the mean: ${decided}; the least is ${slowest.toFixed(1)} × (${evaluated} of ${CONDITIONS.length} conditions)`,
    );
  });
}

function candidatesFor(condition) {
  const { expression, diagnostics } = compileExpression(condition.cel, DECLARED, { expect: "bool" });
  if (expression === undefined) throw new Error(`${condition.cel}: ${JSON.stringify(diagnostics)}`);
  // The same set that the closure by hand has, so that no library is charged for building one.
  const inCidrRange = (address) => TEN.match(address) !== undefined;
  const own = [
    { name: "by hand", evaluate: condition.byHand },
    { name: "sluice", evaluate: expression.evaluate },
  ];
  for (const { name, evaluate } of own) assertAnswers(condition, name, evaluate);
  const libraries = LIBRARIES.map(({ name, prepare }) => {
    try {
      const evaluate = prepare(condition, inCidrRange);
      assertAnswers(condition, name, evaluate);
      return { name, evaluate };
    } catch {
      // It cannot evaluate this condition, or answers wrongly.
      return { name, evaluate: undefined };
    }
  });
  return [...own, ...libraries].map((candidate) => ({ ...candidate, rounds: [] }));
}

function assertAnswers(condition, name, evaluate) {
  FACTS.forEach((facts, i) => {
    const answer = evaluate(facts);
    if (answer !== condition.answers[i])
      throw new Error(`${name}: ${condition.cel} gave ${String(answer)} for connection ${i}`);
  });
}

/** Nanoseconds an evaluation; connections alternate, and every answer is used. */
function measure(evaluate, milliseconds) {
  const batch = 500;
  let evaluations = 0;
  let positive = 0;
  const start = process.hrtime.bigint();
  const end = start + BigInt(milliseconds) * 1_000_000n;
  let now = start;
  while (now < end) {
    for (let i = 0; i < batch; i++) {
      const facts = FACTS[i & 3];
      // Each evaluation is a connection's first: none has used anything of what it may cost.
      facts.cost = 0;
      if (evaluate(facts) === true) positive++;
    }
    evaluations += batch;
    now = process.hrtime.bigint();
  }
  if (positive > evaluations) throw new Error("unreachable: keeps the answers alive");
  return Number(now - start) / evaluations;
}

/** Geometric mean over conditions, with that of the lowest and of the highest rounds. */
function meanOf(spreads) {
  return {
    median: geometricMean(spreads.map((spread) => spread.median)),
    low: geometricMean(spreads.map(({ low }) => low)),
    high: geometricMean(spreads.map(({ high }) => high)),
  };
}
