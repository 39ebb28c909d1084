/** What compiling the eight conditions takes, and what an error takes that `||` absorbs; both have a budget. */
import { compileExpression } from "@sluice/policy";
import { CONDITIONS, DECLARED, FACTS, inTen } from "./conditions.js";
import { CONTEXT, ERRORS, ERRORS_DECLARED, FRAME } from "./errors.js";
import { LIBRARIES } from "./libraries.js";
import { measureInterleaved } from "./measure.js";
import { idPart } from "./report.js";
import { formatSpread, meanOf, ratio, summarize, verdict } from "./stats.js";

const COMPILE_BUDGET = 50;
const ERROR_BUDGET = 500;
/** The library without errors that `||` absorbs is left out. */
const ABSORBING = LIBRARIES.filter(({ name }) => name !== "cel-js");

export function run({ rounds, report }) {
  const compiling = CONDITIONS.map((condition) => compilationOf(condition, rounds));
  guard(report, "first-answer", compiling, LIBRARIES);
  report.table(
    "Expressions: µs to parse, check and plan one, and to have its first answer; times that a library takes of ours to have that",
    ["condition", "compile", `≤ ${COMPILE_BUDGET} µs`, "first answer", ...LIBRARIES.map(({ name }) => name)],
    compiling.map(({ name, own, first, libraries }) => [
      name,
      formatSpread(own, 1),
      verdict(own, COMPILE_BUDGET),
      formatSpread(first, 1),
      ...libraries.map(show),
    ]),
    [
      `compiling, each: ${report.budget("expressions.compile", worstOf(compiling), { limit: COMPILE_BUDGET, unit: "µs", what: "compiling one expression, the slowest of eight" })}`,
    ],
  );
  const absorbing = ERRORS.map((error) => absorptionOf(error, rounds));
  guard(report, "absorbed", absorbing, ABSORBING);
  report.table(
    "Absorbed errors: ns to evaluate `error || sni != ''`; times that a library takes of ours",
    ["error", "sluice", `≤ ${ERROR_BUDGET} ns`, ...ABSORBING.map(({ name }) => name)],
    absorbing.map(({ name, own, libraries }) => [
      name,
      formatSpread(own, 1),
      verdict(own, ERROR_BUDGET),
      ...libraries.map(show),
    ]),
    [
      `an absorbed error, each: ${report.budget("expressions.absorbed-error", worstOf(absorbing), { limit: ERROR_BUDGET, unit: "ns", what: "an error that `||` absorbs, the slowest of three" })}`,
    ],
  );
}

/** The mean over what a library can do. */
function guard(report, id, measured, libraries) {
  libraries.forEach(({ name }, i) => {
    const spreads = measured.flatMap(({ libraries: found }) => found[i] ?? []);
    if (spreads.length > 0) report.ratio(`expressions.${id}.${idPart(name)}`, meanOf(spreads), { atLeast: true });
  });
}

function compilationOf({ name, cel, answers }, rounds) {
  const candidates = [
    () => compile(cel, DECLARED),
    (facts) => compile(cel, DECLARED).evaluate(facts),
    ...LIBRARIES.map((library) => firstAnswerBy(library, cel, answers)),
  ].map((work) => ({ work, rounds: [] }));
  measureInterleaved(candidates, { inputs: FACTS, rounds, batch: 20 });
  const [own, first, ...libraries] = candidates;
  return {
    name,
    own: summarize(own.rounds.map(toMicroseconds)),
    first: summarize(first.rounds.map(toMicroseconds)),
    libraries: libraries.map((library) => ratioTo(first, library)),
  };
}

function absorptionOf({ name, cel }, rounds) {
  const candidates = [
    absorbed(compile(cel, ERRORS_DECLARED).evaluate, FRAME),
    ...ABSORBING.map(({ compiler }) => absorbed(compiler(inTen)(cel), CONTEXT)),
  ].map((work) => ({ work, rounds: [] }));
  measureInterleaved(candidates, { inputs: FACTS, rounds, batch: 500 });
  const [own, ...libraries] = candidates;
  return { name, own: summarize(own.rounds), libraries: libraries.map((library) => ratioTo(own, library)) };
}

/** `undefined` if the library cannot do it. */
function ratioTo(own, { work, rounds }) {
  return work === undefined ? undefined : ratio(rounds, own.rounds);
}

function show(spread) {
  return spread === undefined ? "-" : formatSpread(spread, 1);
}

function toMicroseconds(nanoseconds) {
  return nanoseconds / 1000;
}

function compile(cel, environment) {
  const { expression, diagnostics } = compileExpression(cel, environment, { expect: "bool" });
  if (expression === undefined) throw new Error(`${cel}: ${JSON.stringify(diagnostics)}`);
  return expression;
}

/**
 * To the first answer, because some plan only once they evaluate. `undefined` if the library cannot evaluate the text, or
 * answers wrongly.
 */
function firstAnswerBy({ compiler, contextOf }, cel, answers) {
  const contexts = new Map(FACTS.map((facts) => [facts, contextOf(facts)]));
  const compileOne = compiler(inTen);
  const work = (facts) => compileOne(cel)(contexts.get(facts));
  try {
    return FACTS.every((facts, i) => work(facts) === answers[i]) ? work : undefined;
  } catch {
    return undefined;
  }
}

/** Evaluates for one connection, whatever the round gives. */
function absorbed(evaluate, context) {
  if (evaluate(context) !== true) throw new Error("the error was not absorbed");
  return () => evaluate(context);
}

/** Each has to keep to the budget. */
function worstOf(rows) {
  const worst = (of) => Math.max(...rows.map(({ own }) => of(own)));
  return { median: worst((own) => own.median), low: worst((own) => own.low), high: worst((own) => own.high) };
}
