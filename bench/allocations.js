/** Bytes of heap that one decision allocates, beside those of its step alone, and which functions allocate them. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { connections, POLICIES, policyOf, proveAsked } from "./allocation-policies.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

/** MiB of the young generation: more than what all runs of a round allocate. */
const YOUNG = 128;

export async function run({ rounds, report }) {
  // Here, and not where it is measured: there nothing has seen the facts but decisions.
  const facts = connections();
  for (const definition of POLICIES) {
    const policy = policyOf(definition);
    for (const connection of facts) proveAsked(definition, policy, connection);
  }
  const child = fork(fileURLToPath(new URL("./children/allocations.js", import.meta.url)), [String(rounds)], {
    execArgv: ["--expose-gc", `--min-semi-space-size=${YOUNG}`, `--max-semi-space-size=${YOUNG}`],
  });
  const [results] = await once(child, "message");
  report.table(
    "Allocations: bytes of heap for one decision (policy.start), and for its step alone",
    ["policy", "bytes", "step alone", "times", "target", "allocated by"],
    results.map(({ name, keepsResult, run, alone, allocators }) => {
      const times = ratio(run, alone);
      const id = `allocations.${idPart(name)}`;
      const what = `bytes of a decision, × its step alone: ${name}`;
      return [
        name,
        summarize(run).median,
        summarize(alone).median,
        formatSpread(times),
        report.ratio(id, times, keepsResult ? { what } : { target: 1, what }),
        allocators.map(([by, bytes]) => `${by} ${bytes.toFixed(0)}`).join(", "),
      ];
    }),
  );
}
