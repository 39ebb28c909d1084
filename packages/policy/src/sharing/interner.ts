import { childrenOf } from "../cel/children.ts";
import type { Checked } from "../cel/index.ts";

/** What is to be known of a sub-expression. Two that are written alike are one. */
export interface Known {
  readonly id: number;
  /** Gives the same value whenever a run evaluates it, and nobody can tell how often it did. */
  readonly isPure: boolean;
  /** Reads something of the connection. What does not may be evaluated without a run, when it is compiled. */
  readonly reads: boolean;
  /** Takes longer to evaluate than to look up. */
  readonly isWork: boolean;
  /** Variables of its own that are declared around it. */
  readonly free: readonly number[];
}

/** Facts of the connection, and the handshake, which only an effect changes. Not `vars`, and not results of actions. */
const LASTS = /^(?:endpoint|time|conn)\./;
const READS: ReadonlySet<Checked["kind"]> = new Set(["read", "read-optional", "has-declared"]);
/** Look at a few characters. */
const QUICK: ReadonlySet<string> = new Set(["startsWith", "endsWith", "size"]);
const NONE: readonly number[] = [];

/** Gives equal sub-expressions, of any expression of a policy, the same number. */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly #known = new Map<Checked, Known>();

  know(checked: Checked): Known {
    const found = this.#known.get(checked);
    if (found !== undefined) return found;
    const known = this.#make(checked);
    this.#known.set(checked, known);
    return known;
  }

  #make(checked: Checked): Known {
    const children = childrenOf(checked).map((child) => this.know(child));
    const shape = shapeOf(checked);
    // As JSON: whatever the names and constants of a policy hold, each part ends where it ends.
    const text = shape && JSON.stringify([checked.kind, children.map(({ id }) => id), shape]);
    const free = children.every((child) => child.free.length === 0) ? NONE : children.flatMap((child) => child.free);
    return {
      id: this.#idOf(text),
      isPure: text !== undefined && children.every(({ isPure }) => isPure) && isPureItself(checked),
      reads: READS.has(checked.kind) || children.some(({ reads }) => reads),
      isWork: isWork(checked),
      free: freeOf(checked, free),
    };
  }

  /** What has no text is like nothing else. */
  #idOf(text: string | undefined): number {
    const id = (text === undefined ? undefined : this.#ids.get(text)) ?? this.#ids.size;
    this.#ids.set(text ?? `unlike anything, ${id}`, id);
    return id;
  }
}

/** What tells a node from another one with the same children; `undefined` for what is not compared. */
function shapeOf(checked: Checked): readonly unknown[] | undefined {
  switch (checked.kind) {
    case "constant": {
      const { value } = checked;
      const isPlain = value === null || (typeof value !== "object" && !Object.is(value, -0));
      return isPlain ? [typeof value, String(value)] : undefined;
    }
    case "read":
    case "read-optional":
      return [checked.declaration.path];
    case "has-declared":
      return checked.declarations.map(({ path }) => path);
    case "local":
      return [checked.slot];
    case "select":
      return [checked.optional, checked.field];
    case "has":
      return [checked.field];
    case "index":
      return [checked.optional];
    case "call":
      return [checked.name];
    case "compare":
      return [checked.operator];
    case "not":
    case "and":
    case "or":
    case "conditional":
      return [];
    case "list":
    case "map":
      return [...checked.optionals];
    case "comprehension":
      return [checked.macro, checked.slot, checked.second ?? -1, checked.filter !== undefined];
    case "bind":
    case "optMap":
    case "optFlatMap":
      return [checked.slot];
  }
}

function isPureItself(checked: Checked): boolean {
  switch (checked.kind) {
    case "read":
    case "read-optional":
      return LASTS.test(checked.declaration.path);
    case "has-declared":
      return checked.declarations.every(({ path }) => LASTS.test(path));
    case "call":
      return checked.overloads.every(({ requires }) => requires !== "randomness");
    default:
      return true;
  }
}

function isWork(checked: Checked): boolean {
  if (checked.kind === "call")
    return !QUICK.has(checked.name) && checked.arguments.some(({ kind }) => kind !== "constant");
  return checked.kind === "comprehension";
}

function freeOf(checked: Checked, inside: readonly number[]): readonly number[] {
  switch (checked.kind) {
    case "local":
      return [checked.slot];
    case "comprehension":
      return inside.filter((slot) => slot !== checked.slot && slot !== checked.second);
    case "bind":
    case "optMap":
    case "optFlatMap":
      return inside.filter((slot) => slot !== checked.slot);
    default:
      return inside;
  }
}
