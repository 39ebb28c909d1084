import type { Question } from "@sluice/policy/vectors";
import { stringify } from "yaml";
import { CLIENT_CERTIFICATE, SERVER_CERTIFICATE, SERVER_KEY } from "./certificate.ts";
import type { Dice } from "./dice.ts";
import { type Draft, type Json, questionOf } from "./document.ts";
import { randomDraft } from "./policies.ts";
import { RESOURCES } from "./resources.ts";

/** A document that mostly must not compile: a random one with one to three mistakes. */
export function brokenQuestion(dice: Dice): Question {
  const draft = randomDraft(dice);
  let document: Json = { on_tcp_connect: draft.rules as unknown as Json };
  for (let left = dice.int(1, 3); left > 0; left -= 1) document = withMistake(dice, document, draft);
  const question = questionOf(draft, () => (dice.chance(60) ? stringify(document) : JSON.stringify(document, null, 1)));
  const policy = dice.chance(25) ? brokenText(dice, question.policy) : question.policy;
  const { protocol: _, resources, ...rest } = question;
  return {
    ...rest,
    ...(dice.chance(80) ? { protocol: draft.protocol } : {}),
    resources: dice.chance(80) ? { ...resources, ...(dice.chance(50) ? RESOURCES : {}) } : {},
    policy,
    ...(dice.chance(30) ? { endpoint: { upstream: false } } : {}),
  };
}

/** Where a value stands: the keys and indices that lead there. */
type Path = readonly (string | number)[];

function withMistake(dice: Dice, document: Json, draft: Draft): Json {
  const paths = pathsOf(document);
  const actions = paths.filter((path) => path.at(-2) === "actions");
  const configs = paths.filter((path) => path.at(-1) === "config");
  const rules = paths.filter((path) => path.length === 2);
  const strings = paths.filter((path) => typeof at(document, path) === "string");
  const [path, action, rule] = [paths, actions, rules].map((each) => pick(dice, each)) as [Path, Path, Path];
  return dice.of<() => Json>([
    // Any value in the place of any other.
    () => put(document, path, dice.of(VALUES)),
    () => put(document, path, dice.of(VALUES)),
    () => put(document, path, undefined),
    // A key that is wrong, or that is nearly right.
    () =>
      put(
        document,
        [...pick(dice, configs), dice.pick("alow", "enforce", "url", "extra", "min_versoin")],
        dice.of(VALUES),
      ),
    () => put(document, [...rule, dice.pick("expresions", "enabled", "on_error", "name")], dice.of(VALUES)),
    () => put(document, [dice.of(PHASES)], dice.pick<Json>([], null, [{ actions: [{ type: "deny" }] }], "deny")),
    // An action that is not there, or not here, or whose configuration is wrong.
    () => put(document, [...action, "type"], dice.of(TYPES)),
    () => put(document, action, dice.of(ACTIONS)),
    () => put(document, action, dice.of(ACTIONS)),
    () => put(document, action, dice.of(ACTIONS)),
    // An action behind one that ends, a rule that always ends, a rule without actions.
    () => add(document, [...rule, "actions"], dice.of(ACTIONS)),
    () => add(document, ["on_tcp_connect"], { actions: [dice.of(ACTIONS)] }),
    () => put(document, [...rule, "actions"], dice.pick<Json>([], {}, "deny", null)),
    // An expression or a template that is wrong.
    () => put(document, [...rule, "expressions"], dice.of(EXPRESSIONS)),
    () => put(document, [...rule, "expressions"], [String(dice.of(EXPRESSIONS))]),
    () => put(document, pick(dice, strings), `\${${String(dice.of(EXPRESSIONS))}}`),
    () => put(document, pick(dice, strings), dice.pick("${", "${}", "a ${conn.client_ip} ${1 +}", "$${")),
    () =>
      put(document, ["on_tcp_connect"], [...(draft.rules as unknown as Json[]), ...(draft.rules as unknown as Json[])]),
  ])();
}

/** Where there is none, the document itself, which stays as it is. */
function pick(dice: Dice, paths: readonly Path[]): Path {
  return paths.length === 0 ? [] : dice.of(paths);
}

const VALUES: readonly Json[] = [
  null,
  "",
  "x",
  7,
  1.3,
  true,
  [],
  {},
  [null],
  ["x"],
  [["x"]],
  { a: 1, b: 2 },
  "10.0.0.0/33",
  "010.1.2.3",
  "10.1.2.3/8",
  "${conn.client_ip}",
  "${secrets.get('vault', 'nmae')}",
  "${secrets.get('vault', 'range')}",
  "require-any",
  "continue",
  "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
];

const PHASES = ["inbound", "outbound", "on_http_request", "on_http_response", "on_tls_request", "on_tcp_conect", "x"];
const TYPES = [
  "dney",
  "restrict_ips",
  "redirect",
  "rate-limit",
  "",
  "log",
  "set-vars",
  "forward-internal",
  "terminate-tls",
];

