// A proxy with a configuration of one's own: node proxy.js [SLUICE.YML]
import { readFile } from "node:fs/promises";
import { createProxy, explainFailure, formatDiagnostics, loadConfig } from "@sluice/proxy";

const filename = process.argv[2] ?? "sluice.yml";
const { config, diagnostics } = await loadConfig(await readFile(filename, "utf8"), { filename });
// Also what is no error, and can only be a slip.
process.stderr.write(formatDiagnostics(diagnostics));
if (!config) process.exit(1);

const proxy = createProxy(config);
proxy.onConnectionClosed(({ object: { conn, endpoint, traffic_policy: policy } }) => {
  const name = endpoint?.name ?? endpoint?.url ?? "no endpoint";
  console.log(`${conn.client_ip} ${name} ${policy.outcome}, ${conn.bytes_in} bytes in, ${conn.bytes_out} bytes out`);
});

const result = await proxy.listen();
if (!result.ok) {
  console.error(explainFailure(result.failure));
  process.exit(1);
}
for (const { url, address, port } of result.endpoints) console.log(`${url} is on port ${port} of ${address}`);

// Nothing else ends it: neither a signal nor the end of this module closes a proxy by itself.
process.once("SIGTERM", () => proxy.close({ drain: 10_000 }));
