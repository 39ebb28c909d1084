/** A whole decision with twenty rules, none of which matches: our policy, the CEL libraries, Cedar and Casbin. */
import { measureInterleaved } from "./measure.js";
import { OURS, PEERS } from "./peer-engines.js";
import { RULE_SETS } from "./peer-rules.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

/** What `measureInterleaved` gives in turn. */
const INPUTS = [0, 1, 2, 3].map((index) => ({ index, cost: 0 }));

export async function run({ rounds, report }) {
  for (const set of RULE_SETS) {
    const ours = [];
    for (const engine of OURS) ours.push(await candidateOf(engine, set));
    const wrong = ours.find(({ lacks }) => lacks !== undefined);
    if (wrong !== undefined) throw new Error(`${wrong.name}: ${wrong.lacks}`);
    const peers = [];
    for (const engine of PEERS) peers.push(await candidateOf(engine, set));
    measureInterleaved([...ours, ...peers], { inputs: INPUTS, rounds, batch: 20 });
    reportSet(set, ours, peers, report);
  }
}

/** Its work with the probes as it takes them, once it has answered all of them rightly; what it lacks if it does not. */
async function candidateOf({ name, prepare, contextOf }, { rules, probes }) {
  const candidate = { name, rounds: [] };
  try {
    const decide = await prepare(rules);
    for (const probe of probes) {
      const isAllowed = decide(contextOf(probe));
      if (isAllowed !== probe.rule < 0) return { ...candidate, lacks: `wrong for ${JSON.stringify(probe)}` };
    }
    const contexts = INPUTS.map(({ index }) => contextOf(probes[index]));
    return { ...candidate, work: ({ index }) => decide(contexts[index]) };
  } catch (error) {
    return { ...candidate, lacks: String(error) };
  }
}

function reportSet({ id, what, title }, [indexed, evaluated], peers, report) {
  const nanoseconds = ({ rounds }) => formatSpread(summarize(rounds), 0);
  const times = ratio(evaluated.rounds, indexed.rounds);
  report.ratio(`peers.${id}each-evaluated`, ratio(indexed.rounds, evaluated.rounds), {
    what: `a decision with ${what}, × each of them evaluated`,
  });
  const rows = peers.map((peer) => {
    if (peer.work === undefined) return [peer.name, "-", "-", "-"];
    const [ofIndexed, ofEvaluated] = [indexed, evaluated].map(({ rounds }) => ratio(peer.rounds, rounds));
    report.ratio(`peers.${id}${idPart(peer.name)}`, ofIndexed, {
      atLeast: true,
      what: `a decision with ${what}, times as fast as ${peer.name}`,
    });
    report.ratio(`peers.${id}${idPart(peer.name)}.each-evaluated`, ofEvaluated, {
      atLeast: true,
      what: `a decision with ${what}, each evaluated, times as fast as ${peer.name}`,
    });
    return [peer.name, nanoseconds(peer), formatSpread(ofIndexed, 1), formatSpread(ofEvaluated, 1)];
  });
  report.table(
    `Peers: ns for a decision with ${title}, none of which matches; times that a peer takes of ours`,
    ["engine", "ns", "times ours", "times ours, each rule evaluated"],
    [
      [indexed.name, nanoseconds(indexed), "1", ""],
      [evaluated.name, nanoseconds(evaluated), formatSpread(times, 1), "1"],
      ...rows,
    ],
    peers.filter(({ lacks }) => lacks !== undefined).map(({ name, lacks }) => `${name} has no part in it: ${lacks}`),
  );
}
