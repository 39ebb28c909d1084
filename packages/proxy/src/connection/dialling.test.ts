import { once } from "node:events";
import { connect } from "node:net";
import { createTlsTermination } from "@sluice/policy";
import { beforeAll, describe, expect, type MockInstance, test, vi } from "vitest";
import { deferred } from "../deferred.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { ManualClock } from "../testing/clock.ts";
import { collectSockets } from "../testing/collect-sockets.ts";
import { closedPort, dialTcp, echo, type Peer, readAll, tcpPeer, tlsPeer } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { errorStep, forwardStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { bareHello } from "../testing/tls13-client.ts";
import { Direction } from "./direction.ts";
import { ConnectionRecord } from "./record.ts";
import { RunningConnections } from "./running.ts";

const TCP = "tcp://db.example.com:5432";
const INTERNAL = "tls://x.internal:443";
const TERMINATION = createTlsTermination({ minVersion: "1.2", maxVersion: "1.3" });

let server: Credentials;

beforeAll(async () => {
  server = await (await createAuthority({ commonName: "CA" })).issue({ commonName: "up", dnsNames: ["up.example"] });
});

/** A port in front of another that passes nothing on before it is opened. */
async function gate(port: number): Promise<{ readonly peer: Peer; readonly reached: Promise<void>; open(): void }> {
  const opened = deferred<void>();
  const reached = deferred<void>();
  const peer = await tcpPeer((socket) => {
    socket.pause();
    reached.resolve();
    void opened.promise.then(() => {
      const onward = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.pipe(onward).pipe(socket);
    });
  });
  return { peer, reached: reached.promise, open: () => opened.resolve() };
}

/** A proxy whose dial hangs in the upstream's handshake until the gate is opened. */
async function hanging(clock?: ManualClock) {
  const upstream = await tlsPeer({ cert: server.certificate, key: server.privateKey }, echo);
  const way = await gate(upstream.port);
  const endpoint = { url: TCP, upstream: `tls://127.0.0.1:${way.peer.port}`, tls: { insecureSkipVerify: true } };
  const running = await runProxy(configOf([endpoint]), clock ? { clock } : {});
  return {
    running,
    ...way,
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      await way.peer[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

describe("while an upstream is dialled", () => {
  test("a client that resets is noticed at once, though nobody waits for its bytes", async () => {
    // Stands still: no limit ends the dial.
    await using proxy = await hanging(new ManualClock());
    const client = await dialTcp(proxy.running.port(TCP));
    client.write("some bytes");
    await proxy.reached;
    client.resetAndDestroy();
    const { traffic_policy, upstream } = (await proxy.running.nextEvent()).object;
    expect(traffic_policy.outcome).toBe("continue");
    expect(upstream?.error?.message).toBe("the client closed before the upstream was reached");
  });

  test.each([["nothing"], ["a few bytes"], ["more than is read ahead"]])(
    "what a client sends before it ends its half arrives: %s",
    async (amount) => {
      const sent = Buffer.alloc({ nothing: 0, "a few bytes": 5 }[amount] ?? 3_000_000, "0123456789");
      await using proxy = await hanging();
      const client = await dialTcp(proxy.running.port(TCP));
      client.end(sent);
      await proxy.reached;
      proxy.open();
      expect((await readAll(client)).equals(sent)).toBe(true);
      expect((await proxy.running.nextEvent()).object.conn).toMatchObject({
        bytes_in: sent.length,
        bytes_out: sent.length,
      });
    },
  );

  test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ["in one piece", (bytes) => bytes],
    ["but for its last byte, which comes later", (bytes) => bytes.subarray(0, -1)],
  ])("a hello that came meanwhile is there for a policy that asks for it afterwards: %s", async (_how, first) => {
    using sockets = collectSockets();
    const clock = new ManualClock();
    // Accepts, and never says a word of TLS.
    const dialled = deferred<void>();
    await using upstream = await tcpPeer(() => dialled.resolve());
    const names: string[] = [];
    const asks = policyOf(() =>
      forwardStep(INTERNAL, () => ({
        kind: "client-hello",
        report: { logs: [], vars: {}, ipPolicy: null, actions: {} },
        resume: (result) => {
          names.push(result.kind === "hello" ? result.hello.sni : result.kind);
          return terminateStep(TERMINATION, () => errorStep("not-reached"));
        },
      })),
    );
    const endpoints = [
      { url: TCP, policy: asks },
      { url: INTERNAL, upstream: `tls://127.0.0.1:${upstream.port}` },
    ];
    await using running = await runProxy(configOf(endpoints, { certificates: [server] }), { clock });
    const client = await dialTcp(running.port(TCP));
    client.on("error", () => {});
    const hello = Buffer.from(bareHello("up.example"));
    const part = first(hello);
    client.write(part);
    await dialled.promise;
    const accepted = sockets.all.find(({ remotePort }) => remotePort === client.localPort);
    await vi.waitFor(() => expect(accepted?.bytesRead).toBe(part.length));
    clock.advance(DEFAULT_LIMITS.connect);
    if (part.length < hello.length) client.write(hello.subarray(part.length));
    await vi.waitFor(() => expect(names).toEqual(["up.example"]));
    // A ServerHello comes of it: not a byte of the hello was lost.
    const [answer] = (await once(client, "data")) as [Buffer];
    expect([answer[0], answer[5]]).toEqual([22, 2]);
    client.destroy();
    await running.nextEvent();
  });

  test.each([
    ["is there for a handshake afterwards", false, "alert"],
    ["leaves nothing to shake hands with, where it has ended by then", true, "the client ended after its hello"],
  ])("what a client says behind its hello %s", async (_what, ends, message) => {
    using sockets = collectSockets();
    const clock = new ManualClock();
    const dialled = deferred<void>();
    await using upstream = await tcpPeer(() => dialled.resolve());
    const url = "tls://up.example";
    const endpoints = [
      { url, policy: policyOf(() => forwardStep(INTERNAL, () => terminateStep(TERMINATION))) },
      { url: INTERNAL, upstream: `tls://127.0.0.1:${upstream.port}` },
    ];
    await using running = await runProxy(configOf(endpoints, { certificates: [server] }), { clock });
    const client = await dialTcp(running.port(url));
    client.on("error", () => {}).resume();
    const hello = bareHello("up.example");
    client.write(hello);
    await dialled.promise;
    // That it gives the handshake up, RFC 8446, section 6: `handshake_failure`.
    const alert = Buffer.from([21, 3, 3, 0, 2, 2, 40]);
    client.write(alert);
    if (ends) client.end();
    const accepted = sockets.all.find(({ remotePort }) => remotePort === client.localPort);
    await vi.waitFor(() => expect(accepted?.bytesRead).toBe(hello.length + alert.length));
    await vi.waitFor(() => expect(accepted?.readableEnded).toBe(ends));
    clock.advance(DEFAULT_LIMITS.connect);
    const closed = once(client, "close");
    client.end();
    await closed;
    const { error } = (await running.nextEvent()).object.traffic_policy;
    expect(error).toMatchObject({ code: "tls-handshake-failed", message: expect.stringContaining(message) });
  });

  test("a client that goes on sending is heard to its end where the dial fails", async () => {
    const clock = new ManualClock();
    await using proxy = await hanging(clock);
    const client = await dialTcp(proxy.running.port(TCP));
    const sent = Buffer.alloc(3_000_000);
    client.write(sent);
    await proxy.reached;
    clock.advance(DEFAULT_LIMITS.connect);
    // The end of a refusal, and no reset: all was read, though nobody wanted it.
    expect(await readAll(client)).toHaveLength(0);
    const ended = once(client, "finish");
    client.end();
    await ended;
    await proxy.running.nextEvent();
    expect(clock.pending).toBe(0);
  });
});

function mistake(): never {
  throw new Error("a mistake");
}

const MISTAKES: readonly (readonly [string, () => MockInstance])[] = [
  ["is noted", () => vi.spyOn(ConnectionRecord.prototype, "dialled").mockImplementationOnce(mistake)],
  ["becomes a relay", () => vi.spyOn(RunningConnections.prototype, "relaying").mockImplementationOnce(mistake)],
  ["is relayed", () => vi.spyOn(Direction.prototype, "start").mockImplementationOnce(mistake)],
];

test.each(
  MISTAKES.flatMap(([when, spied]) => [
    { when, spied, how: "a dial", forwards: false },
    { when, spied, how: "a forward", forwards: true },
  ]),
)("a mistake of ours when $how $when ends its connection, the upstream's side too, and nothing else", async (each) => {
  const mocked = each.spied();
  await using upstream = await tcpPeer(echo);
  const endpoints = each.forwards
    ? [
        { url: TCP, policy: policyOf(() => forwardStep(INTERNAL)) },
        { url: INTERNAL, upstream: upstream.port },
      ]
    : [{ url: TCP, upstream: upstream.port }];
  await using running = await runProxy(configOf(endpoints), { watchRunning: true });
  const client = await dialTcp(running.port(TCP));
  expect(await readAll(client)).toHaveLength(0);
  const { traffic_policy } = (await running.nextEvent()).object;
  expect(traffic_policy.error).toEqual({ code: "internal-error", message: "a mistake" });
  await vi.waitFor(() =>
    expect(upstream.accepted.map(({ destroyed, readableEnded }) => destroyed || readableEnded)).toEqual([true]),
  );
  mocked.mockRestore();
  const next = await dialTcp(running.port(TCP));
  next.end("hello");
  expect((await readAll(next)).toString()).toBe("hello");
});

test("so does one of whoever is told that a member of a pool could not be reached", async () => {
  await using upstream = await tcpPeer(echo);
  const endpoints = [await closedPort(), upstream.port].map((port) => ({ url: TCP, upstream: port, pool: true }));
  await using running = await runProxy(configOf(endpoints), { onPoolChange: mistake });
  const [first, second] = [await dialTcp(running.port(TCP)), await dialTcp(running.port(TCP))];
  first.on("error", () => {});
  expect(await readAll(first)).toHaveLength(0);
  expect((await running.nextEvent()).object.traffic_policy.error).toEqual({
    code: "internal-error",
    message: "a mistake",
  });
  second.end("hello");
  expect((await readAll(second)).toString()).toBe("hello");
});
