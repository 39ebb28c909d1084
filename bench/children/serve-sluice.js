import { createProxy, loadConfig } from "@sluice/proxy";
import { serveParent } from "./report-usage.js";

/** Runs our proxy with this configuration and tells the parent the port of its endpoint. */
export async function serveSluice(configuration) {
  const { config, diagnostics } = await loadConfig(JSON.stringify(configuration));
  if (config === undefined) throw new Error(JSON.stringify(diagnostics));
  // Events are made and dropped: a file would measure the disk.
  const proxy = createProxy(config, { events: { write() {} } });
  const result = await proxy.listen();
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  serveParent(result.endpoints[0].port);
}
