import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile.ts";
import type { CompileOptions } from "./policy.ts";
import type { IntelligenceSource } from "./resources.ts";

/** `code@line:column` of every diagnostic that is not `info`. */
function found(text: string, options?: CompileOptions): string[] {
  return compilePolicy(text, options)
    .diagnostics.filter(({ severity }) => severity !== "info")
    .map(({ code, range }) => `${code}@${range.start.line}:${range.start.column}`);
}

function diagnosticOf(text: string, options?: CompileOptions) {
  const [first, ...rest] = compilePolicy(text, options).diagnostics;
  expect(rest).toEqual([]);
  return first;
}

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----";
const PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----";

/** A policy of one rule with one action; the action's lines start at column 9. */
function action(lines: string): string {
  return `on_tcp_connect:\n  - actions:\n      - ${lines.replaceAll("\n", "\n        ")}\n`;
}

describe("a document that passes everything", () => {
  test.each(["", "# nothing\n", "{}", "on_tcp_connect:\n", "on_tcp_connect: []\n", "null"])("%j", (text) => {
    const { policy, diagnostics } = compilePolicy(text);
    expect(diagnostics).toEqual([]);
    expect(policy?.requires).toEqual({ clientHello: "never", ipIntelligence: false, randomness: false });
  });

  test("an empty HTTP phase is a warning, as JSON too", () => {
    expect(found("on_http_request: []\non_http_response:\non_tcp_connect: []\n")).toEqual([
      "empty-http-phase@1:1",
      "empty-http-phase@2:1",
    ]);
    expect(found('{"on_http_request": []}')).toEqual(["empty-http-phase@1:2"]);
  });
});

