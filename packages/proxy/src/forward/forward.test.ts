import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { createScratch } from "../e2e/testing/scratch.ts";
import type { Ports } from "../listeners.ts";
import { dialTcp, readAll } from "../testing/peers.ts";
import { forward } from "./forward.ts";
import { ForwardError } from "./forward-error.ts";
import { ask, forwarding, nextEvent, portOf } from "./testing/forwarding.ts";

const upstream = forwarding();

describe("forward", () => {
  test.each([
    ["a port", () => upstream.port],
    ["an address", () => `127.0.0.1:${upstream.port}`],
    ["a port as a string", () => String(upstream.port)],
    ["an object", () => ({ addr: upstream.port })],
    ["a host and a port", () => ({ host: "127.0.0.1", port: upstream.port })],
  ])("takes %s, and is on loopback alone", async (_, options) => {
    const listener = await upstream.started(options());
    const [bound] = listener.addresses();
    expect(bound?.address).toBe("127.0.0.1");
    expect(listener.url()).toBe(`tcp://127.0.0.1:${bound?.port}`);
    expect(listener.proto()).toBe("tcp");
    expect(await ask(listener, "hello")).toBe("hello");
  });

  test("tells what it was told, and the same id as its events", async () => {
    const listener = await upstream.started({
      addr: upstream.port,
      metadata: "mine",
      forwards_to: "the echo",
      name: "echo",
    });
    const event = nextEvent(listener);
    await ask(listener, "hello");
    const { endpoint, conn } = await event;
    expect(endpoint).toEqual({ id: listener.id(), name: "echo", url: listener.url(), metadata: "mine" });
    expect(conn.bytes_in).toBe(5);
    expect([listener.metadata(), listener.forwardsTo()]).toEqual(["mine", "the echo"]);
    const plain = await upstream.started(upstream.port);
    expect([plain.metadata(), plain.forwardsTo()]).toEqual(["", String(upstream.port)]);
  });

  test("takes what `createProxy` takes beside a configuration", async () => {
    const types: string[] = [];
    const events = { write: ({ event_type }: { event_type: string }) => types.push(event_type) };
    const listener = await upstream.started(upstream.port, { events });
    const event = nextEvent(listener);
    await ask(listener, "hello");
    await event;
    expect(types).toEqual(["tcp_connection_closed.v0"]);
  });

  test("runs a policy, as a text and as what that stands for", async () => {
    const text = "on_tcp_connect:\n  - expressions: [conn.client_ip == '127.0.0.2']\n    actions: [{ type: deny }]\n";
    const object = {
      on_tcp_connect: [{ expressions: ["conn.client_ip == '127.0.0.2'"], actions: [{ type: "deny" }] }],
    };
    for (const policy of [{ traffic_policy: text }, { traffic_policy: object }, { policy: text }]) {
      const listener = await upstream.started({ addr: upstream.port, ...policy });
      expect(await ask(listener, "hello", "127.0.0.2")).not.toBe("hello");
      expect(await ask(listener, "hello")).toBe("hello");
    }
  });

  test("lets in whom its CIDRs allow, before any policy", async () => {
    const listener = await upstream.started({
      addr: upstream.port,
      ip_restriction_allow_cidrs: "127.0.0.0/24",
      ip_restriction_deny_cidrs: ["127.0.0.9"],
      traffic_policy: "on_tcp_connect: [{ actions: [{ type: log, config: { metadata: { came: in } } }] }]",
    });
    const event = nextEvent(listener);
    expect(await ask(listener, "hello")).toBe("hello");
    expect((await event).traffic_policy.logs).toEqual([{ metadata: { came: "in" } }]);
    for (const stranger of ["127.0.0.9", "127.0.1.1"]) {
      const refused = nextEvent(listener);
      expect(await ask(listener, "hello", stranger)).not.toBe("hello");
      expect(await refused).toMatchObject({ ip_policy: { decision: "deny" }, traffic_policy: { rule: 0, logs: [] } });
    }
    const others = await upstream.started({ addr: upstream.port, ip_restriction_deny_cidrs: ["127.0.0.9"] });
    expect(await ask(others, "hello", "127.0.0.8")).toBe("hello");
  });

  test("gives the policy what it names", async () => {
    const scratch = await createScratch();
    const listener = await upstream.started({
      addr: upstream.port,
      ip_intelligence: { blocklist: await scratch.write("bad.txt", "127.0.0.2\n") },
      ip_policies: {
        ipp_guests: [
          { cidr: "127.0.0.3", action: "deny" },
          { cidr: "127.0.0.0/8", action: "allow" },
        ],
      },
      secrets: { house: { word: "127.0.0.4" } },
      traffic_policy: {
        on_tcp_connect: [
          { expressions: ["conn.client_ip.is_on_blocklist"], actions: [{ type: "deny" }] },
          { expressions: ["conn.client_ip == secrets.get('house', 'word')"], actions: [{ type: "deny" }] },
          { actions: [{ type: "restrict-ips", config: { ip_policies: ["ipp_guests"] } }] },
        ],
      },
    });
    for (const stranger of ["127.0.0.2", "127.0.0.3", "127.0.0.4"]) {
      expect(await ask(listener, "hello", stranger)).not.toBe("hello");
    }
    expect(await ask(listener, "hello")).toBe("hello");
    await scratch.remove();
  });

  test("sends a PROXY header", async () => {
    for (const proxy_proto of ["1", 1] as const) {
      const listener = await upstream.started({ addr: upstream.port, proxy_proto });
      expect(await ask(listener, "hello")).toMatch(/^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\nhello$/);
    }
    expect(await ask(await upstream.started({ addr: upstream.port, proxy_proto: "" }), "hello")).toBe("hello");
  });

  test("closes once, however often it is told to, and hurries if the second is in more of a hurry", async () => {
    const listener = await forward(upstream.port);
    const client = await dialTcp(portOf(listener));
    client.write("hello");
    await once(client, "data");
    const ended = readAll(client).catch(() => {});
    const slow = listener.close({ drain: 3_600_000 });
    await Promise.all([slow, listener.close(), ended]);
    client.destroy();
    await listener.close();
    await expect(dialTcp(portOf(listener))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("lets running connections end while it drains", async () => {
    const listener = await forward(upstream.port);
    const client = await dialTcp(portOf(listener));
    client.write("first");
    await once(client, "data");
    const closed = listener.close({ drain: 3_600_000 });
    client.end(", last");
    expect(String(await readAll(client))).toBe(", last");
    await closed;
  });

  test("tries another port where a free one was taken in between, and no other than it was told", async () => {
    const tried: number[] = [];
    const ports: Ports = {
      prepare: ([route]) => {
        const { port = 0, publicPort = 0 } = route ?? {};
        tried.push(port);
        const failure = { code: "EADDRINUSE", message: "", address: "127.0.0.1", port, publicPort };
        return Promise.resolve({ ok: false, failure });
      },
      get: () => undefined,
      close: () => Promise.resolve(),
    };
    await expect(forward(80, { ports })).rejects.toMatchObject({ failure: { code: "EADDRINUSE" } });
    expect(tried).toHaveLength(5);
    const told = forward({ addr: 80, remote_addr: "127.0.0.1:7" }, { ports });
    await expect(told).rejects.toMatchObject({ failure: { port: 7 } });
    expect(tried.slice(5)).toEqual([7]);
  });

  test("says why a port cannot be opened", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const failed = await forward({ addr: 80, remote_addr: `127.0.0.1:${port}` }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ForwardError);
    expect(failed).toMatchObject({
      message: expect.stringContaining(`port ${port} of 127.0.0.1 is taken by another program`),
      failure: { kind: "listen", code: "EADDRINUSE" },
      diagnostics: [],
    });
    taken.close();
    await expect(forward({ addr: 80, listen: { address: "192.0.2.1" } })).rejects.toMatchObject({
      failure: { kind: "listen", code: "EADDRNOTAVAIL" },
    });
  });
});
