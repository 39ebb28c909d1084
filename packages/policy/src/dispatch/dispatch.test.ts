import { describe, expect, test, vi } from "vitest";
import { compileProgram } from "../compile.ts";
import type { ConnectionFacts } from "../facts.ts";
import type { CompileOptions } from "../policy.ts";
import type { Program } from "../program.ts";
import { start } from "../run.ts";
import type { Step } from "../step.ts";

const DENY = [{ type: "deny" }];
const FACTS: ConnectionFacts = {
  client: { ip: "10.1.2.3", port: 4000 },
  server: { ip: "192.0.2.1", port: 443, region: "" },
  start: new Date(0),
  endpoint: { id: "e", protocol: "tls", host: "a.test", port: 443, url: "tls://a.test" },
  hello: { sni: "app.example.com", ja4: "" },
};

function compile(rules: readonly object[], options: CompileOptions = {}): Program {
  const { program, diagnostics } = compileProgram(JSON.stringify({ on_tcp_connect: rules }), {
    protocol: "tls",
    ...options,
  });
  if (program === undefined) throw new Error(JSON.stringify(diagnostics[0]));
  return program;
}

const rulesOf = (count: number, condition: (i: number) => string, actions: readonly object[] = DENY) =>
  Array.from({ length: count }, (_, i) => ({ expressions: [condition(i)], actions }));

/** Runs, and tells of which rules an expression was evaluated. */
function evaluated(program: Program, facts: ConnectionFacts = FACTS): { step: Step; rules: number[] } {
  const rules: number[] = [];
  const counting = program.rules.map((rule, i) => ({
    ...rule,
    expressions: rule.expressions.map((condition) => ({
      ...condition,
      expression: {
        ...condition.expression,
        evaluate: (state: Parameters<typeof condition.expression.evaluate>[0]) => {
          rules.push(i);
          return condition.expression.evaluate(state);
        },
      },
    })),
  }));
  return { step: start({ ...program, rules: counting }, facts, {}), rules };
}

const SHAPES: readonly (readonly [string, (i: number) => string, number])[] = [
  ["equality", (i) => `conn.tls.sni == '${i === 77 ? "app" : `h${i}`}.example.com'`, 77],
  ["in", (i) => `conn.tls.sni in ['a${i}.example.com', '${i === 77 ? "app" : `h${i}`}.example.com']`, 77],
  ["a suffix", (i) => `conn.tls.sni.endsWith('${i === 77 ? "p.example" : `.h${i}`}.com')`, 77],
  ["a prefix", (i) => `conn.tls.sni.startsWith('${i === 77 ? "app" : `h${i}`}.')`, 77],
  ["a CIDR", (i) => `inCidrRange(conn.client_ip, '10.1.${i}.0/24')`, 2],
  ["CIDRs", (i) => `inCidrRanges(conn.client_ip, ['10.1.${i}.0/24', '2001:db8:${i}::/48'])`, 2],
  ["a CIDR's own method", (i) => `cidr('10.1.${i}.0/24').containsIP(conn.client_ip)`, 2],
  ["an address", (i) => `ip(conn.client_ip) == ip('10.1.${i}.3')`, 2],
  ["a port", (i) => `conn.client_port == ${3900 + i}`, 100],
  ["a range of ports", (i) => `conn.client_port >= ${3900 + i} && ${3901 + i} > conn.client_port`, 100],
  ["both bounds", (i) => `${3900 + i} <= conn.client_port && conn.client_port < ${3901 + i}`, 100],
  ["either of two values", (i) => `conn.tls.sni == 'h${i}.test' || conn.client_port == ${3900 + i}`, 100],
];

