/** One changed endpoint among 10,000: how long it takes the running proxy to go over to the new configuration. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { nameOf, POLICY } from "./many-names.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const COMMAND = fileURLToPath(new URL("../packages/proxy/bin/sluice.js", import.meta.url));
const FIGURES = new URL("./children/reload-figures.js", import.meta.url).href;

const ENDPOINTS = 10_000;
const CHANGED = 4_321;
/** Milliseconds from the changed file to the new configuration. */
const BUDGET = 50;
/** CPU of it, against that of a reload for which all has to be read anew. */
const TARGET = 0.5;
/** Until then the compiler of Node is at work, too. */
const WARM_UPS = 4;

/** What one endpoint is, beside its URL; `said`: what changes. */
const WAYS = {
  "YAML, one policy file": yaml((i, said) => [
    "upstream: { url: 127.0.0.1:8080 }",
    `name: endpoint${i}`,
    `description: said ${said}`,
    "traffic_policy_file: policy.yml",
  ]),
  "YAML, another policy in each": yaml((i, said) => [
    "upstream:",
    "  url: 127.0.0.1:8080",
    `description: said ${said}`,
    "traffic_policy:",
    "  on_tcp_connect:",
    `    - expressions: ["conn.client_port < ${i + said}"]`,
    "      actions: [{type: deny}]",
  ]),
  "YAML that only the library reads": yaml((i, said) => [
    "upstream: { url: 127.0.0.1:8080 }",
    `name: endpoint${i}`,
    `metadata: "{\\"a\\": ${said}}"`,
  ]),
  JSON: ({ said, secret }) =>
    JSON.stringify({
      listen: { address: "127.0.0.1", ports: { 443: 0 } },
      secrets: { vault: { secret: `s${secret}` } },
      endpoints: Array.from({ length: ENDPOINTS }, (_, i) => ({
        url: `tls://${nameOf(i)}`,
        upstream: { url: "127.0.0.1:8080" },
        description: String(i === CHANGED ? said : 0),
        traffic_policy_file: "policy.yml",
      })),
    }),
};
const WORKERS = { name: "YAML, one policy file, two workers", write: WAYS["YAML, one policy file"], workers: 2 };

function yaml(linesOf) {
  return ({ said, secret }) => {
    const items = Array.from({ length: ENDPOINTS }, (_, i) =>
      [`  - url: tls://${nameOf(i)}`, ...linesOf(i, i === CHANGED ? said : 0).map((line) => `    ${line}`)].join("\n"),
    );
    const around = `listen: { address: 127.0.0.1, ports: { 443: 0 } }\nsecrets: { vault: { secret: s${secret} } }\n`;
    return `${around}endpoints:\n${items.join("\n")}\n`;
  };
}

export async function run({ rounds, report }) {
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const candidates = [...Object.entries(WAYS).map(([name, write]) => ({ name, write })), WORKERS];
  try {
    writeFileSync(join(directory, "policy.yml"), POLICY);
    const rows = [];
    for (const candidate of candidates) {
      const measured = await measure(candidate, { file: join(directory, "sluice.yml"), rounds });
      rows.push(rowOf(candidate, measured, report));
    }
    report.table(
      `a reload of one changed endpoint among ${ENDPOINTS}, in a process that has reloaded before`,
      [
        "",
        "ms",
        "budget",
        "× all anew",
        "ms of CPU",
        "budget",
        "longest turn",
        "first: CPU",
        "all anew: CPU",
        "its turn",
        "one / all",
        "target",
      ],
      rows,
      [
        "ms: from the rename of the new file and the SIGHUP behind it to the line that says it is in force, which is written once it is.",
        "The 200 ms of quiet that the watcher waits for after a change of a file are not in it. longest turn: milliseconds that the event loop",
        "stands still. first: the first reload of a process. all anew: a secret has changed, so that every endpoint is read again.",
        "With workers the CPU and the turn are those of the primary.",
      ],
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function rowOf({ name, workers }, { first, one, all }, report) {
  const id = idPart(name);
  const of = (figures, key) => summarize(figures.map((each) => each[key]));
  const [compared, timed] = ["cpu", "ms"].map((key) =>
    ratio(
      one.map((each) => each[key]),
      all.map((each) => each[key]),
    ),
  );
  report.ratio(`reload.time-of-all.${id}`, timed, { what: `time of a reload of one endpoint against all: ${name}` });
  const budget = { limit: BUDGET, unit: "ms", what: `reload of one endpoint of ${ENDPOINTS}: ${name}` };
  // What workers take is not in the CPU of the primary.
  const target = workers ? {} : { target: TARGET, what: `reload of one endpoint against all: ${name}` };
  return [
    name,
    formatSpread(of(one, "ms"), 0),
    report.budget(`reload.time.${id}`, of(one, "ms"), budget),
    formatSpread(timed),
    formatSpread(of(one, "cpu"), 0),
    workers ? "" : report.budget(`reload.spent.${id}`, of(one, "cpu"), { ...budget, unit: "ms of CPU" }),
    formatSpread(of(one, "turn"), 0),
    first.cpu.toFixed(0),
    formatSpread(of(all, "cpu"), 0),
    formatSpread(of(all, "turn"), 0),
    formatSpread(compared),
    report.ratio(`reload.cpu.${id}`, compared, target),
  ];
}

/** Both kinds of reload in one process, in an order that alternates. */
async function measure({ write, workers }, { file, rounds }) {
  let [said, secret] = [0, 0];
  const text = () => write({ said, secret });
  writeFileSync(file, text());
  const flags = workers ? ["--workers", String(workers)] : [];
  const child = fork(COMMAND, ["start", "--all", "--no-watch", "--config", file, ...flags], {
    execArgv: ["--import", FIGURES],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const reload = async () => {
    writeFileSync(`${file}.new`, text());
    child.send("begin");
    await once(child, "message");
    const started = performance.now();
    renameSync(`${file}.new`, file);
    child.kill("SIGHUP");
    await lineWith(lines, "reloaded");
    const ms = performance.now() - started;
    child.send("end");
    const [{ cpu, turn }] = await once(child, "message");
    return { ms, cpu, turn };
  };
  const kinds = {
    one: () => {
      said += 1;
    },
    all: () => {
      secret += 1;
    },
  };
  const figures = { one: [], all: [] };
  try {
    for (let i = 0; i < ENDPOINTS; i++) await lineWith(lines, "listening on");
    kinds.one();
    const first = await reload();
    for (let i = -WARM_UPS; i < rounds; i++) {
      for (const kind of i % 2 === 0 ? ["one", "all"] : ["all", "one"]) {
        kinds[kind]();
        const figure = await reload();
        if (i >= 0) figures[kind].push(figure);
      }
    }
    return { first, ...figures };
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}

/** The next line with these words, behind nothing that is said of a mistake. */
async function lineWith(lines, words) {
  for (;;) {
    const { value, done } = await lines.next();
    if (done || /error|refused/.test(value)) throw new Error(`\`${words}\` was to be said, not: ${value}`);
    if (value.includes(words)) return;
  }
}
