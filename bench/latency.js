/** What a proxy adds to the time of a short connection while it has half of the work that it can take. */
import { once } from "node:events";
import { startBeside } from "./beside/candidates.js";
import { RULE_SET } from "./beside/rule-set.js";
import { startChild } from "./processes.js";
import { formatSpread, quantile, ratio, summarize } from "./stats.js";

/** Seconds of arrivals in one round. */
const SECONDS = 0.4;
/** Connections at a time of who finds out how many a proxy takes, and how many there are. */
const SATURATION = { concurrency: 32, count: 1000 };
/** Loads at full speed before the first that counts: until then the compiler is at work. */
const WARM_UPS = 3;
const QUANTILES = [0.5, 0.99];

export async function run({ rounds, report }) {
  const children = [];
  try {
    const upstream = await startChild("echo", [], children);
    const generator = await startChild("open-loop", [], children);
    const start = async (name, child) => ({ name, ...(await startChild(child, [upstream.port], children)) });
    const bare = await start("a.pipe(b)", "pipe-proxy");
    const ours = await start("sluice, 20 rules", "sluice-proxy");
    const job = { kind: "policy", ruleSet: RULE_SET, upstreamPort: upstream.port };
    const beside = await startBeside(job, { ours, children });
    const proxies = [bare, ours, ...beside.candidates];
    for (const proxy of proxies) proxy.capacity = await capacityOf(generator, proxy);
    const half = (perSecond) => Math.round(perSecond / 2);
    const common = half(Math.min(...proxies.map(({ capacity }) => capacity)));
    const series = [
      { rateOf: () => common, together: true },
      { rateOf: ({ capacity }) => half(capacity), together: false },
    ].map((kind) => ({ ...kind, proxies: proxies.map((proxy) => ({ ...proxy, through: [], direct: [] })) }));
    for (let round = 0; round < rounds; round++) {
      for (const one of series) await measureRound(generator, upstream, one, round);
    }
    const [together, apart] = series;
    report.table(
      `latency that a proxy adds to a short connection at ${common} connections a second, for all`,
      ["", "p50, µs", "p99, µs", "p50 in all, × a.pipe(b)", "p99 in all, × a.pipe(b)"],
      together.proxies.map((proxy) => [
        proxy.name,
        ...added(proxy),
        ...QUANTILES.map((q) => againstBare(q, proxy, together.proxies, report)),
      ]),
    );
    report.table(
      "latency that a proxy adds to a short connection at half of what each takes",
      ["", "taken a second", "p50, µs", "p99, µs"],
      apart.proxies.map((proxy) => [proxy.name, proxy.capacity.toFixed(0), ...added(proxy)]),
      [
        ...beside.notes,
        "Client, proxy and upstream share the cores of one machine: what a proxy takes a second is what it takes beside them,",
        "and for HAProxy and nginx mostly what the client can ask for.",
      ],
    );
  } finally {
    for (const child of children) child.kill();
  }
}

/** Connections a second, with as many open as it has to wait for. */
async function capacityOf(generator, { port }) {
  const found = [];
  for (let i = 0; i < WARM_UPS + 3; i++) found.push((await ask(generator, { port, ...SATURATION })).perSecond);
  return summarize(found.slice(WARM_UPS)).median;
}

/** Adds to each proxy's `through` and `direct` its quantiles of this round, and those without a proxy at the same rate. */
async function measureRound(generator, upstream, { proxies, rateOf, together }, round) {
  const straight = (rate) => quantilesOf(generator, upstream, rate);
  const shared = together ? await straight(rateOf()) : undefined;
  for (const proxy of round % 2 === 0 ? proxies : proxies.toReversed()) {
    const rate = rateOf(proxy);
    proxy.direct.push(shared ?? (await straight(rate)));
    proxy.through.push(await quantilesOf(generator, proxy, rate));
  }
}

async function quantilesOf(generator, { port }, rate) {
  const { latencies } = await ask(generator, { port, rate, count: Math.round(rate * SECONDS) });
  return Object.fromEntries(QUANTILES.map((q) => [q, quantile(latencies, q)]));
}

async function ask({ child }, asked) {
  child.send(asked);
  const [answer] = await once(child, "message");
  if (answer.failure !== undefined) throw new Error(answer.failure);
  return answer;
}

function added({ through, direct }) {
  return QUANTILES.map((q) => formatSpread(summarize(through.map((one, round) => one[q] - direct[round][q])), 0));
}

/** Of the whole time, for what is added may be next to nothing. */
function againstBare(q, proxy, [bare, ours], report) {
  if (proxy === bare) return "1";
  const of = ({ through }) => through.map((one) => one[q]);
  const against = ratio(of(proxy), of(bare));
  // What else runs on the machine decides about the slowest one in a hundred: not guarded.
  if (proxy === ours && q === 0.5)
    report.ratio("latency.p50", against, { what: "median latency of a short connection, × a.pipe(b)" });
  return formatSpread(against);
}
