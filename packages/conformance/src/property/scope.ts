import type { Sabotage } from "./expressions.ts";

/** How well something is known where an expression stands. */
type Known = "no" | "maybe" | "yes";

/** What an expression may name: the generator's idea of what the checker accepts. */
export interface Scope {
  readonly protocol: "tcp" | "tls";
  /** All three IP-intelligence sources are configured. */
  readonly intelligence: boolean;
  /** Variables that are set, and how surely. A name's first letter is its type. */
  readonly vars: ReadonlyMap<string, Known>;
  readonly tls: Known;
  /** A client certificate; `maybe` as soon as it may be missing. */
  readonly client: Known;
  readonly restricted: Known;
  readonly forwarded: Known;
  readonly logged: Known;
  /** A result may derive from a secret: it may not be logged, so that from here on results are not named. */
  readonly tainted: boolean;
  readonly sabotage: Sabotage | undefined;
  /** Without draws, whose number would change what later ones give. */
  readonly steady: boolean;
}

export interface ScopeOptions {
  readonly sabotage?: Sabotage | undefined;
  /** Default false. */
  readonly steady?: boolean | undefined;
}

export function emptyScope(protocol: "tcp" | "tls", intelligence: boolean, options: ScopeOptions = {}): Scope {
  return {
    protocol,
    intelligence,
    vars: new Map(),
    tls: "no",
    client: "no",
    restricted: "no",
    forwarded: "no",
    logged: "no",
    tainted: false,
    sabotage: options.sabotage,
    steady: options.steady ?? false,
  };
}

/** What is known after a rule that may have been skipped: what only it made known is `maybe`. */
export function afterConditional(before: Scope, inside: Scope): Scope {
  const join = (a: Known, b: Known): Known => (a === b ? a : "maybe");
  const vars = new Map(before.vars);
  for (const [name, known] of inside.vars) vars.set(name, join(before.vars.get(name) ?? "no", known));
  return {
    ...before,
    vars,
    tls: join(before.tls, inside.tls),
    client: join(before.client, inside.client),
    restricted: join(before.restricted, inside.restricted),
    forwarded: join(before.forwarded, inside.forwarded),
    logged: join(before.logged, inside.logged),
    tainted: before.tainted || inside.tainted,
  };
}
