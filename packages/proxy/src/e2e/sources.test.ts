import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GATEWAY, route, service } from "../sources/testing/manifests.ts";
import { dialTcp, dialTls, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { createAuthority, createClientCertificates, createSelfSigned } from "../testing/pki.ts";
import { buildCli, type Cli } from "./testing/cli.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";

let upstream: Peer;
let scratch: Scratch;
let proxy: ProxyProcess | undefined;

beforeAll(async () => {
  upstream = await tcpPeer(echo);
});
afterAll(() => upstream?.[Symbol.asyncDispose]());
afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
  await scratch.remove();
});

/** What comes back of a word that is sent through. */
async function echoed(port: number): Promise<string> {
  const client = await dialTcp(port);
  client.end("hello");
  return (await readAll(client)).toString();
}

async function portOf(name: string, running: ProxyProcess): Promise<number> {
  const line = await running.said(new RegExp(`^sluice: listening on .* for .* \\(${name.replaceAll(".", "\\.")}\\)$`));
  return Number(/:(\d+) for /.exec(line)?.[1]);
}

describe("a directory of manifests and agent configurations beside a sluice.yml", () => {
  test.each([
    ["one process", []],
    ["workers", ["--workers", "2"]],
  ])("is served, and changed, by %s", async (_, flags) => {
    scratch = await createScratch();
    const weighted = route("TCPRoute", "pg", "{ name: a, port: 80 }, { name: b, port: 80 }");
    await scratch.write("gateway.yaml", [GATEWAY, service("a"), service("b"), weighted].join("---\n"));
    const address = `127.0.0.1:${upstream.port}`;
    proxy = await startProxy({
      config: {
        listen: { address: "127.0.0.1", ports: { 7000: 0, 7001: 0, 5432: 0 } },
        endpoints: [{ name: "own", url: "tcp://own.example.com:7000", upstream: { url: upstream.port } }],
      },
      flags: ["--config", scratch.path("."), "--resolve", `a=${address}`, "--resolve", `b.net:80=${address}`, ...flags],
    });
    expect(await echoed(proxy.port("own"))).toBe("hello");
    const routed = await portOf("net/edge/db.example.com:5432", proxy);
    for (let n = 0; n < 4; n++) expect(await echoed(routed)).toBe("hello");

    const tunnel = `{ proto: tcp, addr: '${address}', remote_addr: 'added.example.com:7001' }`;
    await scratch.write("ngrok.yml", `version: 2\nauthtoken: x\ntunnels: { added: ${tunnel} }\n`);
    const added = await portOf("added", proxy);
    await proxy.said(/^sluice: reloaded .*ngrok\.yml/);
    expect(await echoed(added)).toBe("hello");

    await scratch.write("broken.yml", "region: [\n");
    await proxy.said(/^sluice: reload refused/);
    expect(await echoed(added)).toBe("hello");
  });
});

