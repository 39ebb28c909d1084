import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { echo, type Peer, readAll, tcpPeer } from "../../testing/peers.ts";
import { examplePath } from "../testing/example.ts";
import { createScratch, type Scratch } from "../testing/scratch.ts";
import { startExample } from "./testing/start-example.ts";

let scratch: Scratch;
let upstream: Peer;

beforeAll(async () => {
  scratch = await createScratch();
  upstream = await tcpPeer(echo);
});

afterAll(async () => {
  await upstream?.[Symbol.asyncDispose]();
  await scratch?.remove();
});

function ask(port: number, said: string, localAddress = "127.0.0.1"): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", localAddress, allowHalfOpen: true });
  const heard = readAll(socket).then(String, (error: NodeJS.ErrnoException) => String(error.code));
  socket.end(said);
  return heard;
}

/** The configuration as it is, with an upstream that is there. */
async function configured(change: (text: string) => string = (text) => text): Promise<string> {
  const text = await readFile(examplePath("embedding/sluice.yml"), "utf8");
  return scratch.write("sluice.yml", change(text.replace("127.0.0.1:5432", `127.0.0.1:${upstream.port}`)));
}

describe("examples/embedding/proxy.js", () => {
  test("serves its configuration, tells each connection, and closes when it is told to", async () => {
    await using proxy = await startExample("embedding/proxy.js", { args: [await configured()] });
    const [, port] = await proxy.said(/^tcp:\/\/db\.example\.com:7000 is on port (\d+) of 127\.0\.0\.1$/);
    expect(await ask(Number(port), "hello")).toBe("hello");
    await proxy.said(/^127\.0\.0\.1 database continue, 5 bytes in, 5 bytes out$/);
    expect(await ask(Number(port), "hello", "127.0.0.2")).not.toBe("hello");
    await proxy.said(/^127\.0\.0\.2 database deny, 0 bytes in, 0 bytes out$/);
    proxy.signal("SIGTERM");
    expect(await proxy.exited).toBe(0);
  });

  test("says what is wrong with it", async () => {
    const broken = await configured((text) => text.replace("type: deny", "type: dney"));
    await using proxy = await startExample("embedding/proxy.js", { args: [broken] });
    await proxy.said(/sluice\.yml:18:21: error: there is no action `dney` \[unknown-action, ERR_NGROK_2201\]$/);
    await proxy.said(/hint: did you mean `deny`\?/);
    expect(await proxy.exited).toBe(1);
  });
});

describe("examples/embedding/forward.js", () => {
  test("terminates TLS in front of its upstream, and lets what runs end when it closes", async () => {
    await using program = await startExample("embedding/forward.js", { args: [String(upstream.port)] });
    const [, port, to] = await program.said(/^tls:\/\/db\.example\.com is on port (\d+) and forwards to (\d+)$/);
    expect(Number(to)).toBe(upstream.port);
    const dial = async (maxVersion: "TLSv1.2" | "TLSv1.3") => {
      const client = connectTls({
        port: Number(port),
        host: "127.0.0.1",
        servername: "db.example.com",
        rejectUnauthorized: false,
        maxVersion,
      });
      await once(client, "secureConnect");
      return client;
    };
    const old = await dial("TLSv1.2");
    expect(await readAll(old).catch(() => "")).toHaveLength(0);
    await program.said(/^127\.0\.0\.1: deny$/);
    const client = await dial("TLSv1.3");
    client.write("hello");
    await once(client, "data");
    program.signal("SIGTERM");
    client.end();
    await program.said(/^closed$/);
    expect(await program.exited).toBe(0);
  });
});

describe("examples/embedding/workers.js", () => {
  test("serves one port with two processes, and ends both", async () => {
    await using program = await startExample("embedding/workers.js", { args: [await configured()] });
    const [, first, port] = await program.said(/^(\d+) serves tcp:\/\/db\.example\.com:7000 on port (\d+)$/);
    const [, second] = await program.said(new RegExp(`^(?!${first} )(\\d+) serves .* on port ${port}$`));
    for (let asked = 0; asked < 4; asked++) expect(await ask(Number(port), "hello")).toBe("hello");
    await program.said(new RegExp(`^${first} had 127\\.0\\.0\\.1$`));
    await program.said(new RegExp(`^${second} had 127\\.0\\.0\\.1$`));
    program.signal("SIGTERM");
    expect(await program.exited).toBe(0);
  });
});
