import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { curl } from "./testing/curl.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { startHttpUpstream, startReversingUpstream, type Upstream } from "./testing/upstreams.ts";

/** Every way that payload can take through the proxy. */
const KINDS = ["tcp", "passthrough", "terminate", "mtls", "forward"] as const;
type Kind = (typeof KINDS)[number];

/** The same endpoints twice: in front of upstreams that speak HTTP, and of ones that wait for the end of input. */
const FAMILIES = ["http", "reverse"] as const;
type Family = (typeof FAMILIES)[number];

const MIB = 1024 * 1024;
const upload = randomBytes(10 * MIB);
const download = randomBytes(10 * MIB);

const upstreams: Upstream[] = [];
let proxy: ProxyProcess;
let authorityPem: string;
let client: Credentials;
let files: { authority: string; certificate: string; key: string; upload: string };

beforeAll(async () => {
  const servers = await createAuthority({ commonName: "Servers CA" });
  const clients = await createAuthority({ commonName: "Clients CA" });
  const host = await servers.issue({ commonName: "the proxy", dnsNames: ["*.example.com"] });
  client = await clients.issue({ commonName: "client", usage: "client" });
  authorityPem = servers.certificate;
  upstreams.push(
    await startHttpUpstream({ name: "plain", payload: download }),
    await startHttpUpstream({ name: "secure", payload: download, credentials: host }),
    await startReversingUpstream(),
    await startReversingUpstream(host),
  );
  const [plainHttp = 0, secureHttp = 0, plainReverse = 0, secureReverse = 0] = upstreams.map(({ port }) => port);
  proxy = await startProxy({
    config: {
      certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
      certificate_authorities: { clients: clients.certificate },
      endpoints: [
        ...endpoints("http", 1001, plainHttp, secureHttp),
        ...endpoints("reverse", 1002, plainReverse, secureReverse),
      ],
    },
  });
  files = {
    authority: await proxy.scratch.write("ca.pem", authorityPem),
    certificate: await proxy.scratch.write("client.crt", client.certificate),
    key: await proxy.scratch.write("client.key", client.privateKey),
    upload: await proxy.scratch.write("upload", upload),
  };
});

afterAll(async () => {
  await proxy?.stop();
  for (const upstream of upstreams) await upstream.close();
});

function endpoints(family: Family, tcpPort: number, plain: number, secure: number) {
  const terminate = (config = {}) => ({ actions: [{ type: "terminate-tls", config }] });
  const at = (port: number, ...rules: unknown[]) => ({
    upstream: { url: `127.0.0.1:${port}` },
    traffic_policy: { on_tcp_connect: rules },
  });
  const internal = `tls://${family}.internal`;
  return [
    { name: `tcp-${family}`, url: `tcp://127.0.0.1:${tcpPort}`, ...at(plain) },
    { name: `passthrough-${family}`, url: `tls://passthrough-${family}.example.com`, ...at(secure) },
    { name: `terminate-${family}`, url: `tls://terminate-${family}.example.com`, ...at(plain, terminate()) },
    {
      name: `mtls-${family}`,
      url: `tls://mtls-${family}.example.com`,
      ...at(plain, terminate({ mutual_tls_certificate_authorities: ["clients"] })),
    },
    {
      name: `forward-${family}`,
      url: `tls://forward-${family}.example.com`,
      traffic_policy: {
        on_tcp_connect: [terminate(), { actions: [{ type: "forward-internal", config: { url: internal } }] }],
      },
    },
    { name: `internal-${family}`, url: internal, ...at(plain) },
  ];
}

function expectedDecision(kind: Kind) {
  return kind === "forward" ? { outcome: "forward", rule: 1, action: 0 } : { outcome: "continue", rule: null };
}

describe("10 MiB both ways arrive as they were sent", () => {
  test.for(KINDS)("%s", async (kind, context) => {
    requirePeer(context, "curl");
    const name = `${kind}-http`;
    const body = proxy.scratch.path(`${kind}-download`);
    const headers = proxy.scratch.path(`${kind}-headers`);
    const { result, event } = await proxy.watch(() =>
      curl({
        port: proxy.port(name),
        serverName: kind === "tcp" ? undefined : `${name}.example.com`,
        authority: kind === "tcp" ? undefined : files.authority,
        flags: [
          ...["--data-binary", `@${files.upload}`, "--header", "Expect:", "--output", body, "--dump-header", headers],
          ...(kind === "mtls" ? ["--cert", files.certificate, "--key", files.key] : []),
        ],
      }),
    );
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(await readFile(headers, "utf8")).toContain(`x-sha256: ${sha256(upload)}`);
    expect(sha256(await readFile(body))).toBe(sha256(download));
    expect(event).toMatchObject({ endpoint: { name }, traffic_policy: expectedDecision(kind) });
    expect(event.conn.bytes_in).toBeGreaterThanOrEqual(upload.length);
    expect(event.conn.bytes_out).toBeGreaterThanOrEqual(download.length);
    expect(event.conn.error).toBeUndefined();
  });
});

describe("a side that has said all it had to say still receives", () => {
  test.for(KINDS)("%s", async (kind) => {
    const name = `${kind}-reverse`;
    const sent = upload.subarray(0, MIB);
    const { result, event } = await proxy.watch(() => sendAndEnd(kind, proxy.port(name), sent));
    expect(sha256(result)).toBe(sha256(Buffer.from(sent).reverse()));
    expect(event).toMatchObject({ endpoint: { name }, traffic_policy: expectedDecision(kind) });
    expect(event.conn.error).toBeUndefined();
  });
});

describe("a side that ends right behind its first bytes, or without any, is answered", () => {
  test.for(KINDS)("%s", async (kind) => {
    const name = `${kind}-reverse`;
    for (const sent of [Buffer.alloc(0), Buffer.from("a word")]) {
      const { result, event } = await proxy.watch(() => sendAndEnd(kind, proxy.port(name), sent));
      expect(result.toString()).toBe(Buffer.from(sent).reverse().toString());
      expect(event).toMatchObject({ endpoint: { name }, traffic_policy: expectedDecision(kind) });
    }
  });
});

/** Sends everything, ends its side, and only then can be answered. */
function sendAndEnd(kind: Kind, port: number, data: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = open(kind, port);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.once("error", reject);
    socket.once("end", () => resolve(Buffer.concat(chunks)));
    socket.end(data);
  });
}

function open(kind: Kind, port: number): Socket {
  const to = { host: "127.0.0.1", port };
  if (kind === "tcp") return connectTcp(to);
  const own = kind === "mtls" ? { cert: client.certificate, key: client.privateKey } : {};
  return connectTls({ ...to, servername: `${kind}-reverse.example.com`, ca: authorityPem, ...own });
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
