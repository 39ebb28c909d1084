import { once } from "node:events";
import type { Policy } from "@sluice/policy";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { loadConfig } from "../config/load.ts";
import type { ConnectionEvent } from "../events/event.ts";
import type { ProxyOptions } from "../proxy.ts";
import { ManualClock } from "../testing/clock.ts";
import { Page } from "../testing/page.ts";
import { dialTcp, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { continueStep, policyOf } from "../testing/policies.ts";
import { configOf, type RunningProxy, runProxy } from "../testing/proxies.ts";

const URL_ = "tcp://a.example:7000";
const INTERNAL = "tcp://x.internal:1";
const page = new Page("shadow.md");

let upstream: Peer;
let running: RunningProxy | undefined;

beforeAll(async () => {
  upstream = await tcpPeer(echo);
});

afterAll(() => upstream[Symbol.asyncDispose]());

afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
});

type Rules = readonly object[];
const policy = (...rules: Rules) => ({ on_tcp_connect: rules });
const deny = { actions: [{ type: "deny" }] };
const log = (text: string) => ({ actions: [{ type: "log", config: { metadata: { text } } }] });
const forward = (url: string) => ({ actions: [{ type: "forward-internal", config: { url } }] });

async function start(
  endpoints: readonly object[],
  options: ProxyOptions = {},
  rest: object = {},
): Promise<RunningProxy> {
  const listen = { address: "127.0.0.1", ports: { 7000: 0 } };
  const { config, diagnostics } = await loadConfig(JSON.stringify({ version: 3, listen, ...rest, endpoints }));
  if (!config) throw new Error(JSON.stringify(diagnostics));
  running = await runProxy(config, options);
  return running;
}

/** What a client gets for what it sends, and the event of its connection. */
async function visit(proxy: RunningProxy, text = "hello"): Promise<{ got: string; event: ConnectionEvent["object"] }> {
  const client = await dialTcp(proxy.port(URL_));
  client.end(text);
  const got = (await readAll(client)).toString();
  return { got, event: (await proxy.nextEvent()).object };
}

const endpointWith = (keys: object) => ({ url: URL_, upstream: { url: upstream.port }, ...keys });

test("a shadow policy denies nobody, and the event tells that it would have", async () => {
  const proxy = await start([
    endpointWith({ traffic_policy: policy(log("seen")), shadow_policy: policy(log("unseen"), deny) }),
  ]);
  const { got, event } = await visit(proxy);
  expect(got).toBe("hello");
  expect(event.traffic_policy).toMatchObject({ outcome: "continue", logs: [{ metadata: { text: "seen" } }] });
  expect(event.shadow_policy).toEqual({
    outcome: "deny",
    rule: 1,
    action: 0,
    error: null,
    agrees: false,
    enforced: { outcome: "continue", rule: null, action: null, error: null },
  });
  expect(JSON.stringify(event)).not.toContain("unseen");
});

test("beside no policy at all everybody passes", async () => {
  const proxy = await start([endpointWith({ shadow_policy: policy(deny) })]);
  const { got, event } = await visit(proxy);
  expect([got, event.traffic_policy.outcome, event.shadow_policy?.outcome]).toEqual(["hello", "continue", "deny"]);
});

test("without one the event has nothing of it", async () => {
  const proxy = await start([endpointWith({ traffic_policy: policy(deny) })]);
  const { event } = await visit(proxy);
  expect(Object.keys(event)).not.toContain("shadow_policy");
  expect(Object.keys(event)).not.toContain("internal_shadow_policies");
});

test("it runs once, when the connection is relayed or refused, and nothing that it does is felt there", async () => {
  const shadow = vi.fn(() => {
    throw new Error("a bug");
  });
  running = await runProxy(configOf([{ url: URL_, upstream: upstream.port, shadowPolicy: policyOf(shadow) }]));
  const client = await dialTcp(running.port(URL_));
  client.write("hello");
  await once(client, "data");
  await vi.waitFor(() => expect(shadow).toHaveBeenCalledTimes(1));
  client.end();
  await readAll(client);
  const { traffic_policy, shadow_policy } = (await running.nextEvent()).object;
  expect(shadow).toHaveBeenCalledTimes(1);
  expect(traffic_policy.outcome).toBe("continue");
  expect(shadow_policy).toMatchObject({ outcome: "not-evaluated", agrees: null, reason: "internal-error" });
});

