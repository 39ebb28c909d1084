import type { Question } from "@sluice/policy/vectors";

const repeat = (depth: number, text: string): string => text.repeat(depth);
const action = (text: string): string => `on_tcp_connect: [{ actions: [{ type: ${text} }] }]`;
const inFlow = (text: string): string => action(`log, config: { metadata: { a: ${text} } }`);
const inBlock = (text: string): string =>
  `on_tcp_connect:\n  - actions:\n      - type: log\n        config:\n          metadata:\n           ${text}\n`;
const when = (expression: string): string =>
  JSON.stringify({ on_tcp_connect: [{ expressions: [expression], actions: [{ type: "deny" }] }] });
const whenSet = (name: string, expression: string): string =>
  JSON.stringify({
    on_tcp_connect: [
      { actions: [{ type: "set-vars", config: { vars: [{ [name]: "x" }] } }] },
      { expressions: [expression], actions: [{ type: "deny" }] },
    ],
  });

const DENY = action("deny");
const BLANKS = [..."\u00a0\u0085\u2028\u2029\u3000\ufeff\u000b\u000c\u001c\u007f\r\t"];
const LENGTHS = [1000, 1024, 1025, 1100];
const DEPTHS = [100, 240, 260, 400, 1500];

/** Policies that are wrong, or right in a way that is easily taken for another one. */
export const HARD_POLICIES: readonly string[] = [
  ...["", "null", "{}", "false", "0", "''", "[]", "[{}]", "{ on_tcp_connect: }"],
  ...["", "{}", "false", "0", "''", "5", "true", "null", "[[]]", "[5]", "a"].map((rules) => `on_tcp_connect: ${rules}`),
  ...BLANKS.flatMap((blank) => [
    action(`deny${blank}`),
    action(`${blank}deny`),
    DENY.replace(": deny", `${blank}:${blank}deny`),
    `on_tcp_connect:\n  - actions:\n      - type: deny${blank}\n`,
    `on_tcp_connect:\n  -${blank}actions:\n      - type: deny\n`,
    `on_tcp_connect:\n  - actions:\n      - type:${blank}deny\n`,
    `on_tcp_connect:\n  - actions: ${blank}\n      - type: deny\n`,
    `on_tcp_connect: ${blank}# none\n`,
    ...[
      `true${blank}`,
      `${blank}true`,
      blank,
      `conn${blank}.client_ip${blank}== '192.0.2.10'`,
      `'a${blank}b' == 'a'`,
    ].map(when),
  ]),
  ...["-", "[-]", "[-, b]", "[b, -]", "{ b: - }", "{ -: b }", "[- b]", "-b", "[-b]", "--"].map(inFlow),
  ...["[a:]", "{ a:, b: c }", "{ a:}", ":b", "[:b]", "b:c", "b#c", "'b' c", "'b'c", "=", "?b", "[?]", "?"].map(inFlow),
  ...["-0", "+1", "007", "1_000", "1:30", "0b1", "1.", ".5", "yes", "Null", "2026-01-01", "999999999999999"].map(
    inFlow,
  ),
  ...['"\\/"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\u0000"', '"\\x41"', "'it''s'"].map(inFlow),
  ...["a: -", "a:\n            -", "a:\n            - b\n            -", "a:\n            - - b", "a: - b", "-: b"].map(
    inBlock,
  ),
  ...[
    "a: ?",
    "a: :",
    "a: b:",
    "? a",
    "a: b #c",
    "a: b#c",
    "a: 'b' # c",
    "a: 'b'# c",
    "a : b",
    "a:\n            b\n            c",
  ].map(inBlock),
  ...LENGTHS.flatMap((length) => [
    inFlow(`{ ${repeat(length, "a")}: 1 }`),
    inBlock(`${repeat(length, "a")}: 1`),
    inBlock(`"${repeat(length / 5, "\\u0061")}": 1`),
    inBlock(`a${repeat(length, " ")}: 1`),
  ]),
  ...[
    "'a\rb' == 'a'",
    "'a\r' != ''",
    "true\r&& true",
    "true\v&& true",
    "true\f&& true",
    "'\v' == 'a'",
    "'\0' == 'a'",
  ].map(when),
  ...[
    "!!true",
    "'''a''' == 'a'",
    "true // c",
    "r'a' == 'a'",
    "[] == []",
    "'a' in ['b',]",
    "size([]) == 0",
    "!true == false",
  ].map(when),
  ...["'192.0.02.1' in [conn.client_ip]", "conn.client_ip in [conn.server_ip]", "[conn.client_ip] == []"].map(when),
  ...["in", "true", "null", "None", "for", "as", "a"].flatMap((name) => [
    whenSet(name, `vars.${name} == 'x'`),
    whenSet(name, `vars.${name} != 'x'`),
    whenSet(name, "vars. == 'x'"),
    whenSet(name, "vars."),
  ]),
  ...DEPTHS.flatMap((depth) => [
    when(`${repeat(depth, "(")}true${repeat(depth, ")")}`),
    when(`${repeat(depth, "!")}true`),
    when(`true${repeat(depth, " && true")}`),
    when(`'a'${repeat(depth, " + 'a'")} == ''`),
    when(`true${repeat(depth, " == true")}`),
    when(`'a'${repeat(depth, ".lowerAscii()")} == ''`),
    inFlow(repeat(depth, "[") + repeat(depth, "]")),
    repeat(depth, "- "),
    `on_tcp_connect: ${repeat(depth, "[")}`,
    `on_tcp_connect: ${repeat(depth, "{ a: ")}`,
  ]),
  when(`'${repeat(9000, "a")}'.contains('${repeat(9000, "a")}')`),
  when(`'${repeat(4500, "ab")}'.contains('${repeat(4500, "b")}')`),
  ...["set-vars, config: { vars: [] }", "set-vars, config: { vars: [{ a: }] }", "log, config: { metadata: {} }"].map(
    action,
  ),
  ...["set-vars, config: { vars: [{ a: null }] }", "log, config: { metadata: { '${conn.client_ip}': 1 } }"].map(action),
  ...["[a]", "{ a: b }", "5", "null", "''", "gone"].flatMap((each) => [
    action(`restrict-ips, config: { ip_policies: [${each}] }`),
    action(`terminate-tls, config: { mutual_tls_certificate_authorities: [${each}] }`),
  ]),
];

