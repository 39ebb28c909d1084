import { existsSync } from "node:fs";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { createRevocationList } from "../tls/throwaway-revocation.ts";
import { sClient } from "./testing/openssl.ts";
import { requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy, type TestConfig } from "./testing/proxy-process.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

/** All on one port, with one certificate: only the server name tells them apart. */
const ENDPOINTS = ["open", "same", "first", "second", "asked", "changed", "revoked"] as const;
type Endpoint = (typeof ENDPOINTS)[number];
type Client = "first" | "second" | undefined;
type Version = "1.2" | "1.3";

/** What a connection came to. */
interface Outcome {
  readonly reused: boolean;
  readonly heard: boolean;
  readonly code: string | undefined;
  readonly logged: unknown;
}

/** A client that can take a session along. The session is told as it was when the connection ended. */
interface Tool {
  readonly name: "openssl" | "Node";
  visit(endpoint: Endpoint, version: Version, client: Client, session: string, bring: boolean): Promise<Outcome>;
}

let servers: Authority;
let authorities: { readonly first: Authority; readonly second: Authority };
let clients: { readonly first: Credentials; readonly second: Credentials };
let upstream: Upstream;
let proxy: ProxyProcess;
let host: Credentials;
let authorityFile: string;
const flagsOf = new Map<Client, readonly string[]>([[undefined, []]]);
const sessions = new Map<string, Buffer>();

beforeAll(async () => {
  servers = await createAuthority({ commonName: "Servers CA" });
  host = await servers.issue({ commonName: "the proxy", dnsNames: ENDPOINTS.map(nameOf) });
  authorities = {
    first: await createAuthority({ commonName: "First CA" }),
    second: await createAuthority({ commonName: "Second CA" }),
  };
  clients = {
    first: await authorities.first.issue({ commonName: "first", usage: "client" }),
    second: await authorities.second.issue({ commonName: "second", usage: "client" }),
  };
  upstream = await startHttpUpstream({ name: "upstream" });
  proxy = await startProxy({ config: configuration({}) });
  authorityFile = await proxy.scratch.write("ca.pem", servers.certificate);
  for (const name of ["first", "second"] as const) {
    const certificate = await proxy.scratch.write(`${name}.crt`, clients[name].certificate);
    const key = await proxy.scratch.write(`${name}.key`, clients[name].privateKey);
    flagsOf.set(name, ["-cert", certificate, "-key", key]);
  }
});

afterAll(async () => {
  await proxy?.stop();
  await upstream?.close();
});

function nameOf(endpoint: Endpoint): string {
  return `${endpoint}.example.com`;
}

/** `after`: as it is after the reload. */
function configuration({ after = false }: { readonly after?: boolean }): TestConfig {
  const mutual = (authority: string, strategy?: string) => ({
    mutual_tls_certificate_authorities: [authority],
    ...(strategy ? { mutual_tls_verification_strategy: strategy } : {}),
  });
  const settings: { readonly [name in Endpoint]: object } = {
    open: {},
    same: {},
    first: after ? mutual("second") : mutual("first"),
    second: mutual("second"),
    asked: mutual("first", "request"),
    changed: after ? mutual("first") : {},
    revoked: mutual("revoking"),
  };
  const lists = createRevocationList(authorities.first, after ? { revoked: [clients.first.certificate] } : {});
  return {
    certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
    certificate_authorities: {
      first: authorities.first.certificate,
      second: authorities.second.certificate,
      // Another bundle, so that the list is for this one alone.
      revoking: `# revoking\n${authorities.first.certificate}`,
    },
    certificate_revocation_lists: { revoking: [lists] },
    endpoints: ENDPOINTS.map((name) => ({
      name,
      url: `tls://${nameOf(name)}`,
      upstream: { url: `127.0.0.1:${upstream.port}` },
      traffic_policy: {
        on_tcp_connect: [
          { actions: [{ type: "terminate-tls", config: settings[name] }] },
          {
            actions: [
              { type: "log", config: { metadata: { sni: "${conn.tls.sni}", resumed: "${conn.tls.session_resumed}" } } },
            ],
          },
        ],
      },
    })),
  };
}

const OPENSSL: Tool = {
  name: "openssl",
  async visit(endpoint, version, client, session, bring) {
    const file = proxy.scratch.path(session);
    if (bring && !existsSync(file)) throw new Error("there is no session to bring");
    const flags = [
      `-tls${version.replace(".", "_")}`,
      ...(flagsOf.get(client) ?? []),
      bring ? "-sess_in" : "-sess_out",
      file,
    ];
    const serverName = nameOf(endpoint);
    const port = proxy.port("open");
    const { result, event } = await proxy.watch(() => sClient({ port, serverName, authority: authorityFile, flags }));
    return outcomeOf(/^Reused, /m.test(result.stdout), result.stdout, event);
  },
};

const NODE: Tool = {
  name: "Node",
  async visit(endpoint, version, client, session, bring) {
    const { result, event } = await proxy.watch(() => nodeVisit(endpoint, version, client, session, bring));
    return outcomeOf(result.reused, result.heard, event);
  },
};

function outcomeOf(
  reused: boolean,
  heard: string,
  event: Awaited<ReturnType<ProxyProcess["watch"]>>["event"],
): Outcome {
  const { error, logs } = event.traffic_policy;
  return { reused, heard: heard.includes("hello from upstream"), code: error?.code, logged: logs[0]?.metadata };
}

