import type { Question } from "@sluice/policy/vectors";
import { parse, stringify } from "yaml";
import type { Engine } from "../engine.ts";
import { runSluice } from "../engines/sluice.ts";

/** Classical mistakes, made on purpose: an engine that makes one must be caught. */
export const BROKEN_ENGINES: readonly Engine[] = [
  engine("denied lists are ignored for IPv6", (vector) => {
    const isIpv6 = vector.connection?.client_ip?.includes(":") === true && !/ffff:/i.test(vector.connection.client_ip);
    if (!isIpv6) return vector;
    const policy = edit(vector.policy, (key, value) => (key === "deny" && Array.isArray(value) ? undefined : value));
    return { ...vector, policy };
  }),
  engine("an error counts as false", (vector) => {
    let { policy } = vector;
    // Each rule that fails is switched off, until none does.
    for (let left = 20; left > 0; left -= 1) {
      const { error, rule } = runSluice({ ...vector, policy });
      if (error?.code !== "expression-failed" || rule === undefined) break;
      policy = withFalseRule(policy, rule);
    }
    return { ...vector, policy };
  }),
  engine("a suffix matches without its dot", (vector) => ({
    ...vector,
    policy: vector.policy.replaceAll(/endsWith\((['"])\./g, "endsWith($1"),
  })),
];

function engine(name: string, damage: (vector: Question) => Question): Engine {
  return { name, run: (vector) => Promise.resolve(runSluice(damaged(vector, damage))) };
}

/** A document that cannot be read stays as it is: the mistakes are all about running. */
function damaged(vector: Question, damage: (vector: Question) => Question): Question {
  try {
    return damage(vector);
  } catch {
    return vector;
  }
}

function withFalseRule(policy: string, index: number): string {
  const document = parse(policy) as { on_tcp_connect: { expressions?: string[] }[] };
  const rule = document.on_tcp_connect[index];
  if (rule !== undefined) rule.expressions = ["false"];
  return stringify(document);
}

function edit(policy: string, replace: (key: string, value: unknown) => unknown): string {
  return JSON.stringify(parse(policy), replace) ?? "";
}
