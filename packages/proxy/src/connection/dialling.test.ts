import { connect } from "node:net";
import { beforeAll, describe, expect, test } from "vitest";
import { deferred } from "../deferred.ts";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, echo, type Peer, readAll, tcpPeer, tlsPeer } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { configOf, runProxy } from "../testing/proxies.ts";

const TCP = "tcp://db.example.com:5432";

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
});