describe("only rules that may match are asked", () => {
  test.each(SHAPES)("by %s", (_, condition, match) => {
    const { step, rules } = evaluated(compile(rulesOf(120, condition)));
    expect(step).toMatchObject({ kind: "deny", rule: match });
    expect(rules.filter((rule) => rule !== match)).toEqual([]);
  });

  test("by several values that are mixed, and those that cannot be indexed in their places", () => {
    const shapes = SHAPES.map(([, condition]) => condition);
    const rules = rulesOf(120, (i) =>
      i % 13 === 12 ? `conn.tls.sni.contains('h${i}')` : (shapes[i % 13] as (i: number) => string)(i),
    );
    const nobody = { ...FACTS, client: { ip: "192.0.2.7", port: 1 }, hello: { sni: "none.test", ja4: "" } };
    const { step, rules: asked } = evaluated(compile(rules), nobody);
    expect(step.kind).toBe("continue");
    expect(asked).toEqual(Array.from({ length: 9 }, (_, i) => 12 + 13 * i));
  });

  test("by the expression that the fewest rules share", () => {
    const rules = Array.from({ length: 50 }, (_, i) => ({
      expressions: ["inCidrRange(conn.client_ip, '10.0.0.0/8')", "conn.client_port > 1", `conn.tls.sni == 'h${i}'`],
      actions: DENY,
    }));
    expect(evaluated(compile(rules)).rules).toEqual([]);
  });

  test("also before the ClientHello is there, by what does not need it", () => {
    const rules = rulesOf(50, (i) => `conn.client_port == ${i} && conn.tls.sni == 'h${i}'`);
    const split = rules.map(({ expressions: [both] }) => ({
      expressions: (both as string).split(" && "),
      actions: DENY,
    }));
    const { hello: _, ...facts } = FACTS;
    expect(evaluated(compile(split), facts)).toMatchObject({ step: { kind: "continue" }, rules: [] });
  });
});

test.each([
  ["one", (i: number) => `conn.client_port == ${40_000 + i}`],
  ["a range", (i: number) => `conn.client_port >= ${40_000 + 2 * i} && conn.client_port < ${40_001 + 2 * i}`],
])("a number is looked up as it is told, and no bigint is made of it: %s", (_, condition) => {
  const program = compile(rulesOf(30, condition));
  const made = vi.spyOn(globalThis, "BigInt");
  try {
    const { step, rules } = evaluated(program, { ...FACTS, client: { ip: "10.1.2.3", port: 40_004 } });
    expect(step.kind).toBe("deny");
    expect(rules).toHaveLength(1);
    // To ask the rule that was found.
    expect(made.mock.calls.length).toBeLessThanOrEqual(1);
    made.mockClear();
    expect(evaluated(program, { ...FACTS, client: { ip: "10.1.2.3", port: 50_000 } }).step.kind).toBe("continue");
    expect(made).not.toHaveBeenCalled();
  } finally {
    made.mockRestore();
  }
});

describe("what has to be asked is asked", () => {
  const always: readonly (readonly [string, (i: number) => string])[] = [
    ["a draw stands before it", (i) => `rand.double() < 2.0 && conn.client_port == ${i}`],
    ["its cost is counted", (i) => `conn.tls.ja4_fingerprint.contains('x') && conn.client_port == ${i}`],
    ["a variable may change", (i) => `has(vars.flag) && vars.flag == 'v${i}'`],
    ["it is a negation", (i) => `!(conn.client_port == ${i}) && !(conn.client_port == 4000)`],
    ["one of two cannot be found", (i) => `conn.client_port == ${i} || conn.tls.sni.contains('h${i}')`],
  ];
  test.each(always)("where %s", (_, condition) => {
    const setFlag = {
      expressions: ["conn.client_port == 1"],
      actions: [{ type: "set-vars", config: { vars: [{ flag: "a" }] } }],
    };
    const { rules } = evaluated(compile([setFlag, ...rulesOf(30, condition)], { optimize: "always" }));
    expect(rules.filter((rule) => rule > 0)).toEqual(Array.from({ length: 30 }, (__, i) => i + 1));
  });

  test("where its value cannot be read: it fails as it does", () => {
    const facts = { ...FACTS, client: { ip: "nonsense", port: 4000 } };
    const { step, rules } = evaluated(
      compile(rulesOf(30, (i) => `inCidrRange(conn.client_ip, '10.${i}.0.0/16')`)),
      facts,
    );
    expect(step).toMatchObject({ kind: "error", rule: 0, error: { expression: 0 } });
    expect(rules).toEqual([0]);
  });

  test("where only a few rules go by it, unless all is to be found", () => {
    const few = rulesOf(4, (i) => `conn.client_port == ${i}`);
    expect(evaluated(compile(few)).rules).toEqual([0, 1, 2, 3]);
    expect(evaluated(compile(few, { optimize: "always" })).rules).toEqual([]);
    expect(evaluated(compile(rulesOf(5, (i) => `conn.client_port == ${i}`))).rules).toEqual([]);
    expect(
      evaluated(
        compile(
          rulesOf(120, (i) => `conn.client_port == ${i}`),
          { optimize: "never" },
        ),
      ).rules,
    ).toHaveLength(120);
  });
});

