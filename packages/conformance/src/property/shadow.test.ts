import { compilePolicy, type ForwardFailure, type Policy, type TlsFacts } from "@sluice/policy";
import { World as Answers, certificateOf, type Question, situationOf } from "@sluice/policy/vectors";
import { expect, test } from "vitest";
import { type PoliciesEnd, runPolicies, type World } from "../../../proxy/src/connection/policies.ts";
import { createEndpoint, type Endpoint } from "../../../proxy/src/endpoints/endpoint.ts";
import { Pool } from "../../../proxy/src/endpoints/pool.ts";
import { shadowObject, type Witness } from "../../../proxy/src/shadow/index.ts";
import { endpointOf } from "../../../proxy/src/testing/proxies.ts";
import type { DialledUpstream } from "../../../proxy/src/upstream/dial.ts";
import { factsOf } from "./laws/stepping.ts";
import { randomQuestion } from "./policies.ts";
import { property } from "./search.ts";

/** Fixed in CI; `SLUICE_SEED` and `SLUICE_RUNS` look elsewhere and longer. */
const seed = Number(process.env.SLUICE_SEED ?? 1);
const runs = Number(process.env.SLUICE_RUNS ?? 400);

function compiled({ policy, protocol, endpoint, resources }: Question): Policy | undefined {
  return compilePolicy(policy, { protocol, upstream: endpoint?.upstream, resources }).policy;
}

/** The world of a question, as a proxy's connection meets it. */
function worldOf(question: Question, witnesses: Witness[]): World {
  const situation = situationOf(question);
  const answers = new Answers(question.effects ?? [], situation.hello, certificateOf);
  let tls: TlsFacts | undefined;
  let isPeeked = situation.protocol === "tls";
  const upstream = {} as DialledUpstream;
  let failure: ForwardFailure | undefined;
  return {
    facts: () => ({ ...factsOf(question), tls }),
    host: () => ({ now: situation.now, random: situation.random }),
    async clientHello() {
      isPeeked = true;
      return answers.hello();
    },
    peeked: () => (isPeeked ? situation.hello : undefined),
    async terminateTls(termination) {
      if (tls) return { ok: false, error: { code: "tls-already-terminated", message: "" } };
      const result = answers.handshake({ tls: termination } as Parameters<Answers["handshake"]>[0]);
      if (result.ok) tls = result.tls;
      return result;
    },
    internal(url) {
      failure = answers.forwardFailure();
      return new Pool([createEndpoint(endpointOf({ url, upstream: 1 }), 0)]);
    },
    choose: (pool) => ({ kind: "member", endpoint: pool.members[0] as Endpoint }),
    dial(_pool, _endpoint, done) {
      const failed = failure;
      failure = undefined;
      done(failed ? { ok: false, code: "upstream-unreachable", message: failed.message } : { ok: true, upstream });
    },
    keepSecret: () => {},
    forwarded: () => {},
    witnessed: (witness) => witnesses.push(witness),
    elapsed: () => 0,
    report: () => {},
  };
}

interface Ran {
  readonly end: PoliciesEnd;
  readonly witness: Witness | undefined;
}

async function run(question: Question, shadowPolicy?: Policy): Promise<Ran | undefined> {
  const policy = compiled(question);
  if (!policy) return undefined;
  const { facts, upstream } = situationOf(question);
  const sketch = { url: facts.endpoint.url, policy, ...(upstream ? { upstream: 1 } : {}) };
  const endpoint = createEndpoint(endpointOf({ ...sketch, ...(shadowPolicy ? { shadowPolicy } : {}) }), 0);
  const witnesses: Witness[] = [];
  const end = await runPolicies(worldOf(question, witnesses), new Pool([endpoint]), endpoint);
  return { end, witness: witnesses[0] };
}

const shown = ({ end: { kind, decision } }: Ran) => {
  const { outcome, rule, action, error, url } = decision;
  return { kind, outcome, rule, action, error, url };
};

/** A search of properties wants counter-examples for people; here the assertion is one. */
async function hold(name: string, check: Parameters<typeof property>[2]): Promise<void> {
  expect(await property(name, name, check).find({} as never, { seed, runs })).toBeUndefined();
}

test("a shadow policy that is the enforced one agrees with it, by the same rule", { timeout: 600_000 }, async () => {
  const outcomes = new Map<string, number>();
  await hold("shadow", async (dice) => {
    const question = randomQuestion(dice);
    const shadow = compiled(question);
    const ran = shadow && (await run(question, shadow));
    if (!ran?.witness) return undefined;
    const { agrees, reason, enforced, ...decided } = shadowObject(ran.witness, () => false);
    expect({ question, agrees, reason, decided }).toEqual({
      question,
      agrees: true,
      reason: undefined,
      decided: enforced,
    });
    outcomes.set(enforced.outcome, (outcomes.get(enforced.outcome) ?? 0) + 1);
    return undefined;
  });
  for (const outcome of ["continue", "deny", "close", "error", "forward"]) {
    expect([outcome, (outcomes.get(outcome) ?? 0) > 0]).toEqual([outcome, true]);
  }
});

test("whatever the shadow policy is, the enforced one decides as without it", { timeout: 600_000 }, async () => {
  const verdicts = new Set<boolean | null>();
  await hold("shadow", async (dice) => {
    const question = randomQuestion(dice);
    const other = { ...randomQuestion(dice), protocol: question.protocol } as Question;
    const shadow = compiled(other);
    const [alone, beside] = [await run(question), shadow && (await run(question, shadow))];
    if (!alone || !beside?.witness) return undefined;
    expect(shown(beside)).toEqual(shown(alone));
    const { agrees, reason } = shadowObject(beside.witness, () => false);
    expect(reason).not.toBe("internal-error");
    verdicts.add(agrees);
    return undefined;
  });
  expect(verdicts).toEqual(new Set([true, false, null]));
});
