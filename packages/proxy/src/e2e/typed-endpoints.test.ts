import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { connect as connectTls } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readAll } from "../testing/peers.ts";
import {
  type ClientCertificates,
  type Credentials,
  createAuthority,
  createClientCertificates,
} from "../testing/pki.ts";
import { buildCli, type Cli } from "./testing/cli.ts";
import { Lines } from "./testing/lines.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";
import { startReversingUpstream, type Upstream } from "./testing/upstreams.ts";

const NAME = "app.example.com";
let cli: Cli;
let upstream: Upstream;
let encrypted: Upstream;
let server: Credentials;
let authority: string;
let clients: ClientCertificates;
let scratch: Scratch;
let ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const servers = await createAuthority({ commonName: "Servers CA" });
  authority = servers.certificate;
  server = await servers.issue({ commonName: NAME, dnsNames: [NAME, "localhost"], usage: "server" });
  clients = await createClientCertificates();
  upstream = await startReversingUpstream();
  encrypted = await startReversingUpstream(server);
  cli = await buildCli();
});
afterAll(async () => {
  // Not waited for: of a handshake that a proxy gave up, a server with open halves hears no end.
  void encrypted.close();
  await Promise.all([upstream.close(), cli.remove()]);
});
beforeEach(async () => {
  scratch = await createScratch();
  await scratch.write("crt.pem", server.certificate);
  await scratch.write("key.pem", server.privateKey);
  await scratch.write("servers.pem", authority);
  await scratch.write("clients.pem", clients.authority.certificate);
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  ends = [];
  await scratch.remove();
});

/** Starts a typed endpoint; the result is its port and what it says. */
async function start(...args: readonly string[]) {
  const child = cli.spawn([...args, "--listen", "127.0.0.1:0"]);
  const exited = once(child, "exit");
  ends.push(async () => {
    child.kill("SIGTERM");
    await exited;
  });
  const lines = new Lines();
  createInterface({ input: child.stderr })
    .on("line", (line) => lines.put(line))
    .once("close", () => lines.end());
  const events = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = await lines.said(/^sluice: listening on/);
  return {
    port: Number(/127\.0\.0\.1:(\d+)/.exec(line)?.[1]),
    lines,
    event: async () => JSON.parse((await events.next()).value),
  };
}

/** What comes back for some bytes; `""` where the connection is closed before. */
async function answer(socket: Socket): Promise<string> {
  socket.on("error", () => {}).end("abc");
  return readAll(socket).then(String, () => "");
}

const tcp = (port: number): Socket => connectTcp({ port, host: "127.0.0.1", allowHalfOpen: true });
const tls = (port: number, credentials?: Credentials): Socket =>
  connectTls({
    port,
    host: "127.0.0.1",
    servername: NAME,
    ca: authority,
    ...(credentials ? { cert: credentials.certificate, key: credentials.privateKey } : {}),
  });
const file = (name: string): string => scratch.path(name);
const pair = (): string[] => ["--crt", file("crt.pem"), "--key", file("key.pem")];

