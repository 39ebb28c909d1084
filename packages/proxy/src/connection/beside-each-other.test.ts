import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import { beforeAll, expect, test } from "vitest";
import { dialTcp, dialTls, tcpPeer } from "../testing/peers.ts";
import { type Credentials, createSelfSigned } from "../testing/pki.ts";
import { policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { ROOM } from "./rooms.ts";

const NAME = "db.example.com";
const TLS = `tls://${NAME}`;
const TCP = "tcp://db.example.com:5432";
const CLIENTS = 8;
/** What an upstream says in one go: less than a room, one to the byte, more, and several. */
const STEPS = [1, ROOM - 1, ROOM, ROOM + 1, 20_000, 5 * ROOM, 3 * ROOM + 7];

let server: Credentials;

beforeAll(async () => {
  server = await createSelfSigned({ commonName: NAME, dnsNames: [NAME] });
});

test("of connections that are read into the same memory each gets its own bytes, over TCP and TLS, however slowly it reads", async () => {
  const answers = Array.from({ length: CLIENTS }, () => randomBytes(3_000_000));
  await using upstream = await tcpPeer((socket) => {
    socket.once("data", ([number]: Buffer) => void sayInSteps(socket, answers[number ?? 0] ?? Buffer.alloc(0)));
  });
  const policy = policyOf(() => terminateStep());
  const endpoints = [
    { url: TLS, upstream: upstream.port, policy },
    { url: TCP, upstream: upstream.port },
  ];
  await using running = await runProxy(configOf(endpoints, { certificates: [server] }));
  const heard = answers.map(async (_, number) => {
    const client = number % 2 === 0 ? await dialTls(running.port(TLS), NAME) : await dialTcp(running.port(TCP));
    client.write(Buffer.from([number]));
    const answer = await readSlowly(client, number % 4 < 2);
    client.end();
    return answer;
  });
  const isItsOwn = (await Promise.all(heard)).map((answer, number) => answer.equals(answers[number] ?? answer));
  expect(isItsOwn).toEqual(Array.from({ length: CLIENTS }, () => true));
});

async function sayInSteps(socket: Socket, answer: Buffer): Promise<void> {
  let said = 0;
  for (let step = 0; said < answer.length; step++) {
    const end = said + (STEPS[step % STEPS.length] ?? 1);
    if (!socket.write(answer.subarray(said, end))) await once(socket, "drain");
    said = end;
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
}

/** All that a socket says; `isSlow`: one chunk in three turns. */
async function readSlowly(socket: Socket, isSlow: boolean): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
    for (let turn = 0; isSlow && turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  return Buffer.concat(chunks);
}
