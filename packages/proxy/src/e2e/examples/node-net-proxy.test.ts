import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closedPort, echo, type Peer, readAll, tcpPeer } from "../../testing/peers.ts";
import { examplePath } from "../testing/example.ts";
import { createScratch, type Scratch } from "../testing/scratch.ts";
import { type RunningExample, startExample } from "./testing/start-example.ts";

const PROGRAM = "node-net-proxy/proxy.js";
const POLICY = examplePath("node-net-proxy/policy.yml");

let scratch: Scratch;
let upstream: Peer;
let proxy: RunningExample;
let port: number;

const start = async (policy: string, upstreamPort: number) => {
  const running = await startExample(PROGRAM, { args: [policy, "0", String(upstreamPort)] });
  const [, given] = await running.said(/^listening on port (\d+)$/);
  return { running, port: Number(given) };
};

/** A client from an address of loopback. */
async function dial(to: number, localAddress = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port: to, host: "127.0.0.1", localAddress, allowHalfOpen: true });
  await once(socket, "connect");
  return socket;
}

beforeAll(async () => {
  scratch = await createScratch();
  upstream = await tcpPeer(echo);
  ({ running: proxy, port } = await start(POLICY, upstream.port));
});

afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
  await scratch?.remove();
});

/** All that a client hears that says this; the code of the error that ended it. */
function ask(to: number, said: string, localAddress = "127.0.0.1"): Promise<string> {
  const socket = connect({ port: to, host: "127.0.0.1", localAddress, allowHalfOpen: true });
  const heard = readAll(socket).then(String, (error: NodeJS.ErrnoException) => String(error.code));
  socket.end(said);
  return heard;
}

/** What a policy of its own makes of a client that says hello. */
async function under(policy: string): Promise<string> {
  const other = await start(await scratch.write("policy.yml", policy), upstream.port);
  try {
    return await ask(other.port, "hello");
  } finally {
    await other.running[Symbol.asyncDispose]();
  }
}

describe("the proxy in 20 lines", () => {
  test("has 20 lines, and imports nothing but Node and the policy", () => {
    const lines = readFileSync(examplePath(PROGRAM), "utf8").split("\n");
    const code = lines.filter((line) => line.trim() !== "" && !line.trim().startsWith("//"));
    expect(code.length).toBeLessThanOrEqual(20);
    expect(code.every((line) => line.length <= 120)).toBe(true);
    const imported = code.flatMap((line) => /^import .* from "(.*)";$/.exec(line)?.[1] ?? []);
    expect(imported.filter((name) => !name.startsWith("node:"))).toEqual(["@sluice/policy"]);
  });

  test("lets through what the policy lets through, however much", async () => {
    const payload = randomBytes(8 * 1024 * 1024);
    const client = await dial(port);
    client.end(payload);
    expect((await readAll(client)).equals(payload)).toBe(true);
  });

  test("reads no faster than the other side does", async () => {
    let isFirst = true;
    await using slow = await tcpPeer((socket) => {
      if (!isFirst) echo(socket);
      isFirst = false;
    });
    const other = await start(POLICY, slow.port);
    await using _ = other.running;
    const client = await dial(other.port);
    const chunk = Buffer.alloc(1024 * 1024);
    for (let i = 0; i < 64; i++) client.write(chunk);
    // Once the buffers of the way are full, nothing moves, however long the proxy has for it.
    for (let left = -1, still = 0; still < 10; ) {
      expect(await ask(other.port, "and others?")).toBe("and others?");
      still = client.writableLength === left ? still + 1 : 0;
      left = client.writableLength;
    }
    expect(client.writableLength).toBeGreaterThan(32 * chunk.length);
    const [accepted] = slow.accepted;
    if (!accepted) throw new Error("the upstream has no connection");
    client.end();
    expect((await readAll(accepted)).length).toBe(64 * chunk.length);
    accepted.end();
  });

  test("lets the upstream end first, and still takes what the client says", async () => {
    const heard: Promise<Buffer>[] = [];
    await using server = await tcpPeer((socket) => {
      heard.push(readAll(socket));
      socket.end("that is all");
    });
    const other = await start(POLICY, server.port);
    await using _ = other.running;
    const client = await dial(other.port);
    expect(String(await readAll(client))).toBe("that is all");
    client.end("not from me");
    expect(String(await heard[0])).toBe("not from me");
  });

  test("denies with a FIN, also a client that has said something", async () => {
    const before = upstream.accepted.length;
    const client = await dial(port, "127.0.3.1");
    client.write(randomBytes(256 * 1024));
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    expect(upstream.accepted).toHaveLength(before);
  });

  test("resets for `close-connection`", async () => {
    const before = upstream.accepted.length;
    expect(await ask(port, "hello", "127.0.1.66")).toBe("ECONNRESET");
    expect(upstream.accepted).toHaveLength(before);
  });

  test("refuses a forward, which it has nowhere to send", async () => {
    expect(await ask(port, "hello", "127.0.2.1")).toBe("ECONNRESET");
  });

  test("goes on after a forward where the policy says so", async () => {
    const config = "{ url: 'tcp://a.internal:1', on_error: continue }";
    expect(await under(`on_tcp_connect: [{ actions: [{ type: forward-internal, config: ${config} }] }]`)).toBe("hello");
  });

  test("refuses whatever would need TLS", async () => {
    const named = `on_tcp_connect: [{ expressions: ["conn.tls.sni == 'bad.example'"], actions: [{ type: deny }] }]`;
    expect(await under(named)).toBe("ECONNRESET");
    expect(await under("on_tcp_connect: [{ actions: [{ type: terminate-tls }] }]")).toBe("ECONNRESET");
  });

  test("closes a client whose upstream cannot be reached", async () => {
    const other = await start(POLICY, await closedPort());
    await using _ = other.running;
    // The second: it is still there for the next.
    for (const said of ["first", "second"]) expect(["", "ECONNRESET"]).toContain(await ask(other.port, said));
  });

  test("does not start with a policy that does not compile", async () => {
    const policy = await scratch.write("broken.yml", "on_tcp_connect:\n  - actions:\n      - type: dney\n");
    await using running = await startExample(PROGRAM, { args: [policy, "0", "1"] });
    await running.said(/broken\.yml:3: there is no action `dney`/);
    expect(await running.exited).toBe(1);
  });
});
