import { CERTIFICATE_AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from "./certificate.ts";
import type { Dice } from "./dice.ts";
import type { Json, WrittenAction } from "./document.ts";
import { ExpressionWriter } from "./expressions.ts";
import { CIDRS, TEXTS } from "./pools.ts";
import type { Scope } from "./scope.ts";
import { typeOfVariable } from "./variables.ts";

/** An action, and what can be named behind it. */
export interface WithScope {
  readonly action: WrittenAction;
  readonly scope: Scope;
}

/** Ends the run, whatever happens before it. */
export function ending(dice: Dice, scope: Scope): WrittenAction {
  return dice.pick<() => WrittenAction>(
    () => ({ type: "deny" }),
    () => ({ type: "close-connection", config: {} }),
    () => ({ type: "forward-internal", config: { url: target(dice, scope) } }),
    () => ({ type: "forward-internal", config: { url: target(dice, scope), on_error: "halt" } }),
    () => ({ type: "close-connection" }),
  )();
}

export function forwardContinue(dice: Dice, scope: Scope): WithScope {
  const secret = dice.chance(10);
  const url = secret ? `${scope.protocol}://\${secrets.get('vault', 'name')}.internal:443` : target(dice, scope);
  const action = { type: "forward-internal", config: { url, on_error: "continue" } };
  return { action, scope: { ...scope, forwarded: "yes", tainted: scope.tainted || secret } };
}

function target(dice: Dice, scope: Scope): string {
  const port = scope.protocol === "tcp" ? ":5432" : dice.pick("", ":443", ":8443");
  if (dice.chance(10)) return `\${${new ExpressionWriter(dice, scope).write("string", 1)} + conn.tls.sni}`;
  const name = dice.pick("app", "a.b", "${conn.tls.sni}", "x-${conn.client_port}", "${conn.server_region}");
  return `${scope.protocol}://${name}.internal${port}`;
}

export function terminateTls(dice: Dice, scope: Scope): WithScope {
  const authorities = dice.pick<readonly string[]>(
    ["ca_test"],
    [CERTIFICATE_AUTHORITY],
    ["ca_test", CERTIFICATE_AUTHORITY],
  );
  const mutual = dice.pick<{ readonly [key: string]: Json }>(
    {},
    { mutual_tls_certificate_authorities: authorities },
    { mutual_tls_verification_strategy: "require-any" },
    { mutual_tls_verification_strategy: "request" },
    { mutual_tls_verification_strategy: "request", mutual_tls_certificate_authorities: authorities },
    { mutual_tls_verification_strategy: "require-and-verify", mutual_tls_certificate_authorities: authorities },
  );
  const pair = dice.pick<{ readonly [key: string]: Json }>(
    {},
    { server_certificate: SERVER_CERTIFICATE, server_private_key: "${secrets.get('vault', 'key')}" },
    { server_certificate: SERVER_CERTIFICATE, server_private_key: SERVER_KEY },
  );
  const asked = Object.keys(mutual).length > 0;
  const maybe = mutual.mutual_tls_verification_strategy === "request";
  const versions = dice.pick<{ readonly [key: string]: Json }>(
    {},
    { min_version: "1.3" },
    { max_version: "1.2" },
    { min_version: "1.2", max_version: "1.3" },
  );
  const action = { type: "terminate-tls", config: { ...versions, ...mutual, ...(dice.chance(30) ? pair : {}) } };
  return { action, scope: { ...scope, tls: "yes", client: asked ? (maybe ? "maybe" : "yes") : "no" } };
}

export function restrictIps(dice: Dice, scope: Scope): WithScope {
  let secret = false;
  const item = (): string => {
    if (!dice.chance(15)) return dice.of(CIDRS);
    if (!dice.chance(15)) return dynamicCidr(dice, scope);
    secret = true;
    return "${secrets.get('vault', 'range')}";
  };
  const items = (): Json => (dice.chance(10) ? dynamicCidrs(dice, scope) : dice.many(0, 4, item));
  const config = {
    ...(dice.chance(90) ? { allow: items() } : {}),
    ...(dice.chance(60) ? { deny: items() } : {}),
    ...(dice.chance(30) ? { ip_policies: dice.many(0, 2, () => dice.pick("ipp_office", "ipp_blocked")) } : {}),
    ...(dice.chance(50) ? { enforce: dice.chance(30) } : {}),
  };
  const after = { ...scope, restricted: "yes", tainted: scope.tainted || secret } as const;
  return { action: { type: "restrict-ips", config }, scope: after };
}

/** Never a constant: one that is no list of CIDRs is refused when it is compiled. */
function dynamicCidrs(dice: Dice, scope: Scope): string {
  const written = new ExpressionWriter(dice, scope).write("strings", 1);
  const known = ["[conn.client_ip, '10.0.0.0/8']", "['0.0.0.0/0', conn.client_ip]", "conn.tls.sni.split('.')"];
  return `\${${dice.pick(...(known as [string]), `${written} + [conn.client_ip]`)}}`;
}

function dynamicCidr(dice: Dice, scope: Scope): string {
  if (dice.chance(20)) return `\${${new ExpressionWriter(dice, scope).write("string", 1)} + conn.server_region}`;
  return dice.pick("${conn.client_ip}", "${conn.client_ip}/24", "${conn.client_ip}/64", "${conn.tls.sni}");
}

export function log(dice: Dice, scope: Scope): WithScope {
  const entries = dice.many(0, 3, () => [dice.pick("a", "b", "c"), value(dice, scope, 2)] as const);
  const action = { type: "log", config: { metadata: Object.fromEntries(entries) } };
  return { action, scope: { ...scope, logged: "yes" } };
}

export function setVars(dice: Dice, start: Scope): WithScope {
  let scope = start;
  const entries = dice.many(0, 3, (): Json => {
    const name = dice.pick("i0", "i1", "s0", "s1", "b0", "l0", "d0", "m0", "t0");
    const written = variable(dice, scope, name);
    scope = { ...scope, vars: new Map(scope.vars).set(name, "yes") };
    return { [name]: written };
  });
  return { action: { type: "set-vars", config: { vars: entries } }, scope };
}

function variable(dice: Dice, scope: Scope, name: string): Json {
  const type = typeOfVariable(name);
  const dynamic = `\${${new ExpressionWriter(dice, scope).write(type, 2)}}`;
  if (type === "int") return dice.pick<Json>(7, 0, dynamic, dynamic);
  if (type === "bool") return dice.pick<Json>(true, false, dynamic, dynamic);
  if (type === "double") return dice.pick<Json>(1.5, dynamic);
  if (type === "string") return dice.pick<Json>("text", dynamic, template(dice, scope));
  if (type === "strings") return dice.pick<Json>(["a", "x"], dynamic);
  return dynamic;
}

/** Always text: what is exactly one interpolation would keep its type. */
function template(dice: Dice, scope: Scope): string {
  const part = () =>
    dice.pick(
      () => dice.of(TEXTS).replaceAll("${", () => "$${"),
      () => "$ ",
      () => "$${",
      () => "{ }",
      () => `\${${new ExpressionWriter(dice, scope).text(2)}}`,
    )();
  return `t${dice.many(0, 3, part).join("")}`;
}

function value(dice: Dice, scope: Scope, depth: number): Json {
  const choices: (() => Json)[] = [
    () => dice.pick<Json>("text", 7, 1.5, true, null),
    () => `\${${new ExpressionWriter(dice, scope).write("any", 2)}}`,
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
