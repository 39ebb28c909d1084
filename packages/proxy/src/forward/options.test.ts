import { afterEach, describe, expect, test, vi } from "vitest";
import { createSelfSigned } from "../tls/throwaway.ts";
import { forward } from "./forward.ts";
import { ForwardError } from "./forward-error.ts";
import { HTTP_ONLY, IGNORED } from "./options.ts";

/** Options as a program without types may have them. */
async function refusal(options: unknown): Promise<ForwardError> {
  const outcome = await forward(options as Parameters<typeof forward>[0]).then(
    async (listener) => {
      await listener.close();
      return "it has started";
    },
    (error: unknown) => error,
  );
  if (!(outcome instanceof ForwardError)) throw new Error(`no refusal: ${outcome}`);
  return outcome;
}

const wrong = async (options: unknown) =>
  (await refusal(options)).diagnostics.map(({ option, code, message, hint }) => ({ option, code, message, hint }));

afterEach(() => vi.restoreAllMocks());

describe("options of forward that are refused", () => {
  test.each<[string, unknown, object]>([
    ["nothing", undefined, { option: "addr", code: "wrong-type" }],
    ["null", null, { option: "addr", code: "wrong-type" }],
    ["a list", [8080], { option: "addr", code: "wrong-type" }],
    ["a port that is none", 80_000, { option: "addr", code: "invalid-url" }],
    ["the empty text", "", { option: "addr", code: "invalid-url" }],
    ["unknown", { adr: 80 }, { option: "adr", code: "unknown-key", hint: "did you mean `addr`?" }],
    ["of another spelling", { trafficPolicy: "" }, { option: "trafficPolicy", hint: "did you mean `traffic_policy`?" }],
    ["a file", { traffic_policy_file: "p.yml" }, { hint: "read it: `traffic_policy: readFileSync(path, 'utf8')`" }],
    ["a URL", { url: "tcp://a:1" }, { option: "url", hint: expect.stringContaining("`remote_addr`") }],
    ["the protocol http", { proto: "http" }, { option: "proto", message: "`http` is not understood here" }],
    ["the protocol labeled", { proto: "labeled" }, { option: "proto", hint: "say `proto: 'tcp'` or `proto: 'tls'`" }],
    ["a protocol that is none", { proto: "tpc" }, { option: "proto", hint: "did you mean `tcp`?" }],
    ["a protocol of another type", { proto: 6 }, { option: "proto", code: "wrong-type" }],
    ["labels", { labels: "edge:x" }, { option: "labels", code: "invalid-value" }],
    ["a domain without tls", { domain: "a.example" }, { option: "domain", code: "needs-other-field" }],
    ["tls without a domain", { proto: "tls" }, { option: "", code: "missing-field" }],
    ["tls with a remote_addr", { proto: "tls", domain: "a.example", remote_addr: "a:1" }, { option: "remote_addr" }],
    ["two names", { proto: "tls", domain: "a.example", hostname: "b.example" }, { option: "hostname" }],
    ["a domain that is none", { proto: "tls", domain: "a..b" }, { option: "domain", code: "invalid-url" }],
    ["a remote_addr without a port", { remote_addr: "a.example" }, { option: "remote_addr", code: "invalid-url" }],
    ["an internal name", { proto: "tls", domain: "a.internal" }, { option: "domain", code: "invalid-value" }],
    ["the internal binding", { binding: "internal" }, { option: "binding", code: "invalid-value" }],
    ["an address that is none", { listen: { address: "here" } }, { option: "listen.address", code: "invalid-value" }],
    ["a key within an option", { listen: { adress: "::1" } }, { option: "listen.adress", code: "unknown-key" }],
    ["an upstream that is none", { addr: "a b" }, { option: "addr", code: "invalid-url" }],
    ["an http upstream", { addr: "http://10.0.0.1/x" }, { option: "addr", hint: "write `10.0.0.1:80`" }],
    ["an https upstream", { addr: "https://a:8443" }, { option: "addr", hint: "write `tls://a:8443`" }],
    ["a unix upstream", { addr: "unix:/tmp/s" }, { option: "addr", hint: "let it listen on a port of loopback" }],
    ["a PROXY version that is none", { proxy_proto: "3" }, { option: "proxy_proto", code: "invalid-value" }],
    ["verification of what has none", { verify_upstream_tls: false }, { option: "verify_upstream_tls" }],
    [
      "a CIDR that is none",
      { ip_restriction_allow_cidrs: ["10.0.0.0/8", "10/8"] },
      {
        option: "ip_restriction_allow_cidrs[1]",
        code: "invalid-cidr",
      },
    ],
    [
      "an expression for a CIDR",
      { ip_restriction_deny_cidrs: ["${'0.0.0.0/0'}"] },
      { option: "ip_restriction_deny_cidrs[0]", code: "invalid-cidr" },
    ],
    ["a list of nobody", { ip_restriction_allow_cidrs: [] }, { code: "invalid-value" }],
    ["a certificate without tls", { crt: "", key: "" }, { option: "crt", code: "needs-other-field" }],
    ["authorities without tls", { mutual_tls_cas: "x" }, { option: "mutual_tls_cas", code: "needs-other-field" }],
    ["two policies", { policy: "", traffic_policy: "" }, { option: "policy", code: "invalid-value" }],
    ["a forwards_to of another type", { forwards_to: 5 }, { option: "forwards_to", code: "wrong-type" }],
  ])("%s", async (_, options, expected) => {
    const found = await wrong(options);
    expect(found).toEqual([expect.objectContaining(expected)]);
  });

  test.each(HTTP_ONLY)("%s, which is for HTTP", async (name) => {
    expect(await wrong({ addr: 80, [name]: "x" })).toEqual([
      {
        option: name,
        code: "invalid-value",
        message: `\`${name}\` is for HTTP, which is not understood here`,
        hint: expect.any(String),
      },
    ]);
  });

  test.each([
    "addr",
    "traffic_policy",
    "policy",
    "mutual_tls_cas",
    "ip_restriction_allow_cidrs",
    "ip_restriction_deny_cidrs",
    "verify_upstream_tls",
    "listen",
    "limits",
  ])("%s, where a program has nothing to put there", async (name) => {
    for (const nothing of [undefined, null]) {
      expect(await wrong({ [name]: nothing })).toContainEqual(
        expect.objectContaining({ option: name, code: "wrong-type" }),
      );
    }
  });

  const cyclic: Record<string, unknown> = { on_tcp_connect: [] };
  Object.assign(cyclic, { on_tcp_disconnect: cyclic });
  const deny = { on_tcp_connect: [{ actions: [{ type: "deny" }] }] };
  const throwing = {
    addr: 80,
    get traffic_policy(): string {
      throw new Error("hunter2");
    },
  };
  const restrict = (config: object) => ({
    traffic_policy: { on_tcp_connect: [{ actions: [{ type: "restrict-ips", config }] }] },
  });
  const CONFIG = "traffic_policy.on_tcp_connect[0].actions[0].config";

  test.each<[string, unknown, string, string]>([
    ["a promise", { traffic_policy: Promise.resolve("") }, "traffic_policy", "`traffic_policy` is a promise"],
    ["a promise of limits", { limits: Promise.resolve({}) }, "limits", "`limits` is a promise"],
    ["a promise of all", Promise.resolve({ addr: 80 }), "", "what `forward` is given is a promise"],
    ["a Map", { traffic_policy: new Map() }, "traffic_policy", "`traffic_policy` is a `Map`"],
    ["a function", { traffic_policy: () => deny }, "traffic_policy", "`traffic_policy` is a function"],
    ["a symbol", { traffic_policy: Symbol("x") }, "traffic_policy", "`traffic_policy` is a symbol"],
    ["a number that is none", { port: Number.NaN }, "port", "`port` is `NaN`"],
    ["toJSON", { traffic_policy: { toJSON: () => ({}) } }, "traffic_policy.toJSON", "`toJSON` is a function"],
    [
      "rules that are undefined",
      { traffic_policy: { on_tcp_connect: undefined } },
      "traffic_policy.on_tcp_connect",
      "`on_tcp_connect` is `undefined`",
    ],
    [
      "a rule that is undefined",
      { traffic_policy: { on_tcp_connect: [undefined] } },
      "traffic_policy.on_tcp_connect[0]",
      "an item of `on_tcp_connect` is `undefined`",
    ],
    ["a Set in it", restrict({ deny: new Set(["::/0"]) }), `${CONFIG}.deny`, "`deny` is a `Set`"],
    ["undefined in it", restrict({ allow: ["::/0"], deny: undefined }), `${CONFIG}.deny`, "`deny` is `undefined`"],
    ["an address that is undefined", { listen: { address: undefined } }, "listen.address", "`address` is `undefined`"],
    ["a circle", { traffic_policy: cyclic }, "traffic_policy.on_tcp_disconnect", "`on_tcp_disconnect` contains itself"],
    ["a getter that throws", throwing, "traffic_policy", "`traffic_policy` cannot be read: its getter has thrown"],
    [
      "options that inherit",
      Object.assign(Object.create({ traffic_policy: deny }), { addr: 80 }),
      "",
      "what `forward` is given is an object of a class, or one that inherits",
    ],
    [
      "a policy that inherits",
      { traffic_policy: Object.create(deny) },
      "traffic_policy",
      "`traffic_policy` is an object of a class, or one that inherits",
    ],
    ["options behind a Proxy", new Proxy({ addr: 80 }, {}), "", "what `forward` is given is a `Proxy`"],
  ])("%s, which no text can say", async (_, options, option, message) => {
    expect(await wrong(options)).toEqual([expect.objectContaining({ option, message, code: "wrong-type" })]);
  });

  test("what a getter throws is not shown, and a promise is to be awaited", async () => {
    expect(JSON.stringify((await refusal(throwing)).diagnostics)).not.toContain("hunter2");
    expect((await refusal({ traffic_policy: Promise.resolve("") })).message).toContain("hint: `await` it");
  });

  test("a name that no loop sees, and `__proto__`", async () => {
    const hidden = Object.defineProperty({ addr: 80 }, "traffic_policy", { value: "on_tcp_connect: 1" });
    expect(await wrong(hidden)).toEqual([expect.objectContaining({ option: "traffic_policy" })]);
    const proto = JSON.parse('{"addr": 80, "__proto__": {"traffic_policy": ""}}');
    expect(await wrong(proto)).toEqual([expect.objectContaining({ option: "__proto__", code: "unknown-key" })]);
  });

  test("null behind the options", async () => {
    await expect(forward(80, null as never)).rejects.toBeInstanceOf(ForwardError);
  });

  test("a key without its frame, which is not shown", async () => {
    const key = `MC4CAQAwBQYDK2VwBCIEI${"A".repeat(43)}`;
    for (const options of [
      { certificates: [{ certificate: key, private_key: key }] },
      { proto: "tls", domain: "a.example", crt: key, key },
      { proto: "tls", domain: "a.example", crt: key, key, terminate_at: "agent" },
    ]) {
      const error = await refusal({ addr: 80, ...options });
      expect(error.message + JSON.stringify(error.diagnostics)).not.toContain(key.slice(4, 40));
    }
  });

  test("a key that is missing, is not the certificate's, or contradicts", async () => {
    const [own, other] = [await createSelfSigned({ commonName: "a" }), await createSelfSigned({ commonName: "b" })];
    const tls = { proto: "tls", domain: "a.example" };
    expect(await wrong({ ...tls, crt: own.certificate })).toEqual([
      expect.objectContaining({ option: "crt", code: "needs-other-field" }),
    ]);
    const mixed = await refusal({ ...tls, crt: own.certificate, key: other.privateKey });
    expect(mixed.diagnostics).toMatchObject([{ option: expect.stringMatching(/^(crt|key)$/), code: "key-mismatch" }]);
    expect(mixed.message).not.toContain("BEGIN");
    expect(await wrong({ ...tls, terminate_at: "upstream", crt: "", key: "" })).toEqual([
      expect.objectContaining({ option: "terminate_at", code: "invalid-value" }),
    ]);
    expect(await wrong({ ...tls, crt: "", key: "" })).toEqual([
      expect.objectContaining({
        option: "domain",
        code: "missing-field",
        hint: expect.stringContaining("self_signed"),
      }),
    ]);
  });

  test("several at once, in one error that names each, and nothing of a credential", async () => {
    const error = await refusal({ addr: 80, adr: 1, proto: "http", authtoken: "2kSecret" });
    expect(error.message).toBe(
      [
        "forward cannot start:",
        "adr: error: there is no option `adr` [unknown-key, ERR_NGROK_2203]",
        "  hint: did you mean `addr`?",
        "proto: error: `http` is not understood here [invalid-value, ERR_NGROK_2204]",
        "  hint: say `proto: 'tls'` or `proto: 'tcp'`: HTTP passes through both, as bytes",
      ].join("\n"),
    );
    expect(JSON.stringify(error)).not.toContain("2kSecret");
  });
});