describe("the shape of the document", () => {
  test.each([
    ["an unknown phase", "on_tcp_conect: []\n", "unknown-phase@1:1"],
    ["a legacy phase", "inbound:\n  - actions: [{type: deny}]\n", "legacy-phase@1:1"],
    ["HTTP rules", "on_http_request:\n  - actions: [{type: redirect}]\n", "http-phase@1:1"],
    [
      "HTTP rules with actions that could run here",
      "on_http_request:\n  - actions: [{type: deny}]\n",
      "misplaced-phase@1:1",
    ],
    ["a phase that is no list", "on_tcp_connect: 5\n", "wrong-type@1:17"],
    ["a document that is no map", "- a\n", "wrong-type@1:1"],
    ["a rule without actions", "on_tcp_connect:\n  - name: x\n", "no-action@2:5"],
    ["an empty list of actions", "on_tcp_connect:\n  - actions: []\n", "no-action@2:14"],
    ["an unknown key of a rule", "on_tcp_connect:\n  - nmae: x\n    actions: [{type: deny}]\n", "unknown-key@2:5"],
    ["`enabled` on a rule", "on_tcp_connect:\n  - enabled: true\n    actions: [{type: deny}]\n", "legacy-enabled@2:5"],
    [
      "expressions that are no list",
      "on_tcp_connect:\n  - expressions: conn.client_port < 1024\n    actions: [{type: deny}]\n",
      "wrong-type@2:18",
    ],
    [
      "an empty expression",
      'on_tcp_connect:\n  - expressions: [""]\n    actions: [{type: deny}]\n',
      "empty-expression@2:19",
    ],
    ["an action without type", "on_tcp_connect:\n  - actions:\n      - config: {}\n", "missing-field@3:9"],
    ["an unknown action", action("type: denyy"), "unknown-action@3:15"],
    ["an HTTP action", action("type: redirect"), "http-only-action@3:15"],
    ["an unknown key of an action", action("type: deny\ncofig: {}"), "unknown-key@4:9"],
    ["settings of an action that has none", action("type: deny\nconfig:\n  status: 1"), "unknown-key@5:11"],
    ["a missing config", action("type: log"), "missing-field@3:9"],
    ["a missing field", action("type: forward-internal\nconfig: {on_error: halt}"), "missing-field@4:17"],
    ["an unquoted version", action("type: terminate-tls\nconfig: {min_version: 1.3}"), "wrong-type@4:31"],
    ["a value that is not possible", action("type: terminate-tls\nconfig: {min_version: '1.1'}"), "invalid-value@4:31"],
    [
      "a certificate without its key",
      action(`type: terminate-tls\nconfig:\n  server_certificate: "${CERTIFICATE}"`),
      "needs-other-field@5:11",
    ],
    [
      "a variable entry with two keys",
      action("type: set-vars\nconfig:\n  vars:\n    - {a: 1, b: 2}"),
      "vars-not-one-key@6:15",
    ],
  ])("%s", (_, text, expected) => {
    expect(found(text, { protocol: "tls" })).toEqual([expected]);
  });

  test("every mistake is found in one call, each once", () => {
    const text =
      "on_tcp_connect:\n  - actions:\n      - type: denyy\n  - actions:\n      - type: restrict-ips\n        config: {allow: [1.2.3.4/33], enforce: 'no'}\n  - nmae: x\n    expressions: ['conn.client_ipp == 1']\n    actions: [{type: deny}]\n";
    expect(found(text)).toEqual([
      "unknown-action@3:15",
      "invalid-cidr@6:26",
      "wrong-type@6:48",
      "unknown-key@7:5",
      "unknown-field@8:25",
    ]);
  });

  test("what stands behind a misspelt key is checked as what was meant", () => {
    const text =
      "on_tcp_conect:\n  - expresions: ['conn.client_por < 5']\n    action:\n      - typ: restrict-ips\n        conifg: {alow: [1.2.3.4/33]}\n";
    expect(found(text)).toEqual([
      "unknown-phase@1:1",
      "unknown-key@2:5",
      "unknown-field@2:24",
      "unknown-key@3:5",
      "unknown-key@4:9",
      "unknown-key@5:9",
      "unknown-key@5:18",
      "invalid-cidr@5:25",
    ]);
  });

  test("a misspelt key beside the known one is only that", () => {
    expect(found(action("type: restrict-ips\nconfig: {alow: [1.2.3.4/33], allow: [192.0.2.0/24]}"))).toEqual([
      "unknown-key@4:18",
    ]);
  });

  test("a rule with a key that nobody knows may have meant a condition: the rules behind it can be reached", () => {
    const text =
      "on_tcp_connect:\n  - when: conn.client_port < 5\n    actions: [{type: deny}]\n  - actions: [{type: deny}]\n";
    expect(found(text)).toEqual(["unknown-key@2:5"]);
  });

  test("an expression that stands where a list was to be is checked, and is a condition", () => {
    const text =
      "on_tcp_connect:\n  - expressions: conn.client_prt < 5\n    actions: [{type: deny}]\n  - actions: [{type: deny}]\n";
    expect(found(text)).toEqual(["wrong-type@2:18", "unknown-field@2:23"]);
  });

  test("a misspelt condition is a condition: the rules behind it can be reached", () => {
    const text =
      "on_tcp_connect:\n  - expresions: [conn.client_port < 5]\n    actions: [{type: deny}]\n  - actions: [{type: deny}]\n";
    expect(found(text)).toEqual(["unknown-key@2:5"]);
  });

  test.each([
    ["inbound", "legacy-phase@1:1"],
    ["on_tls_request", "legacy-phase@1:1"],
    ["on_http_request", "misplaced-phase@1:1"],
  ])("rules under `%s` are checked as the rules of on_tcp_connect that they are meant to be", (phase, expected) => {
    const text = `${phase}:\n  - expressions: ['conn.client_por < 5']\n    actions: [{type: deny}, {type: denyy}]\n`;
    expect(found(text)).toEqual([expected, "unknown-field@2:25", "unreachable-action@3:29", "unknown-action@3:36"]);
  });

  test("of two phases that could both be moved the first is, and mended", () => {
    const text = "inbound:\n  - actions: [{type: deny}]\noutbound:\n  - actions: [{type: deny, config: {a: 1}}]\n";
    const { diagnostics } = compilePolicy(text);
    expect(diagnostics.map(({ code, fix }) => [code, fix !== undefined])).toEqual([
      ["legacy-phase", true],
      ["legacy-phase", false],
    ]);
  });

  test("of an action with the wrong shape the other parts are checked", () => {
    const lists = "{enforce: 1, allow: [10.0.0.0/8, null, 1.2.3.4/33], deny: {a: b}, ip_policies: [nope]}";
    expect(found(action(`type: restrict-ips\nconfig: ${lists}`))).toEqual([
      "wrong-type@4:27",
      "wrong-type@4:50",
      "invalid-cidr@4:56",
      "wrong-type@4:75",
      "unknown-ip-policy@4:97",
    ]);
    expect(found(action("type: log\nconfig: {metadata: {a: '${conn.nope}'}, more: 1}"))).toEqual([
      "unknown-field@4:40",
      "unknown-key@4:49",
    ]);
    expect(found(action("type: set-vars\nconfig: {vars: [{a: '${b}', c: '${d}'}, e, {f: '${g}'}]}"))).toEqual([
      "vars-not-one-key@4:25",
      "unknown-variable@4:32",
      "unknown-variable@4:43",
      "wrong-type@4:49",
      "unknown-variable@4:59",
    ]);
    expect(found(action("type: forward-internal\nconfig: {url: 'tcp://a', on_error: never}"))).toEqual([
      "invalid-url@4:23",
      "invalid-value@4:44",
    ]);
  });

  test("an action under a misspelt type is checked as the one that was meant", () => {
    expect(found(action("type: Restrict_IPs\nconfig: {alow: [1.2.3.4/33]}"))).toEqual([
      "unknown-action@3:15",
      "unknown-key@4:18",
      "invalid-cidr@4:25",
    ]);
  });

  test("a deny with settings is one: nothing behind it runs", () => {
    const text =
      "on_tcp_connect:\n  - actions:\n      - {type: deny, config: {status: 1}}\n      - {type: deny}\n  - actions: [{type: deny}]\n";
    expect(found(text)).toEqual(["unknown-key@3:31", "unreachable-action@4:9", "unreachable-rule@5:5"]);
  });

  test("rules without a phase are told where they belong", () => {
    expect(diagnosticOf("- actions: [{type: deny}]\n")?.hint).toContain("`on_tcp_connect:`");
  });

  test("what an action may lack for its wrong shape is not missed", () => {
    expect(found(action("type: restrict-ips\nconfig: {allow: {a: b}}"))).toEqual(["wrong-type@4:25"]);
    expect(
      found(
        action(
          "type: terminate-tls\nconfig: {mutual_tls_certificate_authorities: x, mutual_tls_verification_strategy: require-and-verify}",
        ),
      ),
    ).toEqual(["wrong-type@4:54"]);
  });

  test("a rule behind one that always ends is unreachable, whatever else is wrong with that", () => {
    const text = "on_tcp_connect:\n  - actions: [{type: log, config: {}}, {type: deny}]\n  - actions: [{type: deny}]\n";
    expect(found(text)).toEqual(["missing-field@2:35", "unreachable-rule@3:5"]);
  });

  test("a misspelt key is answered with the one that was meant", () => {
    expect(diagnosticOf("on_tcp_conect: []\n")?.hint).toBe("did you mean `on_tcp_connect`?");
    expect(diagnosticOf(action("type: restrict-ip"))?.hint).toBe("did you mean `restrict-ips`?");
  });

  test.each([
    ["on_tcp_connect:\n  -actions:\n      - type: deny\n", "put a space behind the `-`"],
    ["on_tcp_connect:\n  actions: [{type: deny}]\n", "start each item with `- `"],
    ["on_tcp_connect:\n  - actions:\n      - type:deny\n", "put a space behind the `:`"],
    [
      "on_tcp_connect:\n  - expressions: conn.client_port < 5\n    actions: [{type: deny}]\n",
      "write it as a list: `[conn.client_port < 5]`",
    ],
    [action("type: restrict-ips\nconfig: {enforce: no, allow: [192.0.2.0/24]}"), "write `false`"],
    [action("type: restrict-ips\nconfig: {enforce: 'true', allow: [192.0.2.0/24]}"), "remove the quotes"],
  ])("a value of the wrong type is answered with its mend: %j", (text, hint) => {
    const diagnostic = diagnosticOf(text);
    expect([diagnostic?.code, diagnostic?.hint]).toEqual(["wrong-type", hint]);
  });

  test("an expression that a comment cuts off is told of the comment", () => {
    const text = (quote: string) =>
      `on_tcp_connect:\n  - expressions:\n      - ${quote}conn.tls.sni == "a #b"${quote}\n    actions: [{type: deny}]\n`;
    expect(diagnosticOf(text(""))?.hint).toContain("quote the expression");
    expect(found(text("'"))).toEqual([]);
  });

  test("an unknown key is one without a value too", () => {
    expect(found("{invalid json}")).toEqual(["unknown-phase@1:2"]);
    expect(found(action("type: deny\nconfig:\n  url:"))).toEqual(["unknown-key@5:11"]);
  });

  test("a key named after a prototype's property is an unknown key", () => {
    for (const key of ["__proto__", "constructor", "toString"]) {
      expect(found(action(`type: deny\nconfig: {${key}: 1}`))).toEqual(["unknown-key@4:18"]);
    }
  });

  test("ngrok's code comes along", () => {
    expect(diagnosticOf(action("type: denyy"))?.ngrok).toBe("ERR_NGROK_2201");
  });
});

