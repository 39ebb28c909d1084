import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { dialTcp, type Peer, tcpPeer, tlsPeer } from "../testing/peers.ts";
import {
  type Authority,
  type Credentials,
  createAuthority,
  createSelfSigned,
  type LeafOptions,
} from "../testing/pki.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { createScratch, type Scratch } from "./testing/scratch.ts";

const DAY = 86_400_000;
const RIGHT: LeafOptions = { commonName: "upstream", ipAddresses: ["127.0.0.1"], usage: "server" };

/** An upstream in front of which there is a `tcp://` endpoint of its own. */
interface Sketch {
  readonly credentials: () => Promise<Credentials>;
  /** `upstream.tls`. Default: left out, so that the roots of the system count. */
  readonly tls?: () => object;
  /** Whether it asks for a certificate of the clients' authority. Default: no. */
  readonly mutual?: boolean;
  /** What the upstream says of itself where it is reached; else the error that the event has. */
  readonly expected: { readonly hears: string } | { readonly refused: RegExp };
}

const REACHED = { hears: "hello from Node to " };

const UPSTREAMS: { readonly [what: string]: Sketch } = {
  "by the roots of SSL_CERT_FILE": { credentials: () => roots.issue(RIGHT), expected: REACHED },
  "of an unknown authority": {
    credentials: () => others.issue(RIGHT),
    // Node's server sends the root along where it has it.
    expected: { refused: /unable to verify the first certificate|self-signed certificate in certificate chain/ },
  },
  "of an authority with the right name and another key": {
    credentials: () => impostor.issue(RIGHT),
    expected: { refused: /unable to verify|signature failure/ },
  },
  "signed by itself": { credentials: () => createSelfSigned(RIGHT), expected: { refused: /self.signed certificate/ } },
  expired: {
    credentials: () => roots.issue({ ...RIGHT, notBefore: fromNow(-3), notAfter: fromNow(-2) }),
    expected: { refused: /certificate has expired/ },
  },
  "not yet valid": {
    credentials: () => roots.issue({ ...RIGHT, notBefore: fromNow(2), notAfter: fromNow(3) }),
    expected: { refused: /certificate is not yet valid/ },
  },
  "for clients alone": {
    credentials: () => roots.issue({ ...RIGHT, usage: "client" }),
    expected: { refused: /unsuitable certificate purpose|unsupported certificate purpose/ },
  },
  "for another address": {
    credentials: () => roots.issue({ ...RIGHT, ipAddresses: ["127.0.0.2"] }),
    expected: { refused: /does not match certificate's altnames/ },
  },
  "with the address in the common name alone": {
    credentials: () => roots.issue({ commonName: "127.0.0.1", usage: "server" }),
    expected: { refused: /does not match certificate's altnames|no IPs|not in the cert's list/ },
  },
  "with the address as a DNS name": {
    credentials: () => roots.issue({ ...RIGHT, ipAddresses: [], dnsNames: ["127.0.0.1"] }),
    expected: { refused: /does not match certificate's altnames|not in the cert's list/ },
  },
  "by the authorities of the configuration": {
    credentials: () => others.issue(RIGHT),
    tls: () => ({ certificate_authorities: [others.certificate] }),
    expected: REACHED,
  },
  "by the roots, where other authorities are configured": {
    credentials: () => roots.issue(RIGHT),
    tls: () => ({ certificate_authorities: [others.certificate] }),
    expected: { refused: /unable to verify the first certificate/ },
  },
  "under the name that is configured": {
    credentials: () => roots.issue({ commonName: "upstream", dnsNames: ["up.example.com"], usage: "server" }),
    tls: () => ({ server_name: "up.example.com" }),
    expected: { hears: "hello from Node to up.example.com" },
  },
  "under another name than is configured": {
    credentials: () => roots.issue({ ...RIGHT, dnsNames: ["up.example.com"] }),
    tls: () => ({ server_name: "other.example.com" }),
    expected: { refused: /does not match certificate's altnames/ },
  },
  "that nobody vouches for, and that is asked for": {
    credentials: () => createSelfSigned({ commonName: "nobody", usage: "server" }),
    tls: () => ({ insecure_skip_verify: true }),
    expected: REACHED,
  },
  "that asks for a certificate, which is configured": {
    credentials: () => roots.issue(RIGHT),
    tls: () => ({ client_certificate: own.certificate, client_key: own.privateKey }),
    mutual: true,
    expected: { hears: "hello from Node to the proxy" },
  },
};

let roots: Authority;
let others: Authority;
let impostor: Authority;
let own: Credentials;
let scratch: Scratch;
let proxy: ProxyProcess;
const peers = new Map<string, Peer & { heard(): number }>();
const servers: OpensslServer[] = [];
let plain: Peer;

beforeAll(async () => {
  roots = await createAuthority({ commonName: "Roots CA" });
  others = await createAuthority({ commonName: "Others CA" });
  impostor = await createAuthority({ commonName: "Roots CA" });
  own = await others.issue({ commonName: "the proxy", usage: "client" });
  scratch = await createScratch();
  for (const [what, { credentials, mutual = false }] of Object.entries(UPSTREAMS)) {
    peers.set(what, await greetingPeer(await credentials(), mutual));
  }
  plain = await tcpPeer((socket) => socket.write("220 plain text before any handshake\r\n"));
  servers.push(
    await opensslServer("right", await roots.issue(RIGHT)),
    await opensslServer("wrong", await others.issue(RIGHT)),
  );
  // Neither may switch verification off, or add to what is trusted.
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  vi.stubEnv("NODE_EXTRA_CA_CERTS", await scratch.write("extra.pem", others.certificate));
  vi.stubEnv("SSL_CERT_FILE", await scratch.write("roots.pem", roots.certificate));
  const endpoints = Object.entries(UPSTREAMS).map(([name, { tls }]) => ({
    name,
    port: peers.get(name)?.port ?? 0,
    ...(tls ? { tls: tls() } : {}),
  }));
  const more = [{ name: "plain", port: plain.port }, ...servers.map(({ name, port }) => ({ name, port }))];
  proxy = await startProxy({
    config: {
      endpoints: [...endpoints, ...more].map(({ name, port, ...rest }, index) => ({
        name,
        url: `tcp://up.example.com:${1000 + index}`,
        upstream: { url: `tls://127.0.0.1:${port}`, ...rest },
      })),
    },
  });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await proxy?.stop();
  await scratch?.remove();
  for (const server of servers) server.stop();
  for (const peer of [...peers.values(), plain]) await peer[Symbol.asyncDispose]();
});

/** Greets before it is spoken to, and keeps count of what it is told. */
async function greetingPeer({ certificate, privateKey }: Credentials, mutual: boolean) {
  let heard = 0;
  const options = { cert: certificate, key: privateKey, requestCert: mutual, ca: others.certificate };
  const peer = await tlsPeer({ ...options, rejectUnauthorized: mutual }, (socket: TLSSocket) => {
    const to = mutual ? socket.getPeerCertificate().subject.CN : socket.servername || "";
    socket.write(`hello from Node to ${to}\n`);
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.length;
    });
    socket.on("end", () => socket.end());
  });
  return { ...peer, heard: () => heard };
}