const REQUEST = `on_tcp_connect: [{ actions: [{ type: terminate-tls, config: { mutual_tls_verification_strategy: request } },
  { type: log, config: { metadata: { code: '\${actions.ngrok.terminate_tls.error.code}' } } }] }]`;
const POLICY_A = action("restrict-ips, config: { ip_policies: [a] }");
const ENDPOINT = inFlow("'${endpoint.url} ${endpoint.host} ${endpoint.addr} ${conn.server_port}'");
const SNI = when("conn.tls.sni in ['a', 'a.', 'i̇', 'ä', '']");

/** Questions of the format, at its edges. */
export const HARD_SITUATIONS: readonly Omit<Question, "id">[] = [
  ...["a.", "a..", "a.\n", "A", "\u0130", "\u00c4", "", ".", "a ", repeat(300, "a.")].flatMap((sni) => {
    const connection = { tls: { sni } };
    return [
      { policy: SNI, connection },
      { policy: inFlow("'${conn.tls.sni}'"), connection },
    ];
  }),
  ...["2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.500000Z", "2026-01-01T01:00:00+01:00", "2026-01-01t00:00:00z"].map(
    (now) => {
      return { policy: inFlow("'${time.now}'"), connection: { now } };
    },
  ),
  ...["999", "192.0.2.0/24", "192.0.2.10", "", "::/0", "192.0.2.0/33"].map((cidr) => {
    return { policy: POLICY_A, resources: { ip_policies: { a: [{ cidr, action: "allow" as const }] } } };
  }),
  { policy: POLICY_A, resources: { ip_policies: { a: [] } } },
  ...["::ffff:192.0.2.10", "FE80::1", "fe80::1%eth0", "::1.2.3.4"].map((client_ip) => {
    return { policy: inFlow("'${conn.client_ip}'"), connection: { client_ip } };
  }),
  ...["tcp://A.example.com:1", "tcp://[2001:DB8::1]:80", "tcp://[2001:db8::1]:80", "tcp://127.0.0.1:65535"].map(
    (url) => {
      return { policy: ENDPOINT, endpoint: { url } };
    },
  ),
  ...["tls://a", "tls://a.b:443", "tls://a.b:80", "tls://*.a.b", "tls://A.b", "tls://a.b."].map((url) => {
    return { policy: ENDPOINT, protocol: "tls" as const, endpoint: { url }, connection: { tls: {} } };
  }),
  { policy: DENY, protocol: "tls" },
  { policy: REQUEST, protocol: "tls" },
  ...[{}, { chain: "none" as const }, { chain: "trusted" as const }, { error: { code: "x", message: "y" } }].map(
    (effect) => {
      return { policy: REQUEST, connection: { tls: { sni: "a" } }, effects: [{ "terminate-tls": effect }] };
    },
  ),
];

