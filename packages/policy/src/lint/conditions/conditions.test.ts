import { describe, expect, test } from "vitest";
import { checkPolicies } from "../../check/check-files.ts";

/** A rule for each list of expressions, all of them denying. */
function policyOf(...rules: readonly (readonly string[])[]): string {
  const lists = rules.map((expressions) => ({
    ...(expressions.length > 0 ? { expressions } : {}),
    actions: [{ type: "deny" }],
  }));
  return JSON.stringify({ on_tcp_connect: lists }, undefined, 1);
}

const TERMINATE = "on_tcp_connect: [{actions: [{type: terminate-tls}]}]";

/** `code "text that is pointed at"` for each; a rule is pointed at as a whole. */
function found(text: string): string[] {
  return checkPolicies(text).diagnostics.flatMap(({ code, range }) => {
    if (code === "sni-deny-on-passthrough" || code === "not-checked") return [];
    const shown = text.slice(range.start.offset, range.end.offset);
    return [shown.startsWith("{") ? `${code} {` : `${code} ${shown}`];
  });
}

describe("a condition can never be true", () => {
  test.each([
    ["false"],
    ["1 == 2"],
    ["conn.client_port == 1 && conn.client_port == 2"],
    ["conn.tls.sni == 'a' && conn.tls.sni == 'b'"],
    ["conn.tls.sni == 'a' && 'b' == conn.tls.sni"],
    ["conn.tls.sni == 'a' && conn.tls.sni != 'a'"],
    ["conn.tls.sni in ['a', 'b'] && !(conn.tls.sni in ['b', 'a'])"],
    ["conn.tls.sni == 'a.org' && conn.tls.sni.endsWith('.com')"],
    ["conn.tls.sni.endsWith('.org') && conn.tls.sni.endsWith('.com')"],
    ["conn.tls.sni.startsWith('ab') && !conn.tls.sni.startsWith('a')"],
    ["conn.tls.sni.matches('^a') && !conn.tls.sni.matches('^a')"],
    ["conn.client_port > 65535"],
    ["conn.client_port < 10 && conn.client_port > 8 && conn.client_port != 9"],
    ["10 > conn.client_port && conn.client_port >= 10"],
    ["conn.ts.start < timestamp('2025-01-01T00:00:00Z') && conn.ts.start > timestamp('2026-01-01T00:00:00Z')"],
    ["inCidrRange(conn.client_ip, '10.0.0.0/8') && inCidrRange(conn.client_ip, '192.168.0.0/16')"],
    ["inCidrRange(conn.client_ip, '10.0.0.0/8') && conn.client_ip == '192.168.0.1'"],
    ["inCidrRange(conn.client_ip, '10.0.0.0/8') && !inCidrRanges(conn.client_ip, ['10.0.0.0/9', '10.128.0.0/9'])"],
    ["inCidrRange(conn.client_ip, '::/0') && inCidrRange(conn.client_ip, '0.0.0.0/0')"],
    ["endpoint.protocol == 'https'"],
    ["endpoint.protocol != 'tcp' && endpoint.protocol != 'tls'"],
    ["(conn.client_port == 1 ? conn.client_port == 2 : false)"],
    ["(conn.client_port == 1 || conn.client_port == 2) && conn.client_port > 2"],
    ["conn.server_region == 'eu' && (conn.client_port > 65535 || conn.server_region == 'us')"],
    ["conn.server_region.lowerAscii() == 'a' && conn.server_region.lowerAscii() == 'b'"],
  ])("%s", (expression) => {
    expect(found(policyOf([expression]))).toEqual([`condition-never-true ${JSON.stringify(expression)}`]);
  });

  test("beside another expression of its rule: the first of them is pointed at", () => {
    const text = policyOf(["conn.client_port == 1", "conn.server_region == 'eu'", "conn.client_port == 2"]);
    expect(found(text)).toEqual(['condition-never-true "conn.client_port == 1"']);
  });
});

describe("a server name is never spelled so, wherever the literal stands", () => {
  test.each([
    ["conn.tls.sni == 'App.example.com'", "'App.example.com'"],
    ["conn.tls.sni != 'app.example.com.'", "'app.example.com.'"],
    ["conn.tls.sni in ['a.com', 'B.com']", "'B.com'"],
    ["conn.tls.sni.endsWith('.Example.com')", "'.Example.com'"],
    ["conn.tls.sni == 'a' || conn.tls.sni.startsWith('A.')", "'A.'"],
    ["conn.tls.sni == '*.example.com'", "'*.example.com'"],
    ["conn.tls.sni.endsWith('*.example.com')", "'*.example.com'"],
    ["conn.tls.sni in ['a.example', 'b.example:443']", "'b.example:443'"],
  ])("%s", (expression, literal) => {
    expect(found(policyOf([expression]))).toEqual([`condition-never-true ${literal}`]);
  });

  test("but may be cut off behind a dot", () => {
    expect(found(policyOf(["conn.tls.sni.startsWith('app.')"]))).toEqual([]);
  });
});

