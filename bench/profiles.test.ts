import { expect, test } from "vitest";
import { functionsIn } from "./children/sample-cpu.js";
import { placeOf } from "./profiles.js";

test("a function has run from a sample that found it until the next one, whatever called it", () => {
  const frame = (id: number, functionName: string, url = "") => ({ id, callFrame: { functionName, url } });
  const nodes = [frame(1, "(root)"), frame(2, "a", "file:///a.js"), frame(3, "(idle)"), frame(4, "a", "file:///a.js")];
  // The first of the times is that from the start to the first sample.
  const functions = functionsIn({ nodes, samples: [2, 3, 4, 2], timeDeltas: [1000, 10, 200, 3] });
  expect([...functions.values()]).toEqual([
    { name: "a", url: "file:///a.js", microseconds: 13 },
    { name: "(idle)", url: "", microseconds: 200 },
  ]);
});

test.each([
  ["writev", "", undefined],
  ["(program)", "", undefined],
  ["(idle)", "", undefined],
  ["(garbage collector)", "", "collecting garbage"],
  ["onStreamRead", "node:internal/stream_base_commons", "JavaScript of Node"],
  ["advance", "file:///sluice/packages/policy/dist/run.js", "JavaScript of the policy"],
  ["relay", "file:///sluice/packages/proxy/dist/connection/pump.js", "JavaScript of the proxy"],
  ["", "file:///sluice/bench/children/pipe-proxy.js", "JavaScript of the bench"],
  ["parse", "file:///sluice/node_modules/ajv/dist/ajv.js", "JavaScript of dependencies"],
])("%s of `%s` is %s", (name, url, place) => {
  expect(placeOf({ name, url })).toBe(place);
});
