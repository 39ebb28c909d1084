import type { ClientHelloResult, ConnectionFacts, Policy, Step, TlsFacts } from "@sluice/policy";
import { describe, expect, test, vi } from "vitest";
import { createEndpoint } from "../endpoints/endpoint.ts";
import {
  continueStep,
  denyStep,
  emptyReport,
  errorStep,
  forwardStep,
  policyOf,
  terminateStep,
} from "../testing/policies.ts";
import { endpointOf } from "../testing/proxies.ts";
import { runShadow } from "./run-shadow.ts";
import { Witness } from "./witness.ts";

const X = "tls://x.internal:443";
const HELLO: ClientHelloResult = { kind: "hello", hello: { sni: "a.example", ja4: "" } };
const TLS = { version: "1.3" } as TlsFacts;
const endpoint = createEndpoint(endpointOf({ url: "tls://a.example", upstream: 1 }), 0);
const address = { ip: "192.0.2.1", port: 1 };
const facts: ConnectionFacts = {
  client: address,
  server: { ...address, region: "" },
  start: new Date(0),
  endpoint: endpoint.facts,
};

function witnessOf(shadow: Policy | Step, given: Partial<ConstructorParameters<typeof Witness>[0]> = {}): Witness {
  const policy = "start" in shadow ? shadow : policyOf(() => shadow);
  return new Witness({ endpoint, facts, shadow: policy, peeked: () => undefined, ...given });
}

const askStep: Step = {
  kind: "client-hello",
  report: emptyReport,
  resume: (hello) => (hello.kind === "hello" ? continueStep : denyStep()),
};

describe("agrees", () => {
  test.each<[string, Step, Step & { kind: "continue" | "deny" | "close" | "error" }, boolean]>([
    ["both pass", continueStep, { kind: "continue", report: emptyReport }, true],
    ["one denies", denyStep(), { kind: "continue", report: emptyReport }, false],
    ["one resets and the other closes", denyStep("close"), denyStep("deny") as never, false],
    ["both deny by other rules", denyStep("deny", 3), denyStep("deny", 1) as never, true],
    ["both fail for other reasons", errorStep("a"), errorStep("b") as never, true],
  ])("%s: %#", (_what, shadow, enforced, agrees) => {
    const witness = witnessOf(shadow);
    witness.decided(enforced);
    expect(runShadow(witness)).toMatchObject({ kind: "decided", agrees });
  });

  test("a forward to the same URL, and to another", () => {
    for (const [url, agrees] of [[X, true] as const, ["tls://y.internal:443", false] as const]) {
      const witness = witnessOf(forwardStep(url));
      witness.forwards(forwardStep(X) as never);
      expect(runShadow(witness)).toMatchObject({ decision: { outcome: "forward", url }, agrees });
    }
  });

  test("a forward that the enforced policy went on from fails for the shadow, once", () => {
    const failure = { code: "no-live-member", message: "" };
    const twice = forwardStep(X, () => forwardStep(X, () => denyStep()));
    const witness = witnessOf(twice);
    witness.forwardFailed(X, failure);
    expect(runShadow(witness)).toMatchObject({ decision: { outcome: "forward", url: X } });
    witness.forwardFailed(X, failure);
    expect(runShadow(witness)).toMatchObject({ decision: { outcome: "deny" } });
    expect(runShadow(witness)).toMatchObject({ decision: { outcome: "deny" } });
  });

  test("an endpoint without an upstream is not one to go on to", () => {
    const bare = createEndpoint(endpointOf({ url: "tls://a.example" }), 0);
    const witness = witnessOf(continueStep, { endpoint: bare });
    witness.decided(denyStep() as never);
    expect(runShadow(witness)).toMatchObject({ decision: { error: { code: "not-handled" } }, agrees: false });
  });

  test("an enforced run that has not come to a decision has refused the connection", () => {
    expect(runShadow(witnessOf(continueStep))).toMatchObject({ agrees: false });
    expect(witnessOf(continueStep).decision).toMatchObject({ outcome: "error", error: { code: "internal-error" } });
  });
});

