import { type ConnectionEvent, encodeProxyHeader } from "@sluice/proxy";
import { describe, expect, test } from "vitest";
import { judgeConnection, notShown, type ScenarioOutcome } from "./judge.ts";
import type { ScenarioExpectation } from "./scenario.ts";

const GREETED = Buffer.from("reached a\nsent back");
const HEADER = Buffer.from(
  encodeProxyHeader(2, { source: { address: "192.0.2.1", port: 1 }, destination: { address: "192.0.2.2", port: 2 } }),
);

function outcome(over: Partial<ScenarioOutcome> = {}): ScenarioOutcome {
  const got = [{ name: "a", bytes: Buffer.from("sent back") }];
  return { seen: { end: "fin", payload: GREETED, reached: "a" }, got, ...over };
}

function eventOf(policy: object, object: object = {}): ConnectionEvent {
  const traffic_policy = { outcome: "continue", rule: null, action: null, error: null, logs: [], ...policy };
  return { event_id: "ev_1", object: { endpoint: null, traffic_policy, ...object } } as unknown as ConnectionEvent;
}

function pathsOf(expected: ScenarioExpectation, seen: ScenarioOutcome): readonly string[] {
  return judgeConnection(expected, seen).map(({ path }) => path);
}

describe("a connection", () => {
  test.each<[string, ScenarioExpectation, ScenarioOutcome, readonly string[]]>([
    ["as it has to be", { received: "sent back", end: "fin", alert: null, header: null }, outcome(), []],
    ["that reached somebody", { reached: null }, outcome(), ["reached"]],
    [
      "whose upstream was dialled",
      { reached: null },
      outcome({ seen: { end: "fin", payload: Buffer.alloc(0) }, got: [{ name: "a", bytes: Buffer.alloc(0) }] }),
      ["reached"],
    ],
    [
      "whose upstream was dialled to be verified",
      { reached: null },
      outcome({ seen: { end: "fin", payload: Buffer.alloc(0) }, got: [{ name: "tls:a", bytes: Buffer.alloc(0) }] }),
      [],
    ],
    ["that sent something else", { received: "other" }, outcome(), ["received"]],
    [
      "of which not all came back",
      {},
      outcome({ got: [{ name: "a", bytes: Buffer.from("sent back, all") }] }),
      ["sent back"],
    ],
    ["that ended otherwise", { end: "reset" }, outcome(), ["end"]],
    ["without its alert", { alert: "unknown-ca" }, outcome(), ["alert"]],
    ["without TLS", { tls: { version: "1.3" } }, outcome(), ["tls"]],
    [
      "with a header that must not be",
      { header: null },
      outcome({ got: [{ name: "a", bytes: HEADER }] }),
      ["header", "sent back"],
    ],
    ["without a header", { header: { version: 2 } as never }, outcome(), ["header"]],
  ])("%s", (_what, expected, seen, paths) => {
    expect(pathsOf(expected, seen)).toEqual(paths);
  });

  test("what stands behind a header is what was received", () => {
    const bytes = Buffer.concat([HEADER, Buffer.from("x")]);
    const seen = { end: "fin", payload: Buffer.concat([Buffer.from("reached a\n"), bytes]), reached: "a" } as const;
    const header = {
      version: 2,
      source: { address: "192.0.2.1", port: 1 },
      destination: { address: "192.0.2.2", port: 2 },
    } as const;
    expect(pathsOf({ received: "x", header }, { seen, got: [{ name: "a", bytes }] })).toEqual([]);
    const other = { ...header, source: { address: "192.0.2.9", port: 1 } };
    expect(pathsOf({ header: other }, { seen, got: [{ name: "a", bytes }] })).toEqual(["header.source.address"]);
  });
});

describe("its event", () => {
  test.each<[string, ScenarioExpectation, ConnectionEvent, readonly string[]]>([
    ["as it has to be", { outcome: "continue", rule: null, endpoint: null, error: null, logs: [] }, eventOf({}), []],
    ["of another outcome", { outcome: "deny" }, eventOf({}), ["outcome"]],
    ["with a rule where none decided", { rule: null }, eventOf({ rule: 0 }), ["rule"]],
    ["of another endpoint", { endpoint: "a" }, eventOf({}, { endpoint: { name: "b", url: "a" } }), ["endpoint"]],
    ["of an endpoint without a name", { endpoint: "tcp://a:1" }, eventOf({}, { endpoint: { url: "tcp://a:1" } }), []],
    ["with another part", { event: { object: { endpoint: { url: "x" } } } }, eventOf({}), ["event.object.endpoint"]],
    ["without a text", { event_has: ["event_id", "event_timestamp"] }, eventOf({}), ["event.event_timestamp"]],
  ])("%s", (_what, expected, event, paths) => {
    expect(pathsOf(expected, outcome({ event }))).toEqual(paths);
  });

  test("is not held against who has none, and that is told", () => {
    expect(pathsOf({ outcome: "deny" }, outcome())).toEqual([]);
    expect(notShown({ outcome: "deny", logs: [], end: "fin" }, false)).toEqual(["outcome", "logs"]);
    expect(notShown({ outcome: "deny" }, true)).toEqual([]);
  });
});