interface OpensslServer {
  readonly name: string;
  readonly port: number;
  /** Standard output so far, which has what clients say. */
  said(): string;
  stop(): void;
}

/** `openssl s_server`, which sends every line back in reverse; without openssl a port that nobody is at. */
async function opensslServer(name: string, { certificate, privateKey }: Credentials): Promise<OpensslServer> {
  const files = [
    "-cert",
    await scratch.write(`${name}.crt`, certificate),
    "-key",
    await scratch.write(`${name}.key`, privateKey),
  ];
  const args = ["s_server", "-accept", "127.0.0.1:0", ...files, "-rev"];
  const child = spawn("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  const port = await new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      const [, found] = /^ACCEPT \S*:(\d+)$/m.exec(said) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
  });
  return { name, port, said: () => said, stop: () => child.kill() };
}

function fromNow(days: number): Date {
  return new Date(Date.now() + days * DAY);
}

/** Says something at once; the result is all that comes back. `until`: ends once that has come. */
async function visit(name: string, until: string | undefined): Promise<string> {
  const client: Socket = await dialTcp(proxy.port(name));
  let heard = "";
  client.setEncoding("utf8");
  client.on("error", () => {});
  client.on("data", (text: string) => {
    heard += text;
    if (until !== undefined && heard.includes(until)) client.end();
  });
  client.on("end", () => client.end());
  client.write("a secret of the client\n");
  await once(client, "close");
  return heard;
}

describe("a tls:// upstream, Node's own", () => {
  test.for(Object.entries(UPSTREAMS))("%s", async ([what, { expected }]) => {
    const hears = "hears" in expected ? `${expected.hears}\n` : undefined;
    const { result, event } = await proxy.watch(() => visit(what, hears));
    if (hears !== undefined) {
      expect(result).toBe(hears);
      expect(event.upstream?.error).toBeUndefined();
      expect(event.conn).toMatchObject({ bytes_in: 23, bytes_out: hears.length });
      return;
    }
    expect(result).toBe("");
    expect(event.upstream?.error).toEqual({
      code: "upstream-unreachable",
      message: expect.stringMatching("refused" in expected ? expected.refused : ""),
    });
    expect(event.conn).toMatchObject({ bytes_in: 0, bytes_out: 0 });
    expect(peers.get(what)?.heard()).toBe(0);
  });
});

describe("a tls:// upstream, openssl's", () => {
  test("is reached by the roots", async (context) => {
    requirePeer(context, "openssl");
    const { result } = await proxy.watch(() => visit("right", "tneilc"));
    expect(result).toBe("tneilc eht fo terces a\n");
  });

  test("is told nothing where nobody vouches for it", async (context) => {
    requirePeer(context, "openssl");
    const { result, event } = await proxy.watch(() => visit("wrong", undefined));
    expect(result).toBe("");
    expect(event.upstream?.error?.message).toMatch(/unable to verify the first certificate/);
    expect(servers[1]?.said()).not.toContain("secret");
  });
});

test("what an upstream says before its handshake reaches nobody", async () => {
  const { result, event } = await proxy.watch(() => visit("plain", undefined));
  expect(result).toBe("");
  expect(event.upstream?.error).toMatchObject({ code: "upstream-unreachable" });
  expect(event.conn).toMatchObject({ bytes_in: 0, bytes_out: 0 });
});
