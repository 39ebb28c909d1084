import type { Span } from "./ast.ts";
import type { Declaration } from "./environment.ts";
import { NONE, OptionalValue, optional } from "./optional.ts";
import { closureOf, constant, dynamic, type Evaluate, type Plan } from "./plan-node.ts";
import { CelMap, Fault, Struct, Uint, type Value } from "./value.ts";

const MISSING: ReadonlySet<Fault["code"]> = new Set(["no-such-key", "no-such-field", "index-out-of-range"] as const);

/** Plans reading a variable. */
export function planRead({ path, read, plain }: Declaration): Plan {
  const missing = new Fault("no-such-field", `\`${path}\` is not there`);
  if (read === undefined) return dynamic(() => missing);
  const evaluate: Evaluate = (frame) => {
    const value = read(frame);
    return value === undefined ? missing : value;
  };
  return { kind: "dynamic", evaluate, variable: { read, missing }, plain };
}

/** Plans `has()` of variables: whether one of them is there. A fault of one that was read tells nothing and is passed on. */
export function planHasDeclared(declarations: readonly Declaration[]): Plan {
  const reads = declarations.map(({ read }) => read).filter((read) => read !== undefined);
  return dynamic((frame) => {
    let fault: Fault | undefined;
    for (const read of reads) {
      const value = read(frame);
      if (value instanceof Fault) fault ??= value;
      else if (value !== undefined) return true;
    }
    return fault ?? false;
  });
}

/** Plans reading a variable as an optional, empty where it is not there. */
export function planReadOptional({ read }: Declaration): Plan {
  if (read === undefined) return { kind: "constant", value: NONE };
  return dynamic((frame) => {
    const value = read(frame);
    return value instanceof Fault ? value : optional(value);
  });
}

/** Plans `operand.field`, and with `wanted: true` `operand.?field`. What is selected from an optional is one, too. */
export function planSelect(operand: Plan, field: string, wanted: boolean, at: Span): Plan {
  const missingKey = new Fault("no-such-key", `no such key: \`${field}\``);
  const missingField = new Fault("no-such-field", `no such field: \`${field}\``);
  const noFields = new Fault("no-such-overload", `a value without fields has no \`${field}\``);
  const select = (value: Value): Value | Fault => {
    if (value instanceof CelMap) {
      const found = value.get(field);
      return found === undefined ? missingKey : found;
    }
    if (value instanceof Struct) {
      const found = value.get(field);
      return found === undefined ? missingField : found;
    }
    return value instanceof OptionalValue ? lift(value.held, select) : noFields;
  };
  return apply(operand, at, wanted ? (value) => attempt(value, select) : select);
}

/** Plans `has(operand.field)`. */
export function planHas(operand: Plan, field: string, at: Span): Plan {
  const noFields = new Fault("no-such-overload", `a value without fields has no \`${field}\``);
  const has = (value: Value): Value | Fault => {
    if (value instanceof CelMap) return value.has(field);
    if (value instanceof Struct) return value.get(field) !== undefined;
    if (!(value instanceof OptionalValue)) return noFields;
    return value.held === undefined ? false : has(value.held);
  };
  return apply(operand, at, has);
}

/** Plans `operand[index]`, and with `wanted: true` `operand[?index]`. */
export function planIndex(operand: Plan, index: Plan, wanted: boolean, at: Span): Plan {
  if (operand.kind === "fault") return operand;
  if (index.kind === "fault") return index;
  const find = wanted ? (value: Value, key: Value) => attempt(value, (container) => valueAt(container, key)) : valueAt;
  if (index.kind === "constant") {
    const { value: key } = index;
    return apply(operand, at, (value) => find(value, key));
  }
  const container = closureOf(operand);
  const { evaluate } = index;
  return dynamic((frame) => {
    const value = container(frame);
    if (value instanceof Fault) return value;
    const key = evaluate(frame);
    return key instanceof Fault ? key : find(value, key);
  });
}

/** What `select` finds, as an optional: empty where there is no such key, field or index. */
function attempt(value: Value, select: (value: Value) => Value | Fault): Value | Fault {
  if (value instanceof OptionalValue) return lift(value.held, select);
  const found = select(value);
  if (!(found instanceof Fault)) return optional(found);
  return MISSING.has(found.code) ? NONE : found;
}

function lift(held: Value | undefined, select: (value: Value) => Value | Fault): Value | Fault {
  return held === undefined ? NONE : attempt(held, select);
}

function valueAt(container: Value, key: Value): Value | Fault {
  if (Array.isArray(container)) return elementAt(container, key);
  if (container instanceof OptionalValue) return lift(container.held, (held) => valueAt(held, key));
  if (!(container instanceof CelMap)) return new Fault("no-such-overload", "only a list or a map can be indexed");
  const found = container.get(key);
  if (found !== undefined) return found;
  const text = String(key instanceof Uint ? key.value : key);
  return new Fault("no-such-key", `no such key: \`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\``);
}

function elementAt(list: readonly Value[], key: Value): Value | Fault {
  const position = key instanceof Uint ? key.value : key;
  if (typeof position !== "bigint" && !(typeof position === "number" && Number.isInteger(position))) {
    return new Fault("invalid-argument", "a list is indexed by an int");
  }
  // Exact: beyond 2^53 there is no list.
  const found = position >= 0 && position < list.length ? list[Number(position)] : undefined;
  return found === undefined ? new Fault("index-out-of-range", `index ${position} of ${list.length} elements`) : found;
}

function apply(operand: Plan, at: Span, operate: (value: Value) => Value | Fault): Plan {
  if (operand.kind === "fault") return operand;
  if (operand.kind === "constant") return constant(operate(operand.value), at);
  const { evaluate } = operand;
  return dynamic((frame) => {
    const value = evaluate(frame);
    return value instanceof Fault ? value : operate(value);
  });
}
