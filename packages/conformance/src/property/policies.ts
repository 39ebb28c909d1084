import type { Protocol, Question, VectorResources } from "@sluice/policy/vectors";
import { stringify } from "yaml";
import { CERTIFICATE_AUTHORITY } from "./certificate.ts";
import { connection, effects } from "./connections.ts";
import type { Dice } from "./dice.ts";
import { ExpressionWriter } from "./expressions.ts";
import { CIDRS, TEXTS } from "./pools.ts";
import { afterConditional, emptyScope, type Scope } from "./scope.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Action = { readonly type: string; readonly config?: { readonly [key: string]: Json } };
interface Rule {
  readonly expressions?: readonly string[];
  readonly actions: readonly Action[];
}

const IP_POLICIES: NonNullable<VectorResources["ip_policies"]> = {
  ipp_office: [
    { cidr: "192.0.2.0/24", action: "allow" },
    { cidr: "192.0.2.128/26", action: "deny" },
    { cidr: "2001:db8::/32", action: "allow" },
  ],
  ipp_blocked: [
    { cidr: "10.1.2.3", action: "deny" },
    { cidr: "2001:db8:8000::/33", action: "deny" },
  ],
};

/** A random policy that compiles, on a random connection. */
export function randomQuestion(dice: Dice): Question {
  const protocol = dice.pick<Protocol>("tcp", "tls");
  const intelligence = dice.chance(30);
  const rules = writeRules(dice, emptyScope(protocol, intelligence));
  const document = { on_tcp_connect: rules };
  const handles = rules.some(({ actions }) => actions.some(isTerminating));
  const policy = dice.chance(30) ? stringify(document) : JSON.stringify(document);
  return {
    id: "property/counter-example",
    policy,
    protocol,
    // Without an upstream a policy that can never end is refused, so only one that can is asked for.
    ...(handles && dice.chance(25) ? { endpoint: { upstream: false } } : {}),
    resources: resourcesOf(policy, intelligence),
    connection: connection(dice, protocol, intelligence),
    effects: effects(dice),
  };
}

/** Only what the policy names, so that a counter-example is short. */
function resourcesOf(policy: string, intelligence: boolean): VectorResources {
  return {
    ...(policy.includes("ipp_") ? { ip_policies: IP_POLICIES } : {}),
    ...(policy.includes("ca_test") ? { certificate_authorities: { ca_test: CERTIFICATE_AUTHORITY } } : {}),
    ...(intelligence ? { ip_intelligence: ["geo", "as", "categories"] } : {}),
  };
}

/** Rules one after the other: each one sees what those before it have made known. */
function writeRules(dice: Dice, start: Scope): readonly Rule[] {
  const rules: Rule[] = [];
  let scope = start;
  for (let left = dice.int(1, 5); left > 0; left -= 1) {
    const conditional = dice.chance(70);
    const writer = new ExpressionWriter(dice, scope);
    const expressions = conditional ? dice.many(1, 3, () => writer.bool(3)) : undefined;
    // What stands after a rule that always ends is an error, so such a rule comes last.
    const written = writeActions(dice, scope, { conditional, mayEnd: conditional || left === 1 });
    rules.push({ ...(expressions === undefined ? {} : { expressions }), actions: written.actions });
    // Of a rule that always ends nothing comes after: only runs that skipped it get there.
    if (!written.actions.some(isTerminating)) {
      scope = conditional ? afterConditional(scope, written.scope) : written.scope;
    }
  }
  return rules;
}

interface Position {
  readonly conditional: boolean;
  readonly mayEnd: boolean;
}

function writeActions(dice: Dice, start: Scope, { conditional, mayEnd }: Position): Written {
  const actions: Action[] = [];
  let scope = start;
  const add = ({ action, scope: after }: One): void => {
    actions.push(action);
    scope = after;
  };
  for (let left = dice.int(0, 3); left > 0; left -= 1) {
    // A termination that every run makes for the second time is refused; one that some make is outcome `error`.
    const choices = [setVars, log, restrictIps, forwardContinue];
    if (scope.tls === "no" || (conditional && scope.tls === "maybe")) choices.push(terminateTls);
    add(dice.of(choices)(dice, scope));
  }
  if (mayEnd && (actions.length === 0 || dice.chance(60))) add({ action: ending(dice, scope), scope });
  if (actions.length === 0) add(log(dice, scope));
  return { actions, scope };
}

interface Written {
  readonly actions: readonly Action[];
  readonly scope: Scope;
}

interface One {
  readonly action: Action;
  readonly scope: Scope;
}

function isTerminating({ type, config }: Action): boolean {
  return (
    type === "deny" || type === "close-connection" || (type === "forward-internal" && config?.on_error !== "continue")
  );
}

function ending(dice: Dice, scope: Scope): Action {
  return dice.pick<() => Action>(
    () => ({ type: "deny" }),
    () => ({ type: "close-connection" }),
    () => ({ type: "forward-internal", config: { url: target(dice, scope) } }),
  )();
}