const secret = (name: string) => `\${secrets.get('vault', '${name}')}`;
const nested = (depth: number): Json => (depth === 0 ? "x" : [nested(depth - 1)]);
const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const KEY = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";

/** Actions with one mistake each, or which are wrong beside others. */
const ACTIONS: readonly Json[] = [
  { type: "deny" },
  { type: "deny", config: { x: 1 } },
  { type: "close-connection", config: null },
  { type: "restrict-ips" },
  { type: "restrict-ips", config: { allow: "10.0.0.0/8" } },
  { type: "restrict-ips", config: { allow: "${conn.client_port}", deny: ["${conn.client_port}", "${1 +}"] } },
  { type: "restrict-ips", config: { allow: "${['10.0.0.0/8', 'x']}", deny: ["${'10.0.0.0/8'}", "${'x'}"] } },
  {
    type: "restrict-ips",
    config: { allow: "${['10.0.0.0/8']}", deny: ["::ffff:10.0.0.0/8", "fe80::1%eth0", "10.0.0.1/8"] },
  },
  { type: "restrict-ips", config: { ip_policies: ["ipp_offcie", "ipp_office", 7], allow: [] } },
  { type: "restrict-ips", config: { ip_policies: ["x"], allow: [secret("range")], deny: [secret("name")] } },
  { type: "restrict-ips", config: { allow: `\${[secrets.get('vault', 'range')]}`, enforce: "no" } },
  { type: "restrict-ips", config: { allow: ["${json.decode(conn.tls.sni)}"], deny: "${json.decode(conn.tls.sni)}" } },
  { type: "restrict-ips", config: { allow: "${[conn.tls.sni, 1]}", deny: "${dyn([conn.tls.sni])}" } },
  { type: "terminate-tls" },
  { type: "terminate-tls", config: { min_version: 1.3 } },
  { type: "terminate-tls", config: { min_version: "1.3", max_version: "1.2" } },
  { type: "terminate-tls", config: { max_version: "1.1" } },
  { type: "terminate-tls", config: { server_certificate: PEM } },
  { type: "terminate-tls", config: { server_certificate: PEM, server_private_key: KEY } },
  { type: "terminate-tls", config: { server_certificate: "x", server_private_key: "y" } },
  { type: "terminate-tls", config: { server_certificate: "${conn.tls.sni}", server_private_key: secret("nmae") } },
  { type: "terminate-tls", config: { server_certificate: secret("key"), server_private_key: secret("key") } },
  { type: "terminate-tls", config: { server_certificate: null, server_private_key: 7 } },
  { type: "terminate-tls", config: { mutual_tls_verification_strategy: "require-and-verify" } },
  { type: "terminate-tls", config: { mutual_tls_certificate_authorities: null } },
  { type: "terminate-tls", config: { mutual_tls_certificate_authorities: [] } },
  {
    type: "terminate-tls",
    config: { mutual_tls_certificate_authorities: ["ca_tset", PEM, KEY, 7, "${conn.tls.sni}"] },
  },
  { type: "terminate-tls", config: { mutual_tls_certificate_authorities: [secret("name"), secret("key"), "${1}"] } },
  { type: "terminate-tls", config: { server_certificate: CLIENT_CERTIFICATE, server_private_key: SERVER_KEY } },
  { type: "terminate-tls", config: { server_certificate: SERVER_CERTIFICATE, server_private_key: KEY } },
  { type: "terminate-tls", config: { mutual_tls_certificate_authorities: [CLIENT_CERTIFICATE, "ca_test"] } },
  { type: "terminate-tls", config: { mutual_tls_certificate_authorities: ["-----BEGIN X-----", secret("name")] } },
  {
    type: "terminate-tls",
    config: { mutual_tls_certificate_authorities: ["ca_test"], mutual_tls_verification_strategy: "x" },
  },
  { type: "forward-internal" },
  { type: "forward-internal", config: { url: "x" } },
  { type: "forward-internal", config: { url: 7, on_error: "retry" } },
  { type: "forward-internal", config: { url: "tcp://app.example.com:1" } },
  { type: "forward-internal", config: { url: "tls://*.internal" } },
  { type: "forward-internal", config: { url: "tls://app.internal" } },
  { type: "forward-internal", config: { url: "tcp://app.internal:1" } },
  { type: "forward-internal", config: { url: "http://app.internal", on_error: "continue" } },
  { type: "forward-internal", config: { url: "${conn.client_port}" } },
  { type: "forward-internal", config: { url: "${'tcp://app.internal:1'}" } },
  { type: "forward-internal", config: { url: "${'x'}" } },
  { type: "forward-internal", config: { url: "${json.decode(conn.tls.sni)}" } },
  { type: "forward-internal", config: { url: secret("name") } },
  { type: "forward-internal", config: { url: `tcp://${secret("name")}.internal:1`, on_error: "continue" } },
  { type: "forward-internal", config: { url: `tls://${secret("name")}.internal`, on_error: "halt" } },
  { type: "log" },
  { type: "log", config: { metadata: "x" } },
  { type: "log", config: { metadata: { a: secret("name") } } },
  { type: "log", config: { metadata: { a: ["${x}", { b: secret("nmae") }] } } },
  { type: "log", config: { metadata: { a: 1e30, b: -1e-7, c: [1, "x"], d: [] } } },
  { type: "set-vars" },
  { type: "set-vars", config: { vars: { a: 1 } } },
  { type: "set-vars", config: { vars: [{ a: 1, b: 2 }, {}] } },
  { type: "set-vars", config: { vars: [{ "1a": "x" }, { "a-b": 1 }] } },
  { type: "set-vars", config: { vars: [{ a: nested(15) }, { b: nested(17) }, { c: { d: nested(16) } }] } },
  { type: "set-vars", config: { vars: [{ s0: secret("name") }, { s1: "${vars.s0}" }, { l0: ["${vars.s0}", 1] }] } },
  { type: "set-vars", config: { vars: [{ a: "${1 +}" }, { b: "${vars.a}" }, { c: "${vars.later}" }] } },
  { type: "dney" },
  { type: "redirect", config: {} },
  { type: 7 },
  { tpye: "deny" },
  "deny",
  {},
];

