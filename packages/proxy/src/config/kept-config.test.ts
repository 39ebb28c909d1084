import { compileNode, type Policy } from "@sluice/policy";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { plainOf } from "../testing/shown-nodes.ts";
import { KeptConfig } from "./kept-config.ts";
import { type Inspection, inspectTexts, type LoadResult, type LoadTextsOptions, loadTexts } from "./load.ts";
import type { CompilePolicy } from "./policies.ts";

const PATH = "/etc/sluice/sluice.yml";

let pair: Credentials;
let ca: string;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Test CA" });
  ca = authority.certificate;
  pair = await authority.issue({ commonName: "a", dnsNames: ["a.example"] });
});

/** All that a policy was made of: closures are not compared. */
const sources = new WeakMap<Policy, unknown>();
const compilePolicy: CompilePolicy = (policy, options) => {
  const made = compileNode(policy, options);
  const { protocol, upstream, internal, resources } = options;
  if (made) sources.set(made, { plain: policy.node && plainOf(policy.node), protocol, upstream, internal, resources });
  return made;
};

/** A compiler that stays the same one, and tells whoever reads now of each policy. */
const COUNTING = {
  tell: (): void => {},
  compile(tell: () => void): CompilePolicy {
    COUNTING.tell = tell;
    return compileCounted;
  },
};
const compileCounted: CompilePolicy = (policy, options) => {
  COUNTING.tell();
  return compileNode(policy, options);
};

/** A configuration as it can be compared, and which of its endpoints share a policy. */
function shown({ config, diagnostics }: LoadResult): unknown {
  const policies = config?.endpoints.flatMap(({ policy, shadowPolicy }) => [policy, shadowPolicy]) ?? [];
  const endpoints = config?.endpoints.map(({ policy, shadowPolicy, agentTermination, ...rest }) => ({
    ...rest,
    agentTermination: agentTermination?.digest,
    policies: [policy, shadowPolicy].map((one) => one && [policies.indexOf(one), sources.get(one)]),
  }));
  return { config: config && { ...config, endpoints }, diagnostics };
}

interface Written {
  readonly above: string;
  readonly items: readonly string[];
  /** The last endpoint. */
  readonly target: string;
  readonly below: string;
  readonly files: Readonly<Record<string, string>>;
  readonly form: "yaml" | "crlf" | "indented" | "json-like";
}

function textOf({ above, items, target, below, form }: Written): string {
  if (form === "json-like") {
    const objects = items.flatMap((item, at) =>
      at % 3 === 2 ? [] : [JSON.stringify({ url: `tls://j${at}.example`, description: item, upstream: { url: 1 } })],
    );
    return `{"region": ${JSON.stringify(below)},\n"endpoints": [\n${objects.join(",\n")}],\n"version": 3}\n`;
  }
  const indent = form === "indented" ? "  " : "";
  const list = [...items, target].map((item) => item.replaceAll(/^/gm, indent).replaceAll(/^ +$/gm, "")).join("\n");
  const text = `${above}endpoints:\n${list}\n${below}`;
  return form === "crlf" ? text.replaceAll("\n", "\r\n") : text;
}

function optionsOf({ files }: Written): LoadTextsOptions {
  const known: Readonly<Record<string, string>> = {
    "/etc/sluice/a.crt": pair.certificate,
    "/etc/sluice/a.key": pair.privateKey,
    "/etc/sluice/ca.crt": ca,
    ...files,
  };
  const readFile = async (path: string): Promise<string> => {
    const text = known[path];
    if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    // Another string each time, as from a file.
    return Buffer.from(text).toString();
  };
  return { readFile, compilePolicy, now: new Date(0) };
}

/** Endpoints that were not read again. */
let reused = 0;

/** What forwards go to, that it is not there, and one that goes to itself, which is a warning. */
const TARGET = "- { url: tls://in.internal, upstream: { url: 1 } }";
const TARGETS = [
  TARGET,
  "",
  `- url: tls://in.internal
  upstream: { url: 1 }
  traffic_policy:
    on_tcp_connect: [{ expressions: ['conn.client_port < 9'], actions: [{ type: forward-internal, config: { url: 'tls://\${"in"}.internal' } }] }]`,
];

/** In three ways, which must all come to the same. */
async function expectAlike(written: Written, kept: KeptConfig): Promise<LoadResult> {
  const texts = [{ path: PATH, text: textOf(written) }];
  const options = optionsOf(written);
  const known = new Set(kept.of({ path: PATH, baseDirectory: undefined })?.endpoints.map(({ config }) => config));
  const again = await loadTexts(texts, { ...options, kept });
  for (const endpoint of again.config?.endpoints ?? []) if (known.has(endpoint)) reused += 1;
  const anew = await loadTexts(texts, options);
  const whole: Inspection = await inspectTexts(texts, options);
  expect(shown(anew), texts[0]?.text).toEqual(shown(whole));
  expect(shown(again), texts[0]?.text).toEqual(shown(anew));
  return again;
}

