/** `prefixes-load.js stream|strings FILE`: prints the CPU time that a list of addresses takes to load, in seconds, and the peak of memory. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { AddressSet, parseCidr } from "@sluice/policy";
import { loadConfig } from "@sluice/proxy";

const [way, path] = process.argv.slice(2);
const CONFIG = `
endpoints:
  - url: tls://a.example.com
    upstream: { url: "127.0.0.1:1" }
    traffic_policy:
      on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { ip_policies: [listed] } }] }]
ip_policies: { listed: { file: ${JSON.stringify(path)} } }
`;

const before = process.cpuUsage();
if (way === "strings") {
  const lines = (await readFile(path, "utf8")).split("\n");
  const set = AddressSet.from(lines.map((line) => parseCidr(line.replace(/[#;].*/, "").trim())));
  if (set.size !== lines.length) throw new Error("lines are missing");
} else {
  const { config, diagnostics } = await loadConfig(CONFIG);
  if (!config) throw new Error(JSON.stringify(diagnostics));
}
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ seconds: (user + system) / 1e6, peak: peakOfMemory() }));

/** In bytes. Linux counts what the parent has used to a child's `maxRSS`; elsewhere that is all there is. */
function peakOfMemory() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
