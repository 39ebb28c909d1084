import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import { beforeAll, describe, expect, test } from "vitest";
import { deferred } from "../deferred.ts";
import { buildClientHello } from "../testing/client-hello.ts";
import { ManualClock } from "../testing/clock.ts";
import { dialTcp, readAll, tcpPeer } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { openPassage, WAYS } from "./testing/ways.ts";

const TCP = "tcp://app.example.com:7000";
const MIB = 1024 * 1024;

let credentials: Credentials;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  credentials = await authority.issue({ commonName: "app", dnsNames: ["app.example.com"] });
});

describe.each(WAYS)("an upstream, what the client says being handed on %s,", (way) => {
  test("that resets in the middle of its answer resets the client", async () => {
    await using passage = await openPassage(way, credentials, (stream, socket) => {
      stream.write("half an ans");
      stream.once("data", () => socket.resetAndDestroy());
    });
    const client = await passage.dial();
    const [heard] = (await once(client, "data")) as [Buffer];
    expect(heard.toString()).toBe("half an ans");
    client.write("stop");
    const [error] = await once(client, "error");
    expect(error).toMatchObject({ code: "ECONNRESET" });
    const { conn } = (await passage.nextEvent()).object;
    expect(conn).toMatchObject({ bytes_in: 4, bytes_out: 11, error: { code: "upstream-reset" } });
  });

  test("that answers before it reads loses nothing of either", async () => {
    const [question, answer] = [randomBytes(4 * MIB), randomBytes(4 * MIB)];
    const asked = deferred<Buffer>();
    await using passage = await openPassage(way, credentials, (stream) => {
      // Reads nothing before its answer has left, which is more than all buffers on the way hold.
      stream.pause().end(answer, () => {
        void readAll(stream).then(asked.resolve);
        stream.resume();
      });
    });
    const client = await passage.dial();
    const answered = readAll(client);
    client.end(question);
    expect((await answered).equals(answer)).toBe(true);
    expect((await asked.promise).equals(question)).toBe(true);
    const { conn } = (await passage.nextEvent()).object;
    expect(conn).toMatchObject({ bytes_in: question.length, bytes_out: answer.length });
    expect(conn.error).toBeUndefined();
  });

  test("that ends half way and is gone leaves its half, and nobody waiting", async () => {
    const gone = deferred<Socket>();
    await using passage = await openPassage(way, credentials, (stream, socket) => {
      stream.once("data", () => stream.pause().end("half an ans", () => gone.resolve(socket)));
    });
    const client = await passage.dial();
    const heard = readAll(client);
    client.write("question");
    expect((await heard).toString()).toBe("half an ans");
    (await gone.promise).destroy();
    // Still has much to say, and nobody to say it to.
    client.on("error", () => {});
    client.end(Buffer.alloc(4 * MIB));
    const { conn } = (await passage.nextEvent()).object;
    expect(conn.bytes_out).toBe(11);
  });
});

test("an upstream that never answers is given up after its limit, and its client told by a close", async () => {
  const clock = new ManualClock();
  const dialled = deferred<void>();
  // Accepts, and never says a word of TLS.
  await using upstream = await tcpPeer(() => dialled.resolve());
  const endpoint = { url: TCP, upstream: `tls://127.0.0.1:${upstream.port}` };
  await using running = await runProxy(configOf([endpoint]), { clock });
  const client = await dialTcp(running.port(TCP));
  const heard = readAll(client);
  client.write("anybody there?");
  await dialled.promise;
  clock.advance(9_999);
  expect(running.events).toHaveLength(0);
  clock.advance(1);
  expect(await heard).toHaveLength(0);
  client.end();
  const { upstream: told, conn } = (await running.nextEvent()).object;
  expect(told?.error).toEqual({ code: "upstream-unreachable", message: "no answer within 10000 ms" });
  expect(conn.bytes_in).toBe(0);
  expect(clock.pending).toBe(0);
});

test("an upstream whose name does not resolve is told, and its client closed", async () => {
  // No resolver asks anybody for a label of more than 63 bytes (RFC 1035, section 2.3.4).
  const host = `${"x".repeat(64)}.invalid`;
  await using running = await runProxy(configOf([{ url: TCP, upstream: `${host}:7000` }]));
  const client = await dialTcp(running.port(TCP));
  expect(await readAll(client)).toHaveLength(0);
  client.end();
  const { upstream } = (await running.nextEvent()).object;
  expect(upstream).toMatchObject({ url: `${host}:7000`, error: { code: "upstream-unreachable" } });
  expect(upstream?.error?.message).toMatch(/^getaddrinfo (ENOTFOUND|EAI_\w+) /);
});

describe("a wall clock that jumps", () => {
  const HOUR = 3_600_000;

  /** Its wall clock can be set like that of a machine. */
  class JumpingClock extends ManualClock {
    offset = 0;

    override now(): Date {
      return new Date(super.now().getTime() + this.offset);
    }
  }

  test.each([HOUR, -HOUR])("by %i ms neither shortens nor prolongs the limit of a hello", async (offset) => {
    const clock = new JumpingClock();
    await using running = await runProxy(configOf([{ url: "tls://app.example.com", upstream: 1 }]), { clock });
    const client = await dialTcp(running.port("tls://app.example.com"));
    client.write(buildClientHello({ serverName: "app.example.com" }).subarray(0, 20));
    await clock.timerSet(3_000);
    clock.offset = offset;
    clock.advance(2_999);
    expect(running.events).toHaveLength(0);
    clock.advance(1);
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    const { traffic_policy, counters } = (await running.nextEvent()).object;
    expect(traffic_policy.error?.code).toBe("client-hello-late");
    expect(counters.client_hello_ms).toBe(3_000);
  });

  test.each([HOUR, -HOUR])("by %i ms neither ends nor keeps a connection that is idle", async (offset) => {
    const clock = new JumpingClock();
    await using upstream = await tcpPeer((socket) => socket.pipe(socket));
    await using running = await runProxy(configOf([{ url: TCP, upstream: upstream.port }]), { clock });
    const client = await dialTcp(running.port(TCP));
    client.write("x");
    await once(client, "data");
    clock.offset = offset;
    clock.advance(299_999);
    client.write("y");
    await once(client, "data");
    clock.advance(299_999);
    expect(running.events).toHaveLength(0);
    client.on("error", () => {});
    clock.advance(1);
    const { conn, counters } = (await running.nextEvent()).object;
    expect(conn).toMatchObject({ bytes_in: 2, bytes_out: 2, error: { code: "idle-timeout" } });
    expect(counters.client_idle_ms).toBe(300_000);
    client.destroy();
  });
});
