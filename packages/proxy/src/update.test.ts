import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { Policy } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import type { ProxyConfig } from "./config/config.ts";
import { createProxy } from "./proxy.ts";
import { closedPort, dialTcp, dialTls, echo, readAll, tcpPeer } from "./testing/peers.ts";
import { type Authority, createAuthority } from "./testing/pki.ts";
import { denyStep, policyOf, terminateStep } from "./testing/policies.ts";
import { configOf, type EndpointSketch, runProxy } from "./testing/proxies.ts";

const DB = "tcp://db.example.com:5432";
const WEB = "tls://web.example.com";
const denied: EndpointSketch = { url: DB, policy: policyOf(() => denyStep()) };

let authority: Authority;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Test CA" });
});

/** A configuration with these ports, bound as they are named. */
function onPorts(ports: readonly number[], rest: Partial<ProxyConfig> = {}): ProxyConfig {
  const endpoints = ports.map((port) => ({ url: `tcp://db.example.com:${port}`, policy: policyOf(() => denyStep()) }));
  return configOf(endpoints, { listen: { address: "127.0.0.1", ports: new Map() }, ...rest });
}

/** A policy that terminates and denies; it tells what it asks for, as compiled ones do. */
function terminating(digest = "one"): Policy {
  const step = terminateStep({ digest }, () => denyStep());
  return { ...policyOf(() => step), terminations: step.kind === "terminate-tls" ? [step.tls] : [] };
}