const SOUND = [
  "on_tcp_connect: [{ expressions: ['conn.client_port < N'], actions: [{ type: deny }] }]",
  // The second rule is dead, which is a warning.
  "on_tcp_connect: [{ actions: [{ type: deny }] }, { expressions: ['conn.client_port < N'], actions: [{ type: deny }] }]",
  "on_tcp_connect: [{ expressions: ['conn.client_port < N'], actions: [{ type: forward-internal, config: { url: 'tls://in.internal' } }] }]",
  // The same URL, written in other ways; the second one of two.
  "on_tcp_connect: [{ expressions: ['conn.client_port < N'], actions: [{ type: forward-internal, config: { url: 'tls://${\"in\"}.internal' } }] }]",
  "on_tcp_connect: [{ expressions: ['conn.client_port < N'], actions: [{ type: log, config: { metadata: {} } }, { type: forward-internal, config: { url: '${\"tls://in.internal\"}', on_error: continue } }, { type: forward-internal, config: { url: 'TLS://in.internal' } }] }]",
  "on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { ip_policies: [ipp_office] } }] }]",
  'on_tcp_connect: [{ actions: [{ type: set-vars, config: { vars: [{ v: \'${secrets.get("vault", "token")}\' }] } }] }]',
  "on_tcp_connect: [{ actions: [{ type: terminate-tls }] }]",
];
const WRONG = [
  "on_tcp_connect: [{ actions: [{ type: forward-internal, config: { url: 'tls://nowhere.internal' } }] }]",
  "on_tcp_connect: [{ actions: [{ type: unknown }] }]",
];
const policy = fc
  .tuple(
    fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...SOUND) }, { weight: 1, arbitrary: fc.constantFrom(...WRONG) }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([text, n]) => text.replaceAll("N", String(n)));

/** Few enough that two may have one. */
const name = fc.nat(200).map((n) => `n${n}`);
const sound = fc.oneof(
  fc
    .tuple(name, policy)
    .map(([n, p]) => `- url: tls://${n}.example\n  upstream: { url: 127.0.0.1:1 }\n  traffic_policy: { ${p} }`),
  fc
    .tuple(name, policy)
    .map(
      ([n, p]) =>
        `- url: tls://${n}.internal\n  pooling_enabled: true\n  upstream: { url: 1 }\n  traffic_policy:\n    ${p}`,
    ),
  fc
    .tuple(fc.constantFrom("a", "b"), policy)
    .map(
      ([n, p]) =>
        `- url: tls://${n}.pool.example\n  pooling_enabled: true\n  upstream: { url: 1 }\n  traffic_policy: |\n    ${p}\n    # said\n`,
    ),
  fc
    .tuple(fc.nat(200), policy)
    .map(
      ([n, p]) =>
        `# before\n- url: tls://shadowed.example:${7000 + n}\n  upstream: { url: 1 }\n  shadow_policy: { ${p} }\n\n# behind`,
    ),
  fc
    .tuple(name, fc.constantFrom("p1", "p2"))
    .map(
      ([n, p]) =>
        `- { url: "tls://${n}.file.example", name: ${n}, upstream: { url: 1 }, traffic_policy_file: ${p}.yml }`,
    ),
  name.map(
    (n) =>
      `- { url: tls://${n}.agent.example, upstream: { url: 1 }, agent_tls_termination: { server_certificate: a.crt, server_private_key: a.key } }`,
  ),
  name.map(
    (n) =>
      `- url: tls://${n}.up.example\n  upstream: { url: "tls://u.example:443", tls: { certificate_authorities: [ca.crt] } }\n  metadata: "{\\"a\\": 1}"`,
  ),
  name.map((n) => `-\n  url: tls://${n}.below.example\n  description: Grüße – é\n  upstream:\n    url: 1`),
  name.map((n) => `- url: tls://${n}.proto.example\n  upstream: { url: 1, protocol: http2 }`),
  name.map((n) => `- url: https://${n}.example\n  upstream: { url: 1 }`),
);
const odd = fc.constantFrom(
  "- url: tls://slip.example\n  upsteam: { url: 1 }",
  "- url: tls://bad name\n  upstream: { url: 1 }",
  "- url: tls://none.example\n  upstream: { url: 1 }\n  traffic_policy_file: none.yml",
  "- just a text",
  "- url: tls://odd.example\n  upstream: { url: 1 }\n  description: 'open",
  "- &anchor { url: tls://anchor.example, upstream: { url: 1 } }",
);
const item = fc.oneof({ weight: 40, arbitrary: sound }, { weight: 1, arbitrary: odd });
const OFFICE = "ip_policies: { ipp_office: [{ cidr: 10.0.0.0/8, action: allow }] }\n";
const above = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      `secrets: { vault: { token: one } }\n${OFFICE}`,
      `region: eu\nsecrets: { vault: { token: one } }\n${OFFICE}`,
      `secrets: { vault: { token: two } }\n${OFFICE}`,
      `secrets: { vault: { token: { file: token } } }\n${OFFICE}`,
      `version: 3\nagent: { authtoken: x }\nsecrets: { vault: { token: one } }\n${OFFICE}`,
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "tunnels: {}\n") },
);
const CERTIFICATES = "certificates: { self_signed: true }\n";
const below = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      CERTIFICATES,
      `# the end\nlog: { level: debug }\n${CERTIFICATES}`,
      `region: us\n${CERTIFICATES}`,
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "endpoints: []\n", "region: [\n") },
);
const files = fc.record({
  "/etc/sluice/p1.yml": fc.oneof(
    { weight: 8, arbitrary: policy.map((text) => `${text}\n`) },
    { weight: 1, arbitrary: fc.constantFrom("", "on_tcp_connect: [", "on_tcp_connect: []\non_tcp_connect: []\n") },
  ),
  "/etc/sluice/p2.yml": policy,
  "/etc/sluice/token": fc.constantFrom("one", "three"),
});
const form = fc.oneof(
  { weight: 6, arbitrary: fc.constant("yaml" as const) },
  { weight: 1, arbitrary: fc.constantFrom("crlf" as const, "indented" as const, "json-like" as const) },
);
const edit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ at: fc.nat(40), removed: fc.nat(2), added: fc.array(item, { maxLength: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ from: fc.nat(40), to: fc.nat(40) }) },
  { weight: 1, arbitrary: above.map((text) => ({ above: text })) },
  { weight: 1, arbitrary: below.map((text) => ({ below: text })) },
  { weight: 1, arbitrary: files.map((all) => ({ files: all })) },
  { weight: 1, arbitrary: form.map((kind) => ({ form: kind })) },
  { weight: 2, arbitrary: fc.constantFrom(...TARGETS).map((target) => ({ target })) },
);

