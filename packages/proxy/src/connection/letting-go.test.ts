import { once } from "node:events";
import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { AddressSet } from "@sluice/policy";
import { describe, expect, test, vi } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { collectSockets } from "../testing/collect-sockets.ts";
import { dialTcp, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { denyStep, policyOf } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { relayTo } from "../testing/relay.ts";
import { bareHello } from "../testing/tls13-client.ts";
import { relay } from "./pump.ts";

const TCP = "tcp://db.example.com:5432";
/** What leads from a socket to its connection. */
const OURS = ["attempt", "hearer", "served", "relay", "written by"];
const LINGER = 1_000;

/** Which of them a socket has, or has had. */
function leads(socket: object): { readonly had: string[]; readonly left: string[] } {
  const symbols = Object.getOwnPropertySymbols(socket).filter(({ description = "" }) => OURS.includes(description));
  const left = symbols.filter((symbol) => (socket as Record<symbol, unknown>)[symbol] !== undefined);
  const names = (of: readonly symbol[]) => of.map(({ description = "" }) => description).toSorted();
  return { had: names(symbols), left: names(left) };
}

describe("a connection that is over", () => {
  test("leaves no timer, and nothing on its sockets that leads to it", async () => {
    using sockets = collectSockets();
    const clock = new ManualClock();
    await using upstream = await tcpPeer(echo);
    await using running = await runProxy(configOf([{ url: TCP, upstream: upstream.port }]), { clock });
    const client = await dialTcp(running.port(TCP));
    client.end("hello");
    expect((await readAll(client)).toString()).toBe("hello");
    await running.nextEvent();
    const all = sockets.all.map(leads).filter(({ had }) => had.length > 0);
    expect(all.map(({ had }) => had).toSorted()).toEqual([
      ["attempt", "hearer", "relay"],
      ["hearer", "relay", "served"],
    ]);
    expect(all.flatMap(({ left }) => left)).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test("so does one whose hello and whose PROXY header were read", async () => {
    using sockets = collectSockets();
    const clock = new ManualClock();
    await using upstream = await tcpPeer(echo);
    const url = "tls://db.example.com";
    const listen = { acceptProxyProtocol: AddressSet.from(["127.0.0.1"]), ports: new Map([[443, 0]]) };
    await using running = await runProxy(configOf([{ url, upstream: upstream.port }], { listen }), { clock });
    const client = await dialTcp(running.port(url));
    client.write("PROXY TCP4 192.0.2.1 192.0.2.2 1 443\r\n");
    const hello = bareHello("db.example.com");
    client.end(hello);
    expect(await readAll(client)).toEqual(Buffer.from(hello));
    await running.nextEvent();
    const all = sockets.all.map(leads).filter(({ had }) => had.length > 0);
    expect(all.map(({ had }) => had).toSorted()).toEqual([
      ["attempt", "hearer", "relay"],
      ["hearer", "relay", "served"],
    ]);
    expect(all.flatMap(({ left }) => left)).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test("leaves no timer where it was refused", async () => {
    const clock = new ManualClock();
    await using running = await runProxy(configOf([{ url: TCP, policy: policyOf(() => denyStep()) }]), { clock });
    const client = await dialTcp(running.port(TCP));
    await readAll(client);
    client.end();
    await running.nextEvent();
    expect(clock.pending).toBe(0);
  });

  test("leaves no timer where one side outlived the other", async () => {
    const clock = new ManualClock();
    await using upstream = await tcpPeer((socket) => void socket.resume());
    await using relayed = await relayTo(upstream, { clock, linger: LINGER });
    const client = await dialTcp(relayed.port);
    client.end("question");
    await once(client, "finish");
    await vi.waitFor(() => expect(relayed.upstream()?.writableFinished).toBe(true));
    relayed.client()?.destroy();
    await clock.timerSet(LINGER);
    upstream.accepted[0]?.end();
    await relayed.ended;
    expect(clock.pending).toBe(0);
  });

  test.each([
    ["client", true, false],
    ["upstream", false, true],
    ["both sides", true, true],
  ])("is told once where it was over before it was relayed: %s", async (_which, client, upstream) => {
    const clock = new ManualClock();
    await using peer = await tcpPeer(echo);
    const [one, other] = [await dialTcp(peer.port), await dialTcp(peer.port)];
    const closed = [one, other].map((socket) => once(socket, "close"));
    if (client) one.destroy();
    if (upstream) other.destroy();
    const ended = vi.fn();
    // As under TLS: what is read and written is not the socket.
    const decrypted = new PassThrough() as unknown as Socket;
    const options = { first: Buffer.from("first"), clock, idle: 1_000, linger: LINGER };
    relay({ stream: decrypted, socket: one }, { stream: other, socket: other }, options, ended);
    await Promise.all(closed);
    await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
    expect([decrypted, one, other].flatMap((each) => leads(each).left)).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
