import { once } from "node:events";
import { type ConnectionFacts, compilePolicy, type Step } from "@sluice/policy";
import { describe, expect, test } from "vitest";
import { FIRST_BACK_OFF } from "../endpoints/health.ts";
import { findTlv, parseProxyHeader, TLV } from "../proxy-protocol/index.ts";
import { buildClientHello } from "../testing/client-hello.ts";
import { ManualClock } from "../testing/clock.ts";
import { closedPort, dialTcp, echo, type Peer, readAll, tcpPeer } from "../testing/peers.ts";
import { continueStep, denyStep, emptyReport, errorStep, forwardStep, policyOf } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";

const TCP = "tcp://db.example.com:5432";
const hello = (name: string) => Buffer.from(buildClientHello({ serverName: name }));

/** `client-hello`, then whatever `then` says of its outcome. */
function helloStep(then: (kind: string, sni: string) => Step): Step {
  return {
    kind: "client-hello",
    report: emptyReport,
    resume: (result) => then(result.kind, result.kind === "hello" ? result.hello.sni : ""),
  };
}

describe("a tcp:// endpoint", () => {
  const seen = (kind: string, sni: string) => errorStep(`${kind} ${sni}`);

  test.each([
    ["a hello", hello("App.example.com"), "hello app.example.com"],
    ["other bytes", Buffer.from("SSH-2.0-x\r\n"), "not-tls "],
  ])("awaits the hello where a step asks for it: %s", async (_what, bytes, code) => {
    await using running = await runProxy(
      configOf([{ url: TCP, upstream: 1, policy: policyOf(() => helloStep(seen)) }]),
    );
    const client = await dialTcp(running.port(TCP));
    client.write(bytes);
    await readAll(client);
    client.end();
    expect((await running.nextEvent()).object.traffic_policy.error?.code).toBe(code);
  });

  test("dials at once where none does, so that a server may speak first", async () => {
    await using upstream = await tcpPeer((socket) => socket.end("220 ready\r\n"));
    await using running = await runProxy(configOf([{ url: TCP, upstream: upstream.port }]));
    const client = await dialTcp(running.port(TCP));
    expect((await readAll(client)).toString()).toBe("220 ready\r\n");
    client.end();
  });

  test("tells the policy who is connected", async () => {
    let facts: ConnectionFacts | undefined;
    const policy = policyOf((given) => {
      facts = given;
      return denyStep();
    });
    await using running = await runProxy(configOf([{ url: TCP, policy }], { serverRegion: "eu" }));
    const client = await dialTcp(running.port(TCP));
    const port = client.localPort;
    await readAll(client);
    client.end();
    expect(facts).toMatchObject({
      client: { ip: "127.0.0.1", port },
      server: { ip: "127.0.0.1", port: running.port(TCP), region: "eu" },
      endpoint: { protocol: "tcp", host: "db.example.com", port: 5432, url: TCP },
    });
    expect(facts?.hello).toBeUndefined();
  });

  test("a policy is told the time of its own connection", async () => {
    const clock = new ManualClock();
    const text = JSON.stringify({
      on_tcp_connect: [{ actions: [{ type: "log", config: { metadata: { now: "${time.now}" } } }, { type: "deny" }] }],
    });
    const { policy, diagnostics } = compilePolicy(text, { protocol: "tcp" });
    if (!policy) throw new Error(JSON.stringify(diagnostics));
    await using running = await runProxy(configOf([{ url: TCP, policy }]), { clock });
    const told = async (): Promise<unknown> => {
      const client = await dialTcp(running.port(TCP));
      await readAll(client);
      client.end();
      return (await running.nextEvent()).object.traffic_policy.logs[0]?.metadata.now;
    };
    const first = await told();
    clock.advance(60_000);
    expect([first, await told()]).toEqual(["2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"]);
  });

  test("a policy that throws lets nobody in", async () => {
    await using upstream = await tcpPeer(echo);
    const policy = policyOf(() => {
      throw new Error("a bug");
    });
    await using running = await runProxy(configOf([{ url: TCP, upstream: upstream.port, policy }]));
    const client = await dialTcp(running.port(TCP));
    client.on("error", () => {});
    await once(client.resume(), "end");
    client.end();
    expect((await running.nextEvent()).object.traffic_policy.error).toEqual({
      code: "internal-error",
      message: "a bug",
    });
    expect(upstream.accepted).toHaveLength(0);
  });
});

