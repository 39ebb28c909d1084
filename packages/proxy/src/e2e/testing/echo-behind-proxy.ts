import { afterAll, afterEach, beforeAll } from "vitest";
import { echo, type Peer, tcpPeer } from "../../testing/peers.ts";
import { type ProxyProcess, type ProxyProcessOptions, startProxy, type TestConfig } from "./proxy-process.ts";

/** An echo for all tests of a file, and a proxy in front of it for each; they end by themselves. */
export interface EchoBehindProxy {
  /** The one that was started last. */
  readonly proxy: ProxyProcess;
  /** With one endpoint, `echo`; `endpoint`: further keys of that. */
  configuration(rest?: Readonly<Record<string, unknown>>, endpoint?: Readonly<Record<string, unknown>>): TestConfig;
  start(options: ProxyProcessOptions): Promise<void>;
}

export function useEchoBehindProxy(): EchoBehindProxy {
  let upstream: Peer;
  let proxy: ProxyProcess;
  beforeAll(async () => {
    upstream = await tcpPeer(echo);
  });
  afterAll(() => upstream?.[Symbol.asyncDispose]());
  afterEach(async () => {
    await proxy?.stop();
  });
  return {
    get proxy() {
      return proxy;
    },
    configuration(rest = {}, endpoint = {}) {
      const url = "tcp://echo.example.com:7000";
      return { ...rest, endpoints: [{ name: "echo", url, upstream: { url: upstream.port }, ...endpoint }] };
    },
    async start(options) {
      proxy = await startProxy(options);
    },
  };
}
