import { parse } from "yaml";

/** A document as the model, and the HAProxy engine, read it: maps as `Map`, integers as `bigint`, so that both keep what the file says. */
export type Yaml = null | boolean | bigint | number | string | readonly Yaml[] | ReadonlyMap<Yaml, Yaml>;

export interface ModelRule {
  readonly expressions: readonly string[];
  readonly actions: readonly ModelAction[];
}

export interface ModelAction {
  readonly type: string;
  readonly config: ReadonlyMap<Yaml, Yaml>;
}

/** Reads the rules, checking nothing: only documents that compile are asked about. */
export function readRules(text: string): readonly ModelRule[] {
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
