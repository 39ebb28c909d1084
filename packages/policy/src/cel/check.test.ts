import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import type { Availability } from "./environment.ts";
import { testEnvironment, testFrame } from "./testing/environment.ts";

function problems(text: string, environment = testEnvironment()): readonly string[] {
  const { diagnostics } = compileExpression(text, environment, { expect: "bool" });
  return diagnostics.map(({ code, start, end }) => `${code} ${text.slice(start, end)}`);
}

function hint(text: string, environment = testEnvironment()): string | undefined {
  return compileExpression(text, environment).diagnostics[0]?.hint;
}

describe("names", () => {
  it.each([
    ["con.client_port == 1", "unknown-variable con", "did you mean `conn`?"],
    ["conn.client_prt == 1", "unknown-field client_prt", "did you mean `client_port`?"],
    ["conn.client_ip.geo.location.cty == ''", "unknown-field cty", "did you mean `city`?"],
    ["conn.client_ip.foo == ''", "unknown-field foo", undefined],
    ["conn.client_port.foo == ''", "unknown-field foo", undefined],
    ["has(conn.tls.snj)", "unknown-field snj", "did you mean `sni`?"],
    ["conn.tls.client.extensions[0].idd == ''", "unknown-field idd", "did you mean `id`?"],
    ["conn.tls == ''", "no-such-overload conn.tls", "name one of its fields, such as `conn.tls.sni`"],
    ["req.headers['a'] == ''", "http-only-variable req.headers", "`on_tcp_connect` sees the connection, not requests"],
    ["getReqHeader('a') == ''", "http-only-function getReqHeader", undefined],
    ["conn.tls.sni.startWith('a')", "unknown-function startWith", "did you mean `startsWith`?"],
    ["startsWith(conn.tls.sni, 'a')", "unknown-function startsWith", "write `x.startsWith(…)`"],
    ["base64.encod('a') == ''", "unknown-function base64.encod", "did you mean `base64.encode`?"],
    ["hash.md6('a') == ''", "unknown-function hash.md6", "did you mean `hash.md5`?"],
    ["math.greates(1) == 1", "unknown-function math.greates", "did you mean `math.greatest`?"],
    ["constructor", "unknown-variable constructor", undefined],
    ["conn.toString == ''", "unknown-field toString", undefined],
    ["'a'.valueOf() == ''", "unknown-function valueOf", "did you mean `value`?"],
    ["'a'.constructor() == ''", "unknown-function constructor", undefined],
    ["'a'.__proto__() == ''", "unknown-function __proto__", undefined],
    ["[1].sortBi(x, x) == []", "unknown-function sortBi", "did you mean `sortBy`?"],
    ["[1].exist(x, x == 1)", "unknown-function exist", "did you mean `exists`?"],
    ["[1].exist(i, x, i == x)", "unknown-function exist", "did you mean `exists`?"],
    ["[1].filter(i, x, i == x) == []", "invalid-macro filter", "write `list.filter(x, …)`"],
  ])("%s", (text, expected, help) => {
    expect(problems(text)).toEqual([expected]);
    expect(hint(text)).toBe(help);
  });

  it("are all reported, each cause once", () => {
    expect(problems("con.a.b.c(1) + 1 == 2 || conn.x == conn.client_port && size(nme) > 'a'")).toEqual([
      "unknown-variable con",
      "unknown-field x",
      "unknown-variable nme",
      "no-such-overload size(nme) > 'a'",
    ]);
  });

  it("of comprehensions shadow variables, except behind a dot", () => {
    expect(problems("[1].exists(conn, conn == 1)")).toEqual([]);
    expect(problems("[1].exists(conn, .conn.client_port == conn)")).toEqual([]);
    expect(problems("[1].exists(x, x == 1) && x == 1")).toEqual(["unknown-variable x"]);
  });
});

