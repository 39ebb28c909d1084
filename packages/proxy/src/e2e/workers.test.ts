import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ConnectionEvent } from "../events/event.ts";
import { dialTcp, dialTls, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { type Authority, createAuthority } from "../testing/pki.ts";
import { type ProxyProcess, startProxy, type TestConfig } from "./testing/proxy-process.ts";

const RELOADED = /^sluice: reloaded\b/;
const REFUSED = /^sluice: reload refused\b/;

let authority: Authority;
let upstream: Peer;
let proxy: ProxyProcess;
/** Of the workers, in their order. */
let pids: number[];

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Servers CA" });
  upstream = await tcpPeer(echo);
});

afterAll(() => upstream?.[Symbol.asyncDispose]());

afterEach(async () => {
  await proxy?.stop();
});

function configuration(rest: Record<string, unknown> = {}, name = "echo"): TestConfig {
  return {
    ...rest,
    endpoints: [{ name, url: "tcp://echo.example.com:7000", metadata: name, upstream: { url: upstream.port } }],
  };
}

async function start(config: TestConfig = configuration(), flags: readonly string[] = []): Promise<void> {
  proxy = await startProxy({ config, flags: ["--workers", "2", ...flags] });
  const line = await proxy.said(/^sluice: workers: 2, processes /);
  pids =
    line
      .match(/\d+(?=,|$)/g)
      ?.slice(-2)
      .map(Number) ?? [];
}

/** A connection that has been served: its byte has come back. */
async function served(name = "echo"): Promise<Socket> {
  // Closes by itself once the other side has: a worker that dies takes no leave.
  const client = connect(proxy.port(name), "127.0.0.1").on("error", () => {});
  client.write("a");
  await once(client, "data");
  return client;
}

/** Whether a connection is served; one that is not, is reset. */
function isServed(): Promise<boolean> {
  return new Promise((resolve) => {
    const client = connect(proxy.port("echo"), "127.0.0.1").on("error", () => {});
    client.once("data", () => client.destroy());
    client.once("close", () => resolve(client.bytesRead > 0));
    client.write("a");
  });
}

async function echoed(text: string | Buffer): Promise<Buffer> {
  const client = await dialTcp(proxy.port("echo"));
  client.end(text);
  return readAll(client);
}

function kill(pid: number | undefined): void {
  if (pid) process.kill(pid, "SIGKILL");
}

describe("workers", () => {
  test("share a port, and every connection is relayed to its last byte, also after one side has ended", async () => {
    await start();
    const text = Buffer.alloc(3_000_000, "0123456789");
    for (const answer of await Promise.all([1, 2, 3, 4].map(() => echoed(text))))
      expect(answer.equals(text)).toBe(true);
  });

  test("terminate TLS", async () => {
    const { certificate, privateKey: key } = await authority.issue({
      commonName: "web",
      dnsNames: ["web.example.com"],
    });
    const web = {
      name: "web",
      url: "tls://web.example.com",
      upstream: { url: upstream.port },
      traffic_policy: { on_tcp_connect: [{ actions: [{ type: "terminate-tls" }] }] },
    };
    await start({ certificates: [{ certificate, private_key: key }], endpoints: [web] });
    for (const _ of [1, 2, 3, 4]) {
      const options = { ca: authority.certificate, rejectUnauthorized: true };
      const client = await dialTls(proxy.port("web"), "web.example.com", options);
      client.end("hello");
      expect((await readAll(client)).toString()).toBe("hello");
    }
  });

  test("take PROXY headers, and what comes with them", async () => {
    const { certificate, privateKey: key } = await authority.issue({
      commonName: "web",
      dnsNames: ["web.example.com"],
    });
    const web = {
      name: "web",
      url: "tls://web.example.com",
      upstream: { url: upstream.port },
      traffic_policy: { on_tcp_connect: [{ actions: [{ type: "terminate-tls" }] }] },
    };
    const listen = { address: "127.0.0.1", ports: { 443: 0 }, accept_proxy_protocol: { from: ["127.0.0.1"] } };
    await start({ listen, certificates: [{ certificate, private_key: key }], endpoints: [web] });
    for (const _ of [1, 2]) {
      const { result, event } = await proxy.watch(async () => {
        const socket = await dialTcp(proxy.port("web"));
        socket.cork();
        socket.write("PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n");
        const client = dialTls(0, "web.example.com", { socket });
        setImmediate(() => socket.uncork());
        const secure = await client;
        secure.end("hello");
        return (await readAll(secure)).toString();
      });
      expect([result, event.conn.client_ip, event.conn.peer_ip]).toEqual(["hello", "203.0.113.9", "127.0.0.1"]);
    }
  });

  test("write whole events, however long they are and however many end at once", async () => {
    // Longer than what a pipe takes as one (PIPE_BUF is 4,096 bytes on Linux).
    const config = configuration({ events: { file: "events.jsonl" } }, "x".repeat(6_000));
    await start(config);
    const port = proxy.port("x".repeat(6_000));
    const visit = async (number: number): Promise<void> => {
      const client = await dialTcp(port);
      client.end(Buffer.alloc(number));
      await readAll(client);
    };
    await Promise.all(Array.from({ length: 300 }, (_, number) => visit(number)));
    proxy.signal("SIGTERM");
    expect(await proxy.exited).toBe(0);
    const lines = readFileSync(proxy.scratch.path("events.jsonl"), "utf8").trimEnd().split("\n");
    const sizes = lines.map((line) => (JSON.parse(line) as ConnectionEvent).object.conn.bytes_in);
    expect(sizes.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, number) => number));
  });

  test("write events for people, too", async () => {
    await start(configuration({ events: { file: "events.txt" } }), ["--format", "text"]);
    await Promise.all(Array.from({ length: 20 }, () => echoed("hello")));
    proxy.signal("SIGTERM");
    expect(await proxy.exited).toBe(0);
    const lines = readFileSync(proxy.scratch.path("events.txt"), "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(20);
    for (const line of lines) expect(line).toMatch(/127\.0\.0\.1:\d+/);
  });
});

