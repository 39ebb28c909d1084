/**
 * Tries mutants, in a worker thread: `workerData` holds the bundle's `code` and `packages`, how many `mutants` there are,
 * the ones to try (`only`), whether the sources remember (`remembers`), and a shared counter that moves whenever something is done. Posts
 * `{ baseline }` once, then `{ mutant, by }` for each, `by` being the name of the check that noticed it, or nothing.
 */
import { Script } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { TOO_LARGE } from "./modules.js";

/** The same cases each time, and no looking for a smaller one: a property is here to say yes or no. */
fc.configureGlobal({ seed: 1, endOnFailure: true });
/** Random as well: a test that draws for itself must not decide by luck. */
Math.random = seeded(1);
process.env.SLUICE_RUNS ??= "40";
// A test that a mutant has thrown out of its way may leave a promise behind.
process.on("unhandledRejection", () => {});

/** Steps of a check that is not run for each mutant: about a second. */
const SLOW = 20_000_000;
const TOO_MANY = "too many steps";
const { code, packages, mutants, only, remembers, counter } = workerData;
const beat = new Int32Array(counter);
const laboratory = {
  checks: [],
  vectors: [],
  active: 0,
  hits: new Uint8Array(mutants + 1),
  steps: 0,
  limit: Number.POSITIVE_INFINITY,
  nextLook: Number.POSITIVE_INFINITY,
  deadline: Number.POSITIVE_INFINITY,
  ended: undefined,
  /** What is being loaded: a test file, or the sources and what they import (`""`). */
  entered: "",
  loads: [],
  enter(file) {
    laboratory.loads.push({ file: laboratory.entered, hits: laboratory.hits.slice() });
    laboratory.hits.fill(0);
    laboratory.entered = file;
  },
  /** Comes back only where there is time and steps are left. */
  look() {
    if (laboratory.steps <= laboratory.limit && performance.now() <= laboratory.deadline) {
      laboratory.nextLook = Math.min(laboratory.limit, laboratory.steps + 10_000);
      return;
    }
    // Code that catches everything would catch this, too; the mark stays.
    laboratory.ended = laboratory.steps > laboratory.limit ? "steps" : "time";
    throw new Error(TOO_MANY);
  },
};
globalThis.__laboratory = laboratory;
let loadSteps = 0;
let stepsTaken = 0;
const start = new Script(`(function (require, module, exports) {${code}\n})`).runInThisContext();
const loaded = new Map();
// The script takes what it requires for the default export as well, as Node does of CommonJS.
for (const name of packages) {
  const names = await import(name);
  loaded.set(name, Object.create(names.default ?? null, Object.getOwnPropertyDescriptors({ ...names })));
}

/** A fresh copy of the sources and of the checks, with a mutant active from the start. */
function load(active) {
  limitTo(active === 0 ? Number.POSITIVE_INFINITY : loadSteps, Number.POSITIVE_INFINITY, active);
  Object.assign(laboratory, { checks: [], loads: [], entered: "" });
  laboratory.hits.fill(0);
  start((name) => loaded.get(name), { exports: {} }, {});
  return laboratory.checks.filter(({ name }) => !TOO_LARGE.test(name));
}

/** What is wrong, if anything is. What runs out of time is not: a busy machine may kill no mutant. */
async function problemOf(check, active, { steps = Number.POSITIVE_INFINITY, time = Number.POSITIVE_INFINITY } = {}) {
  limitTo(steps, time, active);
  Atomics.add(beat, 0, 1);
  let problem;
  try {
    await check.run();
  } catch (error) {
    problem = String(error?.message ?? error);
  }
  const { ended } = laboratory;
  stepsTaken = laboratory.steps;
  limitTo(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0);
  return ended === undefined ? problem : ended === "steps" ? TOO_MANY : undefined;
}

function limitTo(steps, time, active) {
  const limit = steps * 10 + 100_000;
  const deadline = performance.now() + time * 20 + 10_000;
  Object.assign(laboratory, { active, limit, deadline, steps: 0, nextLook: Math.min(limit, 10_000), ended: undefined });
}

load(0);
laboratory.vectors = (await laboratory.readVectors?.()) ?? [];
const checks = load(0);
const loads = laboratory.loads;
loadSteps = laboratory.steps;
const baseline = [];
const slow = [];
for (const index of checks.keys()) {
  const check = ownChecks()[index];
  laboratory.hits.fill(0);
  const from = performance.now();
  const problem = await problemOf(check, 0, { steps: SLOW / 10 });
  const time = performance.now() - from;
  if (problem === TOO_MANY) {
    slow.push(check.name);
    continue;
  }
  if (problem !== undefined) throw new Error(`fails without any mutant: ${check.name}: ${problem}`);
  baseline.push({ index, steps: stepsTaken, time, hits: laboratory.hits.slice() });
}
// Vectors first, as they are for everybody; then what answers soonest. What takes long would be run for every survivor.
const order = baseline.sort((a, b) => isTest(a) - isTest(b) || a.steps - b.steps);
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
for (const { index, time } of remembers ? [] : order) {
  const problem = time > 100 ? undefined : await problemOf(checks[index], 0);
  if (problem !== undefined) throw new Error(`a mutant has left something behind: ${checks[index].name}: ${problem}`);
}
parentPort.postMessage({ done: true });

/** Of sources that remember, a copy that remembers nothing: what one mutant puts there would be found by the next. */
function ownChecks() {
  return remembers ? load(0) : checks;
}

async function noticed(mutant) {
  const loading = loads.filter(({ hits }) => hits[mutant] === 1).map(({ file }) => file);
  const reaching = order.filter(({ hits }) => hits[mutant] === 1);
  if (loading.length === 0 && reaching.length === 0) return { reached: false };
  const found = await firstToNotice(mutant, reaching, ownChecks());
  if (found !== undefined || loading.length === 0) return { ...found, reached: true };
  // What it has changed when a test file was loaded shows there; when the sources were, anywhere.
  const shows = order.filter(({ index }) => loading.includes("") || loading.includes(checks[index].file));
  let fresh;
  try {
    fresh = load(mutant);
  } catch {
    return { by: "loading", reached: true };
  }
  // A test that is named after a value of the module may be there no more.
  if (fresh.length !== checks.length) return { by: "loading", reached: true };
  return { ...(await firstToNotice(mutant, shows, fresh)), reached: true };
}

async function firstToNotice(mutant, candidates, own) {
  for (const each of candidates) {
    const { name, isVector = false } = own[each.index];
    if ((await problemOf(own[each.index], mutant, each)) !== undefined) return { by: name, isVector };
  }
  return undefined;
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