const EXPRESSIONS: readonly string[] = [
  "",
  " ",
  "1",
  "conn.client_ip ==",
  "conn.client_ip in ['10.0.0.0/8']",
  "conn.client_ip == '2001:DB8::1'",
  "conn.clinet_ip == 'x'",
  "conn.tls.client.subject == 'x'",
  "conn.tls.version == '1.3'",
  "conn.k8s.pod.name == 'x'",
  "conn.bytes_in > 0",
  "conn.client_ip.geo.location.city == 'x'",
  "req.url.path == '/'",
  "getReqHeader('x') == ['y']",
  "vars.missing == 1",
  "vars.s0 == 'x'",
  "actions.ngrok.restrict_ips.action == 'deny'",
  "actions.ngrok.forward_internal.error.code == 'x'",
  "actions.ngrok.log.metadata.a == 'x'",
  "actions.ngrok.rate_limit.count == 1",
  "secrets.get('vault', 'nmae') == 'x'",
  "secrets.get('vault', 'sni') == conn.tls.sni",
  "conn.tls.sni.matches('(')",
  "1 / 0 == 1",
  "1 + 'a' == 2",
  "[1].map(x, y)",
  "has(conn)",
  "inCidrRange(conn.client_ip, '10.0.0/8')",
  "!(conn.client_port == 1)",
  "time.now == 'x'",
  "99999999999999999999 == 1",
];

/** Text that is broken as YAML or JSON. */
function brokenText(dice: Dice, text: string): string {
  const place = dice.int(0, text.length);
  const [front, back] = [text.slice(0, place), text.slice(place)];
  return dice.of<() => string>([
    () => front,
    () => front + back.slice(1),
    () =>
      front +
      dice.pick(":", "\t", "{", "]", '"', "'", "- ", "\n", "&a ", "*a", "!tag ", "<<: ", "#", "\0", "😀") +
      back,
    () => `${text}\n---\n${text}`,
    () => `${text}\non_tcp_connect: []\n`,
    () =>
      dice.pick(
        "",
        "null",
        "[]",
        "7",
        "x",
        "{}",
        "on_tcp_connect:",
        "\ufeff",
        "- !(a in b)",
        "on_tcp_connect: [{actions: [*x]}]",
      ),
    () => text.replace(/- ("?)conn\./, "- !$1conn."),
    () => text.replaceAll("\n", "\r\n"),
  ])();
}

function pathsOf(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return path.length === 0 ? [] : [path];
  const own = path.length === 0 ? [] : [path];
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, item]) =>
      pathsOf(item as Json, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function at(document: Json, path: Path): Json | undefined {
  let found: Json | undefined = document;
  for (const key of path) found = (found as { readonly [key: string]: Json } | null | undefined)?.[key];
  return found;
}

/** With a value at a path; `undefined` takes it away. What is not there stays as it is. */
function put(document: Json, [key, ...rest]: Path, value: Json | undefined): Json {
  if (key === undefined) return document;
  if (Array.isArray(document)) {
    const items = document.flatMap((item: Json, index) => {
      if (index !== key) return [item];
      return rest.length > 0 ? [put(item, rest, value)] : value === undefined ? [] : [value];
    });
    return items;
  }
  if (typeof document !== "object" || document === null) return document;
  const { [key]: old, ...others } = document as { readonly [key: string]: Json };
  if (rest.length > 0) return old === undefined ? document : { ...document, [key]: put(old, rest, value) };
  return value === undefined ? others : { ...document, [key]: value };
}

function add(document: Json, path: Path, item: Json): Json {
  const list = at(document, path);
  return Array.isArray(list) ? put(document, path, [...list, item]) : document;
}