describe("a limit", () => {
  test.each([
    ["of all", { max_connections: 3 }, "max-connections"],
    ["of a client", { per_client: { max_connections: 3 } }, "max-connections-client"],
    ["of a prefix", { per_prefix: { max_connections: 3 } }, "max-connections-prefix"],
  ])("%s holds across workers", async (_whose, limits, code) => {
    await start(configuration({ limits }));
    const held = [await served(), await served(), await served()];
    // Whoever it comes to.
    for (const _ of [1, 2, 3, 4]) {
      const { result, event } = await proxy.watch(isServed);
      expect([result, event.traffic_policy.error?.code, event.upstream]).toEqual([false, code, null]);
    }
    held.pop()?.destroy();
    await proxy.watch(async () => {});
    held.push(await served());
    for (const socket of held) socket.destroy();
  });

  test("of an endpoint does", async () => {
    const config = configuration();
    await start({ ...config, endpoints: config.endpoints.map((one) => ({ ...one, max_connections: 3 })) });
    const held = [await served(), await served(), await served()];
    for (const _ of [1, 2]) {
      const { result, event } = await proxy.watch(isServed);
      expect([result, event.traffic_policy.error?.code]).toEqual([false, "max-connections-endpoint"]);
    }
    for (const socket of held) socket.destroy();
  });

  test("is given back by a worker that dies", async () => {
    await start(configuration({ limits: { max_connections: 4 } }));
    const held = await Promise.all([served(), served(), served(), served()]);
    expect((await proxy.watch(isServed)).result).toBe(false);
    const closed = Promise.all(held.map((socket) => once(socket, "close")));
    for (const pid of pids) kill(pid);
    await closed;
    await proxy.said(/^sluice: worker . is process \d+ now$/);
    await proxy.said(/^sluice: worker . is process \d+ now$/);
    const again = await Promise.all([served(), served(), served(), served()]);
    expect((await proxy.watch(isServed)).result).toBe(false);
    for (const socket of again) socket.destroy();
  });
});

