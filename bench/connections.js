/** CPU of the proxy process for one short connection, against a bare `a.pipe(b)` proxy. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { formatSpread, printTable, ratio, summarize, verdict } from "./stats.js";

const CONNECTIONS = 2000;
const CONCURRENCY = 16;
const PAYLOAD = Buffer.alloc(64, 0x61);
const TARGET = 1.15;

export async function run({ rounds }) {
  const children = [];
  try {
    const upstream = await startChild("echo", [], children);
    const candidates = [
      { name: "a.pipe(b)", child: await startChild("pipe-proxy", [upstream.port], children), rounds: [] },
      { name: "sluice, 20 rules", child: await startChild("sluice-proxy", [upstream.port], children), rounds: [] },
    ];
    // Warm up: JIT, sockets, caches.
    for (const { child } of candidates) await load(child.port, CONNECTIONS);
    for (let round = 0; round < rounds; round++) {
      // The order alternates, so that neither always runs on a warmer machine.
      for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
        const before = await cpuOf(candidate.child);
        await load(candidate.child.port, CONNECTIONS);
        candidate.rounds.push(((await cpuOf(candidate.child)) - before) / CONNECTIONS);
      }
    }
    const [bare, sluice] = candidates;
    const against = ratio(sluice.rounds, bare.rounds);
    printTable(
      `CPU of the proxy per short connection (${CONNECTIONS} connections a round, ${CONCURRENCY} at a time)`,
      ["", "µs of CPU", "× a.pipe(b)", "target"],
      [
        [bare.name, formatSpread(summarize(bare.rounds), 0), "1", ""],
        [
          sluice.name,
          formatSpread(summarize(sluice.rounds), 0),
          formatSpread(against),
          `≤ ${TARGET}: ${verdict(against, TARGET)}`,
        ],
      ],
    );
  } finally {
    for (const child of children) child.kill();
  }
}

async function startChild(name, args, children) {
  const child = fork(fileURLToPath(new URL(`./children/${name}.js`, import.meta.url)), args.map(String));
  children.push(child);
  const [{ port }] = await once(child, "message");
  return { child, port };
}

async function cpuOf({ child }) {
  child.send("cpu");
  const [{ user, system }] = await once(child, "message");
  return user + system;
}

async function load(port, count) {
  let started = 0;
  const worker = async () => {
    while (started < count) {
      started++;
      await exchange(port);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

function exchange(port) {
  return new Promise((resolve, reject) => {
    let received = 0;
    const socket = connect(port, "127.0.0.1", () => socket.write(PAYLOAD));
    socket.on("data", (chunk) => {
      received += chunk.length;
      if (received === PAYLOAD.length) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => (received === PAYLOAD.length ? resolve() : reject(new Error(`got ${received} bytes`))));
  });
}
