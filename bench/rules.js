/**
 * Policies of many rules: what a whole decision costs with ten rules and with ten thousand, what compiling them takes, and what
 * rules gain that compute the same.
 */
import { compilePolicy } from "@sluice/policy";
import { LIBRARIES } from "./libraries.js";
import { measureInterleaved } from "./measure.js";
import { randomNumbers, shuffled } from "./random.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const TARGET = 3;
const MANY = 10_000;
const COUNTS = [10, 100, 1_000, MANY];
const COMPILE_BUDGET = 1_500;
/** Policies of as many rules fewer are compiled so many times: what one rule takes must not grow with their number. */
const FEWER = 10;
/** Tells what of the time of compiling is the machine's. The one that is fastest to parse is too short for that. */
const [, PARSER] = LIBRARIES;
/** Milliseconds: of what compiling takes most of the time, many are measured. */
const SHORTLY = { batch: 10, warmUpFor: 60, measureFor: 20 };
/** Connections that are decided in turn, a power of two: one and the same would find all that it needs in the caches of the processor. */
const CONNECTIONS = 4_096;

/** `rule(i)` matches `WANTED` for `i` = -1, no rule of another number does, and some rule of a policy `connectionFor(i)`; none `other(n)`. */
const SHAPES = [
  { name: "equality", rule: (i) => `conn.tls.sni == '${hostOf(i)}'` },
  { name: "in", rule: (i) => `conn.tls.sni in ['a.${hostOf(i)}', '${hostOf(i)}', 'b.${hostOf(i)}']` },
  { name: "suffix", rule: (i) => `conn.tls.sni.endsWith('${hostOf(i).slice(1)}')` },
  { name: "prefix", rule: (i) => `conn.tls.sni.startsWith('${hostOf(i).slice(0, -4)}')` },
  {
    name: "CIDR",
    rule: (i) => `inCidrRange(conn.client_ip, '${i < 0 ? "192.0.2.0" : `10.${i >> 8}.${i & 255}.0`}/24')`,
  },
  {
    name: "port range",
    rule: (i) => `conn.client_port >= ${i < 0 ? 50_000 : i * 4} && conn.client_port <= ${i < 0 ? 50_001 : i * 4 + 3}`,
  },
];
const MATCHING = { none: "none matches", some: "some rule matches", last: "the last matches" };
const MIX = { name: "mix of these", rule: (i, at) => SHAPES[at % SHAPES.length].rule(i) };
/** A negation tells of no value that it cannot be. */
const UNINDEXED = { name: "not indexable", rule: (i) => `!(conn.tls.sni != '${hostOf(i)}')` };

const WANTED = {
  client: { ip: "192.0.2.7", port: 50_001 },
  server: { ip: "198.51.100.1", port: 443, region: "" },
  start: new Date("2026-01-01T00:00:00Z"),
  endpoint: { id: "ep", protocol: "tls", host: "*.example.com", port: 443, url: "tls://*.example.com" },
  hello: { sni: "wanted.example.com", ja4: "" },
};

/** Connections that no rule matches, each another. */
function other(n) {
  return {
    ...WANTED,
    client: { ip: `203.0.${n >> 8}.${n & 255}`, port: 50_002 + n },
    hello: { sni: `unknown${n}x.example.com`, ja4: "" },
  };
}

/** What the rule of this number asks for, whatever it compares. */
function connectionFor(i) {
  return {
    ...WANTED,
    client: { ip: `10.${i >> 8}.${i & 255}.7`, port: i * 4 + 1 },
    hello: { sni: hostOf(i), ja4: "" },
  };
}

export async function run({ rounds, report }) {
  const series = measureRules(rounds, report);
  plot([...series, measureUnindexed(rounds)], report);
  measureSharing(rounds, report);
  measureCompiling(rounds, report);
}

function idOf(...words) {
  return `rules.${words.map(idPart).join("-")}`;
}

function hostOf(i) {
  return i < 0 ? "wanted.example.com" : `h${i}.example.com`;
}

