/** A whole decision with twenty rules, none of which matches: our policy, the CEL libraries, Cedar and Casbin. */
import { measureInterleaved } from "./measure.js";
import { PEERS, SLUICE } from "./peer-engines.js";
import { PROBES } from "./peer-rules.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

/** What `measureInterleaved` gives in turn. */
const INPUTS = [0, 1, 2, 3].map((index) => ({ index, cost: 0 }));

export async function run({ rounds, report }) {
  const engines = [];
  for (const engine of [SLUICE, ...PEERS]) engines.push({ name: engine.name, ...(await prepare(engine)), rounds: [] });
  const [sluice] = engines;
  if (sluice.work === undefined) throw new Error(sluice.lacks);
  measureInterleaved(engines, INPUTS, { rounds, batch: 20 });
  const rows = engines.map((engine) => {
    if (engine.work === undefined) return [engine.name, "-", "-"];
    const nanoseconds = formatSpread(summarize(engine.rounds), 0);
    if (engine === sluice) return [engine.name, nanoseconds, "1"];
    const times = ratio(engine.rounds, sluice.rounds);
    report.ratio(`peers.${idPart(engine.name)}`, times, {
      atLeast: true,
      what: `a decision with 20 rules, times as fast as ${engine.name}`,
    });
    return [engine.name, nanoseconds, formatSpread(times, 1)];
  });
  report.table(
    "Peers: ns for a decision with 20 rules that looks at all of them; times that a peer takes of ours",
    ["engine", "ns", "times ours"],
    rows,
    engines.filter(({ lacks }) => lacks !== undefined).map(({ name, lacks }) => `${name} has no part in it: ${lacks}`),
  );
}

/** Its work with the probes as it takes them, once it has answered all of them rightly; what it lacks if it does not. */
async function prepare({ prepare: prepareEngine, contextOf }) {
  try {
    const decide = await prepareEngine();
    for (const probe of PROBES) {
      const isAllowed = decide(contextOf(probe));
      if (isAllowed !== probe.rule < 0) return { lacks: `wrong for ${JSON.stringify(probe)}` };
    }
    const contexts = INPUTS.map(({ index }) => contextOf(PROBES[index]));
    return { work: ({ index }) => decide(contexts[index]) };
  } catch (error) {
    return { lacks: String(error) };
  }
}
