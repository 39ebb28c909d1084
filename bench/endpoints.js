/** 100,000 `tls://` endpoints on one port: how long `sluice start` takes, and what each keeps alive. */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { nameOf, POLICY } from "./many-names.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const COMMAND = fileURLToPath(new URL("../packages/proxy/bin/sluice.js", import.meta.url));
const CHILD = fileURLToPath(new URL("./children/endpoints.js", import.meta.url));

const MANY = 100_000;
const FEW = 10;
/** However many rounds are asked for: a start takes seconds, and is held against a budget alone. */
const STARTS = 3;
/** It takes the longest, and one start is enough for the budget. */
const SLOWEST = "YAML that only the library reads";
const STARTS_OF_SLOWEST = 1;
/** Milliseconds from the start of the process to the last line that says what is listened on. */
const START_BUDGET = 5_000;
/** Bytes of an endpoint beside its policy. */
const MEMORY_BUDGET = 2_048;

/** The same endpoints as people or programs write them. */
const WAYS = {
  "YAML, one policy file": (count) =>
    yaml(count, (i) => ["upstream: { url: 127.0.0.1:8080 }", `name: endpoint${i}`, "traffic_policy_file: policy.yml"]),
  "YAML, a policy in each": (count) =>
    yaml(count, () => [
      "upstream:",
      "  url: 127.0.0.1:8080",
      "traffic_policy:",
      ...POLICY.trimEnd()
        .split("\n")
        .map((line) => `  ${line}`),
    ]),
  [SLOWEST]: (count) =>
    yaml(count, (i) => ["upstream: { url: 127.0.0.1:8080 }", `name: endpoint${i}`, 'metadata: "{\\"a\\": 1}"']),
  JSON: (count) =>
    JSON.stringify({
      listen: { address: "127.0.0.1", ports: { 443: 0 } },
      endpoints: Array.from({ length: count }, (_, i) => ({
        url: `tls://${nameOf(i)}`,
        upstream: { url: "127.0.0.1:8080" },
        traffic_policy_file: "policy.yml",
      })),
    }),
};

function yaml(count, linesOf) {
  const items = Array.from({ length: count }, (_, i) =>
    [`  - url: tls://${nameOf(i)}`, ...linesOf(i).map((line) => `    ${line}`)].join("\n"),
  );
  return `listen: { address: 127.0.0.1, ports: { 443: 0 } }\nendpoints:\n${items.join("\n")}\n`;
}

export async function run({ report }) {
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    writeFileSync(join(directory, "policy.yml"), POLICY);
    const candidates = Object.entries(WAYS).map(([name, write], i) => {
      const file = join(directory, `${i}.yml`);
      writeFileSync(file, write(MANY));
      writeFileSync(`${file}.small`, write(FEW));
      return { name, file, times: [], few: [], peaks: [], bytes: [] };
    });
    for (let round = 0; round < STARTS; round++) {
      const due = candidates.filter(({ name }) => round < (name === SLOWEST ? STARTS_OF_SLOWEST : STARTS));
      for (const candidate of round % 2 === 0 ? due : due.toReversed()) {
        candidate.few.push((await start(`${candidate.file}.small`, FEW)).time);
        const { time, peak } = await start(candidate.file, MANY);
        candidate.times.push(time);
        candidate.peaks.push(peak);
      }
    }
    // The same each time, but for a few bytes.
    for (const candidate of candidates) candidate.bytes.push(await bytesOf(candidate.file));
    report.figures(STARTS);
    report.table(
      `\`sluice start\` with ${MANY} \`tls://\` endpoints on one port`,
      ["", "ms", "budget", `× ${FEW} endpoints`, "peak MiB", "bytes each", "budget"],
      candidates.map(({ name, times, few, peaks, bytes }) => [
        name,
        formatSpread(summarize(times), 0),
        report.budget(`endpoints.start.${idPart(name)}`, summarize(times), {
          limit: START_BUDGET,
          unit: "ms",
          what: `start of ${MANY} endpoints: ${name}`,
        }),
        againstFew({ name, times, few }, report),
        peaks.includes(undefined) ? "-" : formatSpread(summarize(peaks), 0),
        formatSpread(summarize(bytes), 0),
        report.budget(`endpoints.bytes.${idPart(name)}`, summarize(bytes), {
          limit: MEMORY_BUDGET,
          unit: "bytes",
          exact: true,
          what: `heap of each of ${MANY} endpoints: ${name}`,
        }),
      ]),
      [
        `${STARTS} starts of each way, ${STARTS_OF_SLOWEST} of the slowest. peak MiB: resident memory of the process at its largest (VmHWM of /proc, - without one), all`,
        "endpoints and what reading them took. bytes each: what stays on the heap for one beside its policy.",
      ],
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** For `--check`: what a machine takes for ten is its own speed. */
function againstFew({ name, times, few }, report) {
  const against = ratio(times, few);
  report.ratio(`endpoints.start-of-few.${idPart(name)}`, against, {
    what: `start of ${MANY} endpoints, × of ${FEW}: ${name}`,
  });
  return formatSpread(against, 1);
}

async function start(file, count) {
  const started = performance.now();
  const child = spawn(process.execPath, [COMMAND, "start", "--all", "--no-watch", "--config", file], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    let endpoints = 0;
    for await (const line of createInterface({ input: child.stderr })) {
      if (!line.includes("listening on")) throw new Error(line);
      endpoints += 1;
      if (endpoints === count) break;
    }
    const time = performance.now() - started;
    if (endpoints < count) throw new Error(`only ${endpoints} endpoints were started`);
    return { time, peak: peakOf(child.pid) };
  } finally {
    child.kill("SIGKILL");
  }
}

/** MiB; `undefined` where there is no /proc. */
function peakOf(pid) {
  const status = `/proc/${pid}/status`;
  const [, kib] = (existsSync(status) && /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(status, "utf8"))) || [];
  return kib === undefined ? undefined : Number(kib) / 1024;
}

async function bytesOf(file) {
  const child = fork(CHILD, [file, String(MANY)]);
  const [{ bytes }] = await once(child, "message");
  await once(child, "exit");
  return bytes;
}
