/**
 * A proxy under load that does what load does: `soak.js [--seconds N] [--connections N] [--seed N] [--silent N]
 * [--workers N]`. Connections of random sizes, all bytes of which are checked, most of which leave in the middle; upstreams
 * that are restarted; a reload each second, which opens a port or gives it up; workers, if there are any, that are killed. At the end
 * nothing may be lost: no byte, no memory, no descriptor, and no event but those of connections that died with their worker; and nobody
 * who was refused may have reached an upstream. Then sockets that say nothing, before one process and before workers, which must hold
 * up nobody. Exit 0 if all holds, 1 with what does not, 2 for misuse. Linux alone: what a process holds is read from `/proc`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { checkCoverage, checkHeld, countBy, mebibytes } from "./soak-checks.js";
import { soakConfigs } from "./soak-config.js";
import { affordable } from "./soak-descriptors.js";
import { checkLedger } from "./soak-ledger.js";
import { Load } from "./soak-load.js";
import { bundleOptions, SoakProxy } from "./soak-proxy.js";
import { Random } from "./soak-random.js";
import { holdSilent } from "./soak-silent.js";
import { Upstreams } from "./soak-upstreams.js";

/** What compiled code, caches and pools take that have not come to rest; a leak of every connection is a multiple. */
const SLACK = { memory: 8 * 2 ** 20, handles: 0 };
/** Enough of every kind of connection that all code has run before memory is looked at. */
const WARM_UP = 1_500;
const RESTART_EVERY = 7_000;
const DOWN_FOR = 200;
const RELOAD_EVERY = 1_000;
const KILL_EVERY = 4_000;
/** That silent sockets are held by, where the soak itself has none. */
const SILENT_WORKERS = 2;
const EXAMPLES = 10;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    connections: { type: "string", default: "2000" },
    silent: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    workers: { type: "string", default: "0" },
  },
});
const [seconds, connections, silent, seed, workers] = ["seconds", "connections", "silent", "seed", "workers"].map(
  (name) => Number(values[name]),
);
if (
  !(seconds > 0 && connections > 0) ||
  ![silent, seed, workers].every((number) => Number.isInteger(number) && number >= 0)
) {
  console.error("usage: soak.js [--seconds N] [--connections N] [--silent N] [--seed N] [--workers N]");
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "sluice-soak-"));
const problems = [];
try {
  console.log(`seed ${seed}`);
  const { createAuthority, buildClientHello } = await helpers();
  const bundle = await command();
  const authority = await createAuthority({ commonName: "Soak CA" });
  const certificates = [0, 1].map((n) => authority.issue({ commonName: `edge ${n}`, dnsNames: ["*.example.com"] }));
  const upstreams = new Upstreams(await authority.issue({ commonName: "upstream", dnsNames: ["through.example.com"] }));
  await upstreams.listen();
  const configs = soakConfigs({ upstreams, certificates: await Promise.all(certificates) });
  const start = (processes) => {
    const flags = processes > 0 ? ["--workers", String(processes)] : [];
    return SoakProxy.start({ bundle, folder, config: configs.variants[1], flags });
  };
  const around = { upstreams, configs, hello: (name) => Buffer.from(buildClientHello({ serverName: name })) };
  await soak(await start(workers), around);
  for (const processes of silent > 0 ? [0, workers || SILENT_WORKERS] : []) {
    const proxy = await start(processes);
    problems.push(...(await holdSilent({ proxy, count: silent, workers: processes, hello: around.hello })));
    await end(proxy);
  }
  await upstreams.close();
} catch (error) {
  problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const problem of problems.slice(0, EXAMPLES)) console.error(`soak: ${problem}`);
if (problems.length > EXAMPLES) console.error(`soak: and ${problems.length - EXAMPLES} more`);
console.log(problems.length === 0 ? "all of it holds" : `failed; the same clients again with --seed ${seed}`);
process.exit(problems.length === 0 ? 0 : 1);

