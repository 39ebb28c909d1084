import { type CelType, DYN, isGuarded, typeName } from "../cel/index.ts";

/** How sure it is, at one place of a policy, that something has happened before it. */
export type Certainty = "never" | "maybe" | "always";

export interface VariableState {
  readonly name: string;
  readonly slot: number;
  readonly type: CelType;
  readonly certainty: Certainty;
  readonly secret: boolean;
}

export type ClientCertificateState = "not-asked" | "maybe" | "always";

interface State {
  readonly tls: Certainty;
  readonly clientCertificate: ClientCertificateState;
}

/**
 * What can be known at the place that is being compiled. Follows the policy from its start: what a rule with expressions
 * does is certain inside that rule and only possible after it; what a rule does that always ends the run is no matter
 * to any later one.
 */
export class Flow {
  readonly #variables = new Map<string, VariableState>();
  readonly #ran = new Map<string, Certainty>();
  readonly #slots = new Map<string, number>();
  readonly #secretSlots = new Set<number>();
  readonly #secretResults = new Set<string>();
  #state: State;

  #proven: ReadonlySet<string> = new Set();
  #lacksRule = false;

  // As it was when the current rule began; only what the rule touches is kept.
  #stateBefore: State;
  readonly #variablesBefore = new Map<string, VariableState | undefined>();
  readonly #ranBefore = new Map<string, Certainty>();

  /** `internal`: the endpoint that forwards may have terminated TLS before the policy begins. */
  constructor(start: { readonly internal: boolean }) {
    this.#state = start.internal
      ? { tls: "maybe", clientCertificate: "maybe" }
      : { tls: "never", clientCertificate: "not-asked" };
    this.#stateBefore = this.#state;
  }

  get tls(): Certainty {
    return this.#state.tls;
  }

  get clientCertificate(): ClientCertificateState {
    return this.#state.clientCertificate;
  }

  ran(result: string): Certainty {
    return this.#ran.get(result) ?? "never";
  }

  variable(name: string): VariableState | undefined {
    return this.#variables.get(name);
  }

  variableNames(): Iterable<string> {
    return this.#variables.keys();
  }

  /** Every variable that the policy defines anywhere. */
  definedVariables(): { name: string; slot: number; secret: boolean }[] {
    return Array.from(this.#slots, ([name, slot]) => ({ name, slot, secret: this.#secretSlots.has(slot) }));
  }

  /** A rule stood here that could not be read (reported): whatever it did, what follows may rely on it. */
  ruleLeftOut(): void {
    this.#lacksRule = true;
  }

  /** Whether what is not known may only not be known because a rule is missing. */
  get lacksRule(): boolean {
    return this.#lacksRule;
  }

  enterRule(): void {
    this.#stateBefore = this.#state;
    this.#variablesBefore.clear();
    this.#ranBefore.clear();
  }

  /** Paths that are there wherever the current rule's actions run, since its expressions ask with `has()`. */
  prove(paths: ReadonlySet<string>): void {
    this.#proven = paths;
  }

  isProven(path: string): boolean {
    return isGuarded(path, this.#proven);
  }

  leaveRule(rule: { readonly conditional: boolean; readonly ends: boolean }): void {
    if (!rule.conditional) return;
    const before = this.#stateBefore;
    const touched = !rule.ends;
    if (this.#state !== before) {
      this.#state = touched
        ? {
            tls: before.tls === "always" ? "always" : "maybe",
            clientCertificate: mergeClientCertificate(before, this.#state),
          }
        : before;
    }
    for (const [name, certainty] of this.#ranBefore) {
      this.#ran.set(name, touched && certainty === "never" ? "maybe" : certainty);
    }
    for (const [name, previous] of this.#variablesBefore) {
      const now = this.#variables.get(name) as VariableState;
      if (touched) this.#variables.set(name, mergeVariable(previous, now));
      else if (previous === undefined) this.#variables.delete(name);
      else this.#variables.set(name, previous);
    }
  }

  /** Paths of results that derive from a secret, such as `actions.ngrok.restrict_ips.matched_cidr`. */
  get secretResults(): ReadonlySet<string> {
    return this.#secretResults;
  }

  /** From here on, whatever the action's later runs are made of: its result of this run may still be there. */
  resultIsSecret(path: string): void {
    this.#secretResults.add(path);
  }

  actionRan(result: string): void {
    if (!this.#ranBefore.has(result)) this.#ranBefore.set(result, this.ran(result));
    this.#ran.set(result, "always");
  }

  tlsTerminated(clientCertificate: ClientCertificateState): void {
    this.#state = { tls: "always", clientCertificate };
  }

  /** Defines or redefines a variable; returns its slot. */
  define(name: string, type: CelType, secret: boolean): number {
    const slot = this.#slots.get(name) ?? this.#slots.size;
    this.#slots.set(name, slot);
    if (secret) this.#secretSlots.add(slot);
    if (!this.#variablesBefore.has(name)) this.#variablesBefore.set(name, this.#variables.get(name));
    this.#variables.set(name, { name, slot, type, certainty: "always", secret });
    return slot;
  }
}

function mergeClientCertificate(before: State, after: State): ClientCertificateState {
  if (before.tls === "always") return before.clientCertificate;
  if (after.clientCertificate === "not-asked" && before.clientCertificate === "not-asked") return "not-asked";
  return "maybe";
}

function mergeVariable(before: VariableState | undefined, after: VariableState): VariableState {
  if (before === undefined) return { ...after, certainty: "maybe" };
  const sameType = typeName(before.type) === typeName(after.type);
  return {
    ...after,
    type: sameType ? after.type : DYN,
    certainty: before.certainty,
    secret: before.secret || after.secret,
  };
}
