/** Tells the parent the bytes that a proxy with each of two configurations keeps alive. */
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createProxy, loadConfig } from "@sluice/proxy";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

const [, , file, endpoints] = process.argv;
// What all proxies share, a compiled policy among it, is there before anything counts.
const running = [await start(`${file}.small`)];
const before = heap();
running.push(await start(file));
process.send({ bytes: (heap() - before) / Number(endpoints) });
for (const proxy of running) await proxy.close();
process.disconnect();

async function start(path) {
  const { config, diagnostics } = await loadConfig(readFileSync(path, "utf8"), { filename: path });
  if (config === undefined) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  const proxy = createProxy(config);
  const result = await proxy.listen();
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return proxy;
}

function heap() {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
