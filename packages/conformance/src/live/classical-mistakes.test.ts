import { type CompileOptions, compilePolicy, type Policy, type Step } from "@sluice/policy";
import type { Vector } from "@sluice/policy/vectors";
import { loadConfig } from "@sluice/proxy";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { fixedVectors } from "../testing/vectors.ts";
import { sluiceTarget } from "./sluice-target.ts";
import { runLive } from "./vectors/run-live.ts";

type Compile = typeof compilePolicy;
type Start = Policy["start"];

/** Compiles as it should, and then lets `change` run the policy. */
function changed(change: (text: string, options: CompileOptions, start: Start) => Start): Compile {
  return (text, options = {}) => {
    const { policy, diagnostics } = compilePolicy(text, options);
    return policy
      ? { policy: { ...policy, start: change(text, options, policy.start) }, diagnostics }
      : { diagnostics };
  };
}

function startOf(text: string, options: CompileOptions): Start | undefined {
  return compilePolicy(text, options).policy?.start;
}

/** The document without denied blocks, and with a rule that never runs in place of one. */
function withoutDenied(text: string): string {
  return stringify(parse(text), (key, value: unknown) => (key === "deny" && Array.isArray(value) ? undefined : value));
}

function withoutRule(text: string, rule: number): string {
  const document = parse(text) as { on_tcp_connect: { expressions?: string[] }[] };
  const found = document.on_tcp_connect[rule];
  if (found) found.expressions = ["false"];
  return stringify(document);
}

const ignoresDeniedIpv6: Compile = changed((text, options, start) => {
  const lax = startOf(withoutDenied(text), options) ?? start;
  return (facts, host) => (facts.client.ip.includes(":") ? lax(facts, host) : start(facts, host));
});

const takesErrorsForFalse: Compile = changed((text, options, start) => (facts, host) => {
  const step: Step = start(facts, host);
  if (step.kind !== "error" || step.error.code !== "expression-failed" || step.rule < 0) return step;
  return takesErrorsForFalse(withoutRule(text, step.rule), options).policy?.start(facts, host) ?? step;
});

const forgetsTheDot: Compile = (text, options) =>
  compilePolicy(text.replaceAll(/endsWith\((['"])\./g, "endsWith($1"), options);

/** Vectors that a mistake is about, and what it makes of the compiler. */
test.each<[string, Compile, (vector: Vector) => boolean]>([
  [
    "a list of denied blocks that is ignored for IPv6",
    ignoresDeniedIpv6,
    ({ connection }) => connection?.client_ip?.includes(":") === true,
  ],
  ["an error that is taken for false", takesErrorsForFalse, ({ id }) => id.startsWith("fail-closed/")],
  ["a suffix that matches without its dot", forgetsTheDot, ({ policy }) => policy.includes("endsWith(")],
])(
  "%s is found by connections",
  async (_what, compile, isAbout) => {
    const decisions = (await fixedVectors()).filter(({ expect }) => expect.outcome !== undefined);
    const target = sluiceTarget({
      loadConfig: (text, options) => loadConfig(text, { ...options, compilePolicy: compile }),
    });
    const { results } = await runLive(decisions.filter(isAbout), target);
    const wrong = results.flatMap((result) => (result.kind === "failed" ? result.mismatches : []));
    // Somebody has reached an upstream who must not, or has not reached it.
    expect(wrong.filter(({ path }) => path === "seen.greeting")).not.toEqual([]);
  },
  60_000,
);