describe("the hello", () => {
  test("that somebody has read is there, whatever it was", () => {
    for (const [peeked, outcome] of [[HELLO, "continue"] as const, [{ kind: "late" }, "deny"] as const]) {
      expect(runShadow(witnessOf(askStep, { peeked: () => peeked as ClientHelloResult }))).toMatchObject({
        decision: { outcome },
      });
    }
  });

  test("that nobody has read is not asked for", () => {
    expect(runShadow(witnessOf(askStep))).toEqual({ kind: "not-evaluated", reason: "client-hello-not-read" });
  });
});

describe("a termination", () => {
  const mine = terminateStep({ digest: "mine" });

  test("takes the handshake of one with the same settings", () => {
    const witness = witnessOf(mine);
    witness.shookHands("mine", { ok: true, tls: TLS });
    witness.decided({ kind: "continue" });
    expect(runShadow(witness)).toEqual({ kind: "decided", decision: { outcome: "continue", endpoint }, agrees: true });
  });

  test("fails where that has failed", () => {
    const witness = witnessOf(mine);
    witness.shookHands("mine", { ok: false, error: { code: "handshake-failed", message: "" } });
    witness.decided(errorStep("handshake-failed") as never);
    expect(runShadow(witness)).toMatchObject({ decision: { error: { code: "handshake-failed" } }, agrees: true });
  });

  test.each([
    ["tls-not-terminated", undefined],
    ["tls-terminated-otherwise", "other"],
  ])("is not made up: %s", (reason, digest) => {
    const witness = witnessOf(mine);
    if (digest !== undefined) witness.shookHands(digest, { ok: true, tls: TLS });
    expect(runShadow(witness)).toEqual({ kind: "not-evaluated", reason });
  });

  test("of the enforced policy alone is told: the upstream would get another stream", () => {
    const witness = witnessOf(continueStep);
    witness.shookHands("mine", { ok: true, tls: TLS });
    witness.decided({ kind: "continue" });
    expect(runShadow(witness)).toMatchObject({ agrees: false, reason: "tls-terminated-by-enforced-alone" });
    witness.decided(denyStep() as never);
    expect(runShadow({ ...witness, shadow: policyOf(() => denyStep()) } as Witness)).toMatchObject({ agrees: true });
  });

  test("is refused a second time, and behind one of the endpoint that has forwarded", () => {
    const twice = witnessOf(terminateStep({ digest: "mine" }, () => terminateStep({ digest: "mine" })));
    twice.shookHands("mine", { ok: true, tls: TLS });
    const behind = witnessOf(mine, { facts: { ...facts, tls: TLS } });
    for (const witness of [twice, behind]) {
      expect(runShadow(witness)).toMatchObject({ decision: { error: { code: "tls-already-terminated" } } });
    }
  });
});

test("draws are those of the enforced run, and then its own", () => {
  const seen: number[] = [];
  const drawing = (draws: number): Policy => ({
    ...policyOf(() => continueStep),
    start: (_facts, host) => {
      for (let index = 0; index < draws; index += 1) seen.push(host?.random?.() ?? -1);
      return continueStep;
    },
  });
  const witness = witnessOf(drawing(3));
  const random = vi.fn().mockReturnValueOnce(0.1).mockReturnValueOnce(0.2).mockReturnValueOnce(0.3);
  const now = new Date(7);
  const host = witness.host({ now, random });
  expect(host.now).toBe(now);
  drawing(2).start(facts, host);
  runShadow(witness);
  expect(random).toHaveBeenCalledTimes(3);
  expect(seen).toEqual([0.1, 0.2, 0.1, 0.2, 0.3]);
});

test("what it reads as the time is what the enforced run has read", () => {
  const start = vi.fn(() => continueStep);
  const witness = witnessOf({ ...policyOf(() => continueStep), start });
  let time = 7;
  // Another time whenever it is asked, by a getter of its class, as a host may have it.
  class Host {
    get now(): Date {
      return new Date(time++);
    }
  }
  const { now } = witness.host(new Host());
  expect(now).toEqual(new Date(7));
  runShadow(witness);
  expect(start).toHaveBeenCalledWith(facts, expect.objectContaining({ now: new Date(7) }));
});

test("a bug in it reaches nobody", () => {
  const broken = policyOf(() => {
    throw new Error("a bug");
  });
  expect(runShadow(witnessOf(broken))).toEqual({ kind: "not-evaluated", reason: "internal-error" });
});
