import { describe, expect, test } from "vitest";
import { compileProgram } from "./compile.ts";
import type { AddressIntelligence, ConnectionFacts } from "./facts.ts";
import type { Host } from "./policy.ts";
import type { Program } from "./program.ts";
import { start } from "./run.ts";
import { orderOfDate, readDate } from "./run-state.ts";
import type { Step } from "./step.ts";
import { uncollected } from "./testing/collected.ts";
import { TLS } from "./testing/handshake.ts";

const DENY = [{ type: "deny" }];

function program(rules: readonly object[]): Program {
  const resources = { ip_intelligence: ["categories", "geo", "as"] } as const;
  const text = JSON.stringify({ on_tcp_connect: rules });
  const { program, diagnostics } = compileProgram(text, { protocol: "tls", internal: true, resources });
  if (program === undefined) throw new Error(JSON.stringify(diagnostics));
  return program;
}

const denyIf = (...expressions: string[]): Program => program([{ expressions, actions: DENY }]);

function facts(overrides: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    client: { ip: "10.1.2.3", port: 40_000 },
    server: { ip: "192.0.2.1", port: 443, region: "eu" },
    start: new Date("2026-01-01T00:00:00Z"),
    endpoint: { id: "ep", protocol: "tls", host: "example.com", port: 443, url: "tls://example.com" },
    hello: { sni: "example.com", ja4: "t13d" },
    ...overrides,
  };
}

const run = (policy: Program, connection = facts(), host: Host = {}): Step => start(policy, connection, host);

/** Everything that a state remembers, or asks for once. */
const ALL = program([
  {
    actions: [
      {
        type: "log",
        config: {
          metadata: {
            client: "${conn.client_ip}",
            server: "${conn.server_ip}",
            own: "${[conn.client_ip, conn.server_ip]}",
            categories: "${[conn.client_ip.categories, conn.server_ip.categories]}",
            numbers: "${[conn.client_ip.as.number, conn.server_ip.as.number]}",
            endpoint: "${endpoint.addr}",
            start: "${string(conn.ts.start)}",
            now: "${time.now}",
            draws: "${[rand.double(), rand.double()]}",
            sni: "${conn.tls.sni}",
            ja4: "${conn.tls.ja4_fingerprint}",
          },
        },
      },
    ],
  },
]);

function known(intelligence: readonly AddressIntelligence[]): ConnectionFacts["intelligence"] {
  const [client = {}, server = {}] = intelligence;
  return { client: () => client, server: () => server };
}

