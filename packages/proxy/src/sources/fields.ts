import { type DiagnosticCode, suggest } from "@sluice/policy";
import {
  entryOf,
  fieldOf,
  isString,
  type MapNode,
  type Node,
  type ScalarNode,
  type Sink,
  type Span,
  type StringNode,
} from "@sluice/policy/source";

/** The fields of one map by the types that they have to have; what is otherwise is reported, and then not there. */
export class Fields {
  readonly map: MapNode;
  /** As messages name it: a tunnel, an object with its namespace. */
  readonly what: string;
  readonly #sink: Sink;

  constructor(map: MapNode, what: string, sink: Sink) {
    this.map = map;
    this.what = what;
    this.#sink = sink;
  }

  /** Reports every other key, at the key: one that is passed over may have been what keeps people out. */
  allow(known: readonly string[]): this {
    for (const { key } of this.map.entries) {
      if (known.includes(key.value)) continue;
      const near = suggest(key.value, known);
      const hint = near === undefined ? `known are ${known.join(", ")}` : `did you mean \`${near}\`?`;
      this.report("unknown-key", key, `${this.what} has no \`${key.value}\``, hint);
    }
    return this;
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** `undefined` where it is left out or null. */
  value(name: string): Node | undefined {
    return fieldOf(this.map, name);
  }

  key(name: string): StringNode | undefined {
    return entryOf(this.map, name)?.key;
  }

  string(name: string): StringNode | undefined {
    const value = this.value(name);
    return value === undefined || isString(value) ? value : this.#wrong(name, value, "a string");
  }

  /** A string or a whole number, as people write ports and versions. */
  text(name: string): ScalarNode | undefined {
    const value = this.value(name);
    if (value === undefined || isString(value)) return value;
    if (value.kind === "scalar" && typeof value.value === "bigint") return value;
    return this.#wrong(name, value, "a string or a whole number");
  }

  boolean(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (value.kind === "scalar" && typeof value.value === "boolean") return value.value;
    return this.#wrong(name, value, "`true` or `false`");
  }

  integer(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (value.kind === "scalar" && typeof value.value === "bigint") return Number(value.value);
    return this.#wrong(name, value, "a whole number");
  }

  list(name: string): readonly Node[] {
    const value = this.value(name);
    if (value === undefined) return [];
    return value.kind === "list" ? value.items : (this.#wrong(name, value, "a list") ?? []);
  }

  strings(name: string): readonly StringNode[] {
    return this.list(name).flatMap((item) => (isString(item) ? [item] : (this.#wrong(name, item, "strings") ?? [])));
  }

  /** A map below, named as a part of this one. */
  fields(name: string): Fields | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (value.kind === "map") return new Fields(value, `\`${name}\` of ${this.what}`, this.#sink);
    return this.#wrong(name, value, "a mapping");
  }

  /** The maps of a list. */
  items(name: string): readonly Fields[] {
    return this.list(name).flatMap((item) => {
      if (item.kind === "map") return [new Fields(item, `\`${name}\` of ${this.what}`, this.#sink)];
      return this.#wrong(name, item, "mappings") ?? [];
    });
  }

  /** Reports that something is not there, where the map starts. */
  missing(message: string, hint?: string): void {
    const { start } = this.map;
    this.#sink.report("missing-field", start, start, message, { hint });
  }

  report(code: DiagnosticCode, { start, end }: Span, message: string, hint?: string): void {
    this.#sink.report(code, start, end, message, { hint });
  }

  #wrong(name: string, { start, end }: Span, wanted: string): undefined {
    this.#sink.report("wrong-type", start, end, `\`${name}\` of ${this.what} must be ${wanted}`);
    return undefined;
  }
}
