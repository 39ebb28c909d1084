/** Resident memory of a proxy for one connection at rest. */
import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { createSelfSigned } from "../../packages/proxy/dist/tls/throwaway.js";
import { ask, startChild } from "../processes.js";
import { formatSpread } from "../stats.js";
import { startBeside } from "./candidates.js";
import { RULE_SET } from "./rule-set.js";

/** Connections that a step adds to those that are open, a step a round. */
const STEP = 150;
/** Handshakes at a time: fewer than what a listener keeps waiting. */
const CONCURRENCY = 50;
const NAME = "bench.example";
const READING = [
  "Each figure is that of all steps but the first together, and in brackets are the smallest and the largest of the second half of the rounds,",
  "each of them since the first step, too. Buffers of sockets are the kernel's, and not in it.",
];

/**
 * Opens connections step by step, to one proxy after the other, and tells what they have grown by. No connection is closed before the
 * end, for what has once been resident may stay so. The first step does not count, since it makes what all share.
 */
export async function measureResident({ rounds, report }) {
  if (process.platform !== "linux") return console.log("\nresident memory is only read on Linux");
  const rows = [];
  const notes = new Set();
  for (const [kind, start] of Object.entries({ TCP: startTcp, "TLS 1.3 terminated": startTls })) {
    const children = [];
    const sockets = [];
    try {
      const { candidates, open, beside } = await start(children);
      for (let step = 0; step <= rounds; step++) {
        for (const candidate of candidates) {
          if (step === 0) await openStep(candidate, { open, sockets });
          else await grow(candidate, { open, sockets, connections: step * STEP });
        }
      }
      rows.push(...rowsOf(kind, candidates));
      for (const note of beside.notes) notes.add(note);
    } finally {
      for (const socket of sockets) socket.destroy();
      for (const child of children) child.kill();
    }
  }
  report.table(
    `resident memory of the proxy per idle connection, a byte has gone each way (${rounds * STEP} connections, ${STEP} a step)`,
    ["", "KiB", "× in bare Node"],
    rows,
    [...notes, ...READING],
  );
}

async function startTcp(children) {
  const { port } = await startChild("echo", [], children);
  const bare = { name: "a.pipe(b)", ...(await startChild("pipe-proxy", [port], children)), rounds: [] };
  const ours = { name: "sluice, 20 rules", ...(await startChild("sluice-proxy", [port], children)), rounds: [] };
  const job = { kind: "policy", ruleSet: RULE_SET, upstreamPort: port };
  const beside = await startBeside(job, { ours, children });
  return { candidates: [bare, ours, ...beside.candidates], beside, open: (options) => connect(options) };
}

async function startTls(children) {
  const { port } = await startChild("echo", [], children);
  const pair = await createSelfSigned({ commonName: NAME, dnsNames: [NAME], keyType: "ecdsa" });
  const args = [port, NAME, JSON.stringify(pair)];
  const bare = { name: "tls.createServer", ...(await startChild("tls-pipe-proxy", args, children)), rounds: [] };
  const ours = { name: "sluice, terminate-tls", ...(await startChild("sluice-tls-proxy", args, children)), rounds: [] };
  const job = { kind: "terminate", servername: NAME, ...pair, upstreamPort: port };
  const beside = await startBeside(job, { ours, children });
  const tls = { servername: NAME, rejectUnauthorized: false, minVersion: "TLSv1.3" };
  const open = (options) => connectTls({ ...options, ...tls });
  return { candidates: [bare, ours, ...beside.candidates], beside, open };
}

/** Adds to the candidate's `rounds` the bytes that it has grown by since the first step, for each connection since then. */
async function grow(candidate, { open, sockets, connections }) {
  candidate.start ??= await residentOf(candidate);
  await openStep(candidate, { open, sockets });
  candidate.rounds.push(((await residentOf(candidate)) - candidate.start) / connections);
}

async function openStep({ port }, { open, sockets }) {
  for (let opened = 0; opened < STEP; opened += CONCURRENCY) {
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        const socket = open({ port, host: "127.0.0.1" });
        sockets.push(socket);
        socket.write("a");
        await once(socket, "data");
        socket.on("error", () => {});
      }),
    );
  }
}

async function residentOf({ child }) {
  const { bytes } = await ask(child, "resident");
  return bytes;
}

/** Not guarded: when the collector gives pages back changes more than a fifth of it. What is alive is, in `idle.heap`. */
function rowsOf(kind, candidates) {
  const [bare] = candidates;
  return candidates.map((candidate) => {
    const against = settled(candidate.rounds.map((bytes, step) => bytes / bare.rounds[step]));
    const kib = settled(candidate.rounds.map((bytes) => bytes / 1024));
    return [`${kind}: ${candidate.name}`, formatSpread(kib, 1), candidate === bare ? "1" : formatSpread(against)];
  });
}

/** Pages come in lots: what the first half of the steps tells is uneven, and the last tells most. */
function settled(steps) {
  const half = steps.slice(steps.length >> 1);
  return { median: steps.at(-1), low: Math.min(...half), high: Math.max(...half) };
}
