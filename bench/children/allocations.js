/** Bytes that decisions allocate: started with a young generation that all runs of a round fit in, so that nothing is collected. */
import { Session } from "node:inspector/promises";
import { GCProfiler } from "node:v8";
import { connections, POLICIES, policyOf } from "../allocation-policies.js";

const RUNS = 50_000;
const ATTEMPTS = 10;
/** What every object's size is a multiple of. What else the process has allocated meanwhile is far less for each run. */
const WORD = 8;
const SAMPLED_RUNS = 300_000;
/** On average a sample for so many bytes. */
const SAMPLING_INTERVAL = 512;

const rounds = Number(process.argv[2]);
const facts = connections();
let last;

/** What each run would be left with if it allocated its step and nothing else. */
const STEPS = {
  continue: (report) => ({ kind: "continue", report }),
  deny: (report) => ({ kind: "deny", rule: 0, action: 0, report }),
};

function repeat(work, runs) {
  for (let i = 0; i < runs; i++) last = work(facts[i & 1023]);
}

/** Two readings of the heap: exact, since nothing is collected between them. A round in which something was is made again. */
function bytesOf(work) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const profiler = new GCProfiler();
    profiler.start();
    const before = process.memoryUsage().heapUsed;
    repeat(work, RUNS);
    const after = process.memoryUsage().heapUsed;
    const { statistics } = profiler.stop();
    if (statistics.length === 0) return WORD * Math.round((after - before) / RUNS / WORD);
    globalThis.gc();
  }
  throw new Error("a round allocates more than the young generation holds");
}

/** Which functions have allocated what a run allocates, by heap sampling: `[name, bytes]`. */
async function allocatorsOf(work) {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.startSampling", {
    samplingInterval: SAMPLING_INTERVAL,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  repeat(work, SAMPLED_RUNS);
  const { profile } = await session.post("HeapProfiler.stopSampling");
  session.disconnect();
  const found = new Map();
  const visit = ({ callFrame, selfSize, children }) => {
    const name = callFrame.functionName || "(anonymous)";
    found.set(name, (found.get(name) ?? 0) + selfSize / SAMPLED_RUNS);
    for (const child of children) visit(child);
  };
  visit(profile.head);
  return [...found].filter(([, bytes]) => bytes >= 1).sort(([, a], [, b]) => b - a);
}

const results = [];
for (const definition of POLICIES) {
  const policy = policyOf(definition);
  const run = (connection) => policy.start(connection);
  const { report } = run(facts[0]);
  const step = STEPS[definition.outcome];
  const alone = () => step(report);
  for (const connection of facts) {
    const { kind } = run(connection);
    if (kind !== definition.outcome) throw new Error(`${definition.name}: ${kind} for ${connection.client.ip}`);
  }
  for (const work of [run, alone]) repeat(work, SAMPLED_RUNS);
  const measured = { run: [], alone: [] };
  for (let round = 0; round < rounds; round++) {
    globalThis.gc();
    measured.run.push(bytesOf(run));
    measured.alone.push(bytesOf(alone));
  }
  results.push({
    name: definition.name,
    keepsResult: definition.keepsResult === true,
    ...measured,
    allocators: await allocatorsOf(run),
  });
}
if (last === undefined) throw new Error("unreachable: keeps the results alive");
process.send(results);
process.disconnect();
