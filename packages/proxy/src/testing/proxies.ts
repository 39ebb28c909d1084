import { parseEndpointUrl } from "@sluice/policy";
import type { EndpointConfig, ProxyConfig } from "../config/config.ts";
import type { ConnectionEvent } from "../events/event.ts";
import { createProxy, type ProxyOptions, type TrafficProxy } from "../proxy.ts";
import type { ProxyTlvName } from "../upstream/proxy-header.ts";
import { parseUpstreamUrl } from "../upstream/url.ts";
import { validEvent } from "./valid-event.ts";

/** An endpoint as tests write it. */
export type EndpointSketch = Omit<EndpointConfig, "url" | "upstream" | "poolingEnabled"> & {
  readonly url: string;
  readonly pool?: boolean;
  readonly upstream?: string | number;
  readonly proxyProtocol?: 1 | 2;
  readonly proxyTlvs?: readonly ProxyTlvName[];
  readonly tls?: NonNullable<EndpointConfig["upstream"]>["tls"];
};

export function endpointOf(sketch: EndpointSketch): EndpointConfig {
  const { url: text, upstream, pool, proxyProtocol, proxyTlvs, tls, ...rest } = sketch;
  const url = parseEndpointUrl(text);
  if (url.kind === "invalid") throw new Error(url.reason);
  if (upstream === undefined) return { ...rest, url: url.url, poolingEnabled: pool ?? false };
  const target = typeof upstream === "number" ? `127.0.0.1:${upstream}` : upstream;
  const parsed = parseUpstreamUrl(target);
  if (!parsed.ok) throw new Error(parsed.message);
  return {
    ...rest,
    url: url.url,
    poolingEnabled: pool ?? false,
    upstream: {
      url: target,
      address: parsed.address,
      ...(proxyProtocol ? { proxyProtocol } : {}),
      ...(proxyTlvs ? { proxyTlvs } : {}),
      ...(tls ? { tls } : {}),
    },
  };
}

/** Everything on free ports of loopback. */
export function configOf(endpoints: readonly EndpointSketch[], rest: Partial<ProxyConfig> = {}): ProxyConfig {
  const configs = endpoints.map(endpointOf);
  const ports = new Map(configs.map(({ url }) => [url.port, 0]));
  return {
    listen: { address: "127.0.0.1", ports },
    endpoints: configs,
    certificates: [],
    selfSigned: false,
    revocation: [],
    serverRegion: "",
    events: {},
    ...rest,
  };
}

/** A running proxy with its events kept. */
export interface RunningProxy {
  readonly proxy: TrafficProxy;
  /** The port bound for an endpoint. */
  port(url: string): number;
  /** The events so far. */
  readonly events: readonly ConnectionEvent[];
  /** The event that comes next after those already taken. */
  nextEvent(): Promise<ConnectionEvent>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function runProxy(config: ProxyConfig, options: ProxyOptions = {}): Promise<RunningProxy> {
  const events: ConnectionEvent[] = [];
  const waiting: ((event: ConnectionEvent) => void)[] = [];
  let taken = 0;
  const proxy = createProxy(config, options);
  proxy.onConnectionClosed((event) => {
    events.push(event);
    const waiter = waiting.shift();
    if (!waiter) return;
    taken += 1;
    waiter(event);
  });
  const listening = await proxy.listen();
  if (!listening.ok) throw new Error(listening.failure.message);
  return {
    proxy,
    events,
    port: (url) => {
      const endpoint = listening.endpoints.find((each) => each.url === url);
      if (!endpoint) throw new Error(`${url} is not listened on`);
      return endpoint.port;
    },
    nextEvent: () => {
      const ready = events[taken];
      if (!ready) return new Promise((resolve) => waiting.push(resolve));
      taken += 1;
      return Promise.resolve(ready);
    },
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      // Every event of every proxy that a test has run.
      events.forEach(validEvent);
    },
  };
}