describe("what the schema cannot see", () => {
  test("a key that an alias repeats is a duplicate: what is checked is what runs", () => {
    const text = "on_tcp_connect:\n  - actions:\n      - &k type: set-vars\n        *k : deny\n";
    expect(found(text)).toEqual(["duplicate-key@4:9"]);
  });

  test("a variable may be null", () => {
    expect(found(action("type: set-vars\nconfig: {vars: [{a: null}, {b: }]}"))).toEqual([]);
  });

  test("a variable may be as wide as a document", () => {
    const wide = Array.from({ length: 150_000 }, () => "1").join(",");
    expect(found(action(`type: set-vars\nconfig: {vars: [{a: [${wide}]}]}`))).toEqual([]);
  });

  test.each([
    ["an invalid CIDR", action("type: restrict-ips\nconfig: {allow: [10.0.0.0/33]}"), "invalid-cidr@4:26"],
    ["an octal address", action("type: restrict-ips\nconfig: {allow: [010.0.0.1]}"), "invalid-cidr@4:26"],
    ["host bits", action("type: restrict-ips\nconfig: {allow: [10.0.0.1/8]}"), "cidr-host-bits@4:26"],
    ["nobody allowed", action("type: restrict-ips\nconfig: {deny: [10.0.0.0/8]}"), "no-allowed-cidr@3:9"],
    ["a list that is one CIDR", action("type: restrict-ips\nconfig: {allow: 10.0.0.0/8}"), "wrong-type@4:25"],
    [
      "an unknown ip policy",
      action("type: restrict-ips\nconfig: {allow: [0.0.0.0/0], ip_policies: [ipp_x]}"),
      "unknown-ip-policy@4:52",
    ],
    [
      "an unknown authority",
      action("type: terminate-tls\nconfig: {mutual_tls_certificate_authorities: [ca_x]}"),
      "unknown-certificate-authority@4:55",
    ],
    [
      "verification without authority",
      action("type: terminate-tls\nconfig: {mutual_tls_verification_strategy: require-and-verify}"),
      "no-certificate-authority@4:18",
    ],
    [
      "an empty list of authorities",
      action("type: terminate-tls\nconfig: {mutual_tls_certificate_authorities: []}"),
      "no-certificate-authority@4:54",
    ],
    [
      "authorities without a value, which is no way to switch verification off",
      action("type: terminate-tls\nconfig: {mutual_tls_certificate_authorities: }"),
      "no-certificate-authority@4:18",
    ],
    [
      "a strategy without a value",
      action("type: terminate-tls\nconfig: {mutual_tls_verification_strategy: ~}"),
      "no-certificate-authority@4:18",
    ],
    [
      "versions in the wrong order",
      action("type: terminate-tls\nconfig: {min_version: '1.3', max_version: '1.2'}"),
      "tls-version-order@4:18",
    ],
    [
      "TLS settings from the connection",
      action(
        `type: terminate-tls\nconfig: {server_certificate: '\${conn.tls.sni}', server_private_key: "${PRIVATE_KEY}"}`,
      ),
      "not-constant@4:38",
    ],
    ["a URL that is none", action("type: forward-internal\nconfig: {url: 'db.internal'}"), "invalid-url@4:23"],
    [
      "a URL of another scheme",
      action("type: forward-internal\nconfig: {url: 'tcp://db.internal:1'}"),
      "forward-scheme@4:23",
    ],
    [
      "a name that is not internal",
      action("type: forward-internal\nconfig: {url: 'tls://db.example.com'}"),
      "forward-not-internal@4:23",
    ],
    ["a variable that cannot be named", action("type: set-vars\nconfig:\n  vars:\n    - a-b: 1"), "invalid-value@6:15"],
    [
      "an integer beyond 64 bits",
      action("type: log\nconfig: {metadata: {a: 9223372036854775808}}"),
      "literal-out-of-range@4:32",
    ],
    [
      "an action behind a deny",
      action("type: deny\n").replace(/\s*$/, "\n      - type: deny\n      - type: deny\n"),
      "unreachable-action@4:9",
    ],
    [
      "a rule behind a deny",
      `${action("type: deny")}  - actions: [{type: deny}]\n  - actions: [{type: deny}]\n`,
      "unreachable-rule@4:5",
    ],
    [
      "TLS terminated twice",
      action("type: terminate-tls").replace(/\s*$/, "\n      - type: terminate-tls\n"),
      "terminate-tls-twice@4:9",
    ],
  ])("%s", (_, text, expected) => {
    expect(found(text, { protocol: "tls" })).toEqual([expected]);
  });

  test("a rule behind a conditional deny can run", () => {
    expect(
      found(
        "on_tcp_connect:\n  - expressions: ['conn.client_port == 1']\n    actions: [{type: deny}]\n  - actions: [{type: deny}]\n",
      ),
    ).toEqual([]);
  });

  test("a rule behind a forward that continues can run", () => {
    const forward = "type: forward-internal\nconfig: {url: 'tls://a.internal', on_error: continue}";
    expect(found(`${action(forward)}  - actions: [{type: deny}]\n`)).toEqual([]);
  });

  test("a key that does not belong to its certificate is asked of the injected checks", () => {
    const text = action(
      "type: terminate-tls\nconfig:\n  server_certificate: |\n    -----BEGIN CERTIFICATE-----\n    AAAA\n    -----END CERTIFICATE-----\n  server_private_key: |\n    -----BEGIN PRIVATE KEY-----\n    AAAA\n    -----END PRIVATE KEY-----",
    );
    const x509 = { keyBelongsTo: () => false, parseBundle: () => ({ certificates: [] }) };
    expect(found(text, { resources: { x509 } })).toEqual(["key-mismatch@5:31"]);
    expect(compilePolicy(text).diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      "info not-checked",
    ]);
  });
});