describe("a condition is always true", () => {
  test.each([
    ["true"],
    ["conn.client_port >= 0"],
    ["conn.tls.sni != 'a' || conn.tls.sni != 'b'"],
    ["inCidrRanges(conn.client_ip, ['0.0.0.0/0', '::/0'])"],
    ["endpoint.protocol in ['tcp', 'tls']"],
    ["conn.client_port == 1 || !(conn.client_port == 1)"],
  ])("%s", (expression) => {
    expect(found(policyOf([expression]))).toEqual([`condition-always-true ${JSON.stringify(expression)}`]);
  });
});

test("a list of conditions that has been emptied is told, one that is written as empty is meant", () => {
  const rule = (value: string) => `on_tcp_connect:\n  - expressions:${value}\n    actions: [{type: deny}]\n`;
  expect(found(rule(""))).toEqual(["condition-always-true expressions"]);
  expect(found(rule(" []"))).toEqual([]);
});

describe("nothing is said of a condition that can be either", () => {
  test.each([
    ["inCidrRange(conn.client_ip, '0.0.0.0/0')"],
    ["conn.tls.sni.endsWith('.a.com') && conn.tls.sni.endsWith('.com')"],
    ["conn.tls.sni.contains('a') && conn.tls.sni.startsWith('b')"],
    ["rand.double() < 0.5 && rand.double() >= 0.5"],
    ["conn.client_port > 1 && conn.client_port < 3"],
    ["conn.ts.start.getHours() > 8 && conn.ts.start.getHours() < 20"],
    ["conn.server_region == 'EU' || conn.server_region == 'eu'"],
    ["conn.client_ip == '10.0.0.1' || inCidrRange(conn.client_ip, '10.0.0.0/8')"],
    ["conn.ts.start == timestamp('2026-01-01T00:00:00Z') && conn.ts.start == timestamp('2026-01-01T01:00:00+01:00')"],
  ])("%s", (expression) => {
    expect(found(policyOf([expression]))).toEqual([]);
  });

  test("and of one that derives from a secret", () => {
    const text = policyOf(["secrets.get('v', 'n') == 'x'"]);
    const { diagnostics } = checkPolicies(text, { resources: { secrets: { v: { n: "x" } } } });
    expect(diagnostics).toEqual([]);
  });
});

describe("a rule is never reached", () => {
  test.each([
    ["the same condition", ["conn.tls.sni == 'a'"], ["conn.tls.sni == 'a'"]],
    ["one that is stricter", ["conn.client_port > 10"], ["conn.client_port > 20"]],
    ["one more expression", ["conn.tls.sni == 'a'"], ["conn.server_region == 'eu'", "conn.tls.sni == 'a'"]],
    ["a block inside of a block", ["inCidrRange(conn.client_ip, '10.0.0.0/8')"], ["conn.client_ip == '10.1.2.3'"]],
    ["a name under a suffix", ["conn.tls.sni.endsWith('.a.com')"], ["conn.tls.sni == 'x.a.com'"]],
    ["a suffix under a suffix", ["conn.tls.sni.endsWith('.com')"], ["conn.tls.sni.endsWith('.a.com')"]],
    ["several of which one holds", ["conn.tls.sni in ['a', 'b']"], ["conn.tls.sni == 'a' || conn.tls.sni == 'b'"]],
    [
      "conditions about two things",
      ["conn.tls.sni == 'a'", "conn.client_port > 10"],
      ["conn.client_port > 10 && conn.tls.sni == 'a' && conn.server_region == 'eu'"],
    ],
  ])("%s", (_, first, second) => {
    expect(found(policyOf(first, second))).toEqual(["rule-never-reached {"]);
  });

  test("told with the line of the rule that took its connections, if it was one", () => {
    const told = (...rules: string[][]) =>
      checkPolicies(policyOf(...rules)).diagnostics.flatMap(({ code, message }) =>
        code === "rule-never-reached" ? [/line \d+|together/.exec(message)?.[0]] : [],
      );
    expect(told(["conn.client_port == 1"], ["conn.client_port > 10"], ["conn.client_port > 20"])).toEqual(["line 13"]);
    expect(told(["conn.client_port < 9"], ["conn.client_port > 3"], ["conn.client_port > 0"])).toEqual(["together"]);
  });

  test("but the wider one behind the narrower is", () => {
    expect(found(policyOf(["conn.tls.sni == 'x.a.com'"], ["conn.tls.sni.endsWith('.a.com')"]))).toEqual([]);
    expect(found(policyOf(["conn.client_port > 20"], ["conn.client_port > 10"]))).toEqual([]);
  });

  test("since rules before took the connections together", () => {
    const text = policyOf(
      ["conn.client_port < 10"],
      ["conn.client_port >= 10 && conn.client_port < 20"],
      ["conn.client_port < 20"],
    );
    expect(found(text)).toEqual(["rule-never-reached {"]);
  });

  test("since a condition and its contrary are both taken: whatever comes behind", () => {
    const text = policyOf(["conn.client_port == 22"], ["conn.client_port != 22"], ["conn.tls.sni == 'a'"], []);
    expect(found(text)).toEqual(["rule-never-reached {", "rule-never-reached {"]);
  });

  test("for addresses that restrict-ips does not let go on", () => {
    const text = JSON.stringify({
      on_tcp_connect: [
        { actions: [{ type: "restrict-ips", config: { allow: ["10.0.0.0/8"], deny: ["10.1.0.0/16"] } }] },
        { expressions: ["inCidrRange(conn.client_ip, '10.1.2.0/24')"], actions: [{ type: "deny" }] },
        { expressions: ["inCidrRange(conn.client_ip, '10.2.2.0/24')"], actions: [{ type: "deny" }] },
        { expressions: ["conn.client_ip == '192.168.0.1'"], actions: [{ type: "deny" }] },
      ],
    });
    expect(found(text)).toEqual(["rule-never-reached {", "rule-never-reached {"]);
    expect(found(text.replace('"config":{', '"config":{"enforce":false,'))).toEqual([]);
  });
});