function nodeVisit(
  endpoint: Endpoint,
  version: Version,
  client: Client,
  key: string,
  bring: boolean,
): Promise<{ readonly reused: boolean; readonly heard: string }> {
  return new Promise((resolve) => {
    const session = bring ? sessions.get(key) : undefined;
    if (bring && !session) throw new Error("there is no session to bring");
    const socket = connect({
      port: proxy.port("open"),
      host: "127.0.0.1",
      servername: nameOf(endpoint),
      ca: servers.certificate,
      minVersion: `TLSv${version}`,
      maxVersion: `TLSv${version}`,
      ...(client ? { cert: clients[client].certificate, key: clients[client].privateKey } : {}),
      ...(session ? { session } : {}),
    });
    let heard = "";
    let reused = false;
    socket.on("session", (later: Buffer) => {
      if (!bring) sessions.set(key, later);
    });
    socket.once("secureConnect", () => {
      reused = socket.isSessionReused();
      const first = socket.getSession();
      if (!bring && first && !sessions.has(key)) sessions.set(key, first);
    });
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      heard += text;
    });
    socket.on("error", () => {});
    socket.once("close", () => resolve({ reused, heard }));
    socket.write(`GET / HTTP/1.0\r\nHost: ${nameOf(endpoint)}\r\n\r\n`);
  });
}

function refused(code: string): Outcome {
  return { reused: false, heard: false, code, logged: undefined };
}

function letIn(endpoint: Endpoint, resumed: boolean): Outcome {
  return { reused: resumed, heard: true, code: undefined, logged: { sni: nameOf(endpoint), resumed } };
}

const REQUIRED = refused("client-certificate-required");
const UNTRUSTED = refused("client-certificate-untrusted");
const REVOKED = refused("client-certificate-revoked");

describe.for([OPENSSL, NODE])("$name", (tool) => {
  describe.for<Version>(["1.2", "1.3"])("TLS %s", (version) => {
    const from = (endpoint: Endpoint, client: Client, session: string) =>
      tool.visit(endpoint, version, client, `${session}-${version}`, false);
    const to = (endpoint: Endpoint, client: Client, session: string) =>
      tool.visit(endpoint, version, client, `${session}-${version}`, true);

    test("without client certificates a session is resumed, and the policy is told", async (context) => {
      if (tool.name === "openssl") requirePeer(context, "openssl");
      expect(await from("open", undefined, "open")).toEqual(letIn("open", false));
      expect(await to("open", undefined, "open")).toEqual(letIn("open", true));
    });

    test("the server name of a resumed connection is that of its own hello", async (context) => {
      if (tool.name === "openssl") requirePeer(context, "openssl");
      await from("open", undefined, "name");
      // One configuration, and so one set of sessions; the policies are two.
      expect((await to("same", undefined, "name")).logged).toMatchObject({ sni: nameOf("same") });
    });

    test("a session made where no certificate is asked for opens nothing where one is", async (context) => {
      if (tool.name === "openssl") requirePeer(context, "openssl");
      expect(await from("open", undefined, "none")).toEqual(letIn("open", false));
      expect(await to("first", undefined, "none")).toEqual(REQUIRED);
      expect(await to("first", "second", "none")).toEqual(UNTRUSTED);
      // A client that had shown one there has been asked for none.
      await from("open", "first", "shown");
      expect(await to("first", undefined, "shown")).toEqual(REQUIRED);
    });

    test("a session made under one set of authorities opens nothing under another", async (context) => {
      if (tool.name === "openssl") requirePeer(context, "openssl");
      expect(await from("first", "first", "mutual")).toEqual(letIn("first", false));
      expect(await to("second", undefined, "mutual")).toEqual(REQUIRED);
      expect(await to("second", "first", "mutual")).toEqual(UNTRUSTED);
      expect(await to("second", "second", "mutual")).toEqual(letIn("second", false));
      // Nor where it was made: the certificate is shown each time.
      expect(await to("first", undefined, "mutual")).toEqual(REQUIRED);
      expect(await to("first", "first", "mutual")).toEqual(letIn("first", false));
    });

    test("a client without a certificate is never resumed as one that had one", async (context) => {
      if (tool.name === "openssl") requirePeer(context, "openssl");
      expect(await from("asked", undefined, "asked")).toEqual(letIn("asked", false));
      expect(await to("asked", undefined, "asked")).toEqual(letIn("asked", false));
      expect(await to("first", undefined, "asked")).toEqual(REQUIRED);
    });
  });
});

test("a session from before a change of configuration opens nothing that has been closed", async (context) => {
  requirePeer(context, "openssl");
  const each = [OPENSSL, NODE].flatMap((tool) => (["1.2", "1.3"] as const).map((version) => ({ tool, version })));
  const key = (endpoint: Endpoint, version: Version) => `before-${endpoint}-${version}`;
  for (const { tool, version } of each) {
    expect(await tool.visit("first", version, "first", key("first", version), false)).toEqual(letIn("first", false));
    const revoked = await tool.visit("revoked", version, "first", key("revoked", version), false);
    expect(revoked).toEqual(letIn("revoked", false));
    const open = await tool.visit("changed", version, undefined, key("changed", version), false);
    expect(open).toEqual(letIn("changed", false));
    expect(await tool.visit("changed", version, undefined, key("changed", version), true)).toEqual(
      letIn("changed", true),
    );
  }
  await proxy.configure(configuration({ after: true }));
  await proxy.said(/^sluice: reloaded/);
  for (const { tool, version } of each) {
    const again = (endpoint: Endpoint, client: Client) =>
      tool.visit(endpoint, version, client, key(endpoint, version), true);
    // Its authority is gone.
    expect(await again("first", "first")).toEqual(UNTRUSTED);
    expect(await again("first", undefined)).toEqual(REQUIRED);
    // It is on the list.
    expect(await again("revoked", "first")).toEqual(REVOKED);
    expect(await again("revoked", undefined)).toEqual(REQUIRED);
    // A certificate is asked for now, and this session was good until then.
    expect(await again("changed", undefined)).toEqual(REQUIRED);
  }
});