describe("upstreams", () => {
  test("one that cannot be reached is told by the event", async () => {
    await using running = await runProxy(configOf([{ url: TCP, upstream: await closedPort() }]));
    const client = await dialTcp(running.port(TCP));
    expect(await readAll(client)).toHaveLength(0);
    client.end();
    expect((await running.nextEvent()).object).toMatchObject({
      traffic_policy: { outcome: "continue" },
      upstream: { error: { code: "upstream-unreachable", message: expect.stringContaining("ECONNREFUSED") } },
    });
  });

  test.each([
    [1, /^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\nhello$/],
    [2, /^\r\n\r\n.\r\nQUIT\n!/s],
  ] as const)("PROXY protocol %i goes first", async (proxyProtocol, start) => {
    await using upstream = await tcpPeer(echo);
    await using running = await runProxy(configOf([{ url: TCP, upstream: upstream.port, proxyProtocol }]));
    const client = await dialTcp(running.port(TCP));
    client.end("hello");
    expect((await readAll(client)).toString("latin1")).toMatch(start);
  });

  test("a PROXY header names the connection as its event does", async () => {
    await using upstream = await tcpPeer(echo);
    const endpoint = {
      url: TCP,
      upstream: upstream.port,
      proxyProtocol: 2,
      proxyTlvs: ["unique_id", "crc32c"],
    } as const;
    await using running = await runProxy(configOf([endpoint]));
    const client = await dialTcp(running.port(TCP));
    client.end("hello");
    const result = parseProxyHeader(new Uint8Array(await readAll(client)));
    if (result.kind !== "header") throw new Error(result.kind);
    expect(result.header.checksum).toBe("fits");
    const id = findTlv(result.header.tlvs, TLV.uniqueId);
    expect(Buffer.from(id ?? []).toString()).toBe((await running.nextEvent()).event_id);
  });

  test("the members of a pool take turns, and one that refuses is passed over", async () => {
    const greeting = (text: string) => tcpPeer((socket) => socket.end(text));
    await using one = await greeting("one");
    await using two = await greeting("two");
    const member = (upstream: number) => ({ url: TCP, pool: true, upstream });
    const closed = await closedPort();
    const clock = new ManualClock();
    await using running = await runProxy(configOf([member(one.port), member(closed), member(two.port)]), { clock });
    const connect = async (): Promise<unknown[]> => {
      const client = await dialTcp(running.port(TCP));
      const answer = (await readAll(client)).toString();
      client.end();
      const { upstream } = (await running.nextEvent()).object;
      return [answer, ...(upstream?.failed_before ?? []).map(({ error }) => error?.code)];
    };
    const refused = "upstream-unreachable";
    expect([await connect(), await connect()]).toEqual([["one"], ["two", refused]]);
    // In its back-off nobody dials it, and the others share what comes.
    const shared = [await connect(), await connect(), await connect(), await connect()].flat();
    expect(shared.toSorted()).toEqual(["one", "one", "two", "two"]);
    clock.advance(FIRST_BACK_OFF);
    const again = [await connect(), await connect(), await connect()].flat();
    expect(again.filter((each) => each === refused)).toEqual([refused]);
  });

  test("a connection that every member has refused is told so, and each of them", async () => {
    const [one, two] = [await closedPort(), await closedPort()];
    const member = (upstream: number) => ({ url: TCP, pool: true, upstream });
    await using running = await runProxy(configOf([member(one), member(two)]), { clock: new ManualClock() });
    // The second time both are in back-off, and are tried all the same.
    for (const _ of [1, 2]) {
      const client = await dialTcp(running.port(TCP));
      expect(await readAll(client)).toHaveLength(0);
      client.end();
      const { upstream } = (await running.nextEvent()).object;
      const urls = [upstream?.url, ...(upstream?.failed_before ?? []).map(({ url }) => url)];
      expect(urls.toSorted()).toEqual([`127.0.0.1:${one}`, `127.0.0.1:${two}`].toSorted());
    }
  });
});