describe("an endpoint that was typed", () => {
  test("relays, and is told of in events by what it was called", async () => {
    const flags = ["--url", "127.0.0.1:7000", "--name", "db", "--metadata", "m"];
    const { port, event } = await start("tcp", String(upstream.port), ...flags);
    expect(await answer(tcp(port))).toBe("cba");
    expect((await event()).object.endpoint).toMatchObject({ name: "db", metadata: "m", url: "tcp://127.0.0.1:7000" });
  });

  test.each([
    [["--cidr-allow", "127.0.0.0/8"], "cba"],
    [["--cidr-allow", "10.0.0.0/8,::1"], ""],
    [["--cidr-deny", "127.0.0.1"], ""],
    [["--cidr-deny", "10.0.0.0/8"], "cba"],
  ])("with %j answers %j", async (flags, expected) => {
    const { port } = await start("tcp", String(upstream.port), "--url", "127.0.0.1:7000", ...flags);
    expect(await answer(tcp(port))).toBe(expected);
  });

  test("hands TLS through", async () => {
    const { port } = await start("tls", String(encrypted.port), "--url", NAME);
    expect(await answer(tls(port))).toBe("cba");
  });

  test.each(["agent", "edge"])("ends TLS, mutual TLS too: %s", async (place) => {
    const flags = [...pair(), "--terminate-at", place, "--mutual-tls-cas", file("clients.pem")];
    const { port } = await start("tls", String(upstream.port), "--url", NAME, ...flags);
    expect(await answer(tls(port, clients.right))).toBe("cba");
    expect(await answer(tls(port, clients.wrongAuthority))).toBe("");
    expect(await answer(tls(port))).toBe("");
  });

  test("verifies its upstream, or not", async () => {
    const url = ["--url", "127.0.0.1:7000"];
    const target = `tls://localhost:${encrypted.port}`;
    const verified = await start("tcp", target, ...url, "--upstream-tls-verify-cas", file("servers.pem"));
    expect(await answer(tcp(verified.port))).toBe("cba");
    const unverified = await start("tcp", target, ...url, "--upstream-tls-verify=false");
    expect(await answer(tcp(unverified.port))).toBe("cba");
    const refused = await start("tcp", target, ...url, "--upstream-tls-verify-cas", file("clients.pem"));
    expect(await answer(tcp(refused.port))).toBe("");
  });

  test.each([[[]], [["--workers", "2"]]])("reads the files that flags name again: %j", async (workers) => {
    await scratch.write("policy.yml", "on_tcp_connect: []");
    const policy = ["--traffic-policy-file", file("policy.yml"), "--cidr-allow", "127.0.0.1"];
    const flags = ["--url", "127.0.0.1:7000", ...policy, ...workers];
    const { port, lines } = await start("tcp", String(upstream.port), ...flags);
    expect(await answer(tcp(port))).toBe("cba");
    await scratch.write("policy.yml", "on_tcp_connect: [{actions: [{type: deni}]}]");
    await lines.said(/policy\.yml:1:36: error: .*`deni`/);
    await lines.said(/^sluice: reload refused/);
    await scratch.write("policy.yml", "on_tcp_connect: [{actions: [{type: deny}]}]");
    await lines.said(/^sluice: reloaded .*policy\.yml$/);
    expect(await answer(tcp(port))).toBe("");
  });
});

describe("an endpoint that makes no sense", () => {
  async function told(...args: readonly string[]) {
    const child = cli.spawn(args);
    let text = "";
    child.stderr.on("data", (chunk) => {
      text += chunk;
    });
    const [code] = await once(child, "close");
    return { code, text };
  }

  test("is misuse, and shown where it was typed", async () => {
    expect(await told("tls", "8080", "--url", NAME, "--crt", "a.pem")).toEqual({
      code: 2,
      text: [
        "command line:1:45: error: `--crt` needs `--key` [needs-other-field, ERR_NGROK_2240]",
        `  sluice tls 8080 --url ${NAME} --crt a.pem`,
        `  ${" ".repeat(44)}^^^^^`,
        "",
      ].join("\n"),
    });
  });

  test("is found by whoever reads the configuration that it stands for, too", async () => {
    const { code, text } = await told("tcp", "eighty", "--url", "a.example:1");
    expect([code, text.split("\n")[2]]).toEqual([2, `  ${" ".repeat(11)}^^^^^^`]);
  });

  test("is none where but a file that it names is wrong", async () => {
    await scratch.write("policy.yml", "on_tcp_connect: [{actions: [{type: deni}]}]");
    const { code, text } = await told("tcp", "1", "--url", "a.example:1", "--traffic-policy-file", file("policy.yml"));
    expect([code, text]).toEqual([1, expect.stringMatching(/policy\.yml:1:36: error: .*`deni`/)]);
  });

  test("shows no key that was typed", async () => {
    const { text } = await told("tls", "1", "--url", "https://a", "--crt", "x", "--key", server.privateKey);
    expect(text).toContain("(PEM)");
    expect(text).not.toContain(server.privateKey.split("\n")[1]);
  });
});
