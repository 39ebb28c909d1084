/** Memory of the proxy process for one connection at rest, against a bare `a.pipe(b)` proxy, and beside HAProxy and nginx. */
import { once } from "node:events";
import { connect } from "node:net";
import { measureResident } from "./beside/resident.js";
import { ask, startChild } from "./processes.js";
import { formatSpread, ratio, summarize } from "./stats.js";

/** KiB of an idle connection: what is noted for its event, and what a policy may still be asked. */
const BUDGET = 16;
/** Of what is buffered while one side does not read. */
const TARGET = 1.5;
const KINDS = [
  { name: "idle, a byte has gone each way", connections: 500, upstream: "echo", settle: hasAnswered, judge: judgeIdle },
  {
    name: "the client reads nothing of a flood",
    connections: 150,
    upstream: "flood",
    settle: isFull,
    judge: judgeFull,
  },
];

export async function run({ rounds, report }) {
  const rows = [];
  for (const kind of KINDS) rows.push(...(await measure(kind, { rounds, report })));
  report.table(
    "memory of the proxy per open connection, heap and buffers after garbage collection",
    ["", "KiB", "× a.pipe(b)", "target"],
    rows,
  );
  await measureResident({ rounds, report });
}

async function measure({ name, connections, upstream, settle, judge }, { rounds, report }) {
  const children = [];
  try {
    const { port } = await startChild(upstream, [], children);
    const candidates = [
      { name: "a.pipe(b)", ...(await startChild("pipe-proxy", [port], children)), rounds: [] },
      { name: "sluice, 20 rules", ...(await startChild("sluice-proxy", [port], children)), rounds: [] },
    ];
    // The first load compiles what all later ones use.
    for (const candidate of candidates) await perConnection(candidate, connections, settle);
    for (let round = 0; round < rounds; round++) {
      for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
        candidate.rounds.push(await perConnection(candidate, connections, settle));
      }
    }
    const [bare, sluice] = candidates;
    const against = ratio(sluice.rounds, bare.rounds);
    return [
      [`${name}, ${connections} at once: ${bare.name}`, formatSpread(summarize(bare.rounds), 1), "1", ""],
      [
        `${name}, ${connections} at once: ${sluice.name}`,
        formatSpread(summarize(sluice.rounds), 1),
        formatSpread(against),
        judge(report, summarize(sluice.rounds), against),
      ],
    ];
  } finally {
    for (const child of children) child.kill();
  }
}

function judgeIdle(report, kib, against) {
  report.ratio("idle.heap", against, { what: "heap of an idle connection, × a.pipe(b)" });
  return report.budget("idle.heap.kib", kib, { limit: BUDGET, unit: "KiB", what: "heap of an idle connection" });
}

function judgeFull(report, _kib, against) {
  return report.ratio("idle.buffered", against, {
    target: TARGET,
    what: "memory of a connection whose client reads nothing, × a.pipe(b)",
  });
}

/** KiB. */
async function perConnection(candidate, connections, settle) {
  const before = await memoryOf(candidate);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(candidate.port)));
  await settle(sockets, candidate);
  const during = await memoryOf(candidate);
  for (const socket of sockets) socket.destroy();
  await emptied(candidate, before, connections);
  return (during - before) / connections / 1024;
}

async function open(port) {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function hasAnswered(sockets) {
  await Promise.all(
    sockets.map((socket) => {
      socket.write("a");
      return once(socket, "data");
    }),
  );
}

/** Until no more of the flood goes anywhere: what the proxy uses no longer changes. */
async function isFull(_sockets, candidate) {
  let last = -1;
  for (let now = await memoryOf(candidate); Math.abs(now - last) > 65_536; now = await memoryOf(candidate)) {
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Until all that was open is gone, as far as it will be. */
async function emptied(candidate, before, connections) {
  for (let tries = 0; tries < 50 && (await memoryOf(candidate)) > before + connections * 1024; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function memoryOf({ child }) {
  const { bytes } = await ask(child, "memory");
  return bytes;
}
