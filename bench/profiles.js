/** Where the main thread of a proxy is while it serves connections, as V8's profiler finds it: ours, and the bare proxy that it is measured against. */
import { createSelfSigned } from "../packages/proxy/dist/tls/throwaway.js";
import { exchange, exchangeTls } from "./exchange.js";
import { ENDPOINTS, NAMES } from "./passthrough.js";
import { ask, load, startChild, WARM_UPS } from "./processes.js";
import { formatSpread, median, summarize } from "./stats.js";

const CONCURRENCY = 16;
const NAME = "bench.example";
const TLS13 = { minVersion: "TLSv1.3" };
const PAYLOAD = Buffer.alloc(64, 0x61);
/** Functions that are told by their names. */
const TOLD = 10;

/** `count`: connections of a round; `start` gives the proxies and what is done with one of them. */
const LOADS = [
  {
    name: "short TCP connection, 20 rules",
    count: 2000,
    async start(children) {
      const upstream = await startChild("echo", [], children);
      return {
        bare: await startChild("pipe-proxy", [upstream.port], children),
        ours: await startChild("sluice-proxy", [upstream.port], children),
        serve: ({ port }) => exchange(port, PAYLOAD),
      };
    },
  },
  {
    name: "TLS passed through",
    count: 600,
    async start(children) {
      const credentials = await createSelfSigned({ commonName: NAME, dnsNames: NAMES, keyType: "ecdsa" });
      const upstream = await startChild("tls-echo", [JSON.stringify(credentials)], children);
      let served = 0;
      return {
        bare: await startChild("pipe-proxy", [upstream.port], children),
        ours: await startChild("sluice-passthrough", [upstream.port, JSON.stringify(ENDPOINTS)], children),
        serve: ({ port }) => exchangeTls(port, { ...TLS13, servername: NAMES[served++ % NAMES.length] }),
      };
    },
  },
  {
    name: "TLS terminated",
    count: 400,
    async start(children) {
      const upstream = await startChild("echo", [], children);
      const pair = await createSelfSigned({ commonName: NAME, dnsNames: [NAME], keyType: "ecdsa" });
      const args = [upstream.port, NAME, JSON.stringify(pair)];
      return {
        bare: await startChild("tls-pipe-proxy", args, children),
        ours: await startChild("sluice-tls-proxy", args, children),
        serve: ({ port }) => exchangeTls(port, { ...TLS13, servername: NAME }),
      };
    },
  },
];

const COLLECTOR = "(garbage collector)";
/** What a function is a part of: the first that says yes. */
const PLACES = [
  { name: "system calls and other native code", has: ({ url, name }) => url === "" && name !== COLLECTOR },
  { name: "JavaScript of Node", has: ({ url }) => url.startsWith("node:") },
  { name: "collecting garbage", has: ({ name }) => name === COLLECTOR },
  { name: "the policy", has: ({ url }) => url.includes("/packages/policy/") },
  { name: "the proxy", has: ({ url }) => url.includes("/packages/proxy/") },
  { name: "what is written around them here", has: ({ url }) => url.includes("/bench/") },
  { name: "dependencies", has: () => true },
];

export async function run({ rounds, report }) {
  for (const { name, count, start } of LOADS) {
    const children = [];
    try {
      const { bare, ours, serve } = await start(children);
      const candidates = [bare, ours].map((proxy) => ({ ...proxy, rounds: [] }));
      for (let i = 0; i < WARM_UPS; i++) {
        for (const proxy of candidates) await load(count, CONCURRENCY, () => serve(proxy));
      }
      for (let round = 0; round < rounds; round++) {
        for (const proxy of round % 2 === 0 ? candidates : candidates.toReversed()) {
          await ask(proxy.child, "startSampling");
          await load(count, CONCURRENCY, () => serve(proxy));
          const { functions } = await ask(proxy.child, "endSampling");
          proxy.rounds.push(perConnection(functions, count));
        }
      }
      reportLoad(name, candidates, report);
    } finally {
      for (const child of children) child.kill();
    }
  }
}

/** What is no waiting, in microseconds of a connection. */
function perConnection(functions, count) {
  return functions
    .filter(({ name }) => name !== "(idle)")
    .map((each) => ({ ...each, microseconds: each.microseconds / count }));
}

function reportLoad(name, [bare, ours], report) {
  const rows = ["all", ...PLACES.map((place) => place.name)].map((place) => {
    const [theirs, own] = [bare, ours].map(({ rounds }) => rounds.map((functions) => sumOf(functions, place)));
    return [
      `${name}: ${place}`,
      ...[theirs, own].map((sums) => formatSpread(summarize(sums), 1)),
      (median(own) - median(theirs)).toFixed(1),
    ];
  });
  const title = `where the main thread is for one connection: ${name} (microseconds, ${CONCURRENCY} connections at a time)`;
  report.table(title, ["", "bare proxy", "sluice", "difference"], rows, [
    "The profiler takes its part of both, and what else runs on the machine counts: what CPU a connection takes the other tables tell.",
    `Of ours most: ${mostOf(ours.rounds, ({ url }) => url.includes("/packages/"))}.`,
    `Of native code, where it has a name, most: ${mostOf(ours.rounds, ({ url, name: own }) => url === "" && !own.startsWith("("))}.`,
  ]);
}

function sumOf(functions, place) {
  const own = functions.filter((each) => place === "all" || placeOf(each) === place);
  return own.reduce((sum, { microseconds }) => sum + microseconds, 0);
}

/** Which part of a proxy, or of what it runs in, a function belongs to. */
export function placeOf(one) {
  return PLACES.find(({ has }) => has(one)).name;
}

/** The functions that take most, in the mean of all rounds. */
function mostOf(rounds, has) {
  const sums = new Map();
  for (const { name, url, microseconds } of rounds.flat().filter(has)) {
    const told = url === "" ? name : `${name || "a closure"} (${url.slice(url.lastIndexOf("/") + 1)})`;
    sums.set(told, (sums.get(told) ?? 0) + microseconds / rounds.length);
  }
  const sorted = [...sums].toSorted(([, one], [, other]) => other - one).slice(0, TOLD);
  return sorted.map(([told, microseconds]) => `${told} ${microseconds.toFixed(1)}`).join(", ");
}
