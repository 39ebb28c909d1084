import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Page } from "../testing/page.ts";
import { curl } from "./testing/curl.ts";
import { hasPeer, requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy, type TestConfig } from "./testing/proxy-process.ts";
import { run } from "./testing/run.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

const page = new Page("tls.md");
const [make = "", start = "", revoke = ""] = page.blocks("sh");
const config = parse(page.blocks("yaml").at(-1) ?? "") as TestConfig;

let scratch: Scratch;
let upstream: Upstream;
let proxy: ProxyProcess | undefined;

/** As a reader would, with the files where the page has them. */
const shell = (commands: string) => run("sh", ["-ec", `cd '${scratch.path(".")}'\n${commands}`]);

beforeAll(async () => {
  scratch = await createScratch();
  upstream = await startHttpUpstream({ name: "app" });
  if (!hasPeer("openssl")) return;
  const made = await shell(make);
  if (made.code !== 0) throw new Error(made.stderr);
  const absolute = (text: string): string => text.replace(/"([a-z]+\.(?:crt|key|crl))"/g, `"${scratch.path("$1")}"`);
  const here = JSON.parse(absolute(JSON.stringify(config))) as TestConfig;
  const endpoints = here.endpoints.map((endpoint) => ({ ...endpoint, upstream: { url: upstream.port } }));
  proxy = await startProxy({ config: { ...here, listen: { address: "127.0.0.1", ports: { 443: 0 } }, endpoints } });
});

afterAll(async () => {
  await proxy?.stop();
  await upstream?.close();
  await scratch?.remove();
});

/** The page's curl line, with the port that was free. */
async function ask(running: ProxyProcess, line: RegExp) {
  const command = line.exec(start)?.[0] ?? "";
  return running.watch(() =>
    shell(command.replace("8443", String(running.port("app"))).replace("curl", "curl -s --noproxy '*'")),
  );
}

describe("the try-out of docs/tls.md", () => {
  test("lets alice in, and nobody without a certificate", async (context) => {
    requirePeer(context, "openssl");
    requirePeer(context, "curl");
    if (!proxy) throw new Error("the proxy has not started");
    const { result } = await ask(proxy, /^curl .*$/m);
    expect(result.stdout).toBe("hello from app\n");
    const without = await proxy.watch(() =>
      curl({ port: proxy?.port("app") ?? 0, serverName: "app.localhost", authority: scratch.path("ca.crt") }),
    );
    expect(without.event.traffic_policy.error?.code).toBe("client-certificate-required");
  });

  test("refuses alice once she is revoked, without a restart", async (context) => {
    requirePeer(context, "openssl");
    requirePeer(context, "curl");
    if (!proxy) throw new Error("the proxy has not started");
    const revoked = await shell(revoke);
    expect(revoked).toMatchObject({ code: 0 });
    await proxy.said(/^sluice: reloaded/);
    const { event } = await ask(proxy, /^curl .*$/m);
    expect(event.traffic_policy.error?.code).toBe("client-certificate-revoked");
  });

  test("starts as it is written", () => {
    expect(start.split("\n")[0]).toBe("npx sluice start app --config sluice.yml");
    expect(config.endpoints.map(({ name }) => name)).toEqual(["app"]);
  });
});
