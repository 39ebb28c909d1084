import { types } from "node:util";

/** What a text cannot say, and would be left out of it without a word. */
export interface Flaw {
  /** Keys and indices that lead to it. */
  readonly path: readonly (string | number)[];
  /** Said behind its name: `is a promise`. */
  readonly what: string;
  readonly hint?: string;
}

/** Deeper than any configuration is read. */
const MAX_DEPTH = 100;

/**
 * Copies what JSON has words for: plain objects with all of their own names, lists, bytes as the text they are, and scalars. In place of
 * anything else stands a null, and `onFlaw` is told. Each property is read once; no `toJSON` is asked.
 */
export function plainValue(value: unknown, onFlaw: (flaw: Flaw) => void): unknown {
  return copy(value, { path: [], around: new Set(), onFlaw });
}

interface Place {
  readonly path: Flaw["path"];
  readonly around: ReadonlySet<object>;
  readonly onFlaw: (flaw: Flaw) => void;
}

function copy(value: unknown, place: Place): unknown {
  const { path, around, onFlaw } = place;
  const told = wrong(value, around);
  if (told) onFlaw({ path, ...told });
  if (told || value === null) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object") return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  const within = { onFlaw, around: new Set([...around, value]) };
  const inner = (key: string | number): unknown => copy(propertyOf(value, key), { ...within, path: [...path, key] });
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => inner(index));
  const copied: Record<string, unknown> = Object.create(null);
  for (const key of namesOf(value)) copied[key] = inner(key);
  return copied;
}

/** Stands for what a getter has not given: what it throws is the program's, and may quote what is secret. */
const THROWN: unique symbol = Symbol("thrown");

export function propertyOf(holder: object, key: string | number): unknown {
  try {
    return (holder as Record<string | number, unknown>)[key];
  } catch {
    return THROWN;
  }
}

/** Those that a loop would not see, too. */
export function namesOf(value: object): readonly string[] {
  return Reflect.ownKeys(value).filter((key) => typeof key === "string");
}

/** Why an object is none whose own names are all that it has; `undefined` if it is one. */
export function notPlain(value: object): Omit<Flaw, "path"> | undefined {
  if (types.isPromise(value)) return { what: "is a promise", hint: "`await` it" };
  if (types.isMap(value)) return { what: "is a `Map`", hint: "write `Object.fromEntries(map)`" };
  if (types.isSet(value)) return { what: "is a `Set`", hint: "write `[...set]`" };
  if (types.isProxy(value)) return { what: "is a `Proxy`", hint: "copy it into a plain object" };
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype || isRootOfRealm(prototype)) return undefined;
  return { what: "is an object of a class, or one that inherits", hint: "copy what it has into a plain object" };
}

/** `Object.prototype` of another realm, as test runners have one. */
function isRootOfRealm(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

function wrong(value: unknown, around: ReadonlySet<object>): Omit<Flaw, "path"> | undefined {
  switch (typeof value) {
    case "undefined":
      return { what: "is `undefined`", hint: "leave it out where nothing is meant" };
    case "function":
      return { what: "is a function", hint: "call it, and `await` what it promises" };
    case "symbol":
      return { what: value === THROWN ? "cannot be read: its getter has thrown" : "is a symbol" };
    case "number":
      return Number.isFinite(value) ? undefined : { what: `is \`${value}\`` };
    case "object":
      break;
    default:
      return undefined;
  }
  if (value === null || value instanceof Uint8Array) return undefined;
  if (around.has(value)) return { what: "contains itself" };
  if (around.size >= MAX_DEPTH) return { what: `is nested deeper than ${MAX_DEPTH} levels` };
  return Array.isArray(value) && !types.isProxy(value) ? undefined : notPlain(value);
}
