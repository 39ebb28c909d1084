/** Has the laboratory try a module's mutants, and starts it again behind one that it does not come back from. */
import { Worker } from "node:worker_threads";

/** Nothing that a check does without a mutant takes anywhere near as long, in milliseconds. */
const SILENCE = 60_000;
/** How often that is looked at. */
const LOOK = 100;
/** Bytes. A mutant whose lists double for ever takes all there is within seconds. */
const MEMORY = 3 * 2 ** 30;

/** Gives `{ baseline, results }`: for each mutant `by` (the check that noticed it), `isVector`, `reached`, `time`. */
export async function tryMutants(
  { code, packages, mutants },
  { onProgress = () => {}, only = mutants.map(({ id }) => id), remembers = false, silence = SILENCE } = {},
) {
  const results = new Map();
  let baseline;
  while (results.size < only.length) {
    const left = only.filter((id) => !results.has(id));
    const counter = new SharedArrayBuffer(4);
    const worker = new Worker(new URL("laboratory.js", import.meta.url), {
      workerData: { code, packages, mutants: mutants.length, only: left, remembers, counter },
    });
    await new Promise((resolve, reject) => {
      let [seen, since] = [-1, 0];
      const watch = setInterval(() => {
        const [now, time] = [Atomics.load(new Int32Array(counter), 0), performance.now()];
        if (now !== seen) [seen, since] = [now, time];
        const by = process.memoryUsage.rss() > MEMORY ? "memory" : time - since > silence ? "the clock" : undefined;
        if (by === undefined || baseline === undefined) return;
        const mutant = left.find((id) => !results.has(id));
        if (mutant !== undefined) results.set(mutant, { by, reached: true });
        clearInterval(watch);
        resolve(worker.terminate());
      }, LOOK);
      worker.on("message", (message) => {
        baseline ??= message.baseline;
        if (message.mutant !== undefined) results.set(message.mutant, message);
        if (message.done) resolve();
        onProgress(results.size, only.length);
      });
      worker.on("error", reject);
      worker.on("exit", () => clearInterval(watch));
    });
    await worker.terminate();
  }
  return { baseline, results };
}
