import { describe, expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { type EndpointSketch, endpointOf } from "../testing/proxies.ts";
import { buildEndpointTable, type EndpointTable } from "./table.ts";

function build(sketches: readonly (string | EndpointSketch)[], address?: string) {
  const endpoints = sketches.map((sketch) =>
    endpointOf(typeof sketch === "string" ? { url: sketch, upstream: 80 } : { upstream: 80, ...sketch }),
  );
  return buildEndpointTable(endpoints, { ports: new Map(), ...(address ? { address } : {}) });
}

function tableOf(...sketches: readonly (string | EndpointSketch)[]): EndpointTable {
  const result = build(sketches);
  if (!result.ok) throw new Error(result.conflicts.map(({ message }) => message).join());
  return result.table;
}

describe("listeners", () => {
  test("tls:// endpoints share a port, tcp:// endpoints have one each", () => {
    const { listeners } = tableOf("tls://a.example", "tls://*.example", "tcp://a.example:1000", "tls://b.example:8443");
    expect(listeners.map(({ scheme, publicPort }) => `${scheme} ${publicPort}`)).toEqual([
      "tls 443",
      "tcp 1000",
      "tls 8443",
    ]);
  });

  test("an address in the URL is what is bound, unless another is configured", () => {
    const sketch = "tcp://127.0.0.2:1000";
    expect(tableOf(sketch).listeners[0]?.address).toBe("127.0.0.2");
    const configured = build([sketch], "127.0.0.1");
    expect(configured.ok && configured.table.listeners[0]?.address).toBe("127.0.0.1");
    expect(tableOf("tcp://a.example:1000").listeners[0]?.address).toBeUndefined();
  });

  test("internal endpoints are not listened on", () => {
    expect(tableOf("tls://a.internal", "tcp://b.internal:1000").listeners).toEqual([]);
  });
});

describe("conflicts", () => {
  test.each([
    [["tls://a.example", "tls://A.example.:443"], 1],
    [["tcp://a.example:443", "tls://a.example"], 1],
    [["tls://a.example", "tcp://b.example:1", "tcp://c.example:1"], 2],
    [[{ url: "tls://a.example", pool: true }, { url: "tls://a.example" }], 1],
    [["tls://a.internal", "tls://a.internal"], 1],
  ])("%j", (sketches, endpoint) => {
    const result = build(sketches as (string | EndpointSketch)[]);
    expect(result).toMatchObject({ ok: false, conflicts: [{ endpoint, with: endpoint - 1 }] });
  });

  test.each([
    [["tls://a.example", "tls://*.a.example", "tls://b.example"]],
    [["tcp://127.0.0.1:1000", "tcp://127.0.0.2:1000"]],
    [["tls://a.internal", "tcp://a.internal:443"]],
    [
      [
        { url: "tls://a.example", pool: true },
        { url: "tls://a.example", pool: true },
      ],
    ],
  ])("none in %j", (sketches) => expect(build(sketches as (string | EndpointSketch)[]).ok).toBe(true));
});

describe("internal endpoints", () => {
  const table = tableOf("tls://a.internal", "tls://*.internal", "tcp://a.internal:1000", "tls://a.internal:8443");

  test.each([
    ["tls://a.internal:443", "tls://a.internal"],
    ["tls://b.internal:443", "tls://*.internal"],
    ["tls://c.b.internal:443", "tls://*.internal"],
    ["tls://A.internal.:443", "tls://a.internal"],
    ["tcp://a.internal:1000", "tcp://a.internal:1000"],
    ["tls://a.internal:8443", "tls://a.internal:8443"],
    ["tls://b.internal:8443", undefined],
    ["tcp://a.internal:443", undefined],
    ["nonsense", undefined],
  ])("%s is %s", (url, found) => expect(table.internal(url)?.choose()?.facts.url).toBe(found));

  test("a public endpoint is none", () => {
    expect(tableOf("tls://a.example").internal("tls://a.example:443")).toBeUndefined();
  });
});

describe("a table that takes over from another", () => {
  const POOL = "tls://a.internal:443";
  const member = (upstream: number, more: Partial<EndpointSketch> = {}): EndpointSketch => ({
    url: "tls://a.internal",
    pool: true,
    upstream,
    ...more,
  });

  test("passes over the members that were passed over, unless their upstream has changed", () => {
    const clock = new ManualClock();
    const make = (before: EndpointTable | undefined, ...sketches: EndpointSketch[]): EndpointTable => {
      const result = buildEndpointTable(sketches.map(endpointOf), { ports: new Map() }, { clock, before });
      if (!result.ok) throw new Error("conflict");
      return result.table;
    };
    const live = (table: EndpointTable) => {
      const pool = table.internal(POOL);
      return pool?.members.map((each) => pool.healthOf(each)?.live);
    };
    const first = make(undefined, member(1), member(2), member(3));
    const pool = first.internal(POOL);
    for (const each of pool?.members ?? []) pool?.healthOf(each)?.begin().ended("failed");
    expect(live(first)).toEqual([false, false, false]);
    const second = make(first, member(4), member(3, { name: "third" }), member(2, { proxyProtocol: 2 }), member(1));
    expect(live(second)).toEqual([true, false, true, false]);
    clock.advance(1_000);
    expect(live(second)).toEqual([true, true, true, true]);
    // What is gone is forgotten.
    expect(second.health.size).toBe(4);
  });
});

describe("ids", () => {
  const idOf = (table: EndpointTable, place: number) =>
    table.internal("tls://a.internal:443")?.members[place]?.facts.id;

  test("stay what they are, whatever stands around the endpoint", () => {
    const alone = tableOf("tls://a.internal");
    const among = tableOf("tls://b.internal", "tls://c.internal", "tls://a.internal");
    expect(idOf(alone, 0)).toMatch(/^ep_[0-9a-f]{24}$/);
    expect(idOf(among, 0)).toBe(idOf(alone, 0));
  });
});

describe("a pool", () => {
  test("takes turns", () => {
    const pool = tableOf(
      { url: "tls://a.internal", pool: true, name: "one" },
      { url: "tls://a.internal", pool: true, name: "two" },
    ).internal("tls://a.internal:443");
    const names = [1, 2, 3, 4].map(() => pool?.choose()?.config.name);
    expect(names).toEqual(["one", "two", "one", "two"]);
  });

  test("has members with ids of their own", () => {
    const pool = tableOf({ url: "tls://a.internal", pool: true }, { url: "tls://a.internal", pool: true }).internal(
      "tls://a.internal:443",
    );
    expect(new Set(pool?.members.map(({ facts }) => facts.id)).size).toBe(2);
  });
});