async function soak(proxy, { upstreams, configs, hello }) {
  const load = new Load({ random: new Random(seed), ports: proxy.ports, hello });
  await load.run({ atOnce: Math.min(connections, 300), total: WARM_UP });
  // Both configurations, and the reading of them, are part of what has to be warm.
  for (const config of [configs.variants[0], configs.broken, configs.variants[1]]) await proxy.reload(config);
  const before = await proxy.probe();
  const until = performance.now() + seconds * 1_000;
  const running = () => performance.now() < until;
  const random = new Random(seed);
  const [, , , reloads] = await Promise.all([
    load.run({ atOnce: affordable(connections, "connections"), until }),
    each(RESTART_EVERY, running, () => upstreams.restart(DOWN_FOR)),
    each(KILL_EVERY, running, async () => proxy.killWorker(random)),
    reload(proxy, configs, running),
  ]);
  const last = await proxy.reload(configs.variants[1]);
  if (last !== "reloaded") problems.push(`the last reload was answered with \`${last}\``);
  await proxy.whole(workers);
  const after = await settled(proxy, before);
  await end(proxy);
  const { events, ports, versions, kills } = proxy;
  const {
    problems: found,
    counts,
    lost,
  } = checkLedger({
    clients: load.results,
    upstreams,
    events,
    ports,
    versions,
    kills,
    books: proxy.books(),
  });
  problems.push(
    ...load.stuck,
    ...found,
    ...checkCoverage(load.results),
    ...checkHeld(before, after, SLACK),
    ...reloads,
  );
  const bytes = load.results.reduce((sum, { received }) => sum + received, 0);
  const told = [...Object.entries(counts)].map(([kind, count]) => `${count} ${kind}`).join(", ");
  console.log(
    `${load.results.length} connections, at most ${load.most} at once, ${mebibytes(bytes)} answered: ${told}`,
  );
  console.log(
    `events: ${proxy.events.length} (${[...countBy(proxy.events.map(({ outcome }) => outcome))].map(([k, n]) => `${n} ${k}`).join(", ")})`,
  );
  console.log(
    `reloads: ${proxy.reloads.reloaded} in force, ${proxy.reloads["reload refused"]} refused, ` +
      `${proxy.reloads["tried again"]} tried again; ports dropped: ${ports.drops}`,
  );
  if (kills.length > 0) console.log(`workers killed: ${kills.length}, with ${lost} connections`);
  for (const { pid, heapUsed, external, rss, descriptors } of after) {
    const then = before.find((each) => each.pid === pid) ?? before[1] ?? before[0];
    console.log(
      `process ${pid}: heap ${mebibytes(then.heapUsed + then.external)} → ${mebibytes(heapUsed + external)}, ` +
        `resident ${mebibytes(then.rss)} → ${mebibytes(rss)}, descriptors ${then.descriptors} → ${descriptors}`,
    );
  }
}

/** A reload each second, to the one configuration, to the other, and to one that is broken. */
async function reload(proxy, configs, running) {
  const found = [];
  const rounds = [configs.variants[0], configs.variants[1], configs.broken];
  let round = 0;
  await each(RELOAD_EVERY, running, async () => {
    const config = rounds[round++ % rounds.length];
    const wanted = config === configs.broken ? "reload refused" : "reloaded";
    const answer = await proxy.reload(config);
    // Also where a worker that was killed meanwhile has kept all from going over: not for long.
    if (answer !== wanted) found.push(`a reload was answered with \`${answer}\` in place of \`${wanted}\``);
  });
  return found;
}

async function each(milliseconds, running, act) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (!running()) return;
    await act();
  }
}

/** What is held once sockets that still close are closed: the last look, or the first that shows no more than before. */
async function settled(proxy, before) {
  for (let look = 0; ; look++) {
    const after = await proxy.probe();
    if (look === 10 || checkHeld(before, after, SLACK).length === 0) return after;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function end(proxy) {
  const code = await proxy.stop();
  if (code !== 0) problems.push(`the proxy ended with ${code}`);
  for (const line of proxy.complaints) problems.push(`the proxy said: ${line}`);
}

async function helpers() {
  const outfile = join(folder, "helpers.mjs");
  const contents = `export { createAuthority } from "./tls/throwaway.ts"; export { buildClientHello } from "./testing/client-hello.ts";`;
  await build(bundleOptions(contents, outfile));
  return import(pathToFileURL(outfile).href);
}

async function command() {
  const outfile = join(folder, "sluice.mjs");
  await build(bundleOptions(`import { main } from "./cli/main.ts"; await main(process.argv);`, outfile));
  return outfile;
}
