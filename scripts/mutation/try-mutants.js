/** Has the laboratory try a module's mutants, and starts it again behind one that it does not come back from. */
import { Worker } from "node:worker_threads";

/** Nothing that a check does without a mutant takes anywhere near as long, in milliseconds. */
const SILENCE = 120_000;

/** Gives `{ baseline, results }`: for each mutant `by` (the check that noticed it), `isVector`, `reached`, `time`. */
export async function tryMutants(
  { code, packages, mutants },
  { onProgress = () => {}, only = mutants.map(({ id }) => id), silence = SILENCE } = {},
) {
  const results = new Map();
  let baseline;
  while (results.size < only.length) {
    const left = only.filter((id) => !results.has(id));
    const counter = new SharedArrayBuffer(4);
    const worker = new Worker(new URL("laboratory.js", import.meta.url), {
      workerData: { code, packages, mutants: mutants.length, only: left, counter },
    });
    await new Promise((resolve, reject) => {
      let seen = -1;
      const watch = setInterval(() => {
        const now = Atomics.load(new Int32Array(counter), 0);
        if (now !== seen) {
          seen = now;
          return;
        }
        if (baseline === undefined) return;
        results.set(
          left.find((id) => !results.has(id)),
          { by: "the clock", reached: true },
        );
        resolve(worker.terminate());
      }, silence);
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
