import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Policy } from "@sluice/policy";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ProxyConfig } from "./config/config.ts";
import { createProxy, type UpdateResult } from "./proxy.ts";
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

const urlOf = (port: number | string): string => `tcp://db.example.com:${port}`;

/** A configuration with these ports in its URLs, bound to those behind them; 0: any that is free. */
function onPorts(ports: Readonly<Record<number, number>>, address = "127.0.0.1"): ProxyConfig {
  const endpoints = Object.keys(ports).map((port) => ({ url: urlOf(port), policy: policyOf(() => denyStep()) }));
  const bound = Object.entries(ports).map(([port, to]) => [Number(port), to] as const);
  return configOf(endpoints, { listen: { address, ports: new Map(bound) } });
}

/** The ports that are bound after an update, in the order of the configuration. */
async function portsAfter(update: Promise<UpdateResult>): Promise<number[]> {
  const result = await update;
  if (!result.ok) throw new Error(`refused: ${result.failure.kind}`);
  return result.endpoints.map(({ port }) => port);
}

/** Tells how many of the ports that are opened from now on are open. */
function watchPorts(): () => number {
  const listen = vi.spyOn(Server.prototype, "listen");
  onTestFinished(() => listen.mockRestore());
  return () => listen.mock.contexts.filter((server) => server instanceof Server && server.listening).length;
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
    await using running = await runProxy(onPorts({ 1: 0, 2: 0 }));
    const [kept, gone] = [running.port(urlOf(1)), running.port(urlOf(2))];
    const [same, added = 0] = await portsAfter(running.proxy.update(onPorts({ 1: 0, 3: 0 })));
    expect(same).toBe(kept);
    expect(await connects(kept)).toBe(true);
    expect(await connects(added)).toBe(true);
    expect(await connects(gone)).toBe(false);
  });

  test("that were given are kept when they are asked for by their number", async () => {
    await using running = await runProxy(onPorts({ 1: 0 }));
    const port = running.port(urlOf(1));
    expect(await portsAfter(running.proxy.update(onPorts({ 2: port })))).toEqual([port]);
    expect(await connects(port)).toBe(true);
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
    await using running = await runProxy(onPorts({ 1: 0 }));
    const openPorts = watchPorts();
    const result = await running.proxy.update(onPorts({ 2: 0, 3: taken.port }));
    expect(result).toMatchObject({ ok: false, failure: { kind: "listen", code: "EADDRINUSE", port: taken.port } });
    expect(result).not.toHaveProperty("failure.own");
    expect(openPorts()).toBe(0);
    expect(await connects(running.port(urlOf(1)))).toBe(true);
    // What was refused has left nothing behind that would be in the way of the next.
    expect(await running.proxy.update(onPorts({ 1: 0, 2: 0 }))).toMatchObject({ ok: true });
  });

  test("cannot move to another address, and the failure says whose they are", async () => {
    await using running = await runProxy(onPorts({ 1: 0 }));
    const port = running.port(urlOf(1));
    const everywhere = onPorts({ 1: port }, "0.0.0.0");
    expect(await running.proxy.update(everywhere)).toMatchObject({ ok: false, failure: { own: true } });
    expect(await connects(port)).toBe(true);
  });

  test("go over from one scheme to the other", async () => {
    await using upstream = await tcpPeer(echo);
    await using running = await runProxy(onPorts({ 1: 0 }));
    const port = running.port(urlOf(1));
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
    await using running = await runProxy(configOf([{ url: DB, upstream: upstream.port }]));
    const updates = [onPorts({ 1: 0 }), onPorts({ 2: 0 }), onPorts({ 1: 0, 2: 0 })].map((config) =>
      portsAfter(running.proxy.update(config)),
    );
    const [, [second] = [], last = []] = await Promise.all(updates);
    expect(last).toContain(second);
    expect(await connects(running.port(DB))).toBe(false);
    expect(await Promise.all(last.map(connects))).toEqual([true, true]);
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
    const openPorts = watchPorts();
    for (let turns = 0; turns < 30; turns++) {
      const running = await runProxy(configOf([denied]));
      const update = running.proxy.update(onPorts({ 1: 0 }));
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await running.proxy.close();
      expect(await update).toMatchObject({ ok: false, failure: { kind: "not-listening" } });
      expect(openPorts()).toBe(0);
    }
  });

  test("that its caller gives up changes nothing, wherever it is", async () => {
    await using running = await runProxy(onPorts({ 1: 0 }));
    const openPorts = watchPorts();
    for (let turns = 0; turns < 10; turns++) {
      const giveUp = new AbortController();
      const update = running.proxy.update(onPorts({ 2: 0 }), { signal: giveUp.signal });
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      giveUp.abort();
      expect(await update).toEqual({ ok: false, failure: { kind: "aborted" } });
      expect(openPorts()).toBe(0);
    }
    expect(await connects(running.port(urlOf(1)))).toBe(true);
  });
});

describe("the roots that upstreams are verified against", () => {
  const verified = configOf([{ url: DB, upstream: "tls://127.0.0.1:1" }]);

  test("stay where they come from, or the update is refused", async (context) => {
    const directory = await mkdtemp(join(tmpdir(), "sluice-update-"));
    context.onTestFinished(() => rm(directory, { recursive: true }));
    context.onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const [one, two] = [join(directory, "one.pem"), join(directory, "two.pem")];
    await writeFile(one, authority.certificate);
    await writeFile(two, authority.certificate);
    vi.stubEnv("SSL_CERT_DIR", "");
    vi.stubEnv("SSL_CERT_FILE", one);
    await using running = await runProxy(configOf([denied]));
    expect(await running.proxy.update(verified)).toMatchObject({ ok: true, roots: one });
    vi.stubEnv("SSL_CERT_FILE", two);
    const message = expect.stringMatching(/would be those of .*two\.pem, no longer those of .*one\.pem/);
    expect(await running.proxy.update(verified)).toEqual({ ok: false, failure: { kind: "roots", message } });
    // None are in force any more, so any may be.
    expect(await running.proxy.update(configOf([denied]))).toMatchObject({ ok: true });
    expect(await running.proxy.update(verified)).toMatchObject({ ok: true, roots: two });
  });
});
