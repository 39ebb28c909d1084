// The same proxy in two processes, so that it uses two cores: node workers.js [SLUICE.YML]
import cluster from "node:cluster";
import { readFile } from "node:fs/promises";
import { createProxy, explainFailure, formatDiagnostics, loadConfig } from "@sluice/proxy";

const filename = process.argv[2] ?? "sluice.yml";

async function serve() {
  const { config, diagnostics } = await loadConfig(await readFile(filename, "utf8"), { filename });
  if (!config) throw new Error(formatDiagnostics(diagnostics));
  const proxy = createProxy(config);
  const result = await proxy.listen();
  if (!result.ok) throw new Error(explainFailure(result.failure));
  for (const { url, port } of result.endpoints) console.log(`${process.pid} serves ${url} on port ${port}`);
  proxy.onConnectionClosed(({ object }) => console.log(`${process.pid} had ${object.conn.client_ip}`));
  process.once("SIGTERM", async () => {
    await proxy.close({ drain: 10_000 });
    // What else keeps a worker running is its line to the first process.
    cluster.worker?.disconnect();
  });
}

if (cluster.isPrimary) {
  for (let left = 2; left > 0; left--) cluster.fork();
  process.once("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
  });
} else {
  await serve();
}