describe("a policy that is wrong", () => {
  const broken =
    "on_tcp_connect:\n  - expressions: [\"conn.client_ip == 'x'\", conn.nope]\n    actions: [{ type: dney }]\n";

  test("is told at its place in the text", async () => {
    for (const rest of [{}, { ip_restriction_deny_cidrs: ["10.0.0.1"] }]) {
      const error = await refusal({ addr: 80, traffic_policy: broken, ...rest });
      expect(error.message).toContain("traffic_policy:3:23: error: there is no action `dney`");
      expect(error.diagnostics).toContainEqual(
        expect.objectContaining({
          option: "traffic_policy",
          inside: true,
          code: "unknown-action",
          range: {
            start: expect.objectContaining({ line: 3, column: 23 }),
            end: expect.objectContaining({ line: 3, column: 27 }),
          },
        }),
      );
    }
  });

  test("is told at its place in the object", async () => {
    const policy = { on_tcp_connect: [{ expressions: ["true && conn.nope == 'ü'"], actions: [{ type: "dney" }] }] };
    const error = await refusal({ addr: 80, traffic_policy: policy });
    expect(error.message).toContain(
      "traffic_policy.on_tcp_connect[0].actions[0].type: error: there is no action `dney`",
    );
    expect(error.message).toMatch(/traffic_policy\.on_tcp_connect\[0\]\.expressions\[0\]:1:\d+: error: .*nope/);
  });
});

describe("options of forward that have no meaning here", () => {
  const start = async (options: object) => {
    const warn = vi
      .spyOn(process, "emitWarning")
      .mockClear()
      .mockImplementation(() => {});
    const listener = await forward({ addr: 80, ...options });
    await listener.close();
    return warn.mock.calls.map(([message]) => String(message));
  };

  test("are named once for all", async () => {
    const all = Object.fromEntries(IGNORED.map((name) => [name, () => {}]));
    expect(await start(all)).toEqual([
      `forward: ${IGNORED.map((name) => `\`${name}\``).join(", ")} have no meaning here`,
    ]);
    expect(await start({ inspect: "true" })).toEqual(["forward: `inspect` has no meaning here"]);
  });

  test("are passed over without a word where they are credentials", async () => {
    expect(await start({ authtoken: "2kSecret", authtoken_from_env: true })).toEqual([]);
  });

  test("are no reason to keep quiet about a slip", async () => {
    const slip = "on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { allow: [127.0.0.1/8] } }] }]";
    expect(await start({ traffic_policy: slip })).toEqual([
      expect.stringMatching(/^forward:\ntraffic_policy:1:\d+: warning: .*\[cidr-host-bits\]/),
    ]);
  });
});