describe("what a run is told", () => {
  const EVERY = [
    {
      told: facts({ intelligence: known([{ categories: ["a"], as: { number: 1 } }, { categories: ["b.c"] }]) }),
      host: { now: new Date("2026-02-02T00:00:00Z"), random: () => 0.25 },
      logged: {
        client: "10.1.2.3",
        server: "192.0.2.1",
        own: ["10.1.2.3", "192.0.2.1"],
        categories: [["a"], ["b.c", "b"]],
        numbers: [1, 0],
        endpoint: "example.com:443",
        start: "2026-01-01T00:00:00Z",
        now: "2026-02-02T00:00:00Z",
        draws: [0.25, 0.25],
        sni: "example.com",
        ja4: "t13d",
      },
    },
    {
      told: facts({
        client: { ip: "::ffff:10.4.5.6", port: 1 },
        server: { ip: "2001:DB8::1", port: 443, region: "" },
        start: new Date("1969-12-31T23:59:59.999Z"),
        endpoint: { id: "ep", protocol: "tls", host: "2001:db8::1", port: 443, url: "tls://[2001:db8::1]" },
        hello: { sni: "b.test", ja4: "t12d" },
        intelligence: known([{ categories: ["d"] }, { categories: ["e"], as: { number: 2 } }]),
      }),
      host: { now: new Date("2026-03-03T00:00:00Z"), random: () => 0.75 },
      logged: {
        client: "10.4.5.6",
        server: "2001:db8::1",
        own: ["10.4.5.6", "2001:db8::1"],
        categories: [["d"], ["e"]],
        numbers: [0, 2],
        endpoint: "[2001:db8::1]:443",
        start: "1969-12-31T23:59:59.999Z",
        now: "2026-03-03T00:00:00Z",
        draws: [0.75, 0.75],
        sni: "b.test",
        ja4: "t12d",
      },
    },
  ];

  test("is that of its own connection, whichever was there before", () => {
    for (const { told, host, logged } of [...EVERY, ...EVERY]) {
      expect(run(ALL, told, host).report.logs).toEqual([{ metadata: logged }]);
    }
    const unknown = run(ALL, facts(), { random: () => 0 }).report.logs[0]?.metadata;
    expect([unknown?.categories, unknown?.numbers, unknown?.draws]).toEqual([
      [[], []],
      [0, 0],
      [0, 0],
    ]);
  });

  test("of its endpoint is that endpoint's, also where only one part differs from that of the run before", () => {
    const policy = denyIf("endpoint.addr == 'a.test:1'");
    const at = (host: string, port: number) =>
      run(policy, facts({ endpoint: { id: "ep", protocol: "tls", host, port, url: "" } })).kind;
    expect([at("a.test", 1), at("a.test", 1), at("a.test", 2), at("a.test", 1), at("b.test", 1)]).toEqual([
      "deny",
      "deny",
      "continue",
      "deny",
      "continue",
    ]);
    const shown = program([{ actions: [{ type: "log", config: { metadata: { at: "${endpoint.addr}" } } }] }]);
    const told = ["", "a.test", "", "", "b.test", "b.test"].map((host, i) => {
      const endpoint = { id: "ep", protocol: "tls", host, port: [0, 1, 1, 0, 5, 0][i] ?? 0, url: "" };
      return run(shown, facts({ endpoint })).report.logs[0]?.metadata.at;
    });
    expect(told).toEqual([":0", "a.test:1", ":1", ":0", "b.test:5", "b.test:0"]);
  });

  test("of a handshake is of that connection's", () => {
    const policy = denyIf("has(conn.tls.version)");
    expect([run(policy, facts({ tls: TLS })).kind, run(policy).kind]).toEqual(["deny", "continue"]);
  });

  test("comes from `Math.random` where the host of the run before had numbers of its own", () => {
    const policy = denyIf("rand.double() < 0.0 || rand.double() == 0.125");
    expect(run(policy, facts(), { random: () => 0.125 }).kind).toBe("deny");
    expect(Array.from({ length: 3 }, () => run(policy).kind)).toContain("continue");
  });

  test("is asked for once, of either side", () => {
    const asked = { client: 0, server: 0 };
    const intelligence = {
      client: () => ({ categories: [`c${asked.client++}.x`] }),
      server: () => ({ categories: [`s${asked.server++}.x`] }),
    };
    const sides = ["client", "server"].flatMap((side) => [
      `conn.${side}_ip.categories.size() == 2`,
      `!conn.${side}_ip.is_tor_node`,
      `conn.${side}_ip.categories[1].endsWith('0')`,
    ]);
    expect(run(denyIf(...sides), facts({ intelligence })).kind).toBe("deny");
    expect(asked).toEqual({ client: 1, server: 1 });
  });

  test("of the time is one time, however long the run takes", () => {
    const policy = denyIf("time.now == '2026-02-02T00:00:00Z'", "time.now != '2027-01-01T00:00:00Z'");
    const now = new Date("2026-02-02T00:00:00Z");
    const random = denyIf("time.now == '2026-02-02T00:00:00Z'", "rand.double() < 0.5", "time.now.startsWith('2026')");
    expect(run(policy, facts(), { now }).kind).toBe("deny");
    const late = () => {
      now.setUTCFullYear(2027);
      return 0;
    };
    expect(run(random, facts(), { now, random: late }).kind).toBe("deny");
  });
});

