import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority } from "../testing/pki.ts";
import { CURL_CLOSED, curl } from "./testing/curl.ts";
import { startNginx } from "./testing/nginx.ts";
import { hasPeer, type Peer, requirePeer } from "./testing/peers.ts";
import { type ProxyProcess, startProxy, type TestEndpoint } from "./testing/proxy-process.ts";
import type { RealServer } from "./testing/real-server.ts";

const PEERS: readonly Peer[] = ["nginx", "curl"];
const SITES = ["a.example.com", "b.example.com"] as const;
/** The one name that the proxy itself has a certificate for. */
const EDGE = "*.edge.example.com";

const servers: RealServer[] = [];
let proxy: ProxyProcess;

const terminates = { on_tcp_connect: [{ actions: [{ type: "terminate-tls", config: {} }] }] };

beforeAll(async () => {
  if (!hasPeer(...PEERS)) return;
  const sites = await createAuthority({ commonName: "Sites CA" });
  const edges = await createAuthority({ commonName: "Edges CA" });
  const secure = await startNginx({
    async servers({ port, write }) {
      const blocks = SITES.map(async (name) => {
        const { certificate, privateKey } = await sites.issue({ commonName: name, dnsNames: [name] });
        return `server {
          listen 127.0.0.1:${port} ssl;
          server_name ${name};
          ssl_protocols TLSv1.2 TLSv1.3;
          ssl_certificate ${await write(`${name}.crt`, certificate)};
          ssl_certificate_key ${await write(`${name}.key`, privateKey)};
          return 200 "${name} by $ssl_server_name with $ssl_protocol\\n";
        }`;
      });
      return (await Promise.all(blocks)).join("\n");
    },
  });
  const plain = await startNginx({
    servers: async ({ port }) => `server { listen 127.0.0.1:${port}; return 200 "plain for $host\\n"; }`,
  });
  const told = await startNginx({
    servers: async ({ port }) => `server {
      listen 127.0.0.1:${port} proxy_protocol;
      return 200 "$proxy_protocol_addr:$proxy_protocol_port\\n";
    }`,
  });
  servers.push(secure, plain, told);
  const edge = await edges.issue({ commonName: "edge", dnsNames: [EDGE] });
  const passing = SITES.map((name): TestEndpoint => {
    return { name, url: `tls://${name}`, upstream: { url: `127.0.0.1:${secure.port}` } };
  });
  const encrypting = (name: string, tls: object): TestEndpoint => ({
    name,
    url: `tls://${name}.edge.example.com`,
    upstream: { url: `tls://127.0.0.1:${secure.port}`, tls },
    traffic_policy: terminates,
  });
  const heading = (version: 1 | 2): TestEndpoint => {
    const upstream = { url: `127.0.0.1:${told.port}`, proxy_protocol: version };
    return { name: `version-${version}`, url: `tcp://127.0.0.1:${8000 + version}`, upstream };
  };
  proxy = await startProxy({
    config: {
      certificates: [{ certificate: edge.certificate, private_key: edge.privateKey }],
      endpoints: [
        ...passing,
        encrypting("right", { certificate_authorities: ["sites.pem"], server_name: SITES[0] }),
        encrypting("other-name", { certificate_authorities: ["sites.pem"], server_name: "c.example.com" }),
        encrypting("other-authority", { certificate_authorities: ["edges.pem"], server_name: SITES[0] }),
        {
          name: "plain",
          url: "tls://plain.edge.example.com",
          upstream: { url: `127.0.0.1:${plain.port}` },
          traffic_policy: terminates,
        },
        heading(1),
        heading(2),
      ],
    },
    files: { "sites.pem": sites.certificate, "edges.pem": edges.certificate },
  });
});

afterAll(async () => {
  await proxy?.stop();
  for (const server of servers) await server.stop();
});

/** What nginx answers to a request for the name, with the certificate verified against the authorities in the file. */
function visit(name: string, serverName: string, authorities: string) {
  return proxy.watch(() => curl({ port: proxy.port(name), serverName, authority: proxy.scratch.path(authorities) }));
}

describe("nginx over TLS", () => {
  test.for(SITES)("is found by the server name, and its own certificate is seen: %s", async (name, context) => {
    requirePeer(context, ...PEERS);
    const { result, event } = await visit(name, name, "sites.pem");
    expect(result).toEqual({ code: 0, stdout: `${name} by ${name} with TLSv1.3\n`, stderr: "" });
    expect(event).toMatchObject({ conn: { server_name: name }, endpoint: { name } });
    expect(event.conn.error).toBeUndefined();
  });

  test("is reached by TLS of the proxy's own, once it is verified", async (context) => {
    requirePeer(context, ...PEERS);
    const serverName = "right.edge.example.com";
    const { result, event } = await visit("right", serverName, "edges.pem");
    // The name in the request is the client's, that of the handshake the upstream's.
    expect(result).toEqual({ code: 0, stdout: `${SITES[0]} by ${SITES[0]} with TLSv1.3\n`, stderr: "" });
    expect(event.conn.server_name).toBe(serverName);
    expect(event.conn.error).toBeUndefined();
  });

  test.for(["other-name", "other-authority"])(
    "that is not who it should be gets not a byte: %s",
    async (name, context) => {
      requirePeer(context, ...PEERS);
      const { result, event } = await visit(name, `${name}.edge.example.com`, "edges.pem");
      expect(CURL_CLOSED).toContain(result.code);
      expect(event).toMatchObject({
        conn: { bytes_in: 0, bytes_out: 0 },
        upstream: { error: { code: "upstream-unreachable" } },
      });
    },
  );
});

test("nginx without TLS is served behind the proxy's", async (context) => {
  requirePeer(context, ...PEERS);
  const { result } = await visit("plain", "plain.edge.example.com", "edges.pem");
  expect(result).toEqual({ code: 0, stdout: "plain for plain.edge.example.com\n", stderr: "" });
});

test.for([1, 2])("nginx is told the client by the PROXY protocol, version %s", async (version, context) => {
  requirePeer(context, ...PEERS);
  const { result, event } = await proxy.watch(() => curl({ port: proxy.port(`version-${version}`) }));
  expect(result).toEqual({ code: 0, stdout: `127.0.0.1:${event.conn.client_port}\n`, stderr: "" });
});
