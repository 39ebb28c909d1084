import { parse } from "yaml";

/** A document as this engine reads it: maps as `Map`, integers as `bigint`, so that both keep what the file says. */
export type Yaml = null | boolean | bigint | number | string | readonly Yaml[] | ReadonlyMap<Yaml, Yaml>;

export interface Rule {
  readonly expressions: readonly string[];
  readonly actions: readonly Action[];
}

export interface Action {
  readonly type: string;
  readonly config: ReadonlyMap<Yaml, Yaml>;
}

/** Reads the rules, checking nothing: the documents compile. */
export function readRules(text: string): readonly Rule[] {
  const document = parse(text, { intAsBigInt: true, mapAsMap: true }) as Yaml;
  return list(get(document, "on_tcp_connect")).map((rule) => ({
    expressions: list(get(rule, "expressions")).map(String),
    actions: list(get(rule, "actions")).map((action) => ({
      type: String(get(action, "type")),
      config: map(get(action, "config")),
    })),
  }));
}

/** A member of a map; `null` where there is none. */
export function get(value: Yaml, key: string): Yaml {
  return map(value).get(key) ?? null;
}

export function list(value: Yaml): readonly Yaml[] {
  return Array.isArray(value) ? value : [];
}

export function map(value: Yaml): ReadonlyMap<Yaml, Yaml> {
  return value instanceof Map ? value : new Map();
}