async function connects(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe("what runs", () => {
  test("new connections are served by the new configuration, running ones by their own", async () => {
    await using before = await tcpPeer(echo);
    await using after = await tcpPeer(echo);
    await using running = await runProxy(configOf([{ url: DB, name: "old", upstream: before.port }]));
    const old = await dialTcp(running.port(DB));
    old.write("still ");
    await once(old, "data");
    const updated = await running.proxy.update(configOf([{ url: DB, name: "new", upstream: after.port }]));
    expect(updated).toMatchObject({ ok: true, endpoints: [{ name: "new", port: running.port(DB) }] });
    const fresh = await dialTcp(running.port(DB));
    fresh.end("new");
    expect((await readAll(fresh)).toString()).toBe("new");
    expect((await running.nextEvent()).object.endpoint).toMatchObject({ name: "new" });
    old.end("here");
    expect((await readAll(old)).toString()).toBe("here");
    expect((await running.nextEvent()).object).toMatchObject({ endpoint: { name: "old" }, conn: { bytes_in: 10 } });
    expect(before.accepted).toHaveLength(1);
    expect(after.accepted).toHaveLength(1);
  });

  test("a connection whose hello is not complete yet is judged by the configuration that accepted it", async () => {
    await using running = await runProxy(configOf([{ url: WEB, name: "old", policy: policyOf(() => denyStep()) }]));
    const waiting = await dialTcp(running.port(WEB));
    // The event loop has to accept it before it updates: the answer to a later connection says that it has.
    await expect(dialTls(running.port(WEB), "other.example.com")).rejects.toThrow();
    await running.nextEvent();
    const other = configOf([{ url: WEB, name: "new", upstream: await closedPort() }]);
    expect(await running.proxy.update(other)).toMatchObject({ ok: true });
    const late = dialTls(0, "web.example.com", { socket: waiting });
    await expect(late).rejects.toThrow();
    expect((await running.nextEvent()).object).toMatchObject({
      endpoint: { name: "old" },
      traffic_policy: { outcome: "deny" },
    });
  });

  test("a certificate is another one for new handshakes only", async () => {
    await using upstream = await tcpPeer(echo);
    const endpoints = [{ url: WEB, upstream: upstream.port, policy: policyOf(() => terminateStep()) }];
    const issue = (commonName: string) => authority.issue({ commonName, dnsNames: ["web.example.com"] });
    await using running = await runProxy(configOf(endpoints, { certificates: [await issue("old")] }));
    const old = await dialTls(running.port(WEB), "web.example.com");
    await running.proxy.update(configOf(endpoints, { certificates: [await issue("new")] }));
    const fresh = await dialTls(running.port(WEB), "web.example.com");
    expect(fresh.getPeerCertificate().subject.CN).toBe("new");
    expect(old.getPeerCertificate().subject.CN).toBe("old");
    old.end("alive");
    expect((await readAll(old)).toString()).toBe("alive");
    fresh.destroy();
  });

  describe("sessions", () => {
    const policy = terminating();

    async function accepts(port: number, session: Buffer | undefined): Promise<boolean> {
      const client = await dialTls(port, "web.example.com", { maxVersion: "TLSv1.2", ...(session ? { session } : {}) });
      const reused = client.isSessionReused();
      client.destroy();
      return reused;
    }

    async function sessionFrom(port: number): Promise<Buffer | undefined> {
      const client = await dialTls(port, "web.example.com", { maxVersion: "TLSv1.2" });
      const session = client.getSession();
      client.destroy();
      return session;
    }

    test("outlive updates that leave their TLS configuration as it was", async () => {
      const certificates = [await authority.issue({ commonName: "web", dnsNames: ["web.example.com"] })];
      await using running = await runProxy(configOf([{ url: WEB, policy }], { certificates }));
      const session = await sessionFrom(running.port(WEB));
      for (const name of ["x", "y"]) {
        const other = { url: `tls://${name}.internal`, upstream: 1 };
        expect(await running.proxy.update(configOf([{ url: WEB, policy }, other], { certificates }))).toMatchObject({
          ok: true,
        });
      }
      expect(await accepts(running.port(WEB), session)).toBe(true);
    });

    const issue = () => authority.issue({ commonName: "web", dnsNames: ["web.example.com"] });

    test.each([
      ["certificate", async () => configOf([{ url: WEB, policy }], { certificates: [await issue()] })],
      [
        "policy",
        ({ certificates }: ProxyConfig) => configOf([{ url: WEB, policy: terminating("other") }], { certificates }),
      ],
      [
        "list of protocols",
        ({ certificates }: ProxyConfig) => configOf([{ url: WEB, policy, alpnProtocols: ["h2"] }], { certificates }),
      ],
    ] as const)("do not outlive another %s, not even when the first comes back", async (_what, other) => {
      const before = configOf([{ url: WEB, policy }], { certificates: [await issue()] });
      const between = await other(before);
      await using running = await runProxy(before);
      const session = await sessionFrom(running.port(WEB));
      await running.proxy.update(between);
      expect(await accepts(running.port(WEB), session)).toBe(false);
      await running.proxy.update(before);
      expect(await accepts(running.port(WEB), session)).toBe(false);
    });
  });
});

describe("ports", () => {
  test("are opened and closed, and kept where they stay", async () => {
    const [kept, gone, added] = [await closedPort(), await closedPort(), await closedPort()];
    await using running = await runProxy(onPorts([kept, gone]));
    expect(await running.proxy.update(onPorts([kept, added]))).toMatchObject({ ok: true });
    expect(await connects(kept)).toBe(true);
    expect(await connects(added)).toBe(true);
    expect(await connects(gone)).toBe(false);
  });

  test("refuse nobody while they change hands", async () => {
    await using running = await runProxy(configOf([denied]));
    const port = running.port(DB);
    let updating = true;
    const updates = (async () => {
      for (let round = 0; round < 50; round++) await running.proxy.update(configOf([denied]));
      updating = false;
    })();
    let connections = 0;
    while (updating) {
      expect(await connects(port)).toBe(true);
      connections++;
    }
    await updates;
    expect(connections).toBeGreaterThan(0);
  });

  test("of which one is taken leave everything as it was", async () => {
    await using taken = await tcpPeer(echo);
    const [kept, added] = [await closedPort(), await closedPort()];
    await using running = await runProxy(onPorts([kept]));
    const result = await running.proxy.update(onPorts([added, taken.port], { serverRegion: "new" }));
    expect(result).toMatchObject({ ok: false, failure: { kind: "listen", code: "EADDRINUSE", port: taken.port } });
    expect(result).not.toHaveProperty("failure.own");
    expect(await connects(added)).toBe(false);
    expect(await connects(kept)).toBe(true);
    // What was refused has left nothing behind that would be in the way of the next.
    expect(await running.proxy.update(onPorts([kept, added]))).toMatchObject({ ok: true });
  });

  test("cannot move to another address, and the failure says whose they are", async () => {
    const port = await closedPort();
    await using running = await runProxy(onPorts([port]));
    const everywhere = onPorts([port], { listen: { address: "0.0.0.0", ports: new Map() } });
    expect(await running.proxy.update(everywhere)).toMatchObject({ ok: false, failure: { own: true } });
    expect(await connects(port)).toBe(true);
  });

  test("go over from one scheme to the other", async () => {
    await using upstream = await tcpPeer(echo);
    const port = await closedPort();
    await using running = await runProxy(onPorts([port]));
    const listen = { address: "127.0.0.1", ports: new Map([[443, port]]) };
    const tls = configOf([{ url: WEB, upstream: upstream.port, policy: policyOf(() => terminateStep()) }], {
      listen,
      certificates: [await authority.issue({ commonName: "web", dnsNames: ["web.example.com"] })],
    });
    expect(await running.proxy.update(tls)).toMatchObject({ ok: true, endpoints: [{ port }] });
    const client = await dialTls(port, "web.example.com");
    client.end("hello");
    expect((await readAll(client)).toString()).toBe("hello");
  });
});

describe("an update", () => {
  test("to a configuration that contradicts itself is refused", async () => {
    await using running = await runProxy(configOf([denied]));
    expect(await running.proxy.update(configOf([denied, denied]))).toMatchObject({
      ok: false,
      failure: { kind: "conflict", message: expect.stringContaining("is taken by another endpoint") },
    });
    expect(await connects(running.port(DB))).toBe(true);
  });

  test("waits for the one before", async () => {
    await using upstream = await tcpPeer(echo);
    const [a, b] = [await closedPort(), await closedPort()];
    await using running = await runProxy(configOf([{ url: DB, upstream: upstream.port }]));
    const results = await Promise.all(
      [onPorts([a]), onPorts([b]), onPorts([a, b])].map((c) => running.proxy.update(c)),
    );
    expect(results).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(await connects(running.port(DB))).toBe(false);
    expect([await connects(a), await connects(b)]).toEqual([true, true]);
  });

  test("before `listen` and after `close` is refused", async () => {
    const proxy = createProxy(configOf([denied]));
    const refused = { ok: false, failure: { kind: "not-listening" } };
    expect(await proxy.update(configOf([denied]))).toEqual(refused);
    expect(await proxy.listen()).toMatchObject({ ok: true });
    await proxy.close();
    expect(await proxy.update(configOf([denied]))).toEqual(refused);
  });

  test("that a `close` overtakes leaves no port open, wherever it does", async () => {
    const port = await closedPort();
    for (let turns = 0; turns < 30; turns++) {
      const running = await runProxy(configOf([denied]));
      const update = running.proxy.update(onPorts([port]));
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await running.proxy.close();
      expect(await update).toMatchObject({ ok: false, failure: { kind: "not-listening" } });
      const server = createServer().listen(port, "127.0.0.1");
      await once(server, "listening");
      server.close();
      await once(server, "close");
    }
  });
});
