import { Session } from "node:inspector/promises";

/** Microseconds between two looks at what runs: ten for each short connection or more. */
const INTERVAL = 20;

let session;

/** Looks at what runs from now on, of the main thread. */
export async function startSampling() {
  session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: INTERVAL });
  await session.post("Profiler.start");
  return {};
}

/** What has run since then, each function by itself: `{ functions: [{ name, url, microseconds }] }`. */
export async function endSampling() {
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  return { functions: [...functionsIn(profile).values()] };
}

/** Each function of a CPU profile (`Profile` of the DevTools protocol, domain `Profiler`) with the time it ran by itself, by name and file. */
export function functionsIn({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map();
  for (const [i, id] of samples.entries()) {
    const { functionName: name, url } = frames.get(id);
    const key = `${name} ${url}`;
    const known = functions.get(key) ?? { name, url, microseconds: 0 };
    // What a sample has found has run until the next one.
    known.microseconds += timeDeltas[i + 1] ?? 0;
    functions.set(key, known);
  }
  return functions;
}
