/**
 * Tries mutants, in a worker thread: `workerData` holds the bundle's `url`, how many `mutants` there are, the ones to
 * `try`, and a shared counter that moves whenever something is done. Posts `{ baseline }` once, then `{ mutant, by }` for
 * each, `by` being the name of the check that noticed it, or nothing.
 */
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";

/** The same cases each time, and no looking for a smaller one: a property is here to say yes or no. */
fc.configureGlobal({ seed: 1, endOnFailure: true });
/** Random as well: a test that draws for itself must not decide by luck. */
Math.random = seeded(1);
process.env.SLUICE_RUNS ??= "150";
// A test that a mutant has thrown out of its way may leave a promise behind.
process.on("unhandledRejection", () => {});

/** Milliseconds. */
const SLOW = 2000;
const { url, mutants, only, counter } = workerData;
const beat = new Int32Array(counter);
const laboratory = {
  checks: [],
  active: 0,
  hits: new Uint8Array(mutants + 1),
  steps: 0,
  limit: Number.POSITIVE_INFINITY,
  ended: false,
  endless() {
    // Code that catches everything would catch this, too; the mark stays.
    laboratory.ended = true;
    return new Error("too many steps");
  },
};
globalThis.__laboratory = laboratory;
let loads = 0;

/** A fresh copy of the sources and of the checks, with a mutant active from the start. */
async function load(active) {
  Object.assign(laboratory, { checks: [], active, steps: 0, ended: false });
  laboratory.hits.fill(0);
  await import(`${url}?${++loads}`);
  return laboratory.checks;
}

/** What is wrong, if anything is. */
async function problemOf(check, active, limit) {
  Object.assign(laboratory, { active, steps: 0, limit, ended: false });
  Atomics.add(beat, 0, 1);
  try {
    await check.run();
    return laboratory.ended ? "too many steps" : undefined;
  } catch (error) {
    return laboratory.ended ? "too many steps" : String(error?.message ?? error);
  } finally {
    Object.assign(laboratory, { active: 0, limit: Number.POSITIVE_INFINITY });
  }
}

const checks = await load(0);
const atLoad = laboratory.hits.slice();
const loadSteps = laboratory.steps;
const baseline = [];
for (const [index, check] of checks.entries()) {
  laboratory.hits.fill(0);
  const from = performance.now();
  const problem = await problemOf(check, 0, Number.POSITIVE_INFINITY);
  if (problem !== undefined) throw new Error(`fails without any mutant: ${check.name}: ${problem}`);
  const { steps } = laboratory;
  baseline.push({ index, steps, time: performance.now() - from, hits: laboratory.hits.slice() });
}
// Vectors first, as they are for everybody; then what answers soonest. What takes long would be run for every survivor.
const order = baseline.filter(({ time }) => time < SLOW).sort((a, b) => isTest(a) - isTest(b) || a.time - b.time);
const slow = baseline.filter(({ time }) => time >= SLOW).map(({ index }) => checks[index].name);
const total = (of) => of.reduce((sum, { time }) => sum + time, 0);
const [vectors, tests] = [order.filter((each) => !isTest(each)), order.filter(isTest)];
parentPort.postMessage({
  baseline: {
    vectors: vectors.length,
    tests: tests.length,
    vectorsTime: total(vectors),
    testsTime: total(tests),
    slow,
  },
});

for (const mutant of only) {
  const by = await noticed(mutant);
  parentPort.postMessage({ mutant, ...by });
}
for (const { index, time } of order) {
  const problem = time > 100 ? undefined : await problemOf(checks[index], 0, Number.POSITIVE_INFINITY);
  if (problem !== undefined) throw new Error(`a mutant has left something behind: ${checks[index].name}: ${problem}`);
}
parentPort.postMessage({ done: true });

async function noticed(mutant) {
  const isStatic = atLoad[mutant] === 1;
  const reaching = order.filter(({ hits }) => hits[mutant] === 1);
  if (!isStatic && reaching.length === 0) return { reached: false };
  let own = checks;
  if (isStatic) {
    laboratory.limit = loadSteps * 10 + 1_000_000;
    try {
      own = await load(mutant);
    } catch {
      return { by: "loading", reached: true };
    }
    // A test that is named after a value of the module may be there no more, or under another name.
    if (own.length !== checks.length) return { by: "loading", reached: true };
  }
  for (const { index, steps } of isStatic ? order : reaching) {
    if ((await problemOf(own[index], mutant, steps * 10 + 100_000)) === undefined) continue;
    return { by: own[index].name, isVector: own[index].isVector === true, reached: true };
  }
  return { reached: true };
}

function isTest({ index }) {
  return checks[index].isVector === true ? 0 : 1;
}

function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
