import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type CompileOptions, compilePolicy, type Policy } from "@sluice/policy";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { dialTcp, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { configOf, type EndpointSketch, type RunningProxy, runProxy } from "../testing/proxies.ts";
import { IpIntelligence } from "./index.ts";
import { ZURICH } from "./testing/databases.ts";

const URL_ = "tcp://a.example:7000";
const INTERNAL = "tcp://x.internal:1";
const DENY = [{ type: "deny" }];
const IN_ZURICH = {
  expressions: ["conn.geo.city == 'Zurich'"],
  actions: [{ type: "log", config: { metadata: { a: 1 } } }],
};

let upstream: Peer;

beforeAll(async () => {
  upstream = await tcpPeer(echo);
});

afterAll(() => upstream[Symbol.asyncDispose]());

function policy(rules: readonly object[], options: CompileOptions = {}): Policy {
  const resources = { ip_intelligence: ["geo"] } as const;
  const compiled = compilePolicy(JSON.stringify({ on_tcp_connect: rules }), { resources, ...options });
  if (!compiled.policy) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.policy;
}

async function start(get: (address: string) => unknown, ...endpoints: EndpointSketch[]): Promise<RunningProxy> {
  const intelligence = new IpIntelligence({ geo: { type: "Test", get } });
  return await runProxy(configOf(endpoints, { intelligence }));
}

async function visit(proxy: RunningProxy) {
  const client = await dialTcp(proxy.port(URL_));
  client.end("hello");
  const got = (await readAll(client)).toString();
  return { got, event: (await proxy.nextEvent()).object };
}

test("a connection whose policies do not ask costs no lookup", async () => {
  const get = vi.fn();
  const rule = { expressions: ["conn.client_port < 1"], actions: DENY };
  await using proxy = await start(get, { url: URL_, upstream: upstream.port, policy: policy([rule]) });
  expect((await visit(proxy)).got).toBe("hello");
  expect(get).not.toHaveBeenCalled();
});

test("all policies of a connection share one lookup, and the next has its own", async () => {
  const get = vi.fn(() => ZURICH);
  const forward = { type: "forward-internal", config: { url: INTERNAL } };
  await using proxy = await start(
    get,
    {
      url: URL_,
      policy: policy([IN_ZURICH, { actions: [forward] }], { upstream: false }),
      shadowPolicy: policy([IN_ZURICH]),
    },
    { url: INTERNAL, upstream: upstream.port, policy: policy([IN_ZURICH], { internal: true }) },
  );
  const { got, event } = await visit(proxy);
  expect([got, event.traffic_policy.logs.length]).toEqual(["hello", 2]);
  expect(get.mock.calls).toEqual([["127.0.0.1"]]);
  await visit(proxy);
  expect(get).toHaveBeenCalledTimes(2);
});

test("a connection that is open does not keep what was known when it began", async () => {
  setFlagsFromString("--expose-gc");
  const gc: () => void = runInNewContext("gc");
  const sketch = { url: URL_, upstream: upstream.port, policy: policy([IN_ZURICH]), shadowPolicy: policy([IN_ZURICH]) };
  /** Nothing of this test holds it. */
  const known = () => {
    const intelligence = new IpIntelligence({ geo: { type: "Test", get: () => ZURICH } });
    return { held: new WeakRef(intelligence), config: configOf([sketch], { intelligence }) };
  };
  const begin = async () => {
    const { held, config } = known();
    return { held, proxy: await runProxy(config) };
  };
  const { held, proxy: running } = await begin();
  await using proxy = running;
  const client = await dialTcp(proxy.port(URL_));
  client.write("hello");
  await once(client, "data");
  expect((await proxy.proxy.update(configOf([sketch]))).ok).toBe(true);
  // What is weak lives to the end of the turn that has looked at it.
  await vi.waitFor(() => {
    gc();
    expect(held.deref()).toBeUndefined();
  });
  client.end("hello");
  await readAll(client);
  const { object } = await proxy.nextEvent();
  expect([object.traffic_policy.logs.length, object.shadow_policy?.outcome]).toEqual([1, "continue"]);
});

test("where a record cannot be read, nobody is let in by that", async () => {
  const get = (): never => {
    throw new Error("the database is damaged");
  };
  const rule = { expressions: ["conn.geo.city == 'Zurich'"], actions: DENY };
  await using proxy = await start(get, { url: URL_, upstream: upstream.port, policy: policy([rule]) });
  const client = (await dialTcp(proxy.port(URL_))).on("error", () => {});
  client.write("hello");
  const event = (await proxy.nextEvent()).object;
  expect([client.bytesRead, event.upstream]).toEqual([0, null]);
  expect(event.traffic_policy).toMatchObject({
    outcome: "error",
    error: { code: "internal-error", message: "the database is damaged" },
  });
});
