/**
 * Mutated ClientHellos against the parser: `fuzz-client-hello.js [--count N] [--seconds N] [--seed N] [--from INDEX]`.
 * No input may throw, take more steps than its length allows, be answered differently when it is cut, or be answered with
 * what its bytes do not hold; and memory may not grow. Without a count it goes on until the time is over. Exit 0 if all
 * holds, 1 with the seed and the input that failed, 2 for misuse.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { countSteps } from "./count-steps.js";

/** Inputs between two looks at the clock. */
const BATCH = 2_000;
/** How often memory is looked at, each time after a full collection. */
const LOOKS = 60;
/** What the last third of a run may hold more than the first: compiled code and the like, of which a leak is a multiple. */
const MARGIN = 2 * 2 ** 20;

const { values } = parseArgs({
  options: {
    count: { type: "string" },
    seconds: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    from: { type: "string", default: "0" },
  },
});
const [count, seconds, seed, from] = [
  values.count ?? "Infinity",
  values.seconds ?? "Infinity",
  values.seed,
  values.from,
].map(Number);
if (
  (count === Infinity && seconds === Infinity) ||
  !(count > 0 && seconds > 0 && Number.isInteger(seed) && from >= 0)
) {
  console.error("usage: fuzz-client-hello.js --count N | --seconds N [--seed N] [--from INDEX]");
  process.exit(2);
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const { fuzzClientHello } = await loadInstrumented();
const tally = { outcomes: new Map(), stepsPerByte: 0 };
const memory = [];
const start = performance.now();
const elapsed = () => (performance.now() - start) / 1000;
let done = 0;
let failure;
while (failure === undefined && done < count && elapsed() < seconds) {
  const size = Math.min(BATCH, count - done);
  failure = fuzzClientHello({ seed, from: from + done, count: size }, tally);
  done += size;
  const progress = Math.max(done / count, elapsed() / seconds);
  // Not before the compiler has come to rest.
  if (progress > (memory.length + 1) / LOOKS) memory.push(heldMemory());
}

if (failure !== undefined) {
  const { index, input, problem } = failure;
  console.error(`input ${index} of seed ${seed} failed (--seed ${seed} --from ${index} --count 1): ${problem}`);
  console.error(Buffer.from(input).toString("hex"));
  process.exit(1);
}
if (tally.stepsPerByte === 0 && done >= BATCH) {
  console.error("no step was counted: the parser that was tried is not the instrumented one");
  process.exit(1);
}
console.log(
  `${done} inputs of seed ${seed} in ${elapsed().toFixed(0)} s; ${tally.stepsPerByte.toFixed(1)} steps a byte at most`,
);
for (const [outcome, times] of [...tally.outcomes].sort((a, b) => b[1] - a[1]))
  console.log(`${String(times).padStart(10)}  ${outcome}`);
if (memory.length >= 6) {
  const third = Math.floor(memory.length / 3);
  const [first, , last] = [0, 1, 2].map((i) => median(memory.slice(i * third, (i + 1) * third)));
  console.log(`held after collection: ${mebibytes(first)} in the first third, ${mebibytes(last)} in the last`);
  if (last - first > MARGIN) {
    console.error(`memory grows: run again with --seed ${seed} --from ${from} --count ${done}`);
    process.exit(1);
  }
}

function heldMemory() {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** The fuzzer with the parser's sources, which count their steps. */
async function loadInstrumented() {
  const sources = new URL("../packages/proxy/src/client-hello/", import.meta.url);
  const folder = await mkdtemp(join(tmpdir(), "fuzz-client-hello-"));
  try {
    const outfile = join(folder, "fuzz.mjs");
    await build({
      entryPoints: [fileURLToPath(new URL("testing/fuzz.ts", sources))],
      inject: [fileURLToPath(new URL("testing/steps.ts", sources))],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      conditions: ["sluice-source"],
      plugins: [countSteps(/[\\/]client-hello[\\/][\w-]+\.ts$/)],
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
