import { afterAll, beforeAll } from "vitest";
import { createAuthority } from "../../testing/pki.ts";
import { curl } from "./curl.ts";
import { startHaproxy } from "./haproxy.ts";
import { hasPeer, type Peer } from "./peers.ts";
import { type ProxyProcess, startProxy, type TestEndpoint } from "./proxy-process.ts";
import type { RealServer } from "./real-server.ts";
import type { RunResult } from "./run.ts";

/** What these tests need, and skip without. */
export const PEERS: readonly Peer[] = ["haproxy", "curl"];
export const NAME = "app.example.com";
/** Beside a `tls://` endpoint's upstream: what is told goes before what was decrypted. */
export const TERMINATE: { readonly traffic_policy: object } = {
  traffic_policy: { on_tcp_connect: [{ actions: [{ type: "terminate-tls", config: {} }] }] },
};

/** An HAProxy that takes PROXY headers alone, and a proxy in front of it, for all tests of a file; they end by themselves. */
export interface HaproxyBehindProxy {
  readonly proxy: ProxyProcess;
  /** HAProxy's own port. */
  readonly port: number;
  /** Asks by HTTP over TLS. */
  visit(name: string): Promise<RunResult>;
}

export interface HaproxyBehindProxyOptions {
  /** What HAProxy answers, in its log format. */
  readonly answer: string;
  /** In front of this upstream. */
  readonly endpoints: (url: string) => readonly TestEndpoint[];
}

export function useHaproxyBehindProxy({ answer, endpoints }: HaproxyBehindProxyOptions): HaproxyBehindProxy {
  let haproxy: RealServer | undefined;
  let proxy: ProxyProcess;
  beforeAll(async () => {
    if (!hasPeer(...PEERS)) return;
    const authority = await createAuthority({ commonName: "Servers CA" });
    const { certificate, privateKey } = await authority.issue({ commonName: "edge", dnsNames: [NAME] });
    haproxy = await startHaproxy({
      sections: async ({ port }) => `
frontend told
  bind 127.0.0.1:${port} accept-proxy
  http-request return status 200 content-type text/plain lf-string "${answer}\\n"`,
    });
    const certificates = [{ certificate, private_key: privateKey }];
    const config = { certificates, endpoints: endpoints(`127.0.0.1:${haproxy.port}`) };
    proxy = await startProxy({ config, files: { "ca.pem": authority.certificate } });
  });
  afterAll(async () => {
    await proxy?.stop();
    await haproxy?.stop();
  });
  return {
    get proxy() {
      return proxy;
    },
    get port() {
      return haproxy?.port ?? 0;
    },
    visit: (name) => curl({ port: proxy.port(name), serverName: NAME, authority: proxy.scratch.path("ca.pem") }),
  };
}
