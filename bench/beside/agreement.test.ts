import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { createProxy, loadConfig } from "@sluice/proxy";
import { afterEach, describe, expect, it, onTestFinished, type TestContext } from "vitest";
import { createSelfSigned } from "../../packages/proxy/src/tls/throwaway.ts";
import { passesTcp, proveAlike } from "./agreement.js";
import { startPeer } from "./peer.js";
import { PROGRAMS } from "./programs.js";
import { sluicePolicy } from "./sluice.js";

type Peer = keyof typeof PROGRAMS;
const PEERS: readonly Peer[] = ["haproxy", "nginx"];

/** As `requirePeer` of the proxy's tests: nginx may be there without the module that is needed. */
function requireProgram(context: TestContext, peer: Peer): void {
  const { missing } = PROGRAMS[peer].find();
  if (missing === undefined) return;
  if (process.env.SLUICE_REQUIRE_PEERS === "1") throw new Error(`${missing}, and SLUICE_REQUIRE_PEERS is set`);
  context.skip(missing);
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function startEcho(): Promise<number> {
  return listen(createServer((socket) => socket.on("error", () => {}).pipe(socket)));
}

async function start(peer: Peer, job: object): Promise<number> {
  const { started, end } = startPeer(peer, job);
  onTestFinished(end);
  return (await started).port;
}

/** Every kind of rule refuses somebody of the loopback network; none has a word on who is to be let in. */
async function policyJob() {
  const clientPort = await listen(createServer());
  servers.pop()?.close();
  return {
    kind: "policy",
    upstreamPort: await startEcho(),
    ruleSet: {
      rules: [
        { kind: "addresses", addresses: ["127.0.0.11", "127.0.0.12"] },
        { kind: "network", network: "127.0.13.0/24" },
        { kind: "port", port: clientPort },
        { kind: "address-prefix", prefix: "127.0.14.1" },
      ],
      restriction: { allow: ["127.0.0.0/16", "127.2.0.0/16"], deny: ["127.0.0.66", "127.2.2.0/24"] },
    },
    asked: [
      { localAddress: "127.0.0.1", allowed: true },
      { localAddress: "127.0.0.1", localPort: clientPort, allowed: false },
      { localAddress: "127.0.0.11", allowed: false },
      { localAddress: "127.0.0.12", allowed: false },
      { localAddress: "127.0.0.13", allowed: true },
      { localAddress: "127.0.13.200", allowed: false },
      { localAddress: "127.0.14.1", allowed: false },
      { localAddress: "127.0.14.123", allowed: false },
      { localAddress: "127.0.14.2", allowed: true },
      { localAddress: "127.0.0.66", allowed: false },
      { localAddress: "127.2.0.1", allowed: true },
      { localAddress: "127.2.2.1", allowed: false },
      { localAddress: "127.1.0.1", allowed: false },
    ],
  };
}

async function decisionsOf(port: number, { asked }: Awaited<ReturnType<typeof policyJob>>): Promise<unknown> {
  const found = [];
  for (const { allowed: _, ...from } of asked) found.push({ ...from, allowed: await passesTcp({ port, ...from }) });
  return found;
}

describe("one set of rules, every kind of them", () => {
  it("is decided alike by sluice", async () => {
    const job = await policyJob();
    const { config, diagnostics } = await loadConfig(
      JSON.stringify({
        version: 3,
        listen: { address: "127.0.0.1", ports: { 9000: 0 } },
        endpoints: [
          {
            url: "tcp://127.0.0.1:9000",
            upstream: { url: `127.0.0.1:${job.upstreamPort}` },
            traffic_policy: sluicePolicy(job.ruleSet),
          },
        ],
      }),
    );
    expect(diagnostics).toEqual([]);
    if (config === undefined) return expect.unreachable();
    const proxy = createProxy(config, { events: { write() {} } });
    onTestFinished(() => proxy.close());
    const result = await proxy.listen();
    if (!result.ok) return expect.unreachable();
    expect(await decisionsOf(result.endpoints[0]?.port ?? 0, job)).toEqual(job.asked);
  });

  it.for(PEERS)("is decided alike by %s", async (peer, context) => {
    requireProgram(context, peer);
    const job = await policyJob();
    expect(await decisionsOf(await start(peer, job), job)).toEqual(job.asked);
  });
});

describe.for(PEERS)("%s", (peer) => {
  it("routes by server names and wildcards", async (context) => {
    requireProgram(context, peer);
    const { certificate, privateKey } = await createSelfSigned({ commonName: "a.example" });
    const upstream = createTlsServer({ cert: certificate, key: privateKey }, (socket) => {
      socket.on("error", () => {}).pipe(socket);
    });
    const upstreamPort = await listen(upstream.on("tlsClientError", () => {}));
    const job = { kind: "passthrough", endpoints: ["a.example", "*.b.example"], upstreamPort };
    await proveAlike(job, { name: peer, port: await start(peer, job) });
  });

  it("terminates TLS", async (context) => {
    requireProgram(context, peer);
    const credentials = await createSelfSigned({ commonName: "a.example", dnsNames: ["a.example"] });
    const job = { kind: "terminate", servername: "a.example", ...credentials, upstreamPort: await startEcho() };
    await proveAlike(job, { name: peer, port: await start(peer, job) });
  });

  it("leaves nothing behind", async (context) => {
    requireProgram(context, peer);
    const { started, directory, end } = startPeer(peer, await policyJob());
    const { pid } = await started;
    expect(existsSync(directory)).toBe(true);
    await end();
    expect(existsSync(directory)).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("tells why it does not start, and leaves nothing behind", async (context) => {
    requireProgram(context, peer);
    const job = { kind: "terminate", certificate: "none", privateKey: "none", upstreamPort: 1 };
    const { started, directory, end } = startPeer(peer, job);
    await expect(started).rejects.toThrow(/does not start: .*(certificate|server\.pem)/s);
    await end();
    expect(existsSync(directory)).toBe(false);
  });
});

describe("a proof", () => {
  it("fails for a proxy that lets through what the rules refuse", async () => {
    const port = await startEcho();
    await expect(proveAlike({ kind: "policy" }, { name: "a bare echo", port })).rejects.toThrow(
      "a bare echo lets through a client at 127.0.0.66",
    );
  });

  it("fails for a proxy that refuses what the rules let in", async () => {
    const port = await listen(createServer((socket) => socket.destroy()));
    await expect(proveAlike({ kind: "policy" }, { name: "a closed door", port })).rejects.toThrow(
      "a closed door refuses a client at 127.0.0.1",
    );
  });
});