function edited(
  written: Written,
  change: Readonly<Record<string, unknown>> &
    Partial<{ at: number; removed: number; added: string[]; from: number; to: number }>,
): Written {
  const { at, removed = 0, added = [], from, to, ...rest } = change;
  const items = [...written.items];
  if (at !== undefined) items.splice(at % (items.length + 1), removed, ...added);
  if (from !== undefined && to !== undefined)
    items.splice(to % (items.length + 1), 0, ...items.splice(from % (items.length + 1), 1));
  return { ...written, ...rest, items };
}

describe("a configuration that is read again", () => {
  test("comes to what it comes to when it is read anew, whatever has changed", async () => {
    let loaded = 0;
    await fc.assert(
      fc.asyncProperty(
        above,
        fc.array(item, { minLength: 1, maxLength: 12 }),
        below,
        files,
        fc.array(edit, { maxLength: 6 }),
        async (top, items, bottom, given, edits) => {
          const kept = new KeptConfig();
          let written: Written = { above: top, items, target: TARGET, below: bottom, files: given, form: "yaml" };
          if ((await expectAlike(written, kept)).config) loaded += 1;
          for (const change of edits) {
            written = edited(written, change);
            if ((await expectAlike(written, kept)).config) loaded += 1;
          }
        },
      ),
      { numRuns: 25 },
    );
    expect([loaded > 5, reused > 10]).toEqual([true, true]);
  }, 120_000);

  const endpoint = (name: string, rest: string) => `- url: tls://${name}.example\n  upstream: { url: 1 }\n  ${rest}\n`;
  const DENY =
    "traffic_policy: { on_tcp_connect: [{ expressions: ['conn.client_port < 9'], actions: [{ type: deny }] }] }";
  const three = {
    above: "",
    items: [endpoint("a", DENY), endpoint("b", "traffic_policy_file: p.yml"), endpoint("c", "")],
  };
  const first: Written = { ...three, target: TARGET, below: "", files: { "/etc/sluice/p.yml": "{}" }, form: "yaml" };

  /** Reads one after the other; the endpoints of each that are those of the one before, and how many policies were compiled for it. */
  async function inTurn(...all: readonly Partial<Written>[]) {
    const kept = new KeptConfig();
    let before: readonly unknown[] = [];
    const outcomes: unknown[] = [];
    for (const part of all) {
      const written = { ...first, ...part };
      let compiled = 0;
      const options: LoadTextsOptions = {
        ...optionsOf(written),
        kept,
        compilePolicy: COUNTING.compile(() => {
          compiled += 1;
        }),
      };
      const { config } = await loadTexts([{ path: PATH, text: textOf(written) }], options);
      const same = config?.endpoints
        .flatMap((one) => (before.includes(one) && !one.url.internal ? [one.url.host[0]] : []))
        .join("");
      outcomes.push(config ? [same, compiled] : "refused");
      before = config?.endpoints ?? before;
    }
    return outcomes;
  }

  test("is read again where it has changed, and nowhere else", async () => {
    const [a = "", b = "", c = ""] = first.items;
    expect(
      await inTurn({}, {}, { items: [c, a, `${b}  description: new`] }, { items: [a, c] }, { items: [a, b, c] }),
    ).toEqual([
      ["", 2],
      ["abc", 0],
      ["ca", 0],
      ["ac", 0],
      ["ac", 1],
    ]);
  });

  test("is read again where a file that it names has changed", async () => {
    const files = { "/etc/sluice/p.yml": "on_tcp_connect: []" };
    expect(await inTurn({}, { files }, { files })).toEqual([
      ["", 2],
      ["ac", 1],
      ["abc", 0],
    ]);
  });

  test("is read again where anything has changed that policies refer to", async () => {
    const above = "secrets: { vault: { token: one } }\n";
    expect(await inTurn({}, { above }, { above }, { above: above.replace("one", "two") })).toEqual([
      ["", 2],
      ["", 2],
      ["abc", 0],
      ["", 2],
    ]);
  });

  test("is told of where it stands now, however its forwards are written", async () => {
    const to = (url: string) =>
      `on_tcp_connect: [{ expressions: ['conn.client_port < 9'], actions: [{ type: forward-internal, config: { url: '${url}' } }] }]`;
    const [a = "", b = "", c = ""] = first.items;
    for (const url of ['tls://${"in"}.internal', '${"tls://in.internal"}', "TLS://in.internal"]) {
      const own = endpoint("d", `traffic_policy: { ${to(url)} }`);
      const files = { "/etc/sluice/p.yml": `# as above\n${to(url).replace("< 9", "< 8")}` };
      const loop = `- url: tls://in.internal\n  upstream: { url: 1 }\n  traffic_policy: { ${to(url)} }`;
      const kept = new KeptConfig();
      const placesIn = async (items: readonly string[], target: string) => {
        const { config, diagnostics } = await expectAlike({ ...first, files, items, target }, kept);
        expect(config).toBeDefined();
        const texts: Readonly<Record<string, string>> = {
          ...files,
          [PATH]: textOf({ ...first, files, items, target }),
        };
        return diagnostics.map(({ code, path, range: { start, end } }) => {
          return [code, path, texts[path]?.slice(start.offset, end.offset).replaceAll("'", "")];
        });
      };
      const nowhere = [
        ["unknown-endpoint", "/etc/sluice/p.yml", url],
        ["unknown-endpoint", PATH, url],
      ];
      expect(await placesIn([a, b, c, own], TARGET)).toEqual([]);
      expect((await placesIn([b, a, own], "")).sort()).toEqual(nowhere);
      expect((await placesIn([c, c.replace("c.", "e."), b, own], "")).sort()).toEqual(nowhere);
      expect(await placesIn([own, b, a, c], loop)).toEqual([["forward-cycle", PATH, url]]);
      expect(await placesIn([own, b], loop)).toEqual([["forward-cycle", PATH, url]]);
    }
  });

  test("is kept with resources that are equal, and all others are compiled for these very ones", async () => {
    const [a = "", b = "", c = ""] = first.items;
    const held = new Set<unknown>();
    const compile: CompilePolicy = (policy, options) => {
      held.add(options.resources?.ip_policies);
      return compileNode(policy, options);
    };
    const kept = new KeptConfig();
    const read = async (items: readonly string[], above: string) => {
      const written = { ...first, above, items };
      const options = { ...optionsOf(written), compilePolicy: compile, kept };
      expect((await loadTexts([{ path: PATH, text: textOf(written) }], options)).diagnostics).toEqual([]);
      return held.size;
    };
    const others = ["8", "7"].map((port) => a.replace("a.", `a${port}.`).replace("< 9", `< ${port}`));
    expect(await read([a, b, c], OFFICE)).toBe(1);
    expect(await read([a, b, c, ...others.slice(1)], OFFICE)).toBe(1);
    expect(await read([a, b, c, ...others], `# again\n${OFFICE}`)).toBe(1);
    expect(await read([a, b, c, ...others], OFFICE.replace("10.", "11."))).toBe(2);
  });

  test("is kept while another is refused", async () => {
    expect(await inTurn({}, { below: "no: 1\n" }, { items: [...first.items, "- none"] }, {})).toEqual([
      ["", 2],
      "refused",
      "refused",
      ["abc", 0],
    ]);
  });
});