describe("a run begins at its beginning", () => {
  const close = { type: "close-connection" };

  test("at the first action, whichever the one before has ended at", () => {
    const policy = program([{ actions: [{ type: "restrict-ips", config: { allow: ["10.0.0.0/8"] } }, close] }]);
    const kinds = ["10.0.0.1", "11.0.0.1", "10.0.0.1", "11.0.0.1"].map(
      (ip) => run(policy, facts({ client: { ip, port: 1 } })).kind,
    );
    expect(kinds).toEqual(["close", "deny", "close", "deny"]);
  });

  test("at the first expression, whichever the one before has failed at", () => {
    const policy = denyIf("conn.client_port != 1", "int(conn.tls.sni) != 0");
    const kinds = [2, 1, 2, 1].map((port) => run(policy, facts({ client: { ip: "10.0.0.1", port } })).kind);
    expect(kinds).toEqual(["error", "continue", "error", "continue"]);
  });
});

describe("a run pays for itself alone", () => {
  test("however much those before it have taken", () => {
    const heavy = "conn.client_ip.categories.map(c, c + 'x').join(',').size() > 1000000";
    const policy = denyIf(heavy);
    const intelligence = known([{ categories: Array.from({ length: 1000 }, (_, i) => `category-${i}`) }]);
    const kinds = new Set(Array.from({ length: 400 }, () => run(policy, facts({ intelligence })).kind));
    expect([...kinds]).toEqual(["continue"]);
  });
});

test("nothing that a run was given is held once it has ended", async () => {
  // The list of categories is a variable of a macro.
  const listed = "[conn.client_ip.categories].exists(list, list.size() == 7)";
  const policy = program(
    [listed, "time.now == ''", "rand.double() > 2.0", "conn.tls.sni == ''", "!has(conn.tls.version)"].map(
      (expression) => ({
        expressions: [expression],
        actions: DENY,
      }),
    ),
  );
  const refs = (() => {
    const [hello, tls] = [{ sni: "a", ja4: "" }, { ...TLS }];
    const [now, random, trace] = [new Date(), () => Math.random(), () => undefined];
    const categories = ["a"];
    const connection = facts({ hello, tls, intelligence: known([{ categories }]) });
    // With somebody looking on nothing is found by an index.
    run(policy, connection, { now, random });
    run(policy, connection, { now, random, trace });
    return [connection, categories, hello, tls, now, random, trace].map((each) => new WeakRef(each));
  })();
  expect(await uncollected(refs)).toEqual([]);
  // The policy itself, and with it what it keeps, is still there.
  expect(run(policy, facts({ tls: TLS })).kind).toBe("continue");
});

describe("the order of a date to another time", () => {
  const DATES = [-1_000_001, -1000, -999, -1, 0, 1, 999, 1000, 1001, 1_767_225_600_123].map((ms) => new Date(ms));
  const NANOS = [0, 1, 1_000_000, 122_999_999, 123_000_000, 999_000_000, 999_999_999];
  const SECONDS = [-1001, -1, 0, 1, 1_767_225_600];

  test("is that of the timestamp that it is read as", () => {
    for (const date of DATES) {
      for (const seconds of SECONDS) {
        for (const nanos of NANOS) {
          const own = BigInt(date.getTime()) * 1_000_000n;
          const other = BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
          expect(orderOfDate(date, seconds, nanos), `${date.getTime()} to ${seconds}, ${nanos}`).toBe(
            own < other ? -1 : own > other ? 1 : 0,
          );
        }
      }
    }
  });

  test("is a fault of one that is none", () => {
    const none = new Date(Number.NaN);
    expect(orderOfDate(none, 0, 0)).toBe(readDate(none));
    expect(readDate(none)).toMatchObject({ code: "invalid-argument", message: "a time is not valid" });
  });
});
