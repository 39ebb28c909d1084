/** Where the CPU goes that a proxy takes for a connection: what V8's profiler finds of JavaScript, and the rest. Ours, and the bare proxy. */
import { createSelfSigned } from "../packages/proxy/dist/tls/throwaway.js";
import { exchange, exchangeTls } from "./exchange.js";
import { ENDPOINTS, NAMES } from "./passthrough.js";
import { ask, cpuOf, load, startChild, WARM_UPS } from "./processes.js";
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

/** What a function is a part of: the first that says yes. */
const PLACES = [
  { name: "JavaScript of Node", has: ({ url }) => url.startsWith("node:") },
  { name: "JavaScript of the policy", has: ({ url }) => url.includes("/packages/policy/") },
  { name: "JavaScript of the proxy", has: ({ url }) => url.includes("/packages/proxy/") },
  { name: "JavaScript of the bench", has: ({ url }) => url.includes("/bench/") },
  { name: "JavaScript of dependencies", has: ({ url }) => url !== "" },
  { name: "collecting garbage", has: ({ name }) => name === "(garbage collector)" },
];
const ALL = "CPU, without the profiler";
/** The profiler takes what runs before any JavaScript for waiting: a handshake of TLS, for one. So it is told by what is left. */
const REST = "the rest: the kernel, native code, other threads";

export async function run({ rounds, report }) {
  for (const { name, count, start } of LOADS) {
    const children = [];
    try {
      const { bare, ours, serve } = await start(children);
      const candidates = [bare, ours].map((proxy) => ({ ...proxy, rounds: [], cpu: [] }));
      for (let i = 0; i < WARM_UPS; i++) {
        for (const proxy of candidates) await load(count, CONCURRENCY, () => serve(proxy));
      }
      for (let round = 0; round < rounds; round++) {
        for (const proxy of round % 2 === 0 ? candidates : candidates.toReversed()) {
          const before = await cpuOf(proxy);
          await load(count, CONCURRENCY, () => serve(proxy));
          proxy.cpu.push(((await cpuOf(proxy)) - before) / count);
          await ask(proxy.child, "startSampling");
          await load(count, CONCURRENCY, () => serve(proxy));
          const { functions } = await ask(proxy.child, "endSampling");
          proxy.rounds.push(functions.map((each) => ({ ...each, microseconds: each.microseconds / count })));
        }
      }
      reportLoad(name, candidates, report);
    } finally {
      for (const child of children) child.kill();
    }
  }
}

function reportLoad(name, [bare, ours], report) {
  const rows = [ALL, ...PLACES.map((place) => place.name), REST].map((place) => {
    const [theirs, own] = [bare, ours].map(({ rounds, cpu }) =>
      rounds.map((functions, round) => partOf(place, functions, cpu[round])),
    );
    return [
      `${name}: ${place}`,
      ...[theirs, own].map((sums) => formatSpread(summarize(sums), 1)),
      (median(own) - median(theirs)).toFixed(1),
    ];
  });
  const title = `where the CPU goes for one connection: ${name} (microseconds, ${CONCURRENCY} connections at a time)`;
  report.table(title, ["", "bare proxy", "sluice", "difference"], rows, [
    "JavaScript and collecting garbage: as the profiler finds them on the main thread, whose own work, and what else runs meanwhile, is in them.",
    `Of ours most: ${mostOf(ours.rounds, ({ url }) => url.includes("/packages/"))}.`,
    `Of what it calls natively most: ${mostOf(ours.rounds, ({ url, name: own }) => url === "" && !own.startsWith("("))}.`,
  ]);
}

function partOf(place, functions, cpu) {
  const sumOf = (has) => functions.filter(has).reduce((sum, { microseconds }) => sum + microseconds, 0);
  if (place === ALL) return cpu;
  if (place === REST) return cpu - sumOf((each) => placeOf(each) !== undefined);
  return sumOf((each) => placeOf(each) === place);
}

/** Which part of a proxy, or of what it runs in, a function belongs to; `undefined` for native code. */
export function placeOf(one) {
  return PLACES.find(({ has }) => has(one))?.name;
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