const handshakes = [
  { chain: "zzz" },
  { version: "1.4" },
  { future: 1 },
  { error: {} },
  { error: null },
  { error: { code: 5 } },
];
const rules = [5, {}, { cidr: "::/0" }, { cidr: "::/0", action: "Allow" }, { cidr: 5, action: "deny" }];
const times = [
  "2026-13-01T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "2026-01-01T24:00:01Z",
  "2026-01-01T00:00Z",
  "1",
  "",
  5,
  null,
];
const urls = [
  "x",
  "",
  "tcp://",
  "udp://a:1",
  "tcp://a",
  "tls://a",
  "tcp://a:1\n",
  "tcp://a:0",
  "tcp://a:080",
  "tcp://a:65536",
  5,
  null,
];
const deep = Array.from({ length: 2000 }).reduce<unknown>((inner) => [inner], 1);

/** What is no question of the format: a value that it does not allow, or a member of a later version. */
export const NO_QUESTIONS: readonly unknown[] = [
  ...[5, "x", [], {}, deep, { policy: ["a"] }],
  ...[
    ...["mode", "future"].map((member) => ({ [member]: "check" })),
    ...["protocol", "endpoint", "connection", "resources", "effects", "policy"].flatMap((member) =>
      [null, 5, "x", [5], deep, { future: 1 }].map((each) => ({ [member]: each })),
    ),
    ...urls.map((url) => ({ endpoint: { url } })),
    ...["upstream", "id"].map((member) => ({ endpoint: { [member]: null } })),
    ...["client_ip", "server_ip", "client_port", "server_port", "server_region", "tls"].flatMap((member) =>
      [null, true, 1.5, -1, 70_000, { future: 1 }, []].map((each) => ({ connection: { [member]: each } })),
    ),
    ...["192.0.2.010", "[::1]", "", "192.0.2.1/32"].map((client_ip) => ({ connection: { client_ip } })),
    ...[{ sni: 5 }, { hello: "new" }, { hello: "late", sni: "a" }, { ja4_fingerprint: null }].map((tls) => ({
      connection: { tls },
    })),
    ...[{ ip_policies: [] }, { certificate_authorities: { a: 5 } }].map((resources) => ({ resources })),
    ...[5, { future: {} }, { "terminate-tls": {}, "forward-internal": {} }].map((effect) => ({ effects: [effect] })),
  ].map((more) => ({ policy: DENY, ...more })),
  ...times.map((now) => ({ policy: inFlow("'${time.now}'"), connection: { now } })),
  ...[...rules, { cidr: "::/0", action: "deny", future: 1 }].map((rule) => {
    return { policy: POLICY_A, resources: { ip_policies: { a: [rule] } } };
  }),
  ...handshakes.map((effect) => ({ policy: REQUEST, connection: { tls: {} }, effects: [{ "terminate-tls": effect }] })),
];
