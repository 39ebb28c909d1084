import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProxyConfig, UpstreamConfig } from "../config/config.ts";
import { type PortName, type Ports, portsOfExample } from "./ports.ts";

const EXAMPLE = join("examples", "quickstart", "sluice.yml");

/** The example's file, in the nearest directory above this module that has one; `undefined` outside the repository. */
export function findExample(): string | undefined {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const path = join(directory, EXAMPLE);
    if (existsSync(path)) return path;
    const parent = dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
}

/** The example's configuration on other ports: those to listen on, and those where the upstreams are. */
export function relocate(config: ProxyConfig, ports: Ports, upstreams: ReadonlyMap<PortName, number>): ProxyConfig {
  const written = portsOfExample();
  const moved = new Map([...upstreams].map(([name, port]) => [written[name], port]));
  const at = (upstream: UpstreamConfig): UpstreamConfig => {
    const port = moved.get(upstream.address.port) ?? upstream.address.port;
    return { ...upstream, url: `${upstream.address.host}:${port}`, address: { ...upstream.address, port } };
  };
  return {
    ...config,
    listen: {
      ...config.listen,
      ports: new Map([
        [written.tcp, ports.tcp],
        [written.tls, ports.tls],
      ]),
    },
    endpoints: config.endpoints.map(({ upstream, ...endpoint }) =>
      upstream === undefined ? endpoint : { ...endpoint, upstream: at(upstream) },
    ),
  };
}
