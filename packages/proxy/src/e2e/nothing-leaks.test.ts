import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { expect, test } from "vitest";
import type { ConnectionEvent } from "../events/event.ts";
import { connectionSpans } from "../telemetry/index.ts";
import { dialTcp, dialTls, echo, readAll, tcpPeer, tlsPeer } from "../testing/peers.ts";
import { createAuthority } from "../testing/pki.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { metricsUrl } from "./testing/scraping.ts";

/** In what is kept secret, and in what is sent; never to be seen elsewhere. */
const SECRET = "marker-of-the-secret";
const PAYLOAD = "marker-of-the-payload";

const secret = 'secrets.get("vault", "token")';
const rules = (...actions: object[]) => ({ on_tcp_connect: [{ actions }] });
const whether = (expression: string) => ({
  on_tcp_connect: [{ expressions: [expression], actions: [{ type: "deny" }] }],
});

async function exchange(dialled: ReturnType<typeof dialTcp>): Promise<void> {
  const socket = await dialled;
  socket.on("error", () => {});
  socket.end(PAYLOAD);
  await readAll(socket).catch(() => {});
}

test("no key, no secret and no payload is in events, logs, metrics or spans", async () => {
  const authority = await createAuthority({ commonName: "CA" });
  const names = ["app.example.com", "agent.example.com", "keyed.example.com"];
  const host = await authority.issue({ commonName: "edge", dnsNames: names });
  const client = await authority.issue({ commonName: "proxy", usage: "client" });
  await using plain = await tcpPeer(echo);
  const asked = { key: host.privateKey, cert: host.certificate, ca: authority.certificate, requestCert: true };
  await using secure = await tlsPeer(asked, echo);
  const to = { url: `127.0.0.1:${plain.port}` };
  const terminate = { type: "terminate-tls" };
  const endpoints = [
    { name: "plain", url: "tcp://plain.example.com:7001", upstream: to },
    {
      name: "vars",
      url: "tcp://vars.example.com:7002",
      upstream: to,
      traffic_policy: rules({ type: "set-vars", config: { vars: [{ token: `\${${secret}}` }] } }),
    },
    {
      name: "failing",
      url: "tcp://failing.example.com:7003",
      upstream: to,
      traffic_policy: whether(`int(${secret} + conn.client_ip) == 1`),
    },
    {
      name: "matching",
      url: "tcp://matching.example.com:7004",
      upstream: to,
      traffic_policy: whether(`size(${secret} + conn.client_ip) > 1`),
    },
    {
      name: "forwarding",
      url: "tcp://forwarding.example.com:7005",
      traffic_policy: rules({ type: "forward-internal", config: { url: `tcp://\${${secret}}.internal:1` } }),
    },
    { name: "behind", url: `tcp://${SECRET}-2.internal:1`, upstream: to },
    {
      name: "found",
      url: "tcp://found.example.com:7006",
      traffic_policy: rules({ type: "forward-internal", config: { url: `tcp://\${${secret}}-2.internal:1` } }),
    },
    {
      name: "shadowed",
      url: "tcp://shadowed.example.com:7007",
      traffic_policy: rules({ type: "forward-internal", config: { url: `tcp://\${${secret}}.internal:1` } }),
      // The same URL, and here no secret.
      shadow_policy: rules({
        type: "forward-internal",
        config: { url: `tcp://\${conn.server_port > 0 ? "marker-of" : ""}-the-secret.internal:1` },
      }),
    },
    { name: "app", url: "tls://app.example.com", upstream: to, traffic_policy: rules(terminate) },
    {
      name: "keyed",
      url: "tls://keyed.example.com",
      upstream: to,
      traffic_policy: rules({
        ...terminate,
        config: { server_certificate: host.certificate, server_private_key: '${secrets.get("vault", "key")}' },
      }),
    },
    {
      name: "agent",
      url: "tls://agent.example.com",
      upstream: {
        url: `tls://127.0.0.1:${secure.port}`,
        tls: {
          server_name: "app.example.com",
          certificate_authorities: [authority.certificate],
          client_certificate: client.certificate,
          client_key: client.privateKey,
        },
      },
      agent_tls_termination: { server_certificate: host.certificate, server_private_key: host.privateKey },
    },
  ];
  const config = {
    metrics: { address: "127.0.0.1:0" },
    log: { level: "debug" },
    certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
    secrets: { vault: { token: SECRET, key: host.privateKey } },
    endpoints,
  };
  const proxy: ProxyProcess = await startProxy({ config, flags: ["--no-watch"] });
  const events: ConnectionEvent["object"][] = [];
  let scraped = "";
  const logged: string[] = [];
  try {
    const url = await metricsUrl(proxy);
    for (const { name, url: at } of endpoints) {
      if (at.includes(".internal")) continue;
      const dial = () => (at.startsWith("tls") ? dialTls(proxy.port(name), at.slice(6)) : dialTcp(proxy.port(name)));
      events.push((await proxy.watch(() => exchange(dial()))).event);
    }
    scraped = await (await fetch(url)).text();
    // Refused, for keys and secrets that are wrong.
    const beheaded = host.privateKey.replace(/-----[A-Z ]+-----\n/g, "");
    await proxy.configure({ ...config, certificates: [{ certificate: host.certificate, private_key: beheaded }] });
    proxy.signal("SIGHUP");
    logged.push(await proxy.said(/^sluice: reload refused/));
    await proxy.configure({ ...config, secrets: { vault: { token: SECRET, key: SECRET, x: [SECRET] } } });
    proxy.signal("SIGHUP");
    logged.push(await proxy.said(/^sluice: reload refused/));
  } finally {
    await proxy.stop();
  }
  const outcomes = events.map(({ endpoint, traffic_policy: { outcome, error } }) => [
    endpoint?.name,
    error?.code ?? outcome,
  ]);
  expect(outcomes).toEqual([
    ["plain", "continue"],
    ["vars", "continue"],
    ["failing", "expression-failed"],
    ["matching", "deny"],
    ["forwarding", "endpoint-not-found"],
    ["found", "forward"],
    ["shadowed", "endpoint-not-found"],
    ["app", "continue"],
    ["keyed", "continue"],
    ["agent", "continue"],
  ]);
  expect(events.find(({ shadow_policy }) => shadow_policy)?.shadow_policy).toMatchObject({
    error: { code: "endpoint-not-found", message: "«secret»" },
  });
  expect(events.filter(({ conn }) => conn.bytes_in === PAYLOAD.length)).toHaveLength(6);
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const trace = connectionSpans(provider.getTracer("test"));
  for (const object of events)
    trace({ event_id: "", event_type: "tcp_connection_closed.v0", event_timestamp: "", object });
  const spans = exporter
    .getFinishedSpans()
    .map(({ name, attributes, status, events: noted }) => ({ name, attributes, status, noted }));
  expect(spans.length).toBeGreaterThan(events.length);
  const seen = { events: JSON.stringify(events), logs: proxy.log(), metrics: scraped, spans: JSON.stringify(spans) };
  const bodies = [host.privateKey, client.privateKey].flatMap((pem) =>
    pem.split("\n").filter((line) => /^[\w+/=]{20,}$/.test(line)),
  );
  expect(bodies.length).toBeGreaterThan(2);
  for (const marker of [SECRET, PAYLOAD, "PRIVATE KEY", ...bodies]) {
    for (const [where, text] of Object.entries(seen))
      expect(text.includes(marker), `${marker} in ${where}`).toBe(false);
  }
  // That these were looked at at all.
  expect(seen.logs).toContain("denied by on_tcp_connect[0]");
  expect(seen.logs).toContain("reload refused");
  expect(seen.metrics).toContain('endpoint="found"');
  expect(logged).toHaveLength(2);
});
