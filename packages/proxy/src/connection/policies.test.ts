import type { ConnectionFacts, RunReport, Step } from "@sluice/policy";
import { describe, expect, test } from "vitest";
import { createEndpoint, type Endpoint } from "../endpoints/endpoint.ts";
import { Pool } from "../endpoints/pool.ts";
import { continueStep, denyStep, emptyReport, errorStep, forwardStep, policyOf } from "../testing/policies.ts";
import { type EndpointSketch, endpointOf } from "../testing/proxies.ts";
import type { DialledUpstream } from "../upstream/dial.ts";
import { type Choice, type DialOutcome, runPolicies, type World } from "./policies.ts";

/** A world without sockets: internal endpoints by URL, and upstreams that are reached or not. */
class PaperWorld implements World {
  readonly dialled: string[] = [];
  readonly reports: RunReport[] = [];
  /** URLs of endpoints that have no room. */
  readonly full = new Set<string>();
  hops = 0;
  readonly #internal: ReadonlyMap<string, Pool>;
  readonly #unreachable: ReadonlySet<string>;

  constructor(internal: Record<string, Pool> = {}, unreachable: readonly string[] = []) {
    this.#internal = new Map(Object.entries(internal));
    this.#unreachable = new Set(unreachable);
  }

  facts(endpoint: Endpoint): ConnectionFacts {
    const address = { ip: "192.0.2.1", port: 1 };
    return { client: address, server: { ...address, region: "" }, start: new Date(0), endpoint: endpoint.facts };
  }
  host() {
    return {};
  }
  async clientHello() {
    return { kind: "not-tls" } as const;
  }
  async terminateTls() {
    return { ok: false, error: { code: "none", message: "" } } as const;
  }
  internal(url: string) {
    return this.#internal.get(url);
  }
  choose(pool: Pool): Choice {
    const endpoint = pool.choose();
    if (!endpoint) return { kind: "nobody" };
    if (!this.full.has(endpoint.facts.url)) return { kind: "member", endpoint };
    return { kind: "full", endpoint, overload: { code: "max-connections-endpoint", message: "full" } };
  }
  dial(_pool: Pool, endpoint: Endpoint, done: (outcome: DialOutcome) => void) {
    this.dialled.push(endpoint.facts.url);
    if (this.#unreachable.has(endpoint.facts.url)) {
      done({ ok: false, code: "upstream-unreachable", message: "refused" });
    } else done({ ok: true, upstream: {} as DialledUpstream });
  }
  keepSecret() {}
  forwarded(hops: number) {
    this.hops = hops;
  }
  elapsed(): number {
    return 0;
  }

  peeked() {
    return undefined;
  }
  witnessed() {}
  report(_run: object, report: RunReport) {
    this.reports.push(report);
  }
}

function poolOf(sketch: EndpointSketch): Pool {
  return new Pool([createEndpoint(endpointOf(sketch), 0)]);
}

function run(world: World, step: Step, upstream: number | undefined = 80) {
  const pool = poolOf({ url: "tls://a.example", policy: policyOf(() => step), ...(upstream ? { upstream } : {}) });
  return runPolicies(world, pool, pool.members[0] as Endpoint);
}

const X = "tls://x.internal:443";

describe("runPolicies", () => {
  test("goes on to the upstream, which is not dialled here", async () => {
    const world = new PaperWorld();
    const end = await run(world, continueStep);
    expect(end).toMatchObject({ kind: "passed", decision: { outcome: "continue" } });
    expect(end.kind === "passed" && end.endpoint.facts.url).toBe("tls://a.example");
    expect(world.dialled).toEqual([]);
  });

  test.each(["deny", "close"] as const)("%s dials nothing", async (kind) => {
    const world = new PaperWorld();
    expect(await run(world, denyStep(kind, 2))).toMatchObject({
      kind: "refused",
      decision: { outcome: kind, rule: 2 },
    });
    expect(world.dialled).toEqual([]);
  });

  test("without an upstream a connection that passed is not handled", async () => {
    expect(await run(new PaperWorld(), continueStep, 0)).toMatchObject({
      kind: "refused",
      decision: { outcome: "error", error: { code: "not-handled" } },
    });
  });
});