describe("forward-internal", () => {
  const X = "tcp://x.internal:1";

  test("hands the connection over, and the event has the logs of both", async () => {
    await using upstream = await tcpPeer(echo);
    const log = (text: string) => ({ ...emptyReport, logs: [{ metadata: { text } }] });
    await using running = await runProxy(
      configOf([
        { url: TCP, policy: policyOf(() => ({ ...forwardStep(X), report: log("outer") }) as Step) },
        {
          url: X,
          upstream: upstream.port,
          policy: policyOf(() => ({ ...continueStep, report: log("inner") }) as Step),
        },
      ]),
    );
    const client = await dialTcp(running.port(TCP));
    client.end("hello");
    expect((await readAll(client)).toString()).toBe("hello");
    expect((await running.nextEvent()).object).toMatchObject({
      endpoint: { url: TCP },
      traffic_policy: {
        outcome: "forward",
        url: X,
        logs: [{ metadata: { text: "outer" } }, { metadata: { text: "inner" } }],
      },
      upstream: { endpoint: X, address: `127.0.0.1:${upstream.port}` },
    });
  });

  test.each([
    ["lets it pass", continueStep, { url: "«secret»" }, { endpoint: "«secret»" }],
    ["refuses it", denyStep(), { endpoint: "«secret»" }, null],
  ])(
    "a URL that derives from a secret is not told where the inner policy %s",
    async (_what, inner, policy, dialled) => {
      await using upstream = await tcpPeer((socket) => socket.end());
      const outer = policyOf(() => ({ ...forwardStep(X), urlIsSecret: true }) as Step);
      await using running = await runProxy(
        configOf([
          { url: TCP, policy: outer },
          { url: X, upstream: upstream.port, policy: policyOf(() => inner) },
        ]),
      );
      const client = await dialTcp(running.port(TCP));
      client.end();
      await readAll(client);
      const { traffic_policy, upstream: told } = (await running.nextEvent()).object;
      expect(traffic_policy).toMatchObject(policy);
      if (dialled) expect(told).toMatchObject(dialled);
      else expect(told).toBeNull();
    },
  );

  test("an upstream out of reach leaves the outer policy the choice, and nothing of the connection is lost", async () => {
    await using own: Peer = await tcpPeer(echo);
    const dead = await closedPort();
    await using running = await runProxy(
      configOf([
        { url: TCP, upstream: own.port, policy: policyOf(() => helloStep(() => forwardStep(X, () => continueStep))) },
        { url: X, upstream: dead },
      ]),
    );
    const client = await dialTcp(running.port(TCP));
    client.end("hello");
    expect((await readAll(client)).toString()).toBe("hello");
    expect((await running.nextEvent()).object).toMatchObject({
      traffic_policy: { outcome: "continue" },
      upstream: { address: `127.0.0.1:${own.port}` },
    });
  });
});

describe("closing the proxy", () => {
  test("ends what is open, with its event", async () => {
    await using upstream = await tcpPeer(echo);
    const running = await runProxy(configOf([{ url: TCP, upstream: upstream.port }]));
    const client = await dialTcp(running.port(TCP));
    client.on("error", () => {});
    client.write("hello");
    await once(client, "data");
    await running.proxy.close();
    expect(running.events).toHaveLength(1);
    expect(running.events[0]?.object.conn).toMatchObject({ bytes_in: 5, bytes_out: 5 });
    client.destroy();
  });

  test("waits for what ends on its own within the time it is given", async () => {
    await using upstream = await tcpPeer(echo);
    const running = await runProxy(configOf([{ url: TCP, upstream: upstream.port }]));
    const client = await dialTcp(running.port(TCP));
    client.write("hello");
    await once(client, "data");
    const closed = running.proxy.close({ drain: 60_000 });
    client.end();
    await closed;
    expect(running.events[0]?.object.conn.error).toBeUndefined();
  });
});
