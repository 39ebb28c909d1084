/** CPU of the proxy process per GiB: TCP against a bare `a.pipe(b)` proxy, terminated TLS against a bare `tls` proxy. */
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { createSelfSigned } from "../packages/proxy/dist/tls/throwaway.js";
import { startBeside } from "./beside/candidates.js";
import { RULE_SET } from "./beside/rule-set.js";
import { measureProcesses, startChild, startRestartable } from "./processes.js";
import { sendBytes } from "./send-bytes.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const NAME = "bench.example";
const MIB = 1 << 20;
const GIB = 1 << 30;
/** What a client takes in one read: nothing is kept of it. */
const RECEIVED = Buffer.alloc(1 << 18);

/**
 * `mib`: what goes through a proxy in a round with one connection; several get twice that, for the start of each counts as well. `args`: of the
 * children. `job`: that of the programs beside them.
 */
const KINDS = [
  {
    id: "tcp",
    title: "TCP",
    mib: 96,
    target: 1,
    proxies: [
      { name: "a.pipe(b)", child: "pipe-proxy" },
      { name: "sluice, 20 rules", child: "sluice-proxy" },
    ],
    args: (upstreamPort) => [upstreamPort],
    job: (upstreamPort) => ({ kind: "policy", ruleSet: RULE_SET, upstreamPort }),
  },
  {
    id: "tls",
    title: "TLS 1.3 terminated",
    mib: 48,
    target: 1.05,
    proxies: [
      { name: "tls.createServer", child: "tls-pipe-proxy" },
      { name: "sluice, terminate-tls", child: "sluice-tls-proxy" },
    ],
    args: (upstreamPort, pair) => [upstreamPort, NAME, JSON.stringify(pair)],
    job: (upstreamPort, pair) => ({ kind: "terminate", servername: NAME, ...pair, upstreamPort }),
  },
];
const LOADS = [
  { id: "to-client", name: "to the client", down: 1, up: 0 },
  { id: "to-upstream", name: "to the upstream", down: 0, up: 1 },
].flatMap((load) => [
  { ...load, connections: 1 },
  { ...load, connections: 16 },
]);

export async function run({ rounds, report }) {
  const pair = await createSelfSigned({ commonName: NAME, dnsNames: [NAME], keyType: "ecdsa" });
  for (const kind of KINDS) await runKind(kind, { pair, rounds, report });
}

async function runKind(kind, { pair, rounds, report }) {
  const children = [];
  try {
    const upstream = await startChild("transfer-peer", [], children);
    const args = kind.args(upstream.port, pair);
    const proxies = [];
    for (const { name, child } of kind.proxies)
      proxies.push({ name, ...(await startRestartable(child, args, children)) });
    const beside = await startBeside(kind.job(upstream.port, pair), { ours: proxies[1], children });
    // All of the load: fewer connections would not be as many at once.
    proxies.push(...beside.candidates.map((candidate) => ({ ...candidate, share: 1 })));
    const rows = [];
    for (const load of LOADS) rows.push(...(await measure(kind, load, proxies, { rounds, report })));
    report.table(
      `CPU of the proxy per GiB, ${kind.title} (${kind.mib} MiB a round, ${2 * kind.mib} where there are several connections)`,
      ["", "ms of CPU", `× ${proxies[0].name}`, "target"],
      rows,
      beside.notes,
    );
  } finally {
    for (const child of children) child.kill();
  }
}

function mibOf({ mib }, { connections }) {
  return connections === 1 ? mib : 2 * mib;
}

async function measure(kind, load, proxies, { rounds, report }) {
  const bytes = (mibOf(kind, load) * MIB) / load.connections;
  const candidates = proxies.map((proxy) => ({ ...proxy, rounds: [] }));
  await measureProcesses(candidates, {
    rounds,
    count: load.connections,
    concurrency: load.connections,
    // A load is thousands of chunks here, and what is run for each of them is what is measured.
    warmUps: 8,
    exchange: ({ port }) => exchange(port, kind.id, { up: bytes * load.up, down: bytes * load.down }),
  });
  const [bare, ours] = candidates;
  report.figures(bare.rounds.length);
  return candidates.map((candidate) => {
    const against = ratio(candidate.rounds, bare.rounds);
    const milliseconds = candidate.rounds.map((microseconds) => (microseconds / 1000) * (GIB / bytes));
    const id = `transfer.${kind.id}-${load.id}-${load.connections}`;
    return [
      `${load.name}, ${load.connections} at once: ${candidate.name}`,
      formatSpread(summarize(milliseconds), 0),
      candidate === bare ? "1" : formatSpread(against),
      candidate === ours
        ? report.ratio(id, against, {
            target: kind.target,
            what: `CPU of a GiB, × ${bare.name}: ${kind.title}, ${load.name}, ${load.connections} at once`,
          })
        : "",
    ];
  });
}

/** Tells the upstream how much goes up and how much comes down, and ends once it has said that all has come. */
function exchange(port, kind, { up, down }) {
  return new Promise((resolve, reject) => {
    const head = Buffer.alloc(16);
    head.writeBigUInt64BE(BigInt(up), 0);
    head.writeBigUInt64BE(BigInt(down), 8);
    let received = 0;
    const onread = {
      buffer: RECEIVED,
      callback: (length) => {
        received += length;
        if (received === down + 1) socket.end();
        return true;
      },
    };
    const options = { port, host: "127.0.0.1", onread };
    const socket =
      kind === "tcp"
        ? connectTcp(options)
        : connectTls({ ...options, servername: NAME, rejectUnauthorized: false, minVersion: "TLSv1.3" });
    socket.on(kind === "tcp" ? "connect" : "secureConnect", () => {
      socket.write(head);
      sendBytes(socket, up);
    });
    socket.on("error", reject);
    socket.on("close", () =>
      received === down + 1 ? resolve() : reject(new Error(`got ${received} bytes of ${down + 1}`)),
    );
  });
}
