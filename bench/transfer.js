/** CPU of the proxy process per GiB: TCP against a bare `a.pipe(b)` proxy, terminated TLS against a bare `tls` proxy. */
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { createSelfSigned } from "../packages/proxy/dist/tls/throwaway.js";
import { startBeside } from "./beside/candidates.js";
import { RULE_SET } from "./beside/rule-set.js";
import { measureProcesses, startChild } from "./processes.js";
import { sendBytes } from "./send-bytes.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const NAME = "bench.example";
const MIB = 1 << 20;
const GIB = 1 << 30;
/** What a client takes in one read: nothing is kept of it. */
const RECEIVED = Buffer.alloc(1 << 18);

/** `mib`: what goes through a proxy in a round with one connection; several get twice that, for the start of each counts as well. */
const KINDS = [
  { id: "tcp", title: "TCP", bare: "a.pipe(b)", mib: 96, target: 1 },
  { id: "tls", title: "TLS 1.3 terminated", bare: "tls.createServer", mib: 48, target: 1.05 },
];
const LOADS = [
  { id: "to-client", name: "to the client", down: 1, up: 0 },
  { id: "to-upstream", name: "to the upstream", down: 0, up: 1 },
].flatMap((load) => [
  { ...load, connections: 1 },
  { ...load, connections: 16 },
]);

export async function run({ rounds, report }) {
  const children = [];
  try {
    const upstream = await startChild("transfer-peer", [], children);
    const pair = await createSelfSigned({ commonName: NAME, dnsNames: [NAME], keyType: "ecdsa" });
    const credentials = JSON.stringify(pair);
    const proxies = {
      tcp: [
        { name: "a.pipe(b)", ...(await startChild("pipe-proxy", [upstream.port], children)) },
        { name: "sluice, 20 rules", ...(await startChild("sluice-proxy", [upstream.port], children)) },
      ],
      tls: [
        {
          name: "tls.createServer",
          ...(await startChild("tls-pipe-proxy", [upstream.port, NAME, credentials], children)),
        },
        {
          name: "sluice, terminate-tls",
          ...(await startChild("sluice-tls-proxy", [upstream.port, NAME, credentials], children)),
        },
      ],
    };
    const jobs = {
      tcp: { kind: "policy", ruleSet: RULE_SET, upstreamPort: upstream.port },
      tls: { kind: "terminate", servername: NAME, ...pair, upstreamPort: upstream.port },
    };
    for (const kind of KINDS) {
      const beside = await startBeside(jobs[kind.id], { ours: proxies[kind.id][1], children });
      // All of the load: fewer connections would not be as many at once.
      proxies[kind.id].push(...beside.candidates.map((candidate) => ({ ...candidate, share: 1 })));
      const rows = [];
      for (const load of LOADS) rows.push(...(await measure(kind, load, proxies[kind.id], { rounds, report })));
      report.table(
        `CPU of the proxy per GiB, ${kind.title} (${kind.mib} MiB a round, ${2 * kind.mib} where there are several connections)`,
        ["", "ms of CPU", `× ${kind.bare}`, "target"],
        rows,
        beside.notes,
      );
    }
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
    // A load is many bytes on few connections here: code that is run for each chunk has settled sooner.
    warmUps: 5,
    exchange: ({ port }) => exchange(port, kind.id, { up: bytes * load.up, down: bytes * load.down }),
  });
  const [bare, ours] = candidates;
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
            what: `CPU of a GiB, × ${kind.bare}: ${kind.title}, ${load.name}, ${load.connections} at once`,
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