describe("a rule may be reached", () => {
  test.each([
    ["behind an action that does not end the policy", "log, config: {metadata: {a: b}}"],
    ["behind a forward that may fail", "forward-internal, config: {url: 'tcp://a.internal:1', on_error: continue}"],
  ])("%s", (_, action) => {
    const rule = (type: string) => `{expressions: ["conn.client_port == 1"], actions: [{type: ${type}}]}`;
    expect(found(`on_tcp_connect: [${rule(action)}, ${rule("deny")}]`)).toEqual([]);
  });

  test("if only a value of another type is in the list", () => {
    expect(found(policyOf(["conn.client_port in [80, true]"], ["conn.client_port == 1"]))).toEqual([]);
  });

  test("if a rule before it is wrong in what it does", () => {
    const text = `on_tcp_connect:
  - unknown: x
    actions: [{type: restrict-ips, config: {allow: [10.0.0.0/8]}}]
  - expressions: ["conn.client_ip == '192.168.0.1'"]
    actions: [{type: deny}]
`;
    expect(found(text)).toEqual(["unknown-key unknown"]);
  });

  test("if a variable may have changed in between", () => {
    const text = `on_tcp_connect:
  - actions: [{type: set-vars, config: {vars: [{a: 1}]}}]
  - expressions: ["vars.a == 1"]
    actions: [{type: deny}]
  - actions: [{type: set-vars, config: {vars: [{a: "\${vars.a + 1 - conn.client_port}"}]}}]
  - expressions: ["vars.a == 1"]
    actions: [{type: deny}]
`;
    expect(found(text)).toEqual([]);
  });

  test("if what it asks for may be there by now", () => {
    const rule = `{expressions: ["has(conn.tls.client.subject)"], actions: [{type: deny}]}`;
    const mutual = "{type: terminate-tls, config: {mutual_tls_verification_strategy: request}}";
    const text = `on_tcp_connect: [{expressions: ["!has(conn.tls.client.subject)"], actions: [{type: log, config: {metadata: {}}}]}, ${rule}, {actions: [${mutual}]}, ${rule}]`;
    expect(found(text).filter((each) => each.startsWith("rule"))).toEqual([]);
  });

  test("if a rule before it has an expression that does not compile", () => {
    const text = policyOf(["conn.client_port == 1", "nonsense"], ["conn.client_port == 1"]);
    expect(found(text)).toEqual(["unknown-variable nonsense"]);
  });

  test("if a rule before it has a key that nobody knows, which may have meant a condition", () => {
    const rule = (more: string) => `{${more}expressions: ["conn.client_port == 1"], actions: [{type: deny}]}`;
    expect(found(`on_tcp_connect: [${rule("unknown: x, ")}, ${rule("")}]`)).toEqual(["unknown-key unknown"]);
  });

  test("a rule that an error of the language calls unreachable is not told twice", () => {
    expect(found(policyOf([], ["conn.tls.sni == 'a'"]))).toEqual(["unreachable-rule {"]);
  });

  test("a name may have gone by terminate-tls in between", () => {
    expect(found(TERMINATE)).toEqual([]);
  });
});

test("ten thousand rules about one variable are looked through", () => {
  const rules = Array.from({ length: 10_000 }, (_, i) => [`conn.tls.sni == 'name-${i}'`]);
  expect(found(policyOf(...rules, ["conn.tls.sni == 'name-77'"]))).toEqual(["rule-never-reached {"]);
});
