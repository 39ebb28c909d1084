import { describe, expect, it } from "vitest";
import { buildClientHello } from "../testing/client-hello.ts";
import { ClientHello, type ClientHelloResult, parseClientHello } from "./index.ts";
import { checkResult } from "./testing/check-result.ts";
import { type FuzzTally, fuzzClientHello } from "./testing/fuzz.ts";
import { countStep, withinSteps } from "./testing/steps.ts";

describe("mutated hellos", () => {
  it("have answers of every kind, and none that is wrong", () => {
    const tally: FuzzTally = { outcomes: new Map(), stepsPerByte: 0 };
    expect(fuzzClientHello({ seed: 1, from: 0, count: 3000 }, tally)).toBeUndefined();
    const kinds = new Set([...tally.outcomes.keys()].map((outcome) => outcome.split(" ")[0]));
    expect([...kinds].sort()).toEqual(["hello", "malformed", "need-more", "not-tls", "too-large"]);
  });
});

describe("what finds them wrong", () => {
  const bytes = buildClientHello({ serverName: "a.example", alpn: ["h2"] });
  const result = parseClientHello(bytes);
  if (result.kind !== "hello") throw new Error(result.kind);
  const { hello } = result;
  const changed = (change: object): ClientHelloResult => {
    const copy = new ClientHello(hello, hello.recordVersion, hello.bytesConsumed);
    return { kind: "hello", hello: Object.assign(copy, change) };
  };

  it.each([
    ["more bytes", { bytesConsumed: bytes.length + 1 }, /bytes/],
    ["fewer bytes", { bytesConsumed: 20 }, /bytes/],
    ["another record version", { recordVersion: 1 }, /version/],
    ["another version", { version: 1 }, /version/],
    ["another random", { random: new Uint8Array(31) }, /random/],
    ["another session", { sessionIdLength: 3 }, /session/],
    ["another suite", { cipherSuites: [1] }, /suites/],
    ["another extension", { extensions: [1] }, /extensions/],
    ["no name", { serverName: undefined }, /name/],
    ["no protocols", { alpn: [] }, /protocols/],
    ["a name that is none", { serverName: { sent: "a\0", compared: "a\0" } }, /name/],
    ["a name of another", { serverName: { sent: "b.example", compared: "b.example" } }, /not sent/],
    ["a name compared otherwise", { serverName: { sent: "a.example", compared: "A.example" } }, /compared/],
  ])("sees %s", (_, change, problem) => {
    expect(checkResult(bytes, changed({}))).toBeUndefined();
    expect(checkResult(bytes, changed(change))).toMatch(problem);
  });

  it("sees answers of the wrong kind", () => {
    expect(checkResult(bytes, { kind: "need-more" })).toBeDefined();
    expect(checkResult(bytes, { kind: "not-tls" })).toBeDefined();
    expect(checkResult(bytes, { kind: "too-large", limit: "message" })).toBeDefined();
    expect(checkResult(bytes.subarray(0, -1), result)).toBeDefined();
    expect(checkResult(Uint8Array.of(71, 69), { kind: "malformed", reason: "truncated" })).toBeDefined();
  });
});

describe("the bound of steps", () => {
  it("ends what takes more", () => {
    const steps = (count: number) => () => {
      for (let i = 0; i < count; i++) countStep();
    };
    expect(withinSteps(10, steps(10))).toBe(10);
    expect(() => withinSteps(10, steps(11))).toThrow("more steps");
    expect(steps(1000)).not.toThrow();
  });
});