describe("types", () => {
  it.each([
    ["conn.client_port", "not-bool conn.client_port"],
    ["conn.client_port == '443'", "no-such-overload conn.client_port == '443'"],
    ["conn.client_port + 'a' == 1", "no-such-overload conn.client_port + 'a'"],
    ["!conn.client_port", "no-such-overload conn.client_port"],
    ["conn.client_port && true", "no-such-overload conn.client_port"],
    ["'a' in [1, 2]", "no-such-overload 'a' in [1, 2]"],
    ["'a' in 'abc'", "no-such-overload 'a' in 'abc'"],
    ["[1] == ['a']", "no-such-overload [1] == ['a']"],
    ["(true ? 1 : 'a') == 1", "no-such-overload true ? 1 : 'a'"],
    ["conn.tls.sni.exists(x, true)", "no-such-overload conn.tls.sni"],
    ["{1.5: 'a'} == {}", "no-such-overload 1.5"],
    ["conn.tls.sni.contains(1)", "no-such-overload conn.tls.sni.contains(1)"],
    ["conn.client_ip.categories['a'] == ''", "no-such-overload conn.client_ip.categories['a']"],
  ])("%s", (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it.each([
    "conn.client_port == 443.0",
    "conn.client_port < 443u",
    "vars.any == 1 && vars.any == 'a'",
    "vars.any",
    "conn.client_ip == '1.2.3.4' && 'a' in conn.client_ip.categories",
    "conn.tls.client.extensions.exists(e, e.id == '1.2')",
    "[1, 'a'].exists(x, x == 'b')",
    "[].all(x, x > 1)",
    "conn.ts.start > timestamp('2026-01-01T00:00:00Z') + duration('1h')",
  ])("%s is fine", (text) => {
    expect(problems(text)).toEqual([]);
  });
});

describe("a comparison that cannot be is told what was meant", () => {
  it.each([
    ["conn.client_port == '443'", "write `443` without quotes"],
    ["'true' == (1 == 1)", "write `true` without quotes"],
    ["conn.ts.start > '2026-01-01T00:00:00Z'", "write `timestamp('2026-01-01T00:00:00Z')`"],
    ["conn.ts.start - conn.ts.start < '1h'", "write `duration('1h')`"],
    ["conn.client_ip == ip('192.0.2.1')", "write `ip(conn.client_ip)`"],
    ["conn.client_ip.categories == 'proxy'", "use `in` to look for an element of a list"],
    ["'a' in conn.tls.sni", "use `contains` to look for a part of a text, `==` to compare the whole"],
    ["conn.tls.client.?pem == 'a'", "use `.orValue(…)` to say what an empty optional stands for"],
    ["conn.client_port == 'https'", undefined],
    ["conn.client_port == conn.ts.start", undefined],
  ])("%s", (text, expected) => {
    expect(problems(text)).toEqual([`no-such-overload ${text}`]);
    expect(hint(text)).toBe(expected);
  });
});

describe("literals that can be judged at once", () => {
  it.each([
    [
      "conn.client_ip in ['10.0.0.0/8', '1.2.3.4']",
      "address-compared-with-cidr '10.0.0.0/8'",
      "use `inCidrRanges(conn.client_ip, […])`",
    ],
    [
      "'10.0.0.0/8' == conn.server_ip",
      "address-compared-with-cidr '10.0.0.0/8'",
      "use `inCidrRange(conn.server_ip, '10.0.0.0/8')`",
    ],
    ["conn.client_ip == '2001:DB8:0::1'", "address-spelling '2001:DB8:0::1'", "write `2001:db8::1`"],
    ["conn.client_ip != '::ffff:1.2.3.4'", "address-spelling '::ffff:1.2.3.4'", "write `1.2.3.4`"],
    ["conn.client_ip == '010.0.0.1'", "address-spelling '010.0.0.1'", "write `10.0.0.1` if decimal is meant"],
    ["conn.client_ip in ['fe80::1%eth0']", "address-spelling 'fe80::1%eth0'", "write `fe80::1`"],
    ["inCidrRange(conn.client_ip, '10.0.0.0/33')", "invalid-cidr '10.0.0.0/33'", undefined],
    ["inCidrRange(conn.client_ip, '10.0.0/24')", "invalid-cidr '10.0.0/24'", "write all four octets: `10.0.0.0/24`"],
    ["inCidrRange(conn.client_ip, '10.1.2.3/8')", "cidr-host-bits '10.1.2.3/8'", "write `10.0.0.0/8`"],
    ["inCidrRanges(conn.client_ip, ['10.0.0.0/8', 'x'])", "invalid-cidr 'x'", undefined],
    ["conn.tls.sni.matches('a(')", "invalid-regex 'a('", expect.stringContaining("missing closing )")],
    [
      "timestamp('2026-02-30T00:00:00Z') == conn.ts.start",
      "invalid-literal '2026-02-30T00:00:00Z'",
      expect.any(String),
    ],
    ["duration('1x') == duration('1s')", "invalid-literal '1x'", expect.any(String)],
    ["conn.ts.start.getHours('Mars/Olympus') == 1", "invalid-literal 'Mars/Olympus'", undefined],
    ["1 / 0 == 1", "constant-fault 1 / 0", undefined],
    ["conn.client_port == 1 / 0", "constant-fault 1 / 0", undefined],
  ])("%s", (text, expected, help) => {
    expect(problems(text)).toEqual([expected]);
    expect(hint(text)).toEqual(help);
  });

  it("leaves a fault alone where it may be absorbed", () => {
    expect(problems("1 / 0 == 1 || conn.client_port == 1")).toEqual([]);
    expect(problems("conn.client_port == 1 ? 1 / 0 == 1 : false")).toEqual([]);
  });
});

describe("availability", () => {
  const maybe: Availability = { kind: "maybe", code: "variable-maybe-unknown", message: "it may not be there" };
  const never: Availability = { kind: "never", code: "variable-not-known", message: "it is not known here" };
  const with_ = (availability: Availability) =>
    testEnvironment({
      availability: (path) => (path.startsWith("conn.tls.client") ? availability : { kind: "known" }),
    });

  it("reports what is never known once, as an error, also under `has`", () => {
    const environment = with_(never);
    expect(problems("conn.tls.client.pem == 'a' || conn.tls.client.pem == 'b'", environment)).toEqual([
      "variable-not-known conn.tls.client.pem",
    ]);
    expect(problems("has(conn.tls.client.pem)", environment)).toEqual(["variable-not-known conn.tls.client.pem"]);
    expect(problems("has(conn.tls.client)", environment)).toEqual(["variable-not-known conn.tls.client"]);
  });

  it("warns of what may be unknown", () => {
    const { expression, diagnostics } = compileExpression("conn.tls.client.pem == 'a'", with_(maybe));
    expect(expression).toBeDefined();
    expect(diagnostics).toMatchObject([{ code: "variable-maybe-unknown", severity: "warning" }]);
  });

  it.each([
    "has(conn.tls.client.pem) && conn.tls.client.pem == 'a'",
    "conn.tls.client.pem == 'a' && has(conn.tls.client.pem)",
    "has(conn.tls.client) && (conn.client_port == 1 || conn.tls.client.pem == 'a')",
    "has(conn.tls.client.pem) ? conn.tls.client.pem == 'a' : false",
    "!has(conn.tls.client.pem) || conn.tls.client.pem == 'a'",
    "!(!has(conn.tls.client.pem) || false) && conn.tls.client.pem == 'a'",
  ])("takes %s for a guard", (text) => {
    expect(problems(text, with_(maybe))).toEqual([]);
  });

  it.each([
    "has(conn.tls.client.pem) || conn.tls.client.pem == 'a'",
    "has(conn.tls.client.pem) ? true : conn.tls.client.pem == 'a'",
    "has(conn.tls.sni) && conn.tls.client.pem == 'a'",
    "(has(conn.tls.client.pem) && true) || conn.tls.client.pem == 'a'",
  ])("takes %s for none", (text) => {
    expect(problems(text, with_(maybe))).toEqual(["variable-maybe-unknown conn.tls.client.pem"]);
  });
});

describe("what a compiled expression says of itself", () => {
  it("names what it reads and needs", () => {
    const { expression } = compileExpression(
      "conn.tls.sni == 'a' || has(conn.client_ip.categories) || rand.double() < 0.5",
      testEnvironment(),
    );
    expect(Array.from(expression?.reads ?? [])).toEqual(["conn.tls.sni", "conn.client_ip.categories"]);
    expect(Array.from(expression?.requires ?? [])).toEqual(["client-hello", "ip-intelligence", "randomness"]);
    expect(expression).not.toHaveProperty("constant");
  });

  it("knows constants", () => {
    expect(compileExpression("1 + 1 == 2", testEnvironment()).expression?.constant).toBe(true);
  });
});

describe("secrets", () => {
  const environment = testEnvironment({ secrets: { vault: { password: "hunter2(" } } });

  it("are constants that taint what reads them", () => {
    const { expression } = compileExpression("'x' + secrets.get('vault', 'password')", environment);
    expect(expression).toMatchObject({ constant: "xhunter2(", secret: true });
    expect(compileExpression("vars.token + 'x'", environment).expression?.secret).toBe(true);
    expect(compileExpression("conn.tls.sni", environment).expression?.secret).toBe(false);
  });

  it("are looked for among own names alone", () => {
    expect(problems("secrets.get('vlt', 'password') == ''", environment)).toEqual(["unknown-secret 'vlt'"]);
    expect(problems("secrets.get('vault', 'pasword') == ''", environment)).toEqual(["unknown-secret 'pasword'"]);
    expect(hint("secrets.get('vault', 'pasword') == ''", environment)).toBe("did you mean `password`?");
    expect(problems("secrets.get('constructor', 'name') == ''", environment)).toEqual(["unknown-secret 'constructor'"]);
    expect(problems("secrets.get('vault', 'toString') == ''", environment)).toEqual(["unknown-secret 'toString'"]);
    expect(problems("secrets.get('vault', conn.tls.sni) == ''", environment)).toHaveLength(1);
  });

  it("are not checked where none are given", () => {
    const { expression, diagnostics } = compileExpression("secrets.get('a', 'b') == ''", testEnvironment());
    expect(diagnostics).toMatchObject([{ code: "not-checked", severity: "info" }]);
    expect(expression?.secret).toBe(true);
  });

  it("say nothing of themselves when they fail", () => {
    const { expression } = compileExpression(
      "{'a': 1}[secrets.get('vault', 'password') + conn.tls.sni] == 1",
      environment,
    );
    const fault = expression?.evaluate(testFrame({ "conn.tls.sni": "x" }));
    expect(fault).toMatchObject({ code: "no-such-key" });
    expect(JSON.stringify(fault)).not.toContain("hunter2");
  });

  it.each(["'a'.matches(secrets.get('vault', 'password'))", "int(secrets.get('vault', 'password')) == 1"])(
    "stay out of the diagnostics of %s",
    (text) => {
      const { diagnostics } = compileExpression(text, environment);
      expect(diagnostics).toHaveLength(1);
      expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
    },
  );
});
