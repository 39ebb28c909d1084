/** CPU of the proxy process for one TLS connection that it routes by its server name, against a bare `a.pipe(b)` proxy. */
import { createSelfSigned } from "../packages/proxy/dist/tls/throwaway.js";
import { besideRow, startBeside } from "./beside/candidates.js";
import { exchangeTls } from "./exchange.js";
import { measureProcesses, startChild, startRestartable } from "./processes.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const CONNECTIONS = 600;
const CONCURRENCY = 16;
const TARGET = 1.15;
const TLS13 = { minVersion: "TLSv1.3" };
/** One endpoint in ten stands for all names under its own. */
export const ENDPOINTS = Array.from({ length: 50 }, (_, n) =>
  n % 10 === 0 ? `*.app-${n}.example` : `app-${n}.example`,
);
export const NAMES = ENDPOINTS.map((endpoint) => endpoint.replace("*", "a.b"));

export async function run({ rounds, report }) {
  const children = [];
  try {
    const credentials = await createSelfSigned({ commonName: "bench.example", dnsNames: NAMES, keyType: "ecdsa" });
    const upstream = await startChild("tls-echo", [JSON.stringify(credentials)], children);
    const args = [upstream.port, JSON.stringify(ENDPOINTS)];
    const candidates = [
      { name: "a.pipe(b)", ...(await startRestartable("pipe-proxy", [upstream.port], children)), rounds: [] },
      {
        name: `sluice, ${ENDPOINTS.length} endpoints`,
        ...(await startRestartable("sluice-passthrough", args, children)),
        rounds: [],
      },
    ];
    const job = { kind: "passthrough", endpoints: ENDPOINTS, upstreamPort: upstream.port };
    const beside = await startBeside(job, { ours: candidates[1], children });
    let connections = 0;
    await measureProcesses([...candidates, ...beside.candidates], {
      rounds,
      count: CONNECTIONS,
      concurrency: CONCURRENCY,
      exchange: ({ port }) => exchangeTls(port, { ...TLS13, servername: NAMES[connections++ % NAMES.length] }),
    });
    const [bare, sluice] = candidates;
    report.figures(bare.rounds.length);
    const against = ratio(sluice.rounds, bare.rounds);
    report.table(
      `CPU of the proxy per TLS connection, routed by its server name (${CONNECTIONS} connections a round, ${CONCURRENCY} at a time)`,
      ["", "µs of CPU", "× a.pipe(b)", "target"],
      [
        [bare.name, formatSpread(summarize(bare.rounds), 0), "1", ""],
        [
          sluice.name,
          formatSpread(summarize(sluice.rounds), 0),
          formatSpread(against),
          report.ratio("passthrough.tls", against, {
            target: TARGET,
            what: "CPU of a TLS connection that is passed through, × a.pipe(b)",
          }),
        ],
        ...beside.candidates.map((candidate) => besideRow(candidate, bare)),
      ],
      beside.notes,
    );
  } finally {
    for (const child of children) child.kill();
  }
}
