/** 100,000 `tls://` endpoints on one port: how long `sluice start` takes, what each keeps alive, what finding one costs. */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { NameTable } from "../packages/proxy/dist/endpoints/name-table.js";
import { measureInterleaved } from "./measure.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const COMMAND = fileURLToPath(new URL("../packages/proxy/bin/sluice.js", import.meta.url));
const CHILD = fileURLToPath(new URL("./children/endpoints.js", import.meta.url));

const MANY = 100_000;
const FEW = 10;
/** Milliseconds from the start of the process to the last line that says what is listened on. */
const START_BUDGET = 5_000;
/** Bytes of an endpoint beside its policy. */
const MEMORY_BUDGET = 2_048;
/** What finding one of many may take of what finding one of few takes: a lookup for each label, in a table that fits no cache. */
const LOOKUP_TARGET = 3;

const POLICY = `on_tcp_connect:\n  - expressions: ["conn.client_port < 1024"]\n    actions: [{type: deny}]\n`;
const nameOf = (i) => `host${i}.customers.example.com`;

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
  "YAML that only the library reads": (count) =>
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

export async function run({ rounds, report }) {
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    writeFileSync(join(directory, "policy.yml"), POLICY);
    const candidates = Object.entries(WAYS).map(([name, write], i) => {
      const file = join(directory, `${i}.yml`);
      writeFileSync(file, write(MANY));
      writeFileSync(`${file}.small`, write(FEW));
      return { name, file, times: [], bytes: [] };
    });
    for (let round = 0; round < rounds; round++) {
      for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
        candidate.times.push(await timeToStart(candidate.file));
        candidate.bytes.push(await bytesOf(candidate.file));
      }
    }
    report.table(
      `\`sluice start\` with ${MANY} \`tls://\` endpoints on one port`,
      ["", "ms", "budget", "bytes each", "budget"],
      candidates.map(({ name, times, bytes }) => [
        name,
        formatSpread(summarize(times), 0),
        report.budget(`endpoints.start.${idPart(name)}`, summarize(times), {
          limit: START_BUDGET,
          unit: "ms",
          what: `start of ${MANY} endpoints: ${name}`,
        }),
        formatSpread(summarize(bytes), 0),
        report.budget(`endpoints.bytes.${idPart(name)}`, summarize(bytes), {
          limit: MEMORY_BUDGET,
          unit: "bytes",
          what: `heap of each of ${MANY} endpoints: ${name}`,
        }),
      ]),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  reportLookups({ rounds, report });
}

async function timeToStart(file) {
  const started = performance.now();
  const child = spawn(process.execPath, [COMMAND, "start", "--all", "--no-watch", "--config", file], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let endpoints = 0;
  for await (const line of createInterface({ input: child.stderr })) {
    if (!line.includes("listening on")) throw new Error(line);
    endpoints += 1;
    if (endpoints === MANY) break;
  }
  const time = performance.now() - started;
  child.kill("SIGKILL");
  if (endpoints < MANY) throw new Error(`only ${endpoints} endpoints were started`);
  return time;
}

async function bytesOf(file) {
  const child = fork(CHILD, [file, String(MANY)]);
  const [{ bytes }] = await once(child, "message");
  await once(child, "exit");
  return bytes;
}

function reportLookups({ rounds, report }) {
  const kinds = {
    "a name": (i) => ({ pattern: nameOf(i), asked: nameOf(i) }),
    "a name under a wildcard": (i) => ({ pattern: `*.${nameOf(i)}`, asked: `www.${nameOf(i)}` }),
    "a name that nobody has": (i) => ({ pattern: nameOf(i), asked: `no${nameOf(i)}` }),
  };
  const rows = Object.entries(kinds).map(([name, kind]) => {
    const [few, many] = [lookups(FEW, kind), lookups(MANY, kind)];
    measureInterleaved([few, many], few.inputs, { rounds, batch: 1_000 });
    const growth = ratio(many.rounds, few.rounds);
    return [
      name,
      formatSpread(summarize(few.rounds), 0),
      formatSpread(summarize(many.rounds), 0),
      formatSpread(growth),
      report.ratio(`endpoints.lookup.${idPart(name)}`, growth, {
        target: LOOKUP_TARGET,
        what: `finding one of ${MANY} endpoints × of ${FEW}: ${name}`,
      }),
    ];
  });
  report.table(
    "finding the endpoint of a server name, which is a new string each time",
    ["", `ns of ${FEW}`, `ns of ${MANY}`, `${MANY} × ${FEW}`, "target"],
    rows,
  );
}

function lookups(count, kind) {
  const table = new NameTable();
  for (let i = 0; i < count; i++) {
    const { pattern } = kind(i);
    table.set(pattern, pattern);
  }
  // Far apart, so that no cache helps that a client's would not.
  const step = 7919;
  let at = 0;
  const work = () => {
    at = (at + step) % count;
    return table.match(kind(at).asked) !== false;
  };
  return { work, inputs: [{}, {}, {}, {}], rounds: [] };
}