test("beside no policy its time is that of the connection, and its draws are the proxy's", async () => {
  const clock = new ManualClock();
  const seen: unknown[] = [];
  const shadowPolicy: Policy = {
    ...policyOf(() => continueStep),
    start: (_facts, host) => {
      seen.push(host?.now, host?.random?.());
      return continueStep;
    },
  };
  const config = configOf([{ url: URL_, upstream: upstream.port, shadowPolicy }]);
  running = await runProxy(config, { clock, random: () => 0.25 });
  const client = await dialTcp(running.port(URL_));
  client.write("hello");
  await once(client, "data");
  clock.advance(60_000);
  client.end();
  await readAll(client);
  const { conn } = (await running.nextEvent()).object;
  expect(seen).toEqual([new Date(conn.start_ts), 0.25]);
  expect(conn.end_ts).not.toBe(conn.start_ts);
});

test("what the enforced policy has thrown is told of it alike", async () => {
  const broken = policyOf(() => {
    throw new Error("a bug");
  });
  running = await runProxy(
    configOf([{ url: URL_, upstream: upstream.port, policy: broken, shadowPolicy: policyOf(() => continueStep) }]),
  );
  const client = (await dialTcp(running.port(URL_))).on("error", () => {});
  client.resume();
  const { traffic_policy, shadow_policy } = (await running.nextEvent()).object;
  expect(shadow_policy).toMatchObject({ outcome: "continue", agrees: false });
  expect(shadow_policy?.enforced.error).toEqual({ code: "internal-error", message: "a bug" });
  expect(shadow_policy?.enforced.error).toEqual(traffic_policy.error);
});

test("a client that does not speak first is served though the shadow policy asks for its hello", async () => {
  const greeting = await tcpPeer((socket) => socket.end("220 ready"));
  const sni = { expressions: ["conn.tls.sni == 'a.example'"], actions: [{ type: "deny" }] };
  const proxy = await start([{ url: URL_, upstream: { url: greeting.port }, shadow_policy: policy(sni) }]);
  const client = await dialTcp(proxy.port(URL_));
  expect((await readAll(client)).toString()).toBe("220 ready");
  client.end();
  expect((await proxy.nextEvent()).object.shadow_policy).toMatchObject({
    outcome: "not-evaluated",
    agrees: null,
    reason: "client-hello-not-read",
  });
  await greeting[Symbol.asyncDispose]();
});

test("it asks for no hello that the enforced policy has read for it, and takes its draws", async () => {
  const asks = { expressions: ["conn.tls.sni != ''"], actions: [{ type: "deny" }] };
  const draws = { expressions: ["rand.double() < 0.5"], actions: [{ type: "deny" }] };
  const random = vi.fn(() => 0.25);
  const proxy = await start(
    [endpointWith({ traffic_policy: policy(asks, draws), shadow_policy: policy(draws, asks) })],
    { random },
  );
  const { event } = await visit(proxy);
  expect(event.shadow_policy).toMatchObject({ outcome: "deny", rule: 0, agrees: true, enforced: { rule: 1 } });
  expect(random).toHaveBeenCalledTimes(1);
});

describe("forwards", () => {
  const internal = (keys: object) => ({ url: INTERNAL, upstream: { url: upstream.port }, ...keys });

  test("each endpoint on the way has its own, and is held against its own policy", async () => {
    const proxy = await start([
      endpointWith({ traffic_policy: policy(forward(INTERNAL)), shadow_policy: policy(forward("tcp://y.internal:1")) }),
      internal({ traffic_policy: policy(deny), shadow_policy: policy(log("x")) }),
    ]);
    const { event } = await visit(proxy);
    expect(event.traffic_policy).toMatchObject({ outcome: "deny", endpoint: INTERNAL });
    expect(event.shadow_policy).toMatchObject({
      outcome: "forward",
      url: "tcp://y.internal:1",
      agrees: false,
      enforced: { outcome: "forward", url: INTERNAL },
    });
    expect(event.internal_shadow_policies).toMatchObject([
      { endpoint: INTERNAL, outcome: "continue", agrees: false, enforced: { outcome: "deny", rule: 0 } },
    ]);
  });

  test("a URL that derives from a secret is told by neither", async () => {
    const secret = "tcp://${secrets.get('v', 'n')}.internal:1";
    const proxy = await start(
      [
        endpointWith({ traffic_policy: policy(forward(secret)), shadow_policy: policy(forward(secret)) }),
        internal({ shadow_policy: policy(deny) }),
      ],
      {},
      { secrets: { v: { n: "x" } } },
    );
    const { event } = await visit(proxy);
    expect(event.shadow_policy).toMatchObject({
      outcome: "forward",
      url: "«secret»",
      agrees: true,
      enforced: { url: "«secret»" },
    });
    expect(event.internal_shadow_policies).toMatchObject([{ endpoint: "«secret»", outcome: "deny" }]);
    expect(JSON.stringify(event)).not.toContain("x.internal");
  });
});

