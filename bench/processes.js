/** Proxies and upstreams in processes of their own, so that only what they do is in their CPU time. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { median } from "./stats.js";

/**
 * How many loads of connections come before the first that counts: until then the compiler is at work in the proxy, too, and its collector
 * finds out what lives long. A proxy runs for months. Through 20 loads of 2,000 short connections each what one of them takes falls, on Node 24,
 * by two thirds.
 */
export const WARM_UPS = 20;

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

/** How many processes of one proxy are measured one after another at most: each has to be warmed up, which takes longer than what is measured. */
const MOST_PROCESSES = 15;

/**
 * As `startChild`, for a proxy that `measureProcesses` is to start anew before each turn. V8 finds out early in a process which objects live
 * long, and goes by it from then on: of one proxy, processes differ by more than rounds of one process do.
 */
export async function startRestartable(name, args, children) {
  let current = await startChild(name, args, children);
  const restart = async () => {
    const ended = once(current.child, "exit");
    current.child.kill();
    await ended;
    current = await startChild(name, args, children);
    return current;
  };
  return { ...current, restart };
}

/**
 * Microseconds of the process's CPU that one of `count` exchanges takes, in each candidate's `rounds`: a figure a round, or, where candidates are
 * to be started anew, one for each turn, the median of its rounds, for these are no closer look at other processes. There are as many turns as
 * rounds, fifteen at most. Processes come and go one after another: one that waits idle for its turn gives its memory back meanwhile, and is
 * not what a proxy at work is; those that stay are loaded once before each turn. The order alternates, so that none always runs on a warmer
 * machine. A candidate with a `share` gets that part of the exchanges. `warmUps`: rounds before the first that counts, of each process.
 */
export async function measureProcesses(candidates, { concurrency, exchange, ...options }) {
  const each = candidates.map((candidate) => ({ ...candidate, rounds: [candidate.rounds] }));
  await measureLoads(each, { ...options, loads: [{ concurrency, exchange }] });
}

/** As `measureProcesses`, of several `loads` in the same processes: `rounds` are those of each load. They take turns in warming up. */
export async function measureLoads(candidates, { rounds, count, loads, warmUps = WARM_UPS }) {
  const countOf = ({ share = 1 }) => Math.max(1, Math.round(count * share));
  const loaded = (process, { concurrency, exchange }) => load(countOf(process), concurrency, () => exchange(process));
  const areRestarted = candidates.some(({ restart }) => restart);
  const turns = areRestarted ? Math.min(rounds, MOST_PROCESSES) : 1;
  let roundsMeasured = 0;
  for (let turn = 0; turn < turns; turn++) {
    const processes = [];
    for (const candidate of candidates) {
      processes.push({ ...candidate, ...(await candidate.restart?.()), figures: loads.map(() => []) });
    }
    const started = processes.filter(({ restart }) => turn === 0 || restart);
    for (let i = 0; i < warmUps; i++) for (const process of started) await loaded(process, loads[i % loads.length]);
    for (const process of processes) if (!started.includes(process)) await loaded(process, loads[turn % loads.length]);
    for (let round = turn; round < rounds; round += turns) {
      const ordered = roundsMeasured++ % 2 === 0 ? processes : processes.toReversed();
      for (const [i, each] of loads.entries()) {
        for (const process of ordered) {
          const before = await cpuOf(process);
          await loaded(process, each);
          process.figures[i].push(((await cpuOf(process)) - before) / countOf(process));
        }
      }
    }
    for (const [i, { figures }] of processes.entries()) {
      for (const [kind, of] of figures.entries())
        candidates[i].rounds[kind].push(...(areRestarted ? [median(of)] : of));
    }
  }
}

/** Microseconds of CPU that a proxy's process has taken so far. */
export async function cpuOf({ child }) {
  const { user, system } = await ask(child, "cpu");
  return user + system;
}

/** What a child answers: `serveParent` tells what it may be asked. */
export async function ask(child, question) {
  child.send(question);
  const [answer] = await once(child, "message");
  return answer;
}

/** So many exchanges, as many of them at a time. */
export async function load(count, concurrency, exchange) {
  let started = 0;
  const worker = async () => {
    while (started < count) {
      started++;
      await exchange();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
