import type { Dice } from "./dice.ts";
import { type ExpressionType, FORMS, LEAVES } from "./forms.ts";
import { PLACEHOLDERS } from "./pools.ts";
import type { Scope } from "./scope.ts";
import { variablesOf } from "./variables.ts";

/** Where an expression is put in place of one that was written: to see what an error there comes to. */
export interface Sabotage {
  /** Which of the expressions that are written, counted as they are begun. */
  readonly at: number;
  count: number;
  /** Set once it was done: what stood there. */
  replaced?: string;
}

/** Fails on every connection, and no compiler can know it. */
const FAILING = "(1 / (conn.client_port - conn.client_port))";
const FAILING_OF: Readonly<Record<ExpressionType, string>> = {
  bool: `(${FAILING} == 1)`,
  int: FAILING,
  uint: `uint(${FAILING})`,
  double: `double(${FAILING})`,
  string: `string(${FAILING})`,
  bytes: `bytes(string(${FAILING}))`,
  time: `timestamp(${FAILING})`,
  duration: `duration(string(${FAILING}))`,
  strings: `[string(${FAILING})]`,
  ints: `[${FAILING}]`,
  map: `{'a': string(${FAILING})}`,
  optional: `optional.of(string(${FAILING}))`,
  ip: `ip(string(${FAILING}))`,
  cidr: `cidr(string(${FAILING}))`,
  any: FAILING,
};

/** Writes well-typed expressions; some of them fail when they run. */
export class ExpressionWriter {
  readonly #dice: Dice;
  readonly #scope: Scope;

  constructor(dice: Dice, scope: Scope) {
    this.#dice = dice;
    this.#scope = scope;
  }

  /** `depth`: how far below it may still be others. */
  write(type: ExpressionType, depth: number): string {
    const { sabotage } = this.#scope;
    const place = sabotage === undefined ? -1 : sabotage.count++;
    const text = this.#form(type, depth);
    if (sabotage === undefined || place !== sabotage.at || text.includes("rand.")) return text;
    sabotage.replaced = text;
    return FAILING_OF[type];
  }

  /** Of any type that converts to a string. */
  text(depth: number): string {
    return this.write(this.#dice.pick("string", "int", "bool", "double", "uint", "time", "duration", "ip"), depth);
  }

  /** Evaluates some variables, of whatever types: `&&` goes on behind one that is missing. */
  mention(names: readonly string[]): string {
    const first = this.#dice.int(0, names.length - 1);
    const rotated = [...names.slice(first), ...names.slice(0, first)];
    const some = rotated
      .slice(0, this.#dice.int(Math.min(4, names.length), names.length))
      .map((name) => `type(${name}) != type(b'')`);
    return this.#fill(some.join(" && "), 0);
  }

  #form(type: ExpressionType, depth: number): string {
    const dice = this.#dice;
    const names = variablesOf(type, this.#scope);
    const leaves = [...LEAVES[type], ...names, ...names];
    const isLeaf = depth <= 0 || dice.chance(35);
    const known = isLeaf ? leaves : FORMS[type];
    const forms = this.#scope.steady ? known.filter((form) => !form.includes("rand.")) : known;
    return this.#fill(dice.of(forms), depth - 1);
  }

  #fill(form: string, depth: number): string {
    return form.replace(/\{(\w+)\}|<([a-z]+)>/g, (whole, type?: string, pool?: string) => {
      // The same string when it runs.
      if (type === "unknown") return `(conn.client_port < 0 ? '' : ${this.write("string", depth)})`;
      if (type !== undefined) return Object.hasOwn(FORMS, type) ? this.write(type as ExpressionType, depth) : whole;
      return this.#dice.of(PLACEHOLDERS[pool ?? ""] ?? [whole]);
    });
  }
}
