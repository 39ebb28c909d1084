import type { JsonValue } from "@sluice/policy";
import { toJson } from "./texts.ts";
import { Timestamp, type Value, ValueMap } from "./values.ts";

/** What names stand for (language.md, section 4): members, and for a `string+` also a text of its own. A member may be missing. */
export class Names {
  readonly members: { readonly [name: string]: Binding };
  readonly text: string | undefined;
  constructor(members: { readonly [name: string]: Binding }, text?: string) {
    this.members = members;
    this.text = text;
  }
  get(name: string): Binding {
    return Object.hasOwn(this.members, name) ? this.members[name] : undefined;
  }
}

export type Binding = Value | Names | undefined;

/** Whether there is a value, or any below a name. */
export function isThere(found: Binding): boolean {
  if (!(found instanceof Names)) return found !== undefined;
  return found.text !== undefined || Object.values(found.members).some(isThere);
}

/** Facts under the language's names: in snake case, numbers as int; what has a `text` of its own is a `string+`. */
export function namesOf(facts: object): Names {
  const { text, ...others } = facts as { readonly text?: string };
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return new Names(
    Object.fromEntries(Object.entries(others).map(([name, fact]) => [snake(name), bindingOf(fact)])),
    text,
  );
}

function bindingOf(fact: unknown): Binding {
  if (typeof fact === "number") return BigInt(fact);
  if (fact instanceof Date) return Timestamp.of(fact);
  if (Array.isArray(fact)) {
    return fact.map((item) => (typeof item === "string" ? item : new ValueMap(Object.entries(item))));
  }
  return typeof fact === "object" && fact !== null && !(fact instanceof Uint8Array) ? namesOf(fact) : (fact as Value);
}

/** What stands for what derives from a secret. */
export const SECRET = "«secret»";

/** Of a `string+` its text; what is not there is left out, and what stands at a path of `hidden` is not shown. */
export function jsonOf(binding: Binding, path = "", hidden: readonly string[] = []): JsonValue | undefined {
  if (binding !== undefined && hidden.includes(path)) return SECRET;
  if (!(binding instanceof Names)) return binding === undefined ? undefined : toJson(binding);
  if (binding.text !== undefined) return binding.text;
  const members = Object.entries(binding.members).map(
    ([name, member]) => [name, jsonOf(member, `${path}.${name}`, hidden)] as const,
  );
  return Object.fromEntries(members.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}
