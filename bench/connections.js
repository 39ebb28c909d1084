/** CPU of the proxy process for one short connection, against a bare `a.pipe(b)` proxy. */
import { besideRow, startBeside } from "./beside/candidates.js";
import { RULE_SET } from "./beside/rule-set.js";
import { exchange } from "./exchange.js";
import { measureProcesses, startChild, startRestartable } from "./processes.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const CONNECTIONS = 2000;
const CONCURRENCY = 16;
const PAYLOAD = Buffer.alloc(64, 0x61);
const TARGET = 1.15;

export async function run({ rounds, report }) {
  const children = [];
  try {
    const upstream = await startChild("echo", [], children);
    const candidates = [
      { name: "a.pipe(b)", ...(await startRestartable("pipe-proxy", [upstream.port], children)), rounds: [] },
      { name: "sluice, 20 rules", ...(await startRestartable("sluice-proxy", [upstream.port], children)), rounds: [] },
    ];
    const job = { kind: "policy", ruleSet: RULE_SET, upstreamPort: upstream.port };
    const beside = await startBeside(job, { ours: candidates[1], children });
    await measureProcesses([...candidates, ...beside.candidates], {
      rounds,
      count: CONNECTIONS,
      concurrency: CONCURRENCY,
      exchange: ({ port }) => exchange(port, PAYLOAD),
    });
    const [bare, sluice] = candidates;
    report.figures(bare.rounds.length);
    const against = ratio(sluice.rounds, bare.rounds);
    report.table(
      `CPU of the proxy per short connection (${CONNECTIONS} connections a round, ${CONCURRENCY} at a time)`,
      ["", "µs of CPU", "× a.pipe(b)", "target"],
      [
        [bare.name, formatSpread(summarize(bare.rounds), 0), "1", ""],
        [
          sluice.name,
          formatSpread(summarize(sluice.rounds), 0),
          formatSpread(against),
          report.ratio("connections.tcp", against, { target: TARGET, what: "CPU of a short connection, × a.pipe(b)" }),
        ],
        ...beside.candidates.map((candidate) => besideRow(candidate, bare)),
      ],
      beside.notes,
    );
  } finally {
    for (const child of children) child.kill();
  }
}
