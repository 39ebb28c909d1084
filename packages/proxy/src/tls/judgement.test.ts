import { compilePolicy, type Policy } from "@sluice/policy";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { dialTls, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { NAME, URL } from "../testing/terminating.ts";

const CLIENT = "only-this-client";

let server: Credentials;
let client: Credentials;
let authority: string;

beforeAll(async () => {
  const clients = await createAuthority({ commonName: "Clients CA" });
  authority = clients.certificate;
  client = await clients.issue({ commonName: CLIENT });
  server = await clients.issue({ commonName: NAME, dnsNames: [NAME] });
});

afterEach(() => {
  vi.restoreAllMocks();
});

function denyingIf(expression: string): Policy {
  const terminate = { type: "terminate-tls", config: { mutual_tls_certificate_authorities: [authority] } };
  const text = JSON.stringify({
    on_tcp_connect: [{ actions: [terminate] }, { expressions: [expression], actions: [{ type: "deny" }] }],
  });
  const { policy, diagnostics } = compilePolicy(text, { protocol: "tls" });
  if (policy === undefined) throw new Error(JSON.stringify(diagnostics));
  return policy;
}

test.each<[expression: string, made: readonly string[]]>([
  ["conn.tls.version == '1.1'", []],
  ["conn.tls.client.subject.common_name == 'another'", []],
  ["conn.tls.client.pem == ''", ["PEM"]],
  ["conn.tls.client.subject == 'CN=another'", ["printed name"]],
])("what `%s` does not look at is not made of a client's certificate: only %j is", async (expression, made) => {
  await using upstream = await tcpPeer(echo);
  const endpoint = { url: URL, upstream: upstream.port, policy: denyingIf(expression) };
  await using running = await runProxy(configOf([endpoint], { certificates: [server] }));
  // What PEM is written with, and what characters of a name are escaped with.
  const base64 = vi.spyOn(globalThis, "btoa");
  const escaped = vi.spyOn(String.prototype, "replace");
  const socket = await dialTls(running.port(URL), NAME, { cert: client.certificate, key: client.privateKey });
  socket.end("x");
  expect((await readAll(socket)).toString()).toBe("x");
  expect((await running.nextEvent()).object.traffic_policy).toMatchObject({ outcome: "continue" });
  const seen = [
    ...(base64.mock.calls.length > 0 ? ["PEM"] : []),
    ...(escaped.mock.contexts.some((text) => String(text) === CLIENT) ? ["printed name"] : []),
  ];
  expect(seen).toEqual(made);
});