describe("manifests of a Gateway with all that belongs to it", () => {
  test("let in who has a certificate where one is asked for, and whom the policy lets in", async () => {
    scratch = await createScratch();
    const { authority, right } = await createClientCertificates();
    const own = await createAuthority({ commonName: "Servers CA" });
    const server = await own.issue({ commonName: "a", dnsNames: ["*.example.com"] });
    const metadata = (name: string, rest: object = {}): object => ({ name, namespace: "net", ...rest });
    const ngrok = "k8s.ngrok.com/";
    const api = "gateway.networking.k8s.io/v1";
    const pair = { certificateRefs: [{ name: "pair" }] };
    const listener = { port: 443, protocol: "TLS" };
    const backendRefs = [{ name: "a", port: 80 }];
    const manifests = [
      {
        apiVersion: api,
        kind: "GatewayClass",
        metadata: { name: "ngrok" },
        spec: { controllerName: "ngrok.com/gateway-controller" },
      },
      {
        apiVersion: api,
        kind: "Gateway",
        metadata: metadata("edge", { annotations: { [`${ngrok}traffic-policy`]: "p" } }),
        spec: {
          gatewayClassName: "ngrok",
          listeners: [
            { ...listener, name: "wild", hostname: "*.example.com", tls: pair },
            {
              ...listener,
              name: "mutual",
              hostname: "app.example.com",
              tls: { ...pair, frontendValidation: { caCertificateRefs: [{ kind: "ConfigMap", name: "ca" }] } },
            },
          ],
        },
      },
      {
        apiVersion: "ngrok.k8s.ngrok.com/v1alpha1",
        kind: "NgrokTrafficPolicy",
        metadata: metadata("p"),
        spec: {
          policy: {
            on_tcp_connect: [{ expressions: ["conn.tls.sni == 'shut.example.com'"], actions: [{ type: "deny" }] }],
          },
        },
      },
      {
        apiVersion: api,
        kind: "TLSRoute",
        metadata: metadata("r"),
        spec: {
          parentRefs: [{ name: "edge" }],
          hostnames: ["app", "web", "shut"].map((name) => `${name}.example.com`),
          rules: [{ backendRefs }],
        },
      },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: metadata("a", { annotations: { [`${ngrok}app-protocols`]: '{"main":"TCP"}' } }),
        spec: { ports: [{ name: "main", port: 80 }] },
      },
      {
        apiVersion: "v1",
        kind: "Secret",
        type: "kubernetes.io/tls",
        metadata: metadata("pair"),
        stringData: { "tls.crt": server.certificate, "tls.key": server.privateKey },
      },
      { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("ca"), data: { "ca.crt": authority.certificate } },
    ];
    await scratch.write("gateway.yaml", manifests.map((object) => JSON.stringify(object)).join("\n---\n"));
    proxy = await startProxy({
      config: {
        listen: { address: "127.0.0.1", ports: { 7000: 0, 443: 0 } },
        endpoints: [{ name: "own", url: "tcp://own.example.com:7000", upstream: { url: upstream.port } }],
      },
      flags: ["--config", scratch.path("."), "--resolve", `a=127.0.0.1:${upstream.port}`],
    });
    const port = await portOf("net/edge/app.example.com:443", proxy);
    const client = { cert: right.certificate, key: right.privateKey };
    const said = async (name: string, options: object = {}): Promise<string> => {
      try {
        const socket = await dialTls(port, name, { ca: own.certificate, ...options });
        socket.end("hello");
        return (await readAll(socket)).toString();
      } catch {
        return "refused";
      }
    };
    expect(await said("web.example.com")).toBe("hello");
    expect(await said("app.example.com", client)).toBe("hello");
    expect(await said("app.example.com")).not.toBe("hello");
    expect(await said("shut.example.com")).not.toBe("hello");
  });
});

describe("sluice config print", () => {
  let cli: Cli;
  beforeAll(async () => {
    cli = await buildCli();
  });
  afterAll(() => cli.remove());

  async function print(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
    const child = cli.spawn(["config", "print", ...args]);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    return { code, stdout, stderr };
  }

  test("shows one configuration that is read as the same, and says what it has passed over", async () => {
    scratch = await createScratch();
    const { certificate, privateKey } = await createSelfSigned({ commonName: "a", dnsNames: ["app.example.com"] });
    await mkdir(scratch.path("agent"));
    for (const [name, pem] of [
      ["a.crt", certificate],
      ["a.key", privateKey],
    ] as const)
      await scratch.write(`agent/${name}`, pem);
    const agent = await scratch.write(
      "agent/ngrok.yml",
      "version: 2\nauthtoken: x\ntunnels: { app: { proto: tls, addr: 1, domain: app.example.com, crt: a.crt, key: a.key } }\n",
    );
    const own = await scratch.write(
      "sluice.yml",
      `secrets: { v: { n: hush } }\ncertificates: [{ certificate: ${JSON.stringify(certificate)}, private_key: ${JSON.stringify(privateKey)} }]\n`,
    );
    const masked = await print("--config", agent, "--config", own);
    expect(masked).toMatchObject({ code: 0, stderr: expect.stringContaining("`authtoken` has no meaning here") });
    expect(masked.stdout).toContain("# keys and secrets are masked here, with --show-secrets they are not");
    for (const hidden of ["hush", privateKey.split("\n")[1] ?? ""]) expect(masked.stdout).not.toContain(hidden);
    for (const format of ["yaml", "json"]) {
      const { stdout } = await print("--config", agent, "--config", own, "--show-secrets", "--format", format);
      const again = await print(
        "--config",
        await scratch.write("again.yml", stdout),
        "--show-secrets",
        "--format",
        format,
      );
      const withoutNote = (shown: string): string => shown.replace(/^#.*\n/, "");
      expect(again).toMatchObject({ code: 0, stderr: "" });
      expect(withoutNote(again.stdout)).toBe(withoutNote(stdout));
    }
  });

  test("shows nothing that is wrong", async () => {
    scratch = await createScratch();
    const path = await scratch.write("sluice.yml", "endpoints: [{ url: 'tcp://a:1' }]\n");
    expect(await print("--config", path)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("error"),
    });
    expect(await print("--config", scratch.path("none.yml"))).toMatchObject({ code: 2, stdout: "" });
    await mkdir(scratch.path("empty"));
    const empty = await print("--config", scratch.path("empty"));
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining("no .yml, .yaml or .json file is in it") });
  });
});
