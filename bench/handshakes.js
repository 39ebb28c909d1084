/** Full TLS handshakes per second of the proxy's CPU, against a bare `tls.createServer` proxy with the same certificate. */
import { createSelfSigned } from "../packages/proxy/dist/tls/throwaway.js";
import { startBeside } from "./beside/candidates.js";
import { exchangeTls } from "./exchange.js";
import { measureLoads, startChild, startRestartable } from "./processes.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const HANDSHAKES = 300;
/** Of a process: through the first thousands of handshakes what one takes falls by a third to a half, with a proxy of more code for longer. */
const WARM_UPS = 27;
const NAME = "bench.example";
/** For TLS 1.3, where nearly all handshakes are; what 1.2 gives is told beside it. */
const TARGET = 0.95;
const TLS13 = { maxVersion: "TLSv1.3", minVersion: "TLSv1.3", ciphers: "TLS_AES_128_GCM_SHA256" };
const TLS12 = { maxVersion: "TLSv1.2", minVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" };
/** Handshakes at a time: with 16 either proxy has time to wait, with 64 it never has. */
const LOADS = [
  { name: "TLS 1.3, 16 at a time", client: TLS13, concurrency: 16 },
  { name: "TLS 1.3, 64 at a time", client: TLS13, concurrency: 64 },
  { name: "TLS 1.2, 16 at a time", client: TLS12, concurrency: 16 },
];

export async function run({ rounds, report }) {
  const children = [];
  try {
    const upstream = await startChild("echo", [], children);
    const pair = await createSelfSigned({ commonName: NAME, dnsNames: [NAME], keyType: "ecdsa" });
    const args = [upstream.port, NAME, JSON.stringify(pair)];
    const proxies = [
      { name: "tls.createServer", ...(await startRestartable("tls-pipe-proxy", args, children)) },
      { name: "sluice, terminate-tls", ...(await startRestartable("sluice-tls-proxy", args, children)) },
    ];
    const job = { kind: "terminate", servername: NAME, ...pair, upstreamPort: upstream.port };
    const beside = await startBeside(job, { ours: proxies[1], children });
    const candidates = [...proxies, ...beside.candidates].map((proxy) => ({ ...proxy, rounds: LOADS.map(() => []) }));
    // In the same processes: each has to be started and warmed up, which takes longer than what is measured.
    await measureLoads(candidates, {
      rounds,
      count: HANDSHAKES,
      warmUps: WARM_UPS,
      loads: LOADS.map(({ client, concurrency }) => ({
        concurrency,
        exchange: ({ port }) => exchangeTls(port, { ...client, servername: NAME }),
      })),
    });
    report.figures(candidates[0].rounds[0].length);
    const rows = [];
    for (const [i, { name, client }] of LOADS.entries()) {
      const [bare, sluice, ...others] = candidates.map((each) => ({ ...each, rounds: each.rounds[i] }));
      // Handshakes a second are the inverse of microseconds a handshake: the bare proxy's stand above.
      const against = ratio(bare.rounds, sluice.rounds);
      const judged = report.ratio(`handshakes.${idPart(name)}`, against, {
        ...(client === TLS13 ? { target: TARGET } : {}),
        atLeast: true,
        what: `handshakes per second of CPU, × tls.createServer: ${name}`,
      });
      rows.push(
        [`${name}: ${bare.name}`, perSecond(bare.rounds), "1", ""],
        [`${name}: ${sluice.name}`, perSecond(sluice.rounds), formatSpread(against), judged],
        ...others.map((other) => [
          `${name}: ${other.name}`,
          perSecond(other.rounds),
          formatSpread(ratio(bare.rounds, other.rounds)),
          "",
        ]),
      );
    }
    report.table(
      `full handshakes per second of the proxy's CPU, ECDSA P-256 (${HANDSHAKES} a round)`,
      ["", "handshakes/s", "× tls.createServer", "target"],
      rows,
      beside.notes,
    );
  } finally {
    for (const child of children) child.kill();
  }
}

function perSecond(rounds) {
  return formatSpread(summarize(rounds.map((microseconds) => 1e6 / microseconds)), 0);
}
