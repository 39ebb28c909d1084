import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { ConnectionEvent } from "../events/event.ts";
import { nodeHandshake } from "../testing/handshake.ts";
import { closedPort, dialTcp, dialTls, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { denyStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, type RunningProxy, runProxy } from "../testing/proxies.ts";
import { NAME, URL } from "../testing/terminating.ts";
import { connectionSpans } from "./index.ts";
import { loadTracing } from "./tracing.ts";

const TCP = "tcp://db.example.com:5432";

let server: Credentials;
const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
});

afterEach(() => {
  exporter.reset();
  trace.disable();
});

/** The event of one connection, and the spans that come of it, the connection's first. */
async function traced(running: RunningProxy, client: () => Promise<unknown>) {
  await client();
  const event = await running.nextEvent();
  connectionSpans(provider.getTracer("test"))(event);
  const spans = exporter.getFinishedSpans();
  const connection = spans.find(({ parentSpanContext }) => parentSpanContext === undefined);
  if (!connection) throw new Error("no span has no parent");
  const children = spans.filter((span) => span !== connection);
  for (const { parentSpanContext, ended } of children) {
    expect(parentSpanContext?.spanId).toBe(connection.spanContext().spanId);
    expect(ended).toBe(true);
  }
  return { event, connection, children };
}

/** Milliseconds since 1970. */
function milliseconds([seconds, nanoseconds]: ReadableSpan["startTime"]): number {
  return seconds * 1_000 + nanoseconds / 1_000_000;
}

function timesOf(span: ReadableSpan | undefined, event: ConnectionEvent): readonly number[] {
  if (!span) throw new Error("there is no such span");
  const start = Date.parse(event.object.conn.start_ts);
  return [span.startTime, span.endTime].map((time) => milliseconds(time) - start);
}

test("a connection with its handshake, its policy and its upstream", async () => {
  await using upstream = await tcpPeer(echo);
  const endpoint = { name: "app", url: URL, upstream: upstream.port, policy: policyOf(() => terminateStep()) };
  await using running = await runProxy(configOf([endpoint], { certificates: [server] }));
  const { event, connection, children } = await traced(running, async () => {
    const client = await dialTls(running.port(URL), NAME);
    client.end("hello");
    await readAll(client);
  });
  const { conn, counters, traffic_policy, upstream: dialled } = event.object;
  expect(connection).toMatchObject({
    name: "connection app",
    kind: SpanKind.SERVER,
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      "network.transport": "tcp",
      "network.type": "ipv4",
      "client.address": "127.0.0.1",
      "client.port": conn.client_port,
      "server.address": NAME,
      "server.port": conn.server_port,
      "tls.client.server_name": NAME,
      "sluice.event.id": event.event_id,
      "sluice.endpoint.name": "app",
      "sluice.outcome": "continue",
      "sluice.bytes_in": 5,
    },
  });
  expect(children.map(({ name, kind }) => [name, kind])).toEqual([
    ["tls handshake", SpanKind.INTERNAL],
    ["policy", SpanKind.INTERNAL],
    ["upstream connect", SpanKind.CLIENT],
  ]);
  const [handshake, policy, connect] = children;
  const near = (times: readonly (number | undefined)[]) => times.map((time) => expect.closeTo(time ?? 0, 2));
  const hello = counters.client_hello_ms ?? 0;
  expect(timesOf(handshake, event)).toEqual(near([hello, hello + (counters.handshake_ms ?? 0)]));
  const { timing } = traffic_policy;
  expect(timesOf(policy, event)).toEqual(near([timing?.start_ms, timing?.end_ms]));
  expect(timesOf(connect, event)).toEqual(near([dialled?.timing.start_ms, dialled?.timing.end_ms]));
  expect(connect?.attributes).toMatchObject({
    "network.peer.address": "127.0.0.1",
    "network.peer.port": upstream.port,
  });
  expect(policy?.attributes).toMatchObject({ "sluice.policy.work_ms": timing?.work_ms });
});

test("a handshake that fails is an error of its own span and of the connection's, with the alert", async () => {
  const policy = policyOf(() => terminateStep({ minVersion: "1.3" }));
  await using running = await runProxy(configOf([{ url: URL, upstream: 1, policy }], { certificates: [server] }));
  const { connection, children } = await traced(running, () =>
    nodeHandshake(running.port(URL), NAME, { maxVersion: "TLSv1.2" }),
  );
  const failed = { status: { code: SpanStatusCode.ERROR }, attributes: { "error.type": "tls-handshake-failed" } };
  expect(connection).toMatchObject(failed);
  expect(children.map(({ name }) => name)).toEqual(["tls handshake", "policy"]);
  expect(children[0]).toMatchObject(failed);
  expect(children[0]?.attributes).toMatchObject({ "sluice.tls.alert": "protocol_version" });
  expect(children[1]?.status.code).toBe(SpanStatusCode.UNSET);
});

test("an upstream out of reach is an error, a rule that denies is none", async () => {
  const deny = policyOf(() => denyStep());
  const down = await closedPort();
  const config = configOf([
    { url: TCP, upstream: down },
    { name: "denied", url: "tcp://denied.example.com:1", policy: deny, upstream: down },
  ]);
  await using running = await runProxy(config);
  const visit = async (url: string) => {
    const client = await dialTcp(running.port(url));
    await readAll(client);
    client.end();
  };
  const unreachable = await traced(running, () => visit(TCP));
  expect(unreachable.children).toMatchObject([
    {
      name: "upstream connect",
      status: { code: SpanStatusCode.ERROR },
      attributes: { "error.type": "upstream-unreachable" },
    },
  ]);
  expect(unreachable.connection.status.code).toBe(SpanStatusCode.ERROR);
  exporter.reset();
  const denied = await traced(running, () => visit("tcp://denied.example.com:1"));
  expect(denied.connection).toMatchObject({
    status: { code: SpanStatusCode.UNSET },
    attributes: { "sluice.outcome": "deny" },
  });
  expect(denied.children).toMatchObject([{ name: "policy", attributes: { "sluice.rule": 0, "sluice.action": 0 } }]);
});

test("spans are made where an SDK is registered, and else nothing is loaded for them", async () => {
  expect(await loadTracing()).toBeUndefined();
  trace.setGlobalTracerProvider(provider);
  const tell = await loadTracing();
  await using upstream = await tcpPeer(echo);
  await using running = await runProxy(configOf([{ url: TCP, upstream: upstream.port }]));
  const client = await dialTcp(running.port(TCP));
  client.end();
  await readAll(client);
  const event = await running.nextEvent();
  tell?.(event);
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(["upstream connect", `connection ${TCP}`]);
});