describe("an endpoint without upstream", () => {
  test("whose last action has a mistake has that one alone", () => {
    const text = action("type: forward-internal\nconfig: {url: 'tcp://x.example.com:1'}");
    expect(found(text, { upstream: false })).toEqual(["forward-not-internal@4:23"]);
  });

  const cloud: CompileOptions = { upstream: false };

  test("needs an action that ends the policy", () => {
    expect(found("", cloud)).toEqual(["not-handled@1:1"]);
    expect(found(action("type: log\nconfig: {metadata: {}}"), cloud)).toEqual(["not-handled@2:3"]);
  });

  test("is warned of conditional ones", () => {
    expect(
      found("on_tcp_connect:\n  - expressions: ['conn.client_port == 1']\n    actions: [{type: deny}]\n", cloud),
    ).toEqual(["maybe-not-handled@2:3"]);
  });

  test("is told at the policy where there is no list of rules, and at the beginning where there is nothing", () => {
    expect(found("\n\non_http_request: []\n", cloud)).toEqual(["not-handled@3:1", "empty-http-phase@3:1"]);
    const nothing = "# nothing\n";
    expect(found(nothing, cloud)).toEqual(["not-handled@1:1"]);
    expect(diagnosticOf(nothing, cloud)?.range).toMatchObject({ start: { offset: 0 }, end: { offset: 0 } });
  });

  test("of which nobody knows what its broken parts were to be is told of these alone", () => {
    expect(found("on_tcp_connect: 5\n", cloud)).toEqual(["wrong-type@1:17"]);
    const rest = "on_tcp_connect:\n  - actions: [{type: log, config: {metadata: {}}}]\n";
    expect(found(`${rest}    more: 1\n`, cloud)).toEqual(["unknown-key@3:5"]);
    expect(found(rest, cloud)).toEqual(["not-handled@2:3"]);
  });

  test("is content with an unconditional one", () => {
    expect(found(action("type: deny"), cloud)).toEqual([]);
  });
});

