import { once } from "node:events";
import type { Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dialTcp, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";

const LETS_IN = "on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { allow: [127.0.0.0/8] } }] }]\n";
const KEEPS_OUT = "on_tcp_connect: [{ actions: [{ type: deny }] }]\n";
/** Each broken in its own way; every one would, taken for what it seems to be, let in or keep out the wrong ones. */
const BROKEN = {
  "not YAML": "on_tcp_connect: [{ actions: [{ type: deny }] }",
  "an action that there is not": "on_tcp_connect: [{ actions: [{ type: denied }] }]\n",
  "an expression that is none": "on_tcp_connect: [{ expressions: ['conn.client_ip =='], actions: [{ type: deny }] }]\n",
  "cut off": KEEPS_OUT.slice(0, 25),
};
const CLIENTS = 20;

let upstream: Peer;
let proxy: ProxyProcess;

beforeAll(async () => {
  upstream = await tcpPeer(echo);
  proxy = await startProxy({
    config: {
      endpoints: [
        {
          name: "echo",
          url: "tcp://echo.example.com:7000",
          upstream: { url: upstream.port },
          traffic_policy_file: "policy.yml",
        },
      ],
    },
    files: { "policy.yml": LETS_IN },
    flags: ["--no-watch"],
  });
});

afterAll(async () => {
  await proxy?.stop();
  await upstream?.[Symbol.asyncDispose]();
});

/** Asks and is answered until it is told to stop; the result is how often. Rejects if the connection fails. */
async function chat(client: Socket, goesOn: () => boolean): Promise<number> {
  for (let rounds = 0; ; rounds++) {
    if (!goesOn()) return rounds;
    client.write("x".repeat(100));
    for (let heard = 0; heard < 100; ) heard += ((await once(client, "data")) as [Buffer])[0].length;
  }
}

/** New connections, one after the other, until it is told to stop; the result is how many were served. */
async function visits(goesOn: () => boolean): Promise<number> {
  for (let served = 0; ; served++) {
    if (!goesOn()) return served;
    const client = await dialTcp(proxy.port("echo"));
    client.end("hello");
    expect((await readAll(client)).toString()).toBe("hello");
  }
}

async function reload(policy: string, told: RegExp): Promise<void> {
  await proxy.scratch.write("policy.yml", policy);
  proxy.signal("SIGHUP");
  await proxy.said(told);
}

test("a broken policy that is pushed under load is refused, and nobody notices", async () => {
  let isPushing = true;
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => dialTcp(proxy.port("echo"))));
  const chats = clients.map((client) => chat(client, () => isPushing));
  const visited = visits(() => isPushing);
  for (const policy of Object.values(BROKEN)) await reload(policy, /^sluice: reload refused, .* stays in force/);
  isPushing = false;
  expect(await visited).toBeGreaterThan(0);
  expect(Math.min(...(await Promise.all(chats)))).toBeGreaterThan(0);

  // The next one that is right is in force, for new connections; running ones keep what they have passed.
  await reload(KEEPS_OUT, /^sluice: reloaded/);
  const refused = await dialTcp(proxy.port("echo"));
  expect(await readAll(refused)).toHaveLength(0);
  refused.end();
  for (const client of clients) {
    let left = 1;
    expect(await chat(client, () => left-- > 0)).toBe(1);
  }
  for (const client of clients) client.destroy();
});