describe("the configuration", () => {
  const load = (keys: string) =>
    loadConfig(`endpoints:\n  - url: tcp://a.example:1\n    upstream: { url: 1 }\n    ${keys}\n`);

  test.each<[string, string, object]>([
    [
      "a mistake in it",
      "shadow_policy: { on_tcp_connect: [{ actions: [{ type: denie }] }] }",
      { code: "unknown-action", range: { start: { line: 4 } } },
    ],
    [
      "two of them",
      "shadow_policy: {}\n    shadow_policy_file: p",
      { message: "`shadow_policy` and `shadow_policy_file` exclude each other" },
    ],
    [
      "a file that is not there",
      "shadow_policy_file: none.yml",
      { message: expect.stringContaining("`shadow_policy_file` `none.yml` cannot be read") },
    ],
    ["one of nothing", "shadow_policy:", { message: "`shadow_policy` must be a mapping or a string" }],
  ])("%s is told like in the other", async (_what, keys, found) => {
    const { config, diagnostics } = await load(keys);
    expect(config).toBeUndefined();
    expect(diagnostics.filter(({ severity }) => severity === "error")).toMatchObject([found]);
  });

  test("a forward to nobody is told like in the other", async () => {
    const { diagnostics } = await load(
      "shadow_policy: { on_tcp_connect: [{ actions: [{ type: forward-internal, config: { url: tcp://no.internal:1 } }] }] }",
    );
    expect(diagnostics).toMatchObject([{ code: "unknown-endpoint", range: { start: { line: 4, column: 92 } } }]);
  });

  test("TLS may not be terminated by it and by the agent", async () => {
    const { diagnostics } = await load(
      "shadow_policy: { on_tcp_connect: [{ actions: [{ type: terminate-tls }] }] }\n    agent_tls_termination: {}",
    );
    expect(diagnostics.map(({ code }) => code)).toContain("terminate-tls-twice");
  });

  test("a hello that it asks for makes nobody wait, also where its text is that of an enforced policy", async () => {
    const sni = "{ on_tcp_connect: [{ expressions: [\"conn.tls.sni == 'a'\"], actions: [{ type: deny }] }] }";
    const codes = async (keys: string) => (await load(keys)).diagnostics.map(({ code }) => code);
    expect(await codes(`traffic_policy: ${sni}`)).toEqual(["server-first-delay"]);
    expect(await codes(`shadow_policy: ${sni}`)).toEqual([]);
    expect(await codes(`shadow_policy: ${sni}\n    traffic_policy: ${sni}`)).toEqual(["server-first-delay"]);
  });

  test("a termination of its own needs no certificate, and a policy does not stand in for an upstream", async () => {
    const terminate = "{ on_tcp_connect: [{ actions: [{ type: terminate-tls }] }] }";
    expect((await load(`shadow_policy: ${terminate}`)).config?.endpoints[0]?.shadowPolicy).toBeDefined();
    const { config } = await loadConfig(`endpoints: [{ url: "tcp://a.example:1", shadow_policy: ${terminate} }]\n`);
    expect(config).toBeUndefined();
  });
});

describe("docs/shadow.md", () => {
  test("shows what is told of its configuration", async () => {
    const [text = ""] = page.blocks("yaml");
    const shown = JSON.parse(page.blocks("json")[0] ?? "");
    const { config } = await loadConfig(
      `${text}listen: { address: 127.0.0.1, ports: { 5432: 0 }, accept_proxy_protocol: { from: [127.0.0.1] } }\n`,
    );
    const [endpoint] = config?.endpoints ?? [];
    if (!config || !endpoint?.upstream) throw new Error("it does not load");
    const address = { ...endpoint.upstream.address, port: upstream.port };
    running = await runProxy({ ...config, endpoints: [{ ...endpoint, upstream: { ...endpoint.upstream, address } }] });
    const client = await dialTcp(running.port("tcp://db.example.com:5432"));
    client.end("PROXY TCP4 192.0.2.7 192.0.2.1 4711 5432\r\nhello");
    expect((await readAll(client)).toString()).toBe("hello");
    expect((await running.nextEvent()).object).toMatchObject(shown);
  });

  test("names every reason", () => {
    const reasons = page.table("## What it sees").map(({ reason }) => reason);
    expect(reasons.toSorted()).toEqual(Object.keys(REASONS).toSorted());
  });
});

/** All that there are: another would not compile. */
const REASONS: Readonly<Record<NonNullable<NonNullable<ConnectionEvent["object"]["shadow_policy"]>["reason"]>, true>> =
  {
    "client-hello-not-read": true,
    "tls-not-terminated": true,
    "tls-terminated-otherwise": true,
    "tls-terminated-by-enforced-alone": true,
    "internal-error": true,
  };
