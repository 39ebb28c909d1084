import { spawnSync } from "node:child_process";
import { constants, existsSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, type TestContext, test, vi } from "vitest";
import { dialTcp, echo, type Peer, readAll, tcpPeer, tlsPeer } from "../testing/peers.ts";
import { type Authority, createAuthority } from "../testing/pki.ts";
import { type ProxyProcess, startProxy, type TestConfig } from "./testing/proxy-process.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";

const RELOADED = /^sluice: reloaded\b/;
const REFUSED = /^sluice: reload refused\b.*: 1 error$/;

let authority: Authority;
let other: Authority;
let upstream: Peer;
let secure: Peer;
let outside: Scratch;
let proxy: ProxyProcess;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Roots CA" });
  other = await createAuthority({ commonName: "Other CA" });
  const { certificate: cert, privateKey: key } = await authority.issue({ commonName: "up", dnsNames: ["localhost"] });
  upstream = await tcpPeer(echo);
  secure = await tlsPeer({ cert, key }, echo);
  outside = await createScratch();
});

afterAll(async () => {
  await upstream?.[Symbol.asyncDispose]();
  await secure?.[Symbol.asyncDispose]();
  await outside?.remove();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await proxy?.stop();
});

const endpoint = { name: "web", url: "tcp://web.example.com:7000" };
const plain = (rest: Record<string, unknown> = {}): TestConfig => ({
  ...rest,
  endpoints: [{ ...endpoint, upstream: { url: upstream.port } }],
});
const verified = (): TestConfig => ({
  endpoints: [{ ...endpoint, upstream: { url: `tls://127.0.0.1:${secure.port}`, tls: { server_name: "localhost" } } }],
});

/** What comes back of a word that is sent through. */
async function echoed(): Promise<string> {
  const client = await dialTcp(proxy.port("web"));
  client.end("hello");
  return (await readAll(client)).toString();
}

function makePipe(context: TestContext, path: string): void {
  if (spawnSync("mkfifo", [path]).status !== 0) context.skip("`mkfifo` is not installed");
}

describe("the roots that upstreams are verified against", () => {
  test("are others after SIGHUP, and stay where the new ones are broken", async () => {
    const roots = await outside.write("roots.pem", authority.certificate);
    vi.stubEnv("SSL_CERT_DIR", "");
    vi.stubEnv("SSL_CERT_FILE", roots);
    proxy = await startProxy({ config: verified() });
    expect(await echoed()).toBe("hello");
    for (const [text, message] of [
      [other.certificate + authority.certificate.slice(0, 200), /is broken: PEM block 2 has no END line$/],
      ["", /holds no certificate$/],
    ] as const) {
      await outside.write("roots.pem", text);
      proxy.signal("SIGHUP");
      expect(await proxy.said(message)).toContain(`SSL_CERT_FILE ${roots}`);
      await proxy.said(REFUSED);
      expect(await echoed()).toBe("hello");
    }
    rmSync(roots);
    proxy.signal("SIGHUP");
    await proxy.said(/cannot be read \(ENOENT\)$/);
    await proxy.said(REFUSED);
    expect(await echoed()).toBe("hello");
    await outside.write("roots.pem", other.certificate);
    proxy.signal("SIGHUP");
    await proxy.said(RELOADED);
    expect(await echoed().catch(() => "")).toBe("");
  });

  test("that are asked for and cannot be read stop the start", async () => {
    const missing = outside.path("missing.pem");
    vi.stubEnv("SSL_CERT_FILE", missing);
    await expect(startProxy({ config: verified() })).rejects.toThrow(
      `SSL_CERT_FILE ${missing} cannot be read (ENOENT)`,
    );
    // Who needs none is not kept from starting.
    proxy = await startProxy({ config: plain() });
    expect(await echoed()).toBe("hello");
  });
});

describe("the file of events", () => {
  const eventsIn = (name: string): number =>
    readFileSync(proxy.scratch.path(name), "utf8").split("\n").filter(Boolean).length;

  test("may become another, or the standard output", async () => {
    proxy = await startProxy({ config: plain({ events: { file: "one.jsonl" } }) });
    await proxy.configure(plain({ events: { file: "two.jsonl" } }));
    await proxy.said(RELOADED);
    await proxy.configure(plain());
    await proxy.said(RELOADED);
    const { event } = await proxy.watch(echoed);
    expect(event.conn.bytes_in).toBe(5);
    await proxy.configure(plain({ events: { file: "two.jsonl" } }));
    await proxy.said(RELOADED);
    expect(await echoed()).toBe("hello");
    proxy.signal("SIGTERM");
    expect(await proxy.exited).toBe(0);
    expect([eventsIn("one.jsonl"), eventsIn("two.jsonl")]).toEqual([0, 1]);
  });

  test("that cannot be opened refuses the reload, also where it is a pipe that nobody reads", async (context) => {
    proxy = await startProxy({ config: plain() });
    makePipe(context, proxy.scratch.path("pipe"));
    for (const [file, message] of [
      ["missing/events.jsonl", /^sluice: events cannot be written: ENOENT/],
      ["pipe", /^sluice: events cannot be written: nobody reads/],
      [".", /^sluice: events cannot be written: EISDIR/],
    ] as const) {
      await proxy.configure(plain({ events: { file } }));
      await proxy.said(message);
      await proxy.said(REFUSED);
    }
    expect((await proxy.watch(echoed)).result).toBe("hello");
  });

  test("is not left behind by a reload that is refused", async () => {
    proxy = await startProxy({ config: plain() });
    const listen = { address: "127.0.0.1", ports: { 7000: upstream.port } };
    await proxy.configure(plain({ listen, events: { file: "new.jsonl" } }));
    await proxy.said(/is taken by another program/);
    await proxy.said(REFUSED);
    expect(existsSync(proxy.scratch.path("new.jsonl"))).toBe(false);
  });

  test("may be a pipe that somebody reads, and does not keep the process alive once nobody does", async (context) => {
    proxy = await startProxy({ config: plain() });
    const path = proxy.scratch.path("pipe");
    makePipe(context, path);
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    context.onTestFinished(() => reader.close());
    await proxy.configure(plain({ events: { file: "pipe" } }));
    await proxy.said(RELOADED);
    // More than a pipe holds.
    for (let connections = 0; connections < 100; connections++) expect(await echoed()).toBe("hello");
    const { buffer, bytesRead } = await reader.read();
    expect(buffer.subarray(0, bytesRead).toString()).toMatch(/^\{.*"bytes_in":5/);
    proxy.signal("SIGTERM");
    expect(await proxy.exited).toBeNull();
  });
});

describe("a configuration that is replaced by a pipe", () => {
  test("is refused at once, and keeps nobody from stopping", async (context) => {
    proxy = await startProxy({ config: plain() });
    rmSync(proxy.scratch.path("sluice.yml"));
    await proxy.said(REFUSED);
    makePipe(context, proxy.scratch.path("sluice.yml"));
    await proxy.said(/the configuration cannot be read \(not a regular file\)$/);
    await proxy.said(REFUSED);
    expect(await echoed()).toBe("hello");
    proxy.signal("SIGTERM");
    expect(await proxy.exited).toBe(0);
  });
});
