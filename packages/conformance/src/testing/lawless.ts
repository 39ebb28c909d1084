import { type compilePolicy, compilePolicy as compileSound, type Policy } from "@sluice/policy";
import { parse } from "yaml";
import { sluiceEngineOf } from "../engines/sluice.ts";
import type { WrittenAction, WrittenRule } from "../property/document.ts";
import type { CompiledEngine } from "../property/search.ts";

type Compile = typeof compilePolicy;

/** For each law, by the start of its name, an engine that breaks it: each a mistake that somebody could make. */
export const LAWLESS: Readonly<Record<string, CompiledEngine>> = {
  "the engine and the reference model": rewriting((rules) =>
    withConfig(rules, "restrict-ips", ({ enforce: _, ...config }) => config),
  ),
  // Rules in a buffer that is too small.
  "adding a deny": rewriting((rules) => rules.slice(-3)),
  // No list is taken for "everybody may".
  "removing an allow": rewriting((rules) =>
    withConfig(rules, "restrict-ips", (config) => {
      const { allow = [], ip_policies = [] } = config;
      const isEmpty = Array.isArray(allow) && allow.length === 0 && (ip_policies as readonly string[]).length === 0;
      return isEmpty ? { ...config, allow: ["0.0.0.0/0", "::/0"] } : config;
    }),
  ),
  "the order of CIDRs": rewriting((rules) =>
    withConfig(rules, "restrict-ips", (config) =>
      Array.isArray(config.deny) ? { ...config, deny: config.deny.slice(0, 1) } : config,
    ),
  ),
  "the order of two rules": rewriting((rules) => rules.filter((_, index) => index !== 1 || rules.length < 3)),
  // Only JSON's own quotes are known.
  "a document means the same": compiling((text, options) =>
    compileSound(text.startsWith("{") ? text : text.replaceAll("deny", "log"), options),
  ),
  "an error anywhere": rewriting((rules) => rules.map(withoutFailing)),
  "the trace of a run": running(({ start }) => ({
    start: (facts, host = {}) =>
      start(facts, { ...host, trace: (entry) => ("action" in entry ? undefined : host.trace?.(entry)) }),
  })),
  // What the first connection told is kept.
  "the same facts": running(({ start }) => {
    let known: Parameters<typeof start>[0] | undefined;
    return {
      start: (facts, host) => {
        const kept = known ?? facts;
        known = facts;
        return start({ ...facts, client: kept.client }, host);
      },
    };
  }),
  "facts that are frozen": running(({ start }) => ({
    start: (facts, host) => {
      Object.assign(facts.client, { ip: facts.client.ip.toLowerCase() });
      return start(facts, host);
    },
  })),
  // One place for the answer of the world, whoever asks.
  "two connections": running(({ start }) => {
    let last: Parameters<typeof start>[0] | undefined;
    return {
      start: (facts, host) => {
        last = facts;
        const { client, server } = facts;
        // Read when the run goes on, and not when it starts.
        const shared = {
          get ip() {
            return last?.client.ip ?? client.ip;
          },
          get port() {
            return last?.client.port ?? client.port;
          },
        };
        return start({ ...facts, client: shared, server }, host);
      },
    };
  }),
  "no policy comes": compiling((text, options) => {
    const { diagnostics, policy } = compileSound(text, options);
    return { policy: policy ?? (compileSound("").policy as Policy), diagnostics };
  }),
};

function compiling(compile: Compile): CompiledEngine {
  return sluiceEngineOf(compile, "broken on purpose");
}

/** Changes the rules of what can be read. */
function rewriting(change: (rules: readonly WrittenRule[]) => readonly WrittenRule[]): CompiledEngine {
  return compiling((text, options) => {
    if (compileSound(text, options).policy === undefined) return compileSound(text, options);
    const { on_tcp_connect: rules } = parse(text) as { readonly on_tcp_connect: readonly WrittenRule[] };
    const changed = compileSound(JSON.stringify({ on_tcp_connect: change(rules) }), options);
    return changed.policy === undefined ? compileSound(text, options) : changed;
  });
}

/** Changes how a compiled policy runs. */
function running(change: (policy: Policy) => Pick<Policy, "start">): CompiledEngine {
  return compiling((text, options) => {
    const { policy, diagnostics } = compileSound(text, options);
    return policy === undefined ? { diagnostics } : { policy: { ...policy, ...change(policy) }, diagnostics };
  });
}

type Config = NonNullable<WrittenAction["config"]>;

function withConfig(
  rules: readonly WrittenRule[],
  type: string,
  change: (config: Config) => Config,
): readonly WrittenRule[] {
  return rules.map((rule) => ({
    ...rule,
    actions: rule.actions.map((action) =>
      action.type === type ? { ...action, config: change(action.config ?? {}) } : action,
    ),
  }));
}

/** A rule that divides is taken for one that does not match. */
function withoutFailing(rule: WrittenRule): WrittenRule {
  const fails = rule.expressions?.some((text) => text.includes("1 / (conn.client_port - conn.client_port)")) === true;
  return fails ? { ...rule, expressions: ["false"] } : rule;
}
