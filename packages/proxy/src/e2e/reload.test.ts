import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialTcp, dialTls, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { buildCli } from "./testing/cli.ts";
import { Lines } from "./testing/lines.ts";
import { sClient } from "./testing/openssl.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy, type TestConfig, type TestEndpoint } from "./testing/proxy-process.ts";
import { createScratch } from "./testing/scratch.ts";

const NAME = "web.example.com";
const RELOADED = /^sluice: reloaded\b/;
const REFUSED =
  /^sluice: reload refused, the configuration of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z stays in force( while the new one is tried again)?: 1 error$/;

let authority: Authority;
let first: Credentials;
let second: Credentials;
let upstream: Peer;
let proxy: ProxyProcess;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Servers CA" });
  first = await authority.issue({ commonName: "first", dnsNames: [NAME] });
  second = await authority.issue({ commonName: "second", dnsNames: [NAME] });
  upstream = await tcpPeer(echo);
});

afterAll(() => upstream?.[Symbol.asyncDispose]());

afterEach(async () => {
  await proxy?.stop();
});

interface Setup {
  readonly flags?: readonly string[];
  /** Of `terminate-tls`. */
  readonly settings?: Record<string, unknown>;
  readonly files?: Record<string, string>;
  /** Further keys of the configuration. */
  readonly rest?: Record<string, unknown>;
}

function configuration({ settings = {}, rest = {} }: Setup = {}, more: readonly TestEndpoint[] = []): TestConfig {
  const web = {
    name: "web",
    url: `tls://${NAME}`,
    upstream: { url: `127.0.0.1:${upstream.port}` },
    traffic_policy: { on_tcp_connect: [{ actions: [{ type: "terminate-tls", config: settings }] }] },
  };
  const certificates = [{ certificate: "tls.crt", private_key: "tls.key" }];
  return { certificates, ...rest, endpoints: [web, ...more] };
}

/** One terminating endpoint with the first certificate in `tls.crt` and `tls.key`. */
async function start(setup: Setup = {}): Promise<void> {
  const files = { "tls.crt": first.certificate, "tls.key": first.privateKey, ...setup.files };
  proxy = await startProxy({ config: configuration(setup), files, ...(setup.flags ? { flags: setup.flags } : {}) });
}

async function writePair({ certificate, privateKey }: Credentials): Promise<void> {
  await proxy.scratch.write("tls.crt", certificate);
  await proxy.scratch.write("tls.key", privateKey);
}

/** The name on the certificate that a new handshake is shown. */
async function shown(): Promise<string> {
  const client = await dialTls(proxy.port("web"), NAME, { ca: authority.certificate, rejectUnauthorized: true });
  const { CN } = client.getPeerCertificate().subject;
  client.destroy();
  return String(CN);
}

async function echoed(client: TLSSocket, text: string): Promise<string> {
  client.write(text);
  const [chunk] = (await once(client, "data")) as [Buffer];
  return chunk.toString();
}