function textOf({ rule }, count) {
  return JSON.stringify({
    on_tcp_connect: Array.from({ length: count }, (_, at) => ({
      expressions: [rule(at === count - 1 ? -1 : at, at)],
      actions: [{ type: "deny" }],
    })),
  });
}

function policyOf(text) {
  const { policy, diagnostics } = compilePolicy(text, { protocol: "tls" });
  if (policy === undefined) throw new Error(JSON.stringify(diagnostics[0]));
  return policy;
}

/** The runs of one policy in which no rule matches, in which some rule does, and in which the last one does. */
function candidates(shape, count) {
  const policy = policyOf(textOf(shape, count));
  const last = policy.start(WANTED);
  if (last.kind !== "deny" || last.rule !== count - 1) throw new Error(`${shape.name}, ${count} rules: ${last.kind}`);
  const random = randomNumbers(count);
  const inTurn = (kind, connections) => {
    const wrong = connections.find((connection) => policy.start(connection).kind !== kind);
    if (wrong !== undefined) throw new Error(`${shape.name}, ${count} rules: not ${kind}: ${JSON.stringify(wrong)}`);
    let at = 0;
    return { work: () => policy.start(connections[at++ & (CONNECTIONS - 1)]), rounds: [] };
  };
  const each = Array.from({ length: CONNECTIONS }, (_, n) => n);
  return {
    none: inTurn("continue", shuffled(each.map(other), random)),
    some: inTurn(
      "deny",
      each.map(() => connectionFor(random() % (count - 1))),
    ),
    last: { work: () => policy.start(WANTED), rounds: [] },
  };
}

/** Of each shape a series for the plot. */
function measureRules(rounds, report) {
  const rows = [];
  const series = [];
  for (const shape of [...SHAPES, MIX]) {
    // Compiling takes most of the table's time: the ratios and the plot are of the same policies.
    const each = COUNTS.map((count) => candidates(shape, count));
    const none = each.map((of) => of.none);
    measureInterleaved(none, { rounds, ...SHORTLY });
    series.push(seriesOf(shape, none));
    const some = [each[0].some, each.at(-1).some];
    const last = [each[0].last, each.at(-1).last];
    measureInterleaved(some, { rounds, ...SHORTLY });
    measureInterleaved(last, { rounds, ...SHORTLY });
    for (const [matching, measured] of Object.entries({ none, some, last })) {
      const [few, many] = [measured[0].rounds, measured.at(-1).rounds];
      const spread = ratio(many, few);
      const said = report.ratio(idOf(shape.name, matching), spread, {
        // The rules that match are few in one policy and thousands in the other: that is not the same work.
        ...(matching === "some" ? {} : { target: TARGET }),
        what: `a decision with ${MANY} rules, × with 10: ${shape.name}, ${MATCHING[matching]}`,
      });
      const [ten, all] = [few, many].map((each) => summarize(each).median.toFixed(0));
      rows.push([shape.name, MATCHING[matching], ten, all, formatSpread(spread), said]);
    }
  }
  report.table(
    `Rules: ns of CPU for a decision, 10 rules and ${MANY}`,
    ["rules that compare by", "which matches", "10", `${MANY}`, "ratio", `target`],
    rows,
    [
      `none and some: ${CONNECTIONS} connections in turn, in no order; the last: one, always the same.`,
      "some: each asks for a rule of its own; of ten rules these are few and always the same, of ten thousand nearly always others.",
    ],
  );
  return series;
}

function measureUnindexed(rounds) {
  const none = COUNTS.map((count) => candidates(UNINDEXED, count).none);
  measureInterleaved(none, { rounds, ...SHORTLY });
  return seriesOf(UNINDEXED, none);
}

function seriesOf({ name }, measured) {
  return { name, points: measured.map(({ rounds }, i) => [COUNTS[i], summarize(rounds).median]) };
}

function plot(series, report) {
  report.plot("rules.count", {
    title: "Cost of a decision against the number of rules, none of which matches",
    x: { label: "rules", log: true },
    y: { label: "ns of CPU", log: true },
    series,
  });
}