describe("expressions", () => {
  const rule = (expression: string) =>
    `on_tcp_connect:\n  - expressions:\n      - ${expression}\n    actions: [{type: deny}]\n`;

  test.each([
    ["in a plain scalar", rule("conn.client_ipp == 'x'"), "unknown-field@3:14"],
    ["in single quotes", rule("'conn.client_ipp == ''x'''"), "unknown-field@3:15"],
    ["in double quotes behind an escape", rule("\"'\\u00e9' == conn.client_ipp\""), "unknown-field@3:27"],
    ["in a folded block", rule(">-\n          true &&\n          conn.client_ipp == 'x'"), "unknown-field@5:16"],
    ["in a literal block", rule("|\n          true &&\n            conn.client_ipp == 'x'"), "unknown-field@5:18"],
    [
      "in JSON",
      '{"on_tcp_connect": [{"expressions": ["conn.client_ipp == \\"x\\""], "actions": [{"type": "deny"}]}]}',
      "unknown-field@1:44",
    ],
  ])("an error is placed %s", (_, text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test.each([
    ["a condition that is no bool", "conn.client_port", "not-bool"],
    ["an unknown variable", "con.client_ip == 'x'", "unknown-variable"],
    ["an unknown function", "foo(1)", "unknown-function"],
    ["a wrong type", "conn.client_port == 'x'", "no-such-overload"],
    ["a syntax error", "conn.client_port ==", "expression-syntax"],
    ["an HTTP variable", "req.url.path == '/'", "http-only-variable"],
    ["what an HTTP action tells", "actions.ngrok.oauth.identity.email == 'a'", "http-only-variable"],
    ["a kubernetes variable", "conn.k8s.pod.id == 'x'", "kubernetes-variable"],
    ["an address compared with a CIDR", "conn.client_ip in ['10.0.0.0/8']", "address-compared-with-cidr"],
    ["an address in another spelling", "conn.client_ip == '2001:DB8:0::1'", "address-spelling"],
    ["TLS facts before a termination", "conn.tls.version == '1.3'", "variable-not-known"],
    ["IP intelligence without a source", "conn.geo.country_code == 'US'", "ip-intelligence-missing"],
    ["a result before its action", "actions.ngrok.restrict_ips.action == 'deny'", "variable-not-known"],
    ["a variable that is never set", "vars.x == 1", "unknown-field"],
    ["a counter that is always 0", "conn.bytes_in > 1", "bytes-always-zero"],
    ["a function that there is not", "hash.md6('a') == 'b'", "unknown-function"],
  ])("%s", (_, expression, code) => {
    const text = JSON.stringify({ on_tcp_connect: [{ expressions: [expression], actions: [{ type: "deny" }] }] });
    expect(compilePolicy(text).diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });

  test.each<[string, string, IntelligenceSource[]]>([
    ["conn.geo.country == 'x'", "geo", ["geo"]],
    ["conn.server_ip.geo.location.city == 'x'", "geo", ["geo"]],
    ["conn.client_ip.as.number == 1", "as", ["as"]],
    ["'x' in conn.client_ip.categories", "categories", ["categories", "category_lists"]],
    ["conn.client_ip.is_tor_node", "tor_nodes", ["categories", "tor_nodes"]],
    ["conn.server_ip.is_on_blocklist", "blocklist", ["categories", "blocklist"]],
  ])("%s names the setting that it lacks, and needs no other", (expression, setting, enough) => {
    const text = JSON.stringify({ on_tcp_connect: [{ expressions: [expression], actions: [{ type: "deny" }] }] });
    const all: IntelligenceSource[] = ["geo", "as", "categories", "category_lists", "tor_nodes", "blocklist"];
    const without = all.filter((source) => !enough.includes(source));
    expect(compilePolicy(text, { resources: { ip_intelligence: without } }).diagnostics).toMatchObject([
      {
        code: "ip-intelligence-missing",
        message: expect.stringContaining(`\`ip_intelligence.${setting}\``),
        hint: `set \`ip_intelligence.${setting}\``,
      },
    ]);
    for (const source of enough) {
      expect(compilePolicy(text, { resources: { ip_intelligence: [source] } }).diagnostics).toEqual([]);
    }
  });

  test("on tcp:// a policy that waits for the hello is warned of server-first protocols, once", () => {
    const text = JSON.stringify({
      on_tcp_connect: [{ expressions: ["conn.tls.sni == 'a'", "conn.tls.sni != 'b'"], actions: [{ type: "deny" }] }],
    });
    const warned = compilePolicy(text, { protocol: "tcp" });
    expect(warned.diagnostics.map(({ code }) => code)).toEqual(["server-first-delay"]);
    expect(warned.policy?.requires.clientHello).toBe("always");
    expect(compilePolicy(text, { protocol: "tls" }).diagnostics).toEqual([]);
  });
});

describe("what is known where", () => {
  const policy = (...rules: object[]) => JSON.stringify({ on_tcp_connect: rules });
  const deny = { type: "deny" };
  const terminate = (config?: object) => ({ type: "terminate-tls", ...(config ? { config } : {}) });
  const codes = (text: string) => compilePolicy(text).diagnostics.map(({ code }) => code);

  test("a client's certificate, after a termination that asks for none: never", () => {
    expect(
      codes(policy({ actions: [terminate()] }, { expressions: ["conn.tls.client.subject == 'x'"], actions: [deny] })),
    ).toEqual(["variable-not-known"]);
  });

  test("on an internal endpoint, what a handshake tells: maybe, since the one that forwards may have done it", () => {
    const text = policy({ expressions: ["conn.tls.version == '1.3'"], actions: [deny] });
    const { diagnostics } = compilePolicy(text, { protocol: "tls", internal: true });
    expect(diagnostics.map(({ code }) => code)).toEqual(["variable-maybe-unknown"]);
  });

  test("a client's certificate, where one is required: always", () => {
    const mutual = terminate({ mutual_tls_verification_strategy: "require-any" });
    expect(
      codes(policy({ actions: [mutual] }, { expressions: ["conn.tls.client.subject == 'x'"], actions: [deny] })),
    ).toEqual([]);
  });

  test("a client's certificate, where one is only requested: maybe, and `has()` guards it", () => {
    const mutual = terminate({ mutual_tls_verification_strategy: "request" });
    const after = (expression: string) =>
      codes(policy({ actions: [mutual] }, { expressions: [expression], actions: [deny] }));
    expect(after("conn.tls.client.subject == 'x'")).toEqual(["variable-maybe-unknown"]);
    expect(after("has(conn.tls.client.subject) && conn.tls.client.subject == 'x'")).toEqual([]);
  });

  test("`has()` in one expression guards the rule's others, and its actions", () => {
    const mutual = terminate({ mutual_tls_verification_strategy: "request" });
    const log = { type: "log", config: { metadata: { v: "${conn.tls.client.subject}" } } };
    const use = "conn.tls.client.subject.common_name == 'x'";
    const after = (...expressions: string[]) => codes(policy({ actions: [mutual] }, { expressions, actions: [log] }));
    expect(after("has(conn.tls.client)", use)).toEqual([]);
    expect(after(use, "has(conn.tls.client)")).toEqual([]);
    expect(after("!has(conn.tls.client)", use)).toEqual(["variable-maybe-unknown", "variable-maybe-unknown"]);
    const next = policy(
      { actions: [mutual] },
      { expressions: ["has(conn.tls.client)"], actions: [log] },
      { actions: [log] },
    );
    expect(codes(next)).toEqual(["variable-maybe-unknown"]);
  });

  test.each([
    ["wrong-type", terminate({ min_version: 1.3 }), "conn.tls.version == '1.3'"],
    ["unknown-key", terminate({ min_versio: "1.3" }), "actions.ngrok.terminate_tls.version == '1.3'"],
    ["unknown-action", { type: "terminate-tsl" }, "has(conn.tls.client.pem)"],
    ["vars-not-one-key", { type: "set-vars", config: { vars: [{ a: 1, b: 2 }, { c: 3 }] } }, "vars.a + vars.c == 1"],
    ["unknown-variable", { type: "log", config: { metadata: { a: "${x}" } } }, "actions.ngrok.log.metadata.a == ''"],
  ])("what an action with a mistake would have told is not reported again: %s", (code, action, use) => {
    const text = policy({ actions: [action] }, { expressions: [use], actions: [deny] });
    expect(codes(text)).toEqual([code]);
  });

  test("a conditional termination is certain in its own rule and possible after it", () => {
    const log = { type: "log", config: { metadata: { v: "${conn.tls.version}" } } };
    const conditional = { expressions: ["conn.client_port == 1"], actions: [terminate(), log] };
    expect(codes(policy(conditional))).toEqual([]);
    expect(codes(policy(conditional, { actions: [log] }))).toEqual(["variable-maybe-unknown"]);
  });

  test("what a rule set that always ends the run is no matter to later rules", () => {
    const ends = { expressions: ["conn.client_port == 1"], actions: [terminate(), deny] };
    expect(codes(policy(ends, { actions: [terminate()] }))).toEqual([]);
  });

  test("a variable set under a condition is only possible after it, and of any type if types differ", () => {
    const set = (value: unknown) => ({ type: "set-vars", config: { vars: [{ a: value }] } });
    const conditional = { expressions: ["conn.client_port == 1"], actions: [set("x")] };
    const use = { expressions: ["vars.a == 'x'"], actions: [deny] };
    expect(codes(policy(conditional, use))).toEqual(["variable-maybe-unknown"]);
    expect(codes(policy({ actions: [set("y")] }, conditional, use))).toEqual([]);
    expect(codes(policy({ actions: [set(1)] }, use))).toEqual(["no-such-overload"]);
    expect(codes(policy({ actions: [set(1)] }, conditional, use))).toEqual([]);
  });

  test("a later entry of set-vars may use an earlier one, not the other way round", () => {
    const vars = (list: object[]) => policy({ actions: [{ type: "set-vars", config: { vars: list } }] });
    expect(codes(vars([{ a: 1 }, { b: "${vars.a + 1}" }]))).toEqual([]);
    expect(codes(vars([{ b: "${vars.a + 1}" }, { a: 1 }]))).toEqual(["unknown-field"]);
  });
});

describe("secrets", () => {
  const resources = { secrets: { vault: { key: "hunter2" } } };
  const log = (value: string) => action(`type: log\nconfig: {metadata: {a: ${JSON.stringify(value)}}}`);

  test("may not be logged, in whatever form", () => {
    expect(found(log("${secrets.get('vault', 'key')}"), { resources })).toEqual(["secret-in-log@4:32"]);
    expect(found(log("x ${size(secrets.get('vault', 'key'))}"), { resources })).toEqual(["secret-in-log@4:32"]);
  });

  test("may not be logged through a variable", () => {
    const text = `${action("type: set-vars\nconfig: {vars: [{a: \"${secrets.get('vault', 'key')}\"}]}")}      - type: log\n        config: {metadata: {a: "\${vars.a}"}}\n`;
    expect(found(text, { resources })).toEqual(["secret-in-log@6:32"]);
  });

  test("may not be logged through a result", () => {
    const restrict = "type: restrict-ips\nconfig: {allow: [\"${secrets.get('vault', 'cidr')}\"]}";
    const text = `${action(restrict)}      - type: log\n        config: {metadata: {a: "\${actions.ngrok.restrict_ips.matched_cidr}"}}\n`;
    expect(found(text, { resources: { secrets: { vault: { cidr: "192.0.2.0/24" } } } })).toEqual([
      "secret-in-log@6:32",
    ]);
  });

  test.each([
    ["type: restrict-ips\nconfig: {allow: [%]}", ["invalid-cidr"]],
    ["type: restrict-ips\nconfig: {allow: \"${[secrets.get('vault', 'key')]}\"}", ["invalid-cidr"]],
    ["type: forward-internal\nconfig: {url: %}", ["invalid-url"]],
    ["type: terminate-tls\nconfig: {mutual_tls_certificate_authorities: [%]}", ["unknown-certificate-authority"]],
    [
      "type: terminate-tls\nconfig: {server_certificate: %, server_private_key: %}",
      ["invalid-certificate", "invalid-private-key"],
    ],
  ])("are in no diagnostic: %s", (lines, codes) => {
    const text = action(lines.replaceAll("%", "\"${secrets.get('vault', 'key')}\""));
    const { diagnostics } = compilePolicy(text, { resources });
    expect(diagnostics.map((each) => each.code)).toEqual(codes);
    expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
  });

  test("that are not there are errors", () => {
    expect(found(log("${secrets.get('vault', 'kez')}"), { resources }).map((one) => one.split("@")[0])).toEqual([
      "unknown-secret",
    ]);
  });
});
