import type { Expectation, Vector } from "@sluice/policy/vectors";
import type { ConnectionEvent } from "@sluice/proxy";
import { describe, expect, test } from "vitest";
import type { Seen } from "../client/client.ts";
import { judge, type Observation, shownOf } from "./judge.ts";

const URL = "tcp://test.example.com:1000";
const INNER = "tcp://db.internal:5432";

function vectorOf(expected: Expectation, effects?: Vector["effects"]): Vector {
  return { id: "t/a", policy: "", expect: expected, ...(effects ? { effects } : {}) };
}

/** What a proxy shows of a connection that it has let in. */
function letIn(over: Partial<Observation> & { readonly seen?: Seen } = {}): Observation {
  return { url: URL, reached: [URL], seen: { end: "fin", payload: Buffer.alloc(0), reached: URL }, ...over };
}

function refused(seen: Partial<Seen> = {}): Observation {
  return { url: URL, reached: [], seen: { end: "fin", payload: Buffer.alloc(0), ...seen } };
}

/** A closing event, as far as it is looked at. */
function eventOf(policy: object, upstream: object | null = { url: "127.0.0.1:1" }): ConnectionEvent["object"] {
  const traffic_policy = { outcome: "continue", rule: null, action: null, error: null, logs: [], ...policy };
  return { traffic_policy, upstream } as unknown as ConnectionEvent["object"];
}

function pathsOf(expected: Expectation, observation: Observation): readonly string[] {
  const vector = vectorOf(expected);
  return judge(vector, shownOf(vector, observation.event !== undefined), observation).map(({ path }) => path);
}

describe("from outside", () => {
  test.each<[string, Expectation, Observation, readonly string[]]>([
    ["a connection that goes on", { outcome: "continue" }, letIn(), []],
    ["one that was refused instead", { outcome: "continue" }, refused(), ["seen.reached", "seen.greeting"]],
    ["a denied one", { outcome: "deny" }, refused(), []],
    ["one that got in", { outcome: "deny" }, letIn(), ["seen.reached", "seen.greeting"]],
    [
      "one whose upstream was dialled without a greeting",
      { outcome: "deny" },
      { ...refused(), reached: [URL] },
      ["seen.reached"],
    ],
    ["a denied one that was reset", { outcome: "deny" }, refused({ end: "reset" }), ["seen.end"]],
    ["a denied one with an alert", { outcome: "deny" }, refused({ alert: "access-denied" }), ["seen.alert"]],
    ["a closed one", { outcome: "close" }, refused({ end: "reset" }), []],
    ["a closed one that ended in order", { outcome: "close" }, refused(), ["seen.end"]],
    ["an error, with an alert or without", { outcome: "error" }, refused({ alert: "decode-error" }), []],
    ["an error that was reset", { outcome: "error" }, refused({ end: "reset" }), ["seen.end"]],
    [
      "a refused client certificate",
      { outcome: "error", error: { code: "client-certificate-revoked" } },
      refused({ alert: "certificate-revoked" }),
      [],
    ],
    [
      "one with the alert of another",
      { outcome: "error", error: { code: "client-certificate-revoked" } },
      refused({ alert: "certificate-expired" }),
      ["seen.alert"],
    ],
    ["a forward", { outcome: "forward", url: INNER }, letIn({ reached: [INNER] }), []],
    ["a forward to anywhere", { outcome: "forward" }, letIn({ reached: [INNER] }), []],
    [
      "a forward that led to another",
      { outcome: "forward", url: INNER },
      letIn({ reached: ["tcp://x.internal:1"] }),
      ["seen.reached"],
    ],
    ["a forward that stayed", { outcome: "forward" }, letIn(), ["seen.reached"]],
    ["a forward to a secret place", { outcome: "forward", url: "«secret»" }, letIn({ reached: [INNER] }), []],
  ])("%s", (_what, expected, observation, paths) => {
    expect(pathsOf(expected, observation)).toEqual(paths);
  });
});

describe("by the event", () => {
  test.each<[string, Expectation, object, readonly string[]]>([
    ["the outcome", { outcome: "continue" }, { outcome: "forward" }, ["event.outcome"]],
    ["the rule", { outcome: "continue", rule: 1 }, { rule: 0 }, ["event.rule"]],
    ["no rule", { outcome: "continue", rule: 1 }, {}, ["event.rule"]],
    ["the action", { outcome: "continue", action: 0 }, { action: 0 }, []],
    [
      "ngrok's code",
      { outcome: "continue", error: { ngrok: "A" } },
      { error: { code: "a", ngrok: "B" } },
      ["event.error.ngrok"],
    ],
    ["logs, all of them", { outcome: "continue", logs: [] }, { logs: [{ metadata: {} }] }, ["event.logs"]],
  ])("%s", (_what, expected, policy, paths) => {
    expect(pathsOf(expected, letIn({ event: eventOf(policy) }))).toEqual(paths);
  });

  test("an upstream that it does not know of", () => {
    expect(pathsOf({ outcome: "continue" }, letIn({ event: eventOf({}, null) }))).toEqual(["event.upstream"]);
  });
});

describe("what is shown", () => {
  const whole: Expectation = { outcome: "deny", rule: 0, vars: { a: 1 }, actions: {}, steps: [], logs: [] };

  test("is not what policies compute for themselves", () => {
    expect(shownOf(vectorOf(whole), true)).toEqual({
      shown: { outcome: "deny", rule: 0, logs: [] },
      notShown: ["vars", "actions", "steps"],
    });
  });

  test("is little without events", () => {
    expect(shownOf(vectorOf(whole), false)).toEqual({
      shown: { outcome: "deny" },
      notShown: ["vars", "actions", "steps", "rule", "logs"],
    });
  });

  test.each<[string, Vector["effects"], boolean]>([
    ["of a handshake", [{ "terminate-tls": { error: { code: "own", message: "" } } }], true],
    ["of a forward", [{ "forward-internal": { error: { code: "own", message: "" } } }], true],
    ["that no effect has", [{ "terminate-tls": {} }], false],
  ])("is not a code of the vector's own, %s", (_what, effects, isOwn) => {
    const { shown, notShown } = shownOf(vectorOf({ outcome: "error", error: { code: "own" } }, effects), true);
    expect(shown.error).toEqual(isOwn ? undefined : { code: "own" });
    expect(notShown).toEqual(isOwn ? ["error.code"] : []);
  });

  test("is the code of a failure that proxies have too", () => {
    const effects = [{ "forward-internal": { error: { code: "no-live-member", message: "" } } }];
    expect(shownOf(vectorOf({ error: { code: "no-live-member" } }, effects), true).notShown).toEqual([]);
  });
});
