import { compilePolicy } from "@sluice/policy";
import { entryOf, fieldOf, type MapNode, type Node, nodeOf } from "@sluice/policy/source";
import { describe, expect, test } from "vitest";
import { type PolicyRead, putInFront } from "./front-rules.ts";
import { restrictIpsRule, terminateTlsRule } from "./generated-rules.ts";
import { listening, mapIn, plain } from "./testing/read.ts";

const FRONT = nodeOf({ actions: [{ type: "terminate-tls" }] }, { start: 900, end: 901 });
const FRONT_PLAIN = { actions: [{ type: "terminate-tls" }] };
const DENY = { actions: [{ type: "deny" }] };

const noFile = (): Promise<PolicyRead> => Promise.reject(new Error("no file is to be read"));

async function inFront(text: string, readPolicy: (path: string) => Promise<PolicyRead> = noFile) {
  const sink = listening((start, end) => text.slice(start, end));
  const options = { sink, readPolicy: ({ value }: { value: string }) => readPolicy(value) };
  const endpoint = await putInFront(mapIn(text), [FRONT], options);
  return { endpoint, told: sink.told };
}

function firstRuleOf(endpoint: MapNode, index: number): Node | undefined {
  const policy = fieldOf(endpoint, "traffic_policy") as MapNode;
  const phase = fieldOf(policy, "on_tcp_connect");
  return phase?.kind === "list" ? phase.items[index] : undefined;
}

describe("rules in front of a policy", () => {
  test.each([
    ["a map", "traffic_policy: {on_tcp_connect: [{actions: [{type: deny}]}]}", [FRONT_PLAIN, DENY]],
    ["a string", `traffic_policy: '{"on_tcp_connect": [{"actions": [{"type": "deny"}]}]}'`, [FRONT_PLAIN, DENY]],
    ["an empty map", "traffic_policy: {}", [FRONT_PLAIN]],
    ["an empty string", "traffic_policy: ''", [FRONT_PLAIN]],
    ["an empty phase", "traffic_policy: {on_tcp_connect: }", [FRONT_PLAIN]],
    ["no policy", "upstream: {url: 80}", [FRONT_PLAIN]],
  ])("of %s", async (_, text, rules) => {
    const { endpoint, told } = await inFront(text);
    expect(plain(endpoint)).toMatchObject({ traffic_policy: { on_tcp_connect: rules } });
    expect(told).toEqual([]);
  });

  test("leave everything else as it is, other phases too", async () => {
    const text = "url: tcp://a:1\nupstream: {url: 80}\ntraffic_policy: {on_http_request: []}\n";
    const { endpoint } = await inFront(text);
    expect(plain(endpoint)).toEqual({
      url: "tcp://a:1",
      upstream: { url: 80 },
      traffic_policy: { on_tcp_connect: [FRONT_PLAIN], on_http_request: [] },
    });
  });

  test("leave the rules behind them where they were written, in a string too", async () => {
    const text = "traffic_policy: |\n  on_tcp_connect:\n    - name: mine\n      actions: [{type: deny}]\n";
    const { endpoint } = await inFront(text);
    const rule = firstRuleOf(endpoint, 1);
    expect(text.slice(rule?.start).startsWith("name: mine")).toBe(true);
  });

  test("move the places where rules could not be read with them", async () => {
    const phase = { kind: "list", start: 0, end: 1, items: [FRONT], gaps: [0, 1] } as const;
    const endpoint = nodeOf({ traffic_policy: { on_tcp_connect: phase } }, { start: 0, end: 1 }) as MapNode;
    const joined = await putInFront(endpoint, [FRONT, FRONT], { sink: listening(), readPolicy: noFile });
    expect(fieldOf(fieldOf(joined, "traffic_policy") as MapNode, "on_tcp_connect")).toMatchObject({ gaps: [2, 3] });
  });

  test("of a file: what it holds stands in the endpoint then, at its own place", async () => {
    const node = nodeOf({ on_tcp_connect: [{ actions: [{ type: "deny" }] }] }, { start: 500, end: 510 });
    const { endpoint } = await inFront("traffic_policy_file: p.yml\n", async (path) => {
      expect(path).toBe("p.yml");
      return { ok: true, node };
    });
    expect(plain(endpoint)).toEqual({ traffic_policy: { on_tcp_connect: [FRONT_PLAIN, DENY] } });
    expect(firstRuleOf(endpoint, 0)).toMatchObject({ start: 900 });
    expect(firstRuleOf(endpoint, 1)).toMatchObject({ start: 500 });
    expect(entryOf(endpoint, "traffic_policy")?.key).toMatchObject({ start: 0 });
  });

  test("of an empty file stand alone", async () => {
    const { endpoint } = await inFront("traffic_policy_file: p.yml\n", async () => ({ ok: true, node: undefined }));
    expect(plain(endpoint)).toEqual({ traffic_policy: { on_tcp_connect: [FRONT_PLAIN] } });
  });

  test.each([
    ["a list", "traffic_policy: [1]", { traffic_policy: [1] }],
    ["nothing", "traffic_policy:", { traffic_policy: null }],
    ["a phase that is no list", "traffic_policy: {on_tcp_connect: 1}", { traffic_policy: { on_tcp_connect: 1 } }],
    ["two at once", "traffic_policy: {}\ntraffic_policy_file: a", { traffic_policy: {}, traffic_policy_file: "a" }],
    ["a file that is no string", "traffic_policy_file: 1", { traffic_policy_file: 1 }],
  ])("leave %s for the reader to find wrong", async (_, text, expected) => {
    expect(plain((await inFront(text)).endpoint)).toEqual(expected);
  });

  test("leave a file that cannot be read for the reader to name", async () => {
    const { endpoint } = await inFront("traffic_policy_file: p.yml\n", async () => ({ ok: false }));
    expect(plain(endpoint)).toEqual({ traffic_policy_file: "p.yml" });
  });

  test("tell what is wrong with a policy in a string", async () => {
    const { told } = await inFront("traffic_policy: '{on_tcp_connect: [], on_tcp_connect: []}'\n");
    expect(told).toMatchObject([{ code: "duplicate-key", at: "on_tcp_connect" }]);
  });

  test("that are none change nothing", async () => {
    const endpoint = mapIn("traffic_policy_file: p.yml");
    expect(await putInFront(endpoint, [], { sink: listening(), readPolicy: noFile })).toBe(endpoint);
  });
});