function forwardContinue(dice: Dice, scope: Scope): One {
  const action = { type: "forward-internal", config: { url: target(dice, scope), on_error: "continue" } };
  return { action, scope: { ...scope, forwarded: "yes" } };
}

function target(dice: Dice, { protocol }: Scope): string {
  const port = protocol === "tcp" ? ":5432" : dice.pick("", ":443", ":8443");
  return `${protocol}://${dice.pick("app", "a.b", "${conn.tls.sni}", "x-${conn.client_port}")}.internal${port}`;
}

function terminateTls(dice: Dice, scope: Scope): One {
  const mutual = dice.pick<{ readonly [key: string]: Json }>(
    {},
    { mutual_tls_certificate_authorities: ["ca_test"] },
    { mutual_tls_verification_strategy: "require-any" },
    { mutual_tls_verification_strategy: "request", mutual_tls_certificate_authorities: ["ca_test"] },
    { mutual_tls_verification_strategy: "require-and-verify", mutual_tls_certificate_authorities: ["ca_test"] },
  );
  const asked = Object.keys(mutual).length > 0;
  const maybe = mutual.mutual_tls_verification_strategy === "request";
  const client = asked ? (maybe ? "maybe" : "yes") : "no";
  const config = { ...(dice.chance(30) ? { min_version: "1.3" } : {}), ...mutual };
  return { action: { type: "terminate-tls", config }, scope: { ...scope, tls: "yes", client } };
}

function restrictIps(dice: Dice, scope: Scope): One {
  const items = (): Json => {
    if (dice.chance(10)) return dynamicCidrs(dice, scope);
    return dice.many(0, 4, () => (dice.chance(15) ? dynamicCidr(dice) : dice.of(CIDRS)));
  };
  const config = {
    ...(dice.chance(90) ? { allow: items() } : {}),
    ...(dice.chance(60) ? { deny: items() } : {}),
    ...(dice.chance(30) ? { ip_policies: dice.many(0, 2, () => dice.pick("ipp_office", "ipp_blocked")) } : {}),
    ...(dice.chance(50) ? { enforce: dice.chance(30) } : {}),
  };
  return { action: { type: "restrict-ips", config }, scope: { ...scope, restricted: "yes" } };
}

/** Never a constant: one that is no list of CIDRs is refused when it is compiled. */
function dynamicCidrs(dice: Dice, { vars }: Scope): string {
  const variable = vars.has("l0") ? "vars.l0" : "['0.0.0.0/0', conn.client_ip]";
  return dice.pick("${[conn.client_ip, '10.0.0.0/8']}", "${conn.tls.sni.split('.')}", `\${${variable}}`);
}

function dynamicCidr(dice: Dice): string {
  return dice.pick("${conn.client_ip}", "${conn.client_ip}/24", "${conn.client_ip}/64", "${conn.tls.sni}");
}

function log(dice: Dice, scope: Scope): One {
  const entries = dice.many(0, 3, () => [dice.pick("a", "b", "c"), value(dice, scope, 2)] as const);
  return {
    action: { type: "log", config: { metadata: Object.fromEntries(entries) } },
    scope: { ...scope, logged: "yes" },
  };
}

function setVars(dice: Dice, start: Scope): One {
  let scope = start;
  const entries = dice.many(0, 3, (): Json => {
    const name = dice.pick("i0", "i1", "s0", "s1", "b0", "l0");
    const writer = new ExpressionWriter(dice, scope);
    const written = {
      i: () => dice.pick<Json>(7, 0, `\${${writer.int(2)}}`),
      s: () => dice.pick<Json>("text", `\${${writer.string(2)}}`, template(dice, scope)),
      b: () => dice.pick<Json>(true, false, `\${${writer.bool(2)}}`),
      l: () => dice.pick<Json>(["a", "x"], `\${${writer.strings(2)}}`),
    }[name.charAt(0) as "i" | "s" | "b" | "l"]();
    scope = { ...scope, vars: new Map(scope.vars).set(name, "yes") };
    return { [name]: written };
  });
  return { action: { type: "set-vars", config: { vars: entries } }, scope };
}

/** Always text: what is exactly one interpolation would keep its type. */
function template(dice: Dice, scope: Scope): string {
  const writer = new ExpressionWriter(dice, scope);
  const part = () =>
    dice.pick(
      dice.of(TEXTS).replaceAll("${", () => "$${"),
      "$ ",
      "$${",
      "{ }",
      `\${${writer.value(2, true)}}`,
    );
  return `t${dice.many(0, 3, part).join("")}`;
}

function value(dice: Dice, scope: Scope, depth: number): Json {
  const choices: (() => Json)[] = [
    () => dice.pick<Json>("text", 7, 1.5, true, null),
    () => `\${${new ExpressionWriter(dice, scope).value(2, false)}}`,
    () => template(dice, scope),
  ];
  if (depth > 0) {
    choices.push(
      () => dice.many(0, 2, () => value(dice, scope, depth - 1)),
      () => ({ k: value(dice, scope, depth - 1) }),
    );
  }
  return dice.of(choices)();
}