test("the ClientHello is asked for at the rule that needs it, and not before", () => {
  const rules = [
    ...rulesOf(20, (i) => `conn.client_port == ${i}`),
    ...rulesOf(20, (i) => `conn.tls.sni == 'h${i}.test'`),
    { actions: DENY },
  ];
  const { hello: _, ...facts } = FACTS;
  const { step, rules: asked } = evaluated(compile(rules), facts);
  expect(asked).toEqual([]);
  if (step.kind !== "client-hello") throw new Error(step.kind);
  expect(step.resume({ kind: "malformed" })).toMatchObject({ kind: "error", rule: 20 });
  const again = evaluated(compile(rules), facts);
  if (again.step.kind !== "client-hello") throw new Error(again.step.kind);
  expect(again.step.resume({ kind: "hello", hello: { sni: "none.test", ja4: "" } })).toMatchObject({
    kind: "deny",
    rule: 40,
  });
  // The one that waited goes on; the others that the name does not fit are passed over.
  expect(again.rules).toEqual([20]);
});

test("what no rule comes to is not read", () => {
  const rules = [
    { expressions: ["conn.client_port == 4000"], actions: DENY },
    ...rulesOf(20, (i) => `conn.tls.sni == 'h${i}'`),
  ];
  const hello = {
    get sni(): string {
      throw new Error("read");
    },
    ja4: "",
  };
  expect(start(compile(rules), { ...FACTS, hello }, {})).toMatchObject({ kind: "deny", rule: 0 });
});

describe("what takes work is worked out only where the rules themselves come to it", () => {
  const COUNTRY = "conn.client_ip.geo.location.country_code";
  const unknown = () => {
    throw new Error("asked");
  };
  const hello = {
    sni: "app.example.com",
    get ja4(): string {
      throw new Error("asked");
    },
  };
  const facts = { ...FACTS, hello, intelligence: { client: unknown, server: unknown } };
  const startOf = (condition: (i: number) => string[]): Step => {
    const rules = Array.from({ length: 20 }, (_, i) => ({ expressions: condition(i), actions: DENY }));
    return start(compile(rules, { resources: { ip_intelligence: ["geo", "as"] } }), facts, {});
  };

  test.each<readonly [string, (i: number) => string[]]>([
    ["an expression", (i) => ["conn.client_port < 100", `${COUNTRY} == 'C${i}'`]],
    ["one that nothing is found by", (i) => ["conn.tls.sni.contains('none')", `${COUNTRY} == 'C${i}'`]],
    ["a term", (i) => [`conn.client_port < 100 && ${COUNTRY} in ['C${i}']`]],
    ["one, the JA4", (i) => ["conn.client_port < 100", `conn.tls.ja4_fingerprint == 't${i}'`]],
    ["one, a number", (i) => ["conn.client_port < 100", `conn.server_ip.as.number == ${i}`]],
  ])("not behind %s that is false", (_, condition) => {
    expect(startOf(condition).kind).toBe("continue");
  });

  test("not behind a term that is enough", () => {
    expect(startOf((i) => [`conn.client_port > ${i} || ${COUNTRY} == 'C${i}'`])).toMatchObject({
      kind: "deny",
      rule: 0,
    });
  });

  test("but it is gone by where the rules begin with it", () => {
    const shapes = [
      (i: number) => `${COUNTRY} == 'C${i}'`,
      (i: number) => `${COUNTRY} == 'C${i}' || conn.client_ip.as.number == ${i + 1}`,
      (i: number) => `conn.tls.ja4_fingerprint == 't${i}' && conn.client_port == 4000`,
    ];
    for (const shape of shapes) {
      const program = compile(rulesOf(40, shape), { resources: { ip_intelligence: ["geo", "as"] } });
      let asked = 0;
      const client = () => {
        asked++;
        return { location: { countryCode: "C7" } };
      };
      const known = { ...FACTS, hello: { sni: "", ja4: "t7" }, intelligence: { client, server: unknown } };
      expect(evaluated(program, known)).toMatchObject({ step: { kind: "deny", rule: 7 }, rules: [7] });
      expect(asked).toBeLessThan(2);
    }
  });
});
