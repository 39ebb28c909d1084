import {
  type ConnectionEvent,
  type createProxy as CreateProxy,
  createProxy,
  type loadConfig as LoadConfig,
  loadConfig,
} from "@sluice/proxy";
import { LiveClock } from "./clock.ts";
import { configurationText, publicEndpoints, publicPorts } from "./configuration.ts";
import { EventsByClient } from "./events-by-client.ts";
import type { LiveCase, LiveServing, LiveTarget } from "./target.ts";

export interface SluiceTargetOptions {
  /** Default: this project's. Others are to see whether the vectors find what is wrong with them. */
  readonly createProxy?: typeof CreateProxy;
  readonly loadConfig?: typeof LoadConfig;
}

/** More than any case needs: asking the system for every proxy anew would take longer than most cases. */
const DESCRIPTORS = 4_096;
const EPOCH = new Date("2026-01-01T00:00:00Z");

/** This project's proxy in this process, a new one for every case, through its own reader of `sluice.yml`. */
export function sluiceTarget(options: SluiceTargetOptions = {}): LiveTarget {
  return {
    name: "sluice",
    abilities: { clock: true, draws: true, events: true },
    serve: (live) => serve(live, { createProxy, loadConfig, ...options }),
  };
}

async function serve(live: LiveCase, { createProxy, loadConfig }: Required<SluiceTargetOptions>): Promise<LiveServing> {
  const { configuration, listed = true, roots, start = EPOCH, random } = live;
  const ports = new Map(publicPorts(configuration).map((port) => [port, 0]));
  const { config, diagnostics } = await loadConfig(configurationText(configuration, { ports, listed }));
  if (!config) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const message = errors.map(({ code, message }) => `${code}: ${message}`).join("; ");
    return { kind: "refused", message, codes: errors.map(({ code }) => code) };
  }
  const clock = new LiveClock(start);
  const proxy = createProxy(config, {
    clock,
    descriptors: DESCRIPTORS,
    roots: { certificates: roots === undefined ? [] : [roots], source: "the scenario" },
    ...(random ? { random } : {}),
  });
  const events = new EventsByClient();
  proxy.onConnectionClosed((event: ConnectionEvent) => events.add(event));
  const listening = await proxy.listen();
  // The configuration was taken: it is no fault of it that this machine has no port to bind.
  if (!listening.ok) throw new Error(`the proxy cannot listen: ${listening.failure.message}`);
  // Both are in the order of the configuration.
  const urls = publicEndpoints(configuration).map(({ url }) => url);
  const bound = new Map(listening.endpoints.map(({ port }, index) => [urls[index], port]));
  return {
    kind: "serving",
    server: {
      port: (url) => bound.get(url) ?? 0,
      event: (client) => events.of(client),
      clock,
      close: () => proxy.close(),
    },
  };
}
