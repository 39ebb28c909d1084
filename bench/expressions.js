/** What compiling the eight conditions takes, and what an error takes that `||` absorbs; both have a budget. */
import { compileExpression } from "@sluice/policy";
import { CONDITIONS, DECLARED, FACTS, inTen } from "./conditions.js";
import { CONTEXT, ERRORS, ERRORS_DECLARED, FRAME } from "./errors.js";
import { LIBRARIES } from "./libraries.js";
import { measureInterleaved } from "./measure.js";
import { formatSpread, printTable, ratio, summarize, verdict } from "./stats.js";

const COMPILE_BUDGET = 50;
const ERROR_BUDGET = 500;
/** The library without errors that `||` absorbs is left out. */
const ABSORBING = LIBRARIES.filter(({ name }) => name !== "cel-js");

export function run({ rounds }) {
  const compiling = CONDITIONS.map((condition) => compilationOf(condition, rounds));
  printTable(
    "Expressions: µs to parse, check and plan one, and to have its first answer; times that a library takes of ours to have that",
    ["condition", "compile", `≤ ${COMPILE_BUDGET} µs`, "first answer", ...LIBRARIES.map(({ name }) => name)],
    compiling.map(({ name, own, first, ratios }) => [
      name,
      formatSpread(own, 1),
      verdict(own, COMPILE_BUDGET),
      formatSpread(first, 1),
      ...ratios,
    ]),
  );
  const absorbing = ERRORS.map((error) => absorptionOf(error, rounds));
  printTable(
    "Absorbed errors: ns to evaluate `error || sni != ''`; times that a library takes of ours",
    ["error", "sluice", `≤ ${ERROR_BUDGET} ns`, ...ABSORBING.map(({ name }) => name)],
    absorbing.map(({ name, own, ratios }) => [name, formatSpread(own, 1), verdict(own, ERROR_BUDGET), ...ratios]),
  );
  console.log(`\nCompiling ≤ ${COMPILE_BUDGET} µs each: ${verdict(worstOf(compiling), COMPILE_BUDGET)}`);
  console.log(`An absorbed error ≤ ${ERROR_BUDGET} ns each: ${verdict(worstOf(absorbing), ERROR_BUDGET)}`);
}

function compilationOf({ name, cel, answers }, rounds) {
  const candidates = [
    () => compile(cel, DECLARED),
    (facts) => compile(cel, DECLARED).evaluate(facts),
    ...LIBRARIES.map((library) => firstAnswerBy(library, cel, answers)),
  ].map((work) => ({ work, rounds: [] }));
  measureInterleaved(candidates, FACTS, { rounds, batch: 20 });
  const [own, first, ...libraries] = candidates;
  return {
    name,
    own: summarize(own.rounds.map(toMicroseconds)),
    first: summarize(first.rounds.map(toMicroseconds)),
    ratios: libraries.map((library) => ratioTo(first, library)),
  };
}

function absorptionOf({ name, cel }, rounds) {
  const candidates = [
    absorbed(compile(cel, ERRORS_DECLARED).evaluate, FRAME),
    ...ABSORBING.map(({ compiler }) => absorbed(compiler(inTen)(cel), CONTEXT)),
  ].map((work) => ({ work, rounds: [] }));
  measureInterleaved(candidates, FACTS, { rounds, batch: 500 });
  const [own, ...libraries] = candidates;
  return { name, own: summarize(own.rounds), ratios: libraries.map((library) => ratioTo(own, library)) };
}

function ratioTo(own, { work, rounds }) {
  return work === undefined ? "-" : formatSpread(ratio(rounds, own.rounds), 1);
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
