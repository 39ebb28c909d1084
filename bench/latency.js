/** What a proxy adds to the time of a short connection while it has half of the work that it can take. */
import { startBeside } from "./beside/candidates.js";
import { RULE_SET } from "./beside/rule-set.js";
import { ask, startChild } from "./processes.js";
import { formatSpread, median, quantile, ratio, summarize } from "./stats.js";

/** Seconds of arrivals in one turn. */
const SECONDS = 0.4;
/**
 * Turns of each proxy in a round. What else runs on the machine comes in bursts, which decide about the slowest one in a hundred of the turns that
 * they hit: of many short turns the median is one that none has hit, and its spread is as narrow as there are turns.
 */
const TURNS = 3;
/** Connections at a time of who finds out how many a proxy takes, and how many there are: a third of a second. */
const SATURATION = { concurrency: 32, count: 2000 };
/** Loads at full speed, one proxy after the other, until none is faster for being asked again; and those of which the median counts. */
const WARM_UPS = 4;
const LOADS = 7;
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
    await measureCapacity(generator, proxies);
    const half = (perSecond) => Math.round(perSecond / 2);
    const common = half(Math.min(...proxies.map(({ capacity }) => capacity)));
    const series = [
      { rateOf: () => common, together: true },
      { rateOf: ({ capacity }) => half(capacity), together: false },
    ].map((kind) => ({ ...kind, proxies: proxies.map((proxy) => ({ ...proxy, through: [], direct: [] })) }));
    const turns = rounds * TURNS;
    for (let turn = 0; turn < turns; turn++) {
      for (const one of series) await measureTurn(generator, upstream, one, turn);
    }
    report.figures(turns);
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
      ["", "takes a second", "p50, µs", "p99, µs"],
      apart.proxies.map((proxy) => [proxy.name, proxy.capacity.toFixed(0), ...added(proxy)]),
      [
        ...beside.notes,
        "Client, proxy and upstream share the cores of one machine: what a proxy takes a second is what it takes beside them,",
        "and for HAProxy and nginx mostly what the client can ask for.",
        `Of ${turns} turns of ${SECONDS} s for each. none told: in some it adds, and in others it seems to take away.`,
      ],
    );
  } finally {
    for (const child of children) child.kill();
  }
}

/** Sets of each proxy how many connections a second it takes from a client that always has as many open as it has to wait for. */
async function measureCapacity(generator, proxies) {
  for (const proxy of proxies) proxy.taken = [];
  for (let i = -WARM_UPS; i < LOADS; i++) {
    for (const proxy of proxies) {
      const { perSecond } = await answerOf(generator, { port: proxy.port, ...SATURATION });
      if (i >= 0) proxy.taken.push(perSecond);
    }
  }
  for (const proxy of proxies) proxy.capacity = median(proxy.taken);
}

/** Adds to each proxy's `through` and `direct` its quantiles of this turn, and those without a proxy at the same rate. */
async function measureTurn(generator, upstream, { proxies, rateOf, together }, turn) {
  const straight = (rate) => quantilesOf(generator, upstream, rate);
  const shared = together ? await straight(rateOf()) : undefined;
  for (const proxy of turn % 2 === 0 ? proxies : proxies.toReversed()) {
    const rate = rateOf(proxy);
    proxy.direct.push(shared ?? (await straight(rate)));
    proxy.through.push(await quantilesOf(generator, proxy, rate));
  }
}

async function quantilesOf(generator, { port }, rate) {
  const { latencies } = await answerOf(generator, { port, rate, count: Math.round(rate * SECONDS) });
  return Object.fromEntries(QUANTILES.map((q) => [q, quantile(latencies, q)]));
}

async function answerOf({ child }, asked) {
  const answer = await ask(child, asked);
  if (answer.failure !== undefined) throw new Error(answer.failure);
  return answer;
}

function added({ through, direct }) {
  return QUANTILES.map((q) => told(summarize(through.map((one, turn) => one[q] - direct[turn][q]))));
}

/** A spread with both signs does not even tell whether anything is added. */
function told(spread) {
  const { low, high } = spread;
  return low < 0 && high > 0 ? `none told: ${low.toFixed(0)} to ${high.toFixed(0)}` : formatSpread(spread, 0);
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