describe("a certificate that is replaced", () => {
  test("is shown to new handshakes, while a running connection lives on", async (context) => {
    requirePeer(context, "openssl");
    await start();
    const running = await dialTls(proxy.port("web"), NAME);
    expect(await echoed(running, "before")).toBe("before");
    await writePair(second);
    await proxy.said(RELOADED);
    const flags = ["-brief", "-no_ign_eof"];
    const ca = await proxy.scratch.write("ca.pem", authority.certificate);
    const result = await sClient({ port: proxy.port("web"), serverName: NAME, authority: ca, flags });
    expect(result.stderr).toContain("Peer certificate: CN = second");
    expect(await echoed(running, "after")).toBe("after");
    expect(running.getPeerCertificate().subject.CN).toBe("first");
    running.destroy();
  });

  test("by one that is broken is refused aloud, and the old one served until it is mended", async () => {
    await start();
    await proxy.scratch.write("tls.crt", second.certificate.slice(0, 200));
    expect(await proxy.said(/invalid-certificate/)).toContain("sluice.yml:1:");
    await proxy.said(REFUSED);
    expect(await shown()).toBe("first");
    await writePair(second);
    expect(await proxy.said(RELOADED)).toContain("tls.key");
    expect(await shown()).toBe("second");
  });

  test("before its key is refused, and goes into force with its key", async () => {
    await start();
    await proxy.scratch.write("tls.crt", second.certificate);
    await proxy.said(/key-mismatch/);
    await proxy.said(REFUSED);
    expect(await shown()).toBe("first");
    await proxy.scratch.write("tls.key", second.privateKey);
    await proxy.said(RELOADED);
    expect(await shown()).toBe("second");
  });

  test("by itself is passed over", async () => {
    await start();
    await proxy.scratch.write("tls.crt", first.certificate);
    await proxy.configure(configuration({ rest: { region: "eu" } }));
    expect(await proxy.said(/^sluice: (re|the files)/)).toMatch(/^sluice: reloaded [^ ,]+\/sluice\.yml$/);
  });

  test("by one that is refused, and then taken back, is told to be as it was", async () => {
    await start();
    rmSync(proxy.scratch.path("tls.key"));
    await proxy.said(/cannot be read \(ENOENT\)/);
    await proxy.said(REFUSED);
    await writePair(first);
    await proxy.said(/^sluice: the files are again those of the configuration in force$/);
    expect(await shown()).toBe("first");
  });

  test("as Kubernetes does it is seen every time", async () => {
    await start();
    const path = proxy.scratch.path;
    const mount = (version: string, { certificate, privateKey }: Credentials): void => {
      mkdirSync(path(`secret/..${version}`), { recursive: true });
      writeFileSync(path(`secret/..${version}/tls.crt`), certificate);
      writeFileSync(path(`secret/..${version}/tls.key`), privateKey);
      symlinkSync(`..${version}`, path("secret/..data_tmp"));
      renameSync(path("secret/..data_tmp"), path("secret/..data"));
    };
    mount("2025_1", first);
    for (const name of ["tls.crt", "tls.key"]) symlinkSync(`..data/${name}`, path(`secret/${name}`));
    const certificates = [{ certificate: "secret/tls.crt", private_key: "secret/tls.key" }];
    await proxy.configure(configuration({ rest: { certificates } }));
    expect(await proxy.said(RELOADED)).toContain("secret/tls.crt");
    mount("2025_2", second);
    rmSync(path("secret/..2025_1"), { recursive: true });
    await proxy.said(RELOADED);
    expect(await shown()).toBe("second");
    mount("2025_3", first);
    await proxy.said(RELOADED);
    expect(await shown()).toBe("first");
  });
});

test("an authority that is taken away no longer lets its clients in", async () => {
  const clients = await createAuthority({ commonName: "Clients CA" });
  const others = await createAuthority({ commonName: "Other CA" });
  const { certificate: cert, privateKey: key } = await clients.issue({ commonName: "client", usage: "client" });
  await start({
    files: { "clients.pem": clients.certificate + others.certificate },
    settings: { mutual_tls_certificate_authorities: ["clients"] },
    rest: { certificate_authorities: { clients: "clients.pem" } },
  });
  const visit = () =>
    proxy.watch(
      () =>
        new Promise<void>((resolve) => {
          const { certificate: ca } = authority;
          const client = connect({ port: proxy.port("web"), host: "127.0.0.1", servername: NAME, ca, cert, key });
          // A refusal may end in a reset.
          client.on("error", () => {}).once("close", () => resolve());
          client.end("hello");
          client.resume();
        }),
    );
  expect((await visit()).event.traffic_policy.outcome).toBe("continue");
  await proxy.scratch.write("clients.pem", others.certificate);
  await proxy.said(RELOADED);
  expect((await visit()).event).toMatchObject({
    traffic_policy: { outcome: "error", error: { code: expect.stringMatching(/^client-certificate-/) } },
    upstream: null,
  });
});