describe("forward-internal", () => {
  test("reaches the upstream of the internal endpoint, with its own facts", async () => {
    const seen: string[] = [];
    const policy = policyOf(({ endpoint }) => {
      seen.push(endpoint.url);
      return continueStep;
    });
    const world = new PaperWorld({ [X]: poolOf({ url: "tls://x.internal", upstream: 80, policy }) });
    expect(await run(world, forwardStep(X))).toMatchObject({
      kind: "connected",
      decision: { outcome: "forward", rule: 0, url: X, endpoint: { facts: { url: "tls://a.example" } } },
    });
    expect(world.dialled).toEqual(["tls://x.internal"]);
    expect(seen).toEqual(["tls://x.internal"]);
  });

  test.each([
    ["endpoint-not-found", new PaperWorld()],
    ["no-live-member", new PaperWorld({ [X]: new Pool([]) })],
    [
      "upstream-unreachable",
      new PaperWorld({ [X]: poolOf({ url: "tls://x.internal", upstream: 80 }) }, ["tls://x.internal"]),
    ],
  ])("%s can be continued from", async (code, world) => {
    const continued = run(
      world,
      forwardStep(X, (failure) => errorStep(`seen ${failure}`)),
    );
    expect(await continued).toMatchObject({ decision: { error: { code: `seen ${code}` } } });
    expect(await run(world, forwardStep(X))).toMatchObject({ kind: "refused", decision: { error: { code } } });
  });

  test.each([
    ["a denial", denyStep(), "deny"],
    ["a close", denyStep("close"), "close"],
    ["an error", errorStep("broken"), "error"],
  ])("%s of the internal policy is final", async (_what, step, outcome) => {
    const world = new PaperWorld({
      [X]: poolOf({ url: "tls://x.internal", upstream: 80, policy: policyOf(() => step) }),
    });
    const end = await run(
      world,
      forwardStep(X, () => continueStep),
    );
    expect(end).toMatchObject({
      kind: "refused",
      decision: { outcome, endpoint: { facts: { url: "tls://x.internal" } } },
    });
    expect(world.dialled).toEqual([]);
  });

  test("an internal endpoint that has no room for one more is final: nothing is to go on past it", async () => {
    const world = new PaperWorld({ [X]: poolOf({ url: "tls://x.internal", upstream: 80 }) });
    world.full.add("tls://x.internal");
    const step = forwardStep(X, () => continueStep);
    expect(await run(world, step)).toMatchObject({
      kind: "refused",
      overload: true,
      decision: { outcome: "error", error: { code: "max-connections-endpoint" } },
    });
    expect(world.dialled).toEqual([]);
  });

  test("a cycle is final", async () => {
    const world = new PaperWorld({
      [X]: poolOf({
        url: "tls://x.internal",
        upstream: 80,
        policy: policyOf(() => forwardStep(X, () => continueStep)),
      }),
    });
    expect(
      await run(
        world,
        forwardStep(X, () => continueStep),
      ),
    ).toMatchObject({
      kind: "refused",
      decision: { outcome: "error", error: { code: "forward-cycle" } },
    });
  });

  test.each([
    [8, "connected"],
    [9, "refused"],
  ])("%i hops: %s", async (hops, kind) => {
    const url = (n: number) => `tls://x${n}.internal:443`;
    const pools = Array.from({ length: hops }, (_, n) => {
      const next = n + 1 < hops ? forwardStep(url(n + 1), () => continueStep) : continueStep;
      return [url(n), poolOf({ url: url(n), upstream: 80, policy: policyOf(() => next) })] as const;
    });
    const world = new PaperWorld(Object.fromEntries(pools));
    const end = await run(
      world,
      forwardStep(url(0), () => continueStep),
    );
    expect(end.kind).toBe(kind);
    expect(world.hops).toBe(8);
    if (kind === "refused") expect(end.decision.error?.code).toBe("forward-hop-limit");
  });

  test("reports what each policy has logged", async () => {
    const report = (text: string): RunReport => ({ ...emptyReport, logs: [{ metadata: { text } }] });
    const policy = policyOf(() => ({ ...continueStep, report: report("inner") }) as Step);
    const world = new PaperWorld({ [X]: poolOf({ url: "tls://x.internal", upstream: 80, policy }) });
    await run(world, { ...forwardStep(X), report: report("outer") } as Step);
    expect(world.reports.flatMap(({ logs }) => logs.map(({ metadata }) => metadata.text))).toEqual(["outer", "inner"]);
  });
});
