/** What grows with the number of endpoints, and with that of connections that are open. */
import { connectionsFor, descriptorLimit } from "../packages/proxy/dist/admission/index.js";
import { NameTable } from "../packages/proxy/dist/endpoints/name-table.js";
import { clientHello } from "./client-hello.js";
import { exchange } from "./exchange.js";
import { idleCounts } from "./idle-counts.js";
import { nameOf, walk } from "./many-names.js";
import { measureInterleaved } from "./measure.js";
import { measureProcesses, startChild } from "./processes.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const TABLE_SIZES = [10, 100, 1_000, 10_000, 100_000];
/** What finding one of many may take of what finding one of few takes: a lookup for each label, in a table that fits no cache. */
const LOOKUP_TARGET = 3;
const KINDS = {
  "a name": (i) => ({ pattern: nameOf(i), asked: nameOf(i) }),
  "a name under a wildcard": (i) => ({ pattern: `*.${nameOf(i)}`, asked: `www.${nameOf(i)}` }),
  "a name that nobody has": (i) => ({ pattern: nameOf(i), asked: `no${nameOf(i)}` }),
};

const ENDPOINTS = [10, 1_000, 100_000];
const CONNECTIONS = 500;
const CONCURRENCY = 16;
const PAYLOAD = Buffer.alloc(64, 0x61);
/** As many as there are descriptors for, beside the short ones. */
const IDLE = idleCounts(connectionsFor(descriptorLimit()) - 2 * CONCURRENCY);
const PROXIES = [
  { name: "a.pipe(b)", child: "pipe-proxy" },
  { name: "sluice, 20 rules", child: "sluice-proxy" },
];

export async function run({ rounds, report }) {
  reportLookups({ rounds, report });
  await withChildren((children) => reportEndpoints(children, { rounds, report }));
  await withChildren((children) => reportOpen(children, { rounds, report }));
}

function reportLookups({ rounds, report }) {
  const kinds = Object.entries(KINDS).map(([name, kind]) => {
    const sizes = TABLE_SIZES.map((count) => ({ count, work: lookup(count, kind), rounds: [] }));
    measureInterleaved(sizes, { rounds, batch: 1_000 });
    return { name, sizes };
  });
  report.table(
    "finding the endpoint of a server name, which is a new string each time",
    [
      "",
      ...TABLE_SIZES.map((count) => `ns of ${show(count)}`),
      `${show(TABLE_SIZES.at(-1))} × ${TABLE_SIZES[0]}`,
      "target",
    ],
    kinds.map(({ name, sizes }) => {
      const growth = ratio(sizes.at(-1).rounds, sizes[0].rounds);
      const judged = report.ratio(`scale.lookup.${idPart(name)}`, growth, {
        target: LOOKUP_TARGET,
        what: `finding one of 100,000 endpoints, × of 10: ${name}`,
      });
      return [name, ...sizes.map((size) => formatSpread(summarize(size.rounds), 0)), formatSpread(growth), judged];
    }),
  );
  report.plot("scale.lookup", {
    title: "Finding the endpoint of a server name",
    x: { label: "endpoints", log: true },
    y: { label: "ns of CPU" },
    series: kinds.map(({ name, sizes }) => ({
      name,
      points: sizes.map((size) => [size.count, summarize(size.rounds).median]),
    })),
  });
}

function lookup(count, kind) {
  const table = new NameTable();
  for (let i = 0; i < count; i++) {
    const { pattern } = kind(i);
    table.set(pattern, pattern);
  }
  const next = walk(count);
  return () => table.match(kind(next()).asked) !== false;
}

async function reportEndpoints(children, { rounds, report }) {
  const upstream = await startChild("echo", [], children);
  const candidates = [];
  for (const count of ENDPOINTS) {
    const proxy = await startChild("many-endpoints", [upstream.port, count], children);
    candidates.push({ ...proxy, count, next: walk(count), rounds: [] });
  }
  await measureProcesses(candidates, {
    rounds,
    count: CONNECTIONS,
    concurrency: CONCURRENCY,
    exchange: ({ port, next }) => exchange(port, clientHello(nameOf(next()))),
  });
  const [few] = candidates;
  const growth = candidates.map((candidate) => ratio(candidate.rounds, few.rounds));
  report.ratio("scale.endpoints", growth.at(-1), {
    what: "CPU of a connection through one of 100,000 endpoints, × of 10",
  });
  report.table(
    `CPU of the proxy per connection that is routed by its server name, which is another each time (${CONNECTIONS} a round)`,
    ["endpoints", "µs of CPU", `× ${few.count} endpoints`],
    candidates.map(({ count, rounds: measured }, i) => [
      show(count),
      formatSpread(summarize(measured), 0),
      i === 0 ? "1" : formatSpread(growth[i]),
    ]),
  );
  report.plot("scale.endpoints", {
    title: "A connection through one of many endpoints",
    x: { label: "endpoints", log: true },
    y: { label: "µs of CPU a connection" },
    series: [{ name: "sluice", points: pointsOf(candidates) }],
  });
}

async function reportOpen(children, { rounds, report }) {
  const candidates = [];
  for (const count of IDLE) {
    for (const { name, child } of PROXIES) {
      // An upstream each: it needs a descriptor for every connection, as the proxy needs two.
      const upstream = await startChild("echo", [], children);
      const proxy = await startChild(child, [upstream.port], children);
      await startChild("hold", [proxy.port, count], children);
      candidates.push({ ...proxy, name, count, rounds: [] });
    }
  }
  await measureProcesses(candidates, {
    rounds,
    count: CONNECTIONS,
    concurrency: CONCURRENCY,
    exchange: ({ port }) => exchange(port, PAYLOAD),
  });
  const series = PROXIES.map(({ name }) => ({ name, all: candidates.filter((candidate) => candidate.name === name) }));
  const [bare, sluice] = series;
  report.ratio("scale.open-connections", ratio(sluice.all.at(-1).rounds, sluice.all[0].rounds), {
    what: `CPU of a short connection beside ${show(IDLE.at(-1))} idle ones, × beside none`,
  });
  report.table(
    `CPU of the proxy per short connection while others are open and idle (${CONNECTIONS} a round)`,
    ["", "µs of CPU", "× none open", "× a.pipe(b)"],
    series.flatMap(({ name, all }) =>
      all.map(({ count, rounds: measured }, i) => [
        `${name}, ${show(count)} open`,
        formatSpread(summarize(measured), 0),
        i === 0 ? "1" : formatSpread(ratio(measured, all[0].rounds)),
        all === bare.all ? "1" : formatSpread(ratio(measured, bare.all[i].rounds)),
      ]),
    ),
    [
      `${show(IDLE.at(-1))} open: ${IDLE.at(-1) < 10_000 ? "as many as there are descriptors for" : "with descriptors enough"}`,
    ],
  );
  report.plot("scale.open-connections", {
    title: "A short connection beside idle ones",
    x: { label: "idle connections that are open" },
    y: { label: "µs of CPU a connection" },
    series: series.map(({ name, all }) => ({ name, points: pointsOf(all) })),
  });
}

async function withChildren(measure) {
  const children = [];
  try {
    await measure(children);
  } finally {
    for (const child of children) child.kill();
  }
}

function pointsOf(candidates) {
  return candidates.map(({ count, rounds }) => [count, summarize(rounds).median]);
}

function show(count) {
  return count.toLocaleString("en-US");
}