describe("a worker that dies", () => {
  test("is told and replaced, and the others serve on", async () => {
    await start();
    const held = [await served(), await served()];
    const closes = held.map((socket) => once(socket, "close"));
    kill(pids[0]);
    expect(await proxy.said(/has ended/)).toBe(
      `sluice: worker 1 (process ${pids[0]}) has ended by SIGKILL, its connections are gone; another starts`,
    );
    await Promise.race(closes);
    expect((await echoed("hello")).toString()).toBe("hello");
    const [, pid] = /^sluice: worker 1 is process (\d+) now$/.exec(await proxy.said(/is process/)) ?? [];
    kill(pids[1]);
    await proxy.said(/worker 2 .* has ended/);
    await Promise.all(closes);
    expect((await echoed("hello")).toString()).toBe("hello");
    kill(Number(pid));
    expect(await proxy.said(/worker 1 .* has ended/)).toMatch(/another starts in 1 s$/);
  });

  test("takes no connection with it untold that it has not taken over yet", async () => {
    await start();
    // They are handed what is accepted, and never say that they have it.
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    const visits = Array.from({ length: 20 }, isServed);
    await Promise.all(Array.from({ length: 20 }, () => dialTcp(proxy.port("echo")).then((client) => client.destroy())));
    for (const pid of pids) kill(pid);
    // Each is reset, or waited for the next worker.
    await Promise.all(visits);
    const codes: (string | undefined)[] = [];
    for (let told = 0; told < 40; told++) {
      codes.push((await proxy.watch(async () => {})).event.traffic_policy.error?.code);
    }
    expect(codes).toContain("no-worker");
    expect(codes.filter((code) => code !== "no-worker" && code !== undefined && code !== "client-closed")).toEqual([]);
  });

  test("is replaced by one with the configuration in force, whatever the files say by then", async () => {
    await start(configuration({ region: "one" }), ["--no-watch"]);
    await proxy.configure(configuration({ region: "two" }));
    proxy.signal("SIGHUP");
    await proxy.said(RELOADED);
    await proxy.configure({ endpoints: [], nonsense: true });
    for (const pid of pids) {
      kill(pid);
      await proxy.said(/is process/);
    }
    expect((await echoed("hello")).toString()).toBe("hello");
    proxy.signal("SIGHUP");
    await proxy.said(REFUSED);
    expect((await echoed("hello")).toString()).toBe("hello");
  });
});

describe("a reload", () => {
  test("is one for all, with its ports, and running connections live on", async () => {
    await start();
    const running = await served();
    const added = { name: "added", url: "tcp://added.example.com:7001", upstream: { url: upstream.port } };
    const { endpoints } = configuration();
    await proxy.configure({ endpoints: [...endpoints, added] });
    await proxy.said(/listening on .* \(added\)$/);
    await proxy.said(RELOADED);
    for (const socket of [await served("added"), await served("added")]) socket.destroy();
    await proxy.configure(configuration({ region: "x" }));
    await proxy.said(/^sluice: no longer: listening on .* \(added\)$/);
    await expect(dialTcp(proxy.port("added"))).rejects.toMatchObject({ code: "ECONNREFUSED" });
    running.end("z");
    expect((await readAll(running)).toString()).toBe("z");
  });

  test("that is refused changes no worker", async () => {
    await start();
    const policy = { on_tcp_connect: [{ actions: [{ type: "deny" }] }] };
    const [one] = configuration().endpoints;
    await proxy.configure({
      endpoints: [{ ...one, name: "echo", url: "tcp://x.example:7000", traffic_policy: { on: policy } }],
    });
    await proxy.said(REFUSED);
    const listen = { address: "127.0.0.1", ports: { 7000: 0, 7001: upstream.port } };
    const taken = { name: "taken", url: "tcp://taken.example.com:7001", upstream: { url: 1 } };
    const denying = { name: "echo", url: "tcp://echo.example.com:7000", upstream: { url: 1 }, traffic_policy: policy };
    await proxy.configure({ listen, endpoints: [denying, taken] });
    await proxy.said(/is taken by another program/);
    await proxy.said(REFUSED);
    for (const _ of [1, 2, 3, 4]) expect((await echoed("hello")).toString()).toBe("hello");
  });
});

test("a reload that is refused for a reason that passes is one for all workers once it has", async () => {
  await start();
  const other = await tcpPeer(echo);
  const listen = { address: "127.0.0.1", ports: { 7000: 0, 7001: other.port } };
  const added = { name: "added", url: "tcp://added.example.com:7001", upstream: { url: upstream.port } };
  await proxy.configure({ listen, endpoints: [...configuration().endpoints, added] });
  expect(await proxy.said(REFUSED)).toContain("is tried again");
  await other[Symbol.asyncDispose]();
  await proxy.said(RELOADED);
  for (const socket of [await served("added"), await served("added")]) socket.destroy();
});

describe("stopping", () => {
  test("is nothing that workers do by themselves, as where a terminal signals all of them", async () => {
    await start();
    const held = await served();
    for (const pid of pids) for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.kill(pid, signal);
    expect((await echoed("hello")).toString()).toBe("hello");
    held.end("b");
    expect((await readAll(held)).toString()).toBe("b");
  });

  test("of the primary by force ends the workers", async () => {
    await start();
    const held = [await served(), await served()];
    const closed = Promise.all(held.map((socket) => once(socket, "close")));
    proxy.signal("SIGKILL");
    await closed;
    await expect(dialTcp(proxy.port("echo"))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
