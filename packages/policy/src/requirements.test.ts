import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile.ts";

function forwardsOf(rules: string, secrets: Record<string, Record<string, string>> = {}) {
  const { policy, diagnostics } = compilePolicy(`on_tcp_connect: [${rules}]`, {
    protocol: "tcp",
    resources: { secrets },
  });
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join());
  return policy.forwards;
}

const to = (url: string, more = "") => `{ ${more} actions: [{ type: forward-internal, config: { url: "${url}" } }] }`;
const IF = "expressions: ['conn.client_port > 1'],";

test("a policy tells what its rules are called", () => {
  const { policy } = compilePolicy(
    "on_tcp_connect: [{ actions: [{ type: log, config: { metadata: {} } }] }, { name: last, actions: [{ type: deny }] }]",
  );
  expect(policy?.ruleNames).toEqual([undefined, "last"]);
  expect(compilePolicy("").policy?.ruleNames).toEqual([]);
});

describe("the forwards of a policy", () => {
  test("are those whose target is known, as every result writes it", () => {
    const rules = [
      to("tcp://A.internal:1", IF),
      to(`tcp://${"${conn.client_ip}"}.internal:1`, IF),
      to("tcp://b.internal:2"),
    ];
    expect(forwardsOf(rules.join(", "))).toMatchObject([
      { url: "tcp://a.internal:1", conditional: true },
      { url: "tcp://b.internal:2", conditional: false },
    ]);
  });

  test("tell where they are written", () => {
    const text = `on_tcp_connect: [${to("tcp://A.internal:1")}]`;
    const [forward] = compilePolicy(text).policy?.forwards ?? [];
    expect(text.slice(forward?.at.start, forward?.at.end).replaceAll(/["']/g, "")).toBe("tcp://A.internal:1");
  });

  test("tell the rule and the action, as the step of a run does", () => {
    const rules = [
      "{ actions: [{ type: log, config: { metadata: {} } }] }",
      `{ actions: [{ type: log, config: { metadata: {} } }, { type: forward-internal, config: { url: "tcp://a.internal:1", on_error: continue } }, { type: forward-internal, config: { url: "tcp://${'${"b"}'.replaceAll('"', "'")}.internal:1" } }] }`,
    ];
    expect(forwardsOf(rules.join(", ")).map(({ url, rule, action }) => [url, rule, action])).toEqual([
      ["tcp://a.internal:1", 1, 1],
      ["tcp://b.internal:1", 1, 2],
    ]);
  });

  test("do not tell what derives from a secret", () => {
    const url = `tcp://${"${secrets.get('v', 'n')}"}.internal:1`;
    expect(forwardsOf(to(url), { v: { n: "hidden" } })).toEqual([]);
  });
});

describe("what a policy asks of its host", () => {
  const needsOf = (rules: string) =>
    compilePolicy(`on_tcp_connect: [${rules}]`, {
      protocol: "tcp",
      resources: { ip_intelligence: ["geo", "as", "categories"] },
    }).policy?.requires;
  const rule = (actions: string, more = "") => `{ ${more} actions: [${actions}] }`;
  const LOG = "{ type: log, config: { metadata: { a: 1 } } }";
  const TERMINATE = "{ type: terminate-tls }";
  const NAME = "expressions: [\"conn.tls.sni == 'a'\"],";

  test.each([
    ["never", rule(LOG)],
    ["always", rule(TERMINATE)],
    ["always", rule(`${TERMINATE}, ${LOG}`)],
    ["maybe", rule(`${LOG}, ${TERMINATE}`)],
    ["maybe", `${rule(LOG)}, ${rule(TERMINATE)}`],
    ["maybe", `${rule(LOG)}, ${rule(LOG, NAME)}`],
    ["always", rule(LOG, NAME)],
    ["maybe", rule(TERMINATE, IF)],
    ["maybe", rule(LOG, `expressions: ['conn.client_port > 1', "conn.tls.sni == 'a'"],`)],
    ["maybe", rule("{ type: log, config: { metadata: { a: '${conn.tls.sni}' } } }, { type: deny }", IF)],
  ])("is %s the ClientHello: %s", (when, rules) => expect(needsOf(rules)?.clientHello).toBe(when));

  test("is told of the wait for a ClientHello only where there is one", () => {
    const codesOf = (rules: string) =>
      compilePolicy(`on_tcp_connect: [${rules}]`, { protocol: "tcp" }).diagnostics.map(({ code }) => code);
    expect(codesOf(rule(LOG, IF))).toEqual([]);
    expect(codesOf(rule(TERMINATE, IF))).toEqual(["server-first-delay"]);
    expect(codesOf(rule(LOG, NAME))).toEqual(["server-first-delay"]);
  });

  test("is what any expression or action reads", () => {
    const city = "expressions: [\"conn.geo.city == 'Bern'\"],";
    expect(needsOf(rule(LOG, city))).toMatchObject({ ipIntelligence: true, randomness: false });
    expect(needsOf(rule(`${LOG}, { type: log, config: { metadata: { a: '\${rand.double()}' } } }`))).toMatchObject({
      ipIntelligence: false,
      randomness: true,
    });
  });
});
