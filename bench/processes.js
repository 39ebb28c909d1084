/** Proxies and upstreams in processes of their own, so that only what they do is in their CPU time. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { byTurn } from "./stats.js";

/**
 * How many loads of connections come before the first that counts: until then the compiler is at work in the proxy, too, and its collector
 * finds out what lives long. A proxy runs for months. Through 20 loads of 2,000 short connections each what one of them takes falls, on Node 24,
 * by two thirds.
 */
const WARM_UPS = 20;

/**
 * Starts `children/NAME.js` and waits for its port. It is added to `children`, for the caller to end: one that ends by itself later on fails
 * the table, for what is measured without it is something else.
 */
export function startChild(name, args, children) {
  const child = fork(fileURLToPath(new URL(`./children/${name}.js`, import.meta.url)), args.map(String));
  children.push(child);
  return new Promise((resolve, reject) => {
    let hasStarted = false;
    child.once("exit", (code, signal) => {
      const error = new Error(`\`${name}\` has ended by itself: ${signal ?? code}`);
      if (!hasStarted) reject(error);
      else if (!child.killed) throw error;
    });
    child.once("message", ({ port, failure }) => {
      if (failure !== undefined) return reject(new Error(failure));
      hasStarted = true;
      resolve({ child, port });
    });
  });
}

/** How many processes of one proxy take turns at most: each has to be warmed up, which takes longer than all that is measured. */
const MOST_PROCESSES = 15;

/**
 * As `startChild`, several that are the same: a round of `measureProcesses` asks one of them, the next round the next, and there are not more
 * of them than rounds. V8 finds out early in a process which objects live long, and goes by it from then on: of one proxy, processes differ by
 * more than rounds of one process do.
 */
export async function startChildren(name, args, { children, rounds }) {
  const processes = [];
  for (let i = 0; i < Math.min(rounds, MOST_PROCESSES); i++) processes.push(await startChild(name, args, children));
  return { ...processes[0], processes };
}

/**
 * Microseconds of the process's CPU that one of `count` exchanges takes, a figure a round in each candidate's `rounds`; where processes take
 * turns a figure for each of them, the median of its rounds, for these are no closer look at the others. The
 * order alternates, so that none always runs on a warmer machine. A candidate with a `share` gets that part of the exchanges. `warmUps`: rounds
 * before the first that counts.
 */
export async function measureProcesses(candidates, { rounds, count, concurrency, exchange, warmUps = WARM_UPS }) {
  const countOf = ({ share = 1 }) => Math.max(1, Math.round(count * share));
  const loaded = (candidate) => load(countOf(candidate), concurrency, () => exchange(candidate));
  const processesOf = ({ processes = [{}], ...candidate }) => processes.map((each) => ({ ...candidate, ...each }));
  const all = candidates.flatMap(processesOf);
  for (let i = 0; i < warmUps; i++) for (const each of all) await loaded(each);
  const measured = new Map(candidates.map((candidate) => [candidate, []]));
  for (let round = 0; round < rounds; round++) {
    for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
      const processes = processesOf(candidate);
      const turn = processes[round % processes.length];
      // What it has given back while it waited for its turn it takes again.
      if (processes.length > 1) await loaded(turn);
      const before = await cpuOf(turn);
      await loaded(turn);
      measured.get(candidate).push(((await cpuOf(turn)) - before) / countOf(candidate));
    }
  }
  const turns = Math.max(...candidates.map((candidate) => processesOf(candidate).length));
  for (const [candidate, figures] of measured)
    candidate.rounds.push(...(turns === 1 ? figures : byTurn(figures, turns)));
}

async function cpuOf({ child }) {
  child.send("cpu");
  const [{ user, system }] = await once(child, "message");
  return user + system;
}

async function load(count, concurrency, exchange) {
  let started = 0;
  const worker = async () => {
    while (started < count) {
      started++;
      await exchange();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