/** Twenty rules that make the same calls; each is true, and another condition beside it is not. */
function measureSharing(rounds, report) {
  const call = "conn.tls.sni.lower().matches('^([a-z0-9-]+[.])+example[.](com|org)$')";
  const text = (condition) =>
    JSON.stringify({
      on_tcp_connect: Array.from({ length: 20 }, (_, i) => ({
        expressions: [condition, `conn.server_region.contains('region-${i}')`],
        actions: [{ type: "deny" }],
      })),
    });
  const work = (written, optimize) => {
    const { policy } = compilePolicy(written, { protocol: "tls", optimize });
    if (policy?.start(WANTED).kind !== "continue") throw new Error("no rule was to match");
    return { work: () => policy.start(WANTED), rounds: [] };
  };
  const shared = work(text(call), "auto");
  const unshared = work(text(call), "never");
  const without = work(text("conn.tls.sni != ''"), "never");
  measureInterleaved([shared, unshared, without], { rounds, ...SHORTLY });
  const rows = [
    ["as they are compiled", shared],
    ["each call made by each rule", unshared],
    ["the same rules with a comparison in its place", without],
  ].map(([name, each]) => [
    name,
    summarize(each.rounds).median.toFixed(0),
    formatSpread(ratio(each.rounds, unshared.rounds)),
  ]);
  report.ratio("rules.shared-calls", ratio(shared.rounds, unshared.rounds), {
    what: "a decision with 20 rules that make the same calls, × each call made by each rule",
  });
  report.table("Rules: ns of CPU for a decision, 20 rules that all make the same two calls", ["", "ns", "ratio"], rows);
}

function measureCompiling(rounds, report) {
  const shapes = [SHAPES[0], MIX].map((shape) => ({ shape, many: [], few: [], parsed: [] }));
  const timed = shapes.flatMap(({ shape, many, few, parsed }) => {
    const [text, small] = [MANY, MANY / FEWER].map((count) => yamlOf(shape, count));
    const conditions = Array.from({ length: MANY }, (_, i) => shape.rule(i, i));
    return [
      { work: () => policyOf(text), times: many },
      { work: () => Array.from({ length: FEWER }, () => policyOf(small)), times: few },
      // What has parsed a text before, knows it.
      { work: () => conditions.map(PARSER.compiler(() => false)), times: parsed },
    ];
  });
  for (const { work } of timed) work();
  for (let round = 0; round < rounds; round++) {
    for (const { work, times } of round % 2 === 0 ? timed : timed.toReversed()) {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
    }
  }
  const rows = shapes.map(({ shape: { name }, many, few, parsed }) => {
    const spread = summarize(many);
    const [growth, against] = [ratio(many, few), ratio(many, parsed)];
    const id = idOf("compile", name);
    report.ratio(`${id}.growth`, growth, { what: `compiling one of ${MANY} rules, × one of ${MANY / FEWER}: ${name}` });
    report.ratio(`${id}.parsing`, against, {
      what: `compiling ${MANY} rules, × ${PARSER.name} parsing and planning their conditions: ${name}`,
    });
    return [
      name,
      formatSpread(spread, 0),
      report.budget(id, spread, { limit: COMPILE_BUDGET, unit: "ms", what: `compiling ${MANY} rules: ${name}` }),
      formatSpread(growth),
      formatSpread(against),
    ];
  });
  report.table(
    `Rules: ms of CPU to compile ${MANY} of them from YAML`,
    ["rules that compare by", "ms", "budget", `a rule, × one of ${MANY / FEWER}`, `× ${PARSER.name}`],
    rows,
    [`× ${PARSER.name}: what that takes to parse and plan the same conditions, untyped, and nothing else of a policy.`],
  );
}

/** As people write it. */
function yamlOf({ rule }, count) {
  const rules = Array.from(
    { length: count },
    (_, i) => `  - expressions:\n      - "${rule(i, i)}"\n    actions:\n      - type: deny\n`,
  );
  return `on_tcp_connect:\n${rules.join("")}`;
}