describe("the configuration itself", () => {
  const added = (port: number) => ({ name: "added", url: "tcp://added.example.com:7000", upstream: { url: port } });

  test("opens and closes ports", async () => {
    await start();
    await proxy.configure(configuration({}, [added(upstream.port)]));
    await proxy.said(/listening on .* \(added\)$/);
    const client = await dialTcp(proxy.port("added"));
    client.end("hello");
    expect((await readAll(client)).toString()).toBe("hello");
    await proxy.configure(configuration());
    await proxy.said(/^sluice: no longer: listening on .* \(added\)$/);
    await expect(dialTcp(proxy.port("added"))).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(await shown()).toBe("first");
  });

  test("with a port that is taken changes nothing at all", async () => {
    await start();
    const ports = { 443: 0, 7000: upstream.port };
    const next = configuration({ rest: { listen: { address: "127.0.0.1", ports } } }, [added(1)]);
    await writePair(second);
    await proxy.said(RELOADED);
    await writePair(first);
    await proxy.said(RELOADED);
    await proxy.configure({
      ...next,
      certificates: [{ certificate: second.certificate, private_key: second.privateKey }],
    });
    await proxy.said(/is taken by another program/);
    expect(await proxy.said(REFUSED)).toContain("is tried again");
    expect(await shown()).toBe("first");
  });

  test("with a port that is taken is in force by itself once that is free", async () => {
    await start();
    const other = await tcpPeer(echo);
    const ports = { 443: 0, 7000: other.port };
    await proxy.configure(configuration({ rest: { listen: { address: "127.0.0.1", ports } } }, [added(1)]));
    expect(await proxy.said(REFUSED)).toContain("is tried again");
    await other[Symbol.asyncDispose]();
    await proxy.said(RELOADED);
    expect(proxy.port("added")).toBe(other.port);
  });

  test("that is deleted or empty is refused", async () => {
    await start();
    rmSync(proxy.scratch.path("sluice.yml"));
    await proxy.said(/the configuration cannot be read \(ENOENT\)/);
    await proxy.said(REFUSED);
    await proxy.scratch.write("sluice.yml", "");
    await proxy.said(/the configuration is empty/);
    await proxy.said(REFUSED);
    expect(await shown()).toBe("first");
  });
});

describe("SIGHUP", () => {
  test("reloads, also where files are not watched, and always answers", async () => {
    await start({ flags: ["--no-watch"] });
    await writePair(second);
    expect(await shown()).toBe("first");
    proxy.signal("SIGHUP");
    await proxy.said(RELOADED);
    expect(await shown()).toBe("second");
    proxy.signal("SIGHUP");
    await proxy.said(/^sluice: reloaded, no file has changed$/);
  });

  test("opens the file of events again, so that it can be rotated", async () => {
    await start({ rest: { events: { file: "events.jsonl" } } });
    const path = proxy.scratch.path;
    const one = await dialTls(proxy.port("web"), NAME);
    expect(await echoed(one, "one")).toBe("one");
    renameSync(path("events.jsonl"), path("events.1"));
    proxy.signal("SIGHUP");
    await proxy.said(RELOADED);
    expect(readFileSync(path("events.1"), "utf8")).toBe("");
    expect(readFileSync(path("events.jsonl"), "utf8")).toBe("");
    one.end();
    await readAll(one);
    proxy.signal("SIGTERM");
    await proxy.exited;
    expect(JSON.parse(readFileSync(path("events.jsonl"), "utf8"))).toMatchObject({ object: { conn: { bytes_in: 3 } } });
  });

  test("does not end a process that starts, which reloads once it has", async (context) => {
    const scratch = await createScratch();
    context.onTestFinished(() => scratch.remove());
    const config = scratch.path("sluice.yml");
    if (spawnSync("mkfifo", [config]).status !== 0) context.skip("`mkfifo` is not installed");
    const endpoint = { name: "web", url: "tcp://web.example.com:7000", upstream: { url: upstream.port } };
    const listen = { address: "127.0.0.1", ports: { 7000: 0 } };
    const cli = await buildCli();
    context.onTestFinished(() => cli.remove());
    const child = cli.spawn(["start", "--all", "--no-watch", "--config", config]);
    const exited = once(child, "exit");
    const lines = new Lines();
    createInterface({ input: child.stderr }).on("line", (line) => lines.put(line));
    // A pipe opens once somebody reads it: the process does, and waits for its configuration.
    const pipe = await open(config, "w");
    child.kill("SIGHUP");
    // What is read again has to be a file.
    await rename(
      await scratch.write("next.yml", JSON.stringify({ listen, region: "eu", endpoints: [endpoint] })),
      config,
    );
    await pipe.writeFile(JSON.stringify({ listen, endpoints: [endpoint] }));
    await pipe.close();
    await lines.said(/listening on/);
    expect(await lines.said(RELOADED)).toContain("sluice.yml");
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  });

  test("does not end a process that is about to stop", async () => {
    await start();
    const client = await dialTls(proxy.port("web"), NAME);
    expect(await echoed(client, "hello")).toBe("hello");
    proxy.signal("SIGTERM");
    for (const _ of [1, 2, 3]) proxy.signal("SIGHUP");
    client.end();
    await readAll(client);
    expect(await proxy.exited).toBe(0);
  });
});