describe("generated rules", () => {
  const at = { start: 3, end: 4 };
  const cidr = (text: string): Node => nodeOf(text, { start: 7, end: 8 });

  /** Compiles, and warns of nothing. */
  function isSound(rule: Node | undefined): void {
    const policy = JSON.stringify({ on_tcp_connect: [plain(rule)] });
    expect(compilePolicy(policy, { protocol: "tls" }).diagnostics).toEqual([]);
  }

  test("denied CIDRs alone let everybody else in", () => {
    const rule = restrictIpsRule({ allow: [], deny: [cidr("10.0.0.0/8")], at, sink: listening() });
    isSound(rule);
    expect(plain(rule)).toMatchObject({
      actions: [{ type: "restrict-ips", config: { allow: ["0.0.0.0/0", "::/0"], deny: ["10.0.0.0/8"] } }],
    });
  });

  test("allowed CIDRs let nobody else in", () => {
    const rule = restrictIpsRule({ allow: [cidr("10.0.0.0/8")], deny: [], at, sink: listening() });
    isSound(rule);
    expect(plain(rule)).toMatchObject({ actions: [{ type: "restrict-ips", config: { allow: ["10.0.0.0/8"] } }] });
  });

  test("no CIDR at all is no rule", () => {
    expect(restrictIpsRule({ allow: [], deny: [], at, sink: listening() })).toBeUndefined();
  });

  test("termination says only what was asked for", () => {
    const rule = terminateTlsRule({ at });
    isSound(rule);
    expect(plain(rule)).toEqual({ name: "tls termination", actions: [{ type: "terminate-tls" }] });
    const versions = terminateTlsRule({ minVersion: cidr("1.3"), at });
    isSound(versions);
    expect(plain(versions)).toMatchObject({ actions: [{ config: { min_version: "1.3" } }] });
  });
});
