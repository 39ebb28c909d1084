/**
 * `npm run bench -- check`: what the command takes, as whoever waits for it sees it: whole processes, from their start to
 * their end, beside a bare Node that does nothing.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatSpread, ratio, summarize } from "./stats.js";

const COMMAND = fileURLToPath(new URL("../packages/policy/bin/sluice-policy.js", import.meta.url));

/** Milliseconds that each may take, the first two beyond what bare Node does. */
const BUDGETS = { startUp: 200, rules: 1000, files: 5000 };

export async function run({ rounds, report }) {
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    const one = join(directory, "one.yml");
    const thousand = join(directory, "thousand.yml");
    const many = join(directory, "many");
    writeFileSync(one, policyOf(1));
    writeFileSync(thousand, policyOf(1000));
    mkdirSync(many);
    for (let i = 0; i < 1000; i++) writeFileSync(join(many, `policy-${i}.yml`), policyOf(10, i));
    const candidates = [
      { name: "bare Node", args: ["-e", ""], rounds: [] },
      {
        id: "help",
        name: "sluice-policy --help",
        args: [COMMAND, "--help"],
        above: true,
        budget: BUDGETS.startUp,
        rounds: [],
      },
      {
        id: "one-rule",
        name: "check of a file with one rule",
        args: [COMMAND, "check", one],
        above: true,
        budget: BUDGETS.startUp,
        rounds: [],
      },
      {
        id: "1000-rules",
        name: "check of a file with 1,000 rules",
        args: [COMMAND, "check", thousand],
        budget: BUDGETS.rules,
        rounds: [],
      },
      {
        id: "1000-files",
        name: "check of 1,000 files with 10 rules each",
        args: [COMMAND, "check", many],
        budget: BUDGETS.files,
        rounds: [],
      },
    ];
    for (const candidate of candidates) timeOf(candidate);
    for (let round = 0; round < rounds; round++) {
      for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed())
        candidate.rounds.push(timeOf(candidate));
    }
    const [bare] = candidates;
    report.table(
      "`sluice-policy check`, whole processes",
      ["", "ms", "ms beyond bare Node", "× bare Node", "budget"],
      candidates.map(({ id, name, above, budget, rounds: times }) => {
        const whole = summarize(times);
        if (id === undefined) return [name, formatSpread(whole, 0), "", "1", ""];
        const beyond = summarize(times.map((time, i) => time - bare.rounds[i]));
        const against = ratio(times, bare.rounds);
        report.ratio(`check.${id}`, against, { what: `${name}, × bare Node` });
        const judged = report.budget(`check.${id}.ms`, above ? beyond : whole, {
          limit: budget,
          unit: above ? "ms beyond bare Node" : "ms",
          what: name,
        });
        return [name, formatSpread(whole, 0), formatSpread(beyond, 0), formatSpread(against), judged];
      }),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Milliseconds from the start of a process to its end; one that fails has measured something else. */
function timeOf({ name, args }) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Rules as people write them: addresses, names, ports, and something for the event. */
function policyOf(rules, seed = 0) {
  const lines = ["on_tcp_connect:"];
  for (let i = 0; i < rules; i++) {
    const n = seed * 10 + i;
    lines.push(
      `  - name: rule ${n}`,
      "    expressions:",
      `      - "inCidrRange(conn.client_ip, '10.${n % 200}.0.0/16') && conn.client_port > ${1024 + (n % 1000)}"`,
      `      - "conn.server_region == 'region-${n}' || conn.ts.start.getHours() < ${1 + (n % 20)}"`,
      "    actions:",
      "      - type: log",
      `        config: {metadata: {rule: "rule-${n}", from: "\${conn.client_ip}"}}`,
      "      - type: deny",
    );
  }
  return `${lines.join("\n")}\n`;
}
