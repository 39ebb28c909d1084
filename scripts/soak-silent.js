import { connect } from "node:net";
import { planClient, runClient, serverName } from "./soak-clients.js";
import { affordable } from "./soak-descriptors.js";
import { Random } from "./soak-random.js";

const FRESH = 40;
/** How much longer a fresh connection may take: the processor has the silent ones to open, and to close. */
const SLOWER = { times: 5, milliseconds: 50 };
const SOURCES = 16;
const WAITING = 400;

/**
 * Sockets that connect and then say nothing, or a byte of a hello each second, all at once; what fresh clients notice of
 * them, and what they cost. The result is what was wrong.
 */
export async function holdSilent({ proxy, count, workers, hello }) {
  const problems = [];
  const wanted = affordable(count, "silent sockets", { here: 1, processes: Math.max(1, workers) });
  const visit = visitor(proxy, hello);
  await visit(FRESH);
  const usual = await visit(FRESH);
  const before = sumOf(await proxy.probe());
  const started = performance.now();
  const sockets = await openSilent(
    proxy.ports.get("terminated"),
    wanted,
    hello(serverName({ endpoint: "terminated" })),
  );
  const opened = performance.now() - started;
  const held = () => sockets.filter((socket) => !socket.isOver).length;
  const heldBefore = held();
  const beside = await visit(FRESH);
  const heldAfter = held();
  const during = sumOf(await proxy.probe());
  const heldThen = held();
  await Promise.all(sockets.map((socket) => socket.over));
  const late = await lateEvents(proxy, sockets.length);
  const memory = (during.held - before.held) / Math.max(1, heldThen);
  const resident = (during.rss - before.rss) / Math.max(1, heldThen);
  console.log(
    `silent sockets before ${workers === 0 ? "one process" : `${workers} workers`}: ${sockets.length} opened in ${(opened / 1_000).toFixed(1)} s, of them ${heldBefore} to ${heldAfter} at once; a fresh connection took ` +
      `${usual.toFixed(1)} ms before, ${beside.toFixed(1)} ms beside them; each held ${(memory / 1024).toFixed(1)} KiB ` +
      `(resident ${(resident / 1024).toFixed(1)} KiB)`,
  );
  if (heldBefore < wanted / 10) problems.push(`only ${heldBefore} of ${wanted} silent sockets were open at once`);
  if (beside > usual * SLOWER.times + SLOWER.milliseconds) {
    problems.push(
      `a fresh connection takes ${beside.toFixed(1)} ms beside silent ones, ${usual.toFixed(1)} ms without them`,
    );
  }
  if (late !== sockets.length) problems.push(`${sockets.length} sockets were silent, and ${late} told as late`);
  return problems;
}

/** Over all processes. */
function sumOf(processes) {
  const sum = { held: 0, rss: 0 };
  for (const { heapUsed, external, rss } of processes) {
    sum.held += heapUsed + external;
    sum.rss += rss;
  }
  return sum;
}

/** How many were told to be late, once all are or nobody can expect them any more: a client sees the close first. */
async function lateEvents(proxy, expected) {
  for (let look = 0; ; look++) {
    const late = proxy.events.filter(({ code }) => code === "client-hello-late").length;
    if (late === expected || look === 50) return late;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Fresh connections one after the other, with a handshake and an answer; the median of what they take, in milliseconds. */
function visitor({ ports }, hello) {
  const random = new Random(7);
  let id = 2 ** 23;
  return async (times) => {
    const took = [];
    for (let n = 0; n < times; n++) {
      const plan = {
        ...planClient(random, id++, "terminated"),
        act: "complete",
        up: 100,
        down: 100,
        rest: 0,
        isSlow: false,
      };
      const start = performance.now();
      const { isComplete, error } = await runClient(plan, { ports, hello: () => hello(serverName(plan)) }, () => {})
        .closed;
      if (!isComplete) throw new Error(`a fresh connection beside silent ones has failed: ${error}`);
      took.push(performance.now() - start);
    }
    return took.sort((a, b) => a - b)[times >> 1];
  };
}

async function openSilent(port, count, hello) {
  const sockets = [];
  let connecting = 0;
  await new Promise((resolve) => {
    let connected = 0;
    const fill = () => {
      while (sockets.length < count && connecting < WAITING) {
        connecting += 1;
        sockets.push(
          silentSocket(port, sockets.length, hello, () => {
            connecting -= 1;
            connected += 1;
            if (connected === count) resolve();
            else fill();
          }),
        );
      }
    };
    fill();
  });
  return sockets;
}

/** Every second one says a byte a second. */
function silentSocket(port, index, hello, connected) {
  const socket = connect({ host: "127.0.0.1", port, localAddress: `127.0.0.${1 + (index % SOURCES)}`, noDelay: true });
  const state = { isOver: false, over: undefined };
  let said = 0;
  const drip = index % 2 === 0 ? undefined : setInterval(() => socket.write(hello.subarray(said, ++said)), 1_000);
  socket.on("error", () => {});
  socket.once("connect", connected).resume();
  state.over = new Promise((resolve) => {
    socket.once("close", () => {
      clearInterval(drip);
      state.isOver = true;
      resolve();
    });
  });
  return state;
}
