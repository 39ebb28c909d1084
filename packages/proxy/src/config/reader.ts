import { type DiagnosticCode, type Severity, suggest } from "@sluice/policy";
import { type Entry, entryOf, isNull, type ListNode, type MapNode, type Node, type Span } from "@sluice/policy/source";
import { Diagnostics, type FileDiagnostic } from "./diagnostics.ts";
import type { SourceFiles } from "./source-files.ts";

export type { FileDiagnostic } from "./diagnostics.ts";

/** A node of the configuration, wherever it stands. */
export type Value = Node;

/** A configuration as it was read: values in the shape of `sluice.yml`, with places in `files`. */
export interface ConfigDocument {
  /** `undefined`: there is nothing. */
  readonly root: Node | undefined;
  readonly files: SourceFiles;
  /** Whether nobody has written what stands there. Default: all of it is somebody's. */
  readonly isGenerated?: (span: Span) => boolean;
}

/**
 * Reads the nodes of a configuration by the types that are asked of them, and reports where they are otherwise. What cannot be
 * read is `undefined`, so that one run reports all there is.
 */
export class ConfigReader {
  /** The whole configuration; `undefined` if it is empty. */
  readonly root: Value | undefined;
  readonly files: SourceFiles;
  /** Takes what is found by others who go by the places of nodes. */
  readonly sink: Diagnostics;

  constructor({ root, files, isGenerated }: ConfigDocument) {
    this.root = root;
    this.files = files;
    this.sink = new Diagnostics(files, isGenerated);
  }

  get diagnostics(): readonly FileDiagnostic[] {
    return this.sink.all;
  }

  report(code: DiagnosticCode, message: string, at: Span | undefined, hint?: string, severity?: Severity): void {
    this.sink.report(code, at?.start ?? 0, at?.end ?? 0, message, { hint, severity });
  }

  /** Something that a mapping lacks is reported where the mapping starts. */
  reportMissing(message: string, { start }: Value, hint?: string): void {
    this.sink.report("missing-field", start, start, message, hint === undefined ? {} : { hint });
  }

  /** A mapping with these keys and no others; unknown ones are reported at the key. */
  map<K extends string>(value: Value | undefined, what: string, keys: readonly K[]): MapReader<K> | undefined {
    if (value?.kind === "map") return new MapReader(this, this.#meant(value, what, keys), what);
    if (value) this.#wrongType(what, "a mapping", value);
    return undefined;
  }

  /** A mapping with keys of the user's choice. */
  entries(value: Value | undefined, what: string): [string, Value, Value][] {
    if (value === undefined || isNull(value)) return [];
    if (value.kind === "map") return value.entries.map(({ key, value: entry }) => [key.value, key, entry]);
    this.#wrongType(what, "a mapping", value);
    return [];
  }

  isMap(value: Value): value is MapNode {
    return value.kind === "map";
  }

  isNull(value: Value): boolean {
    return isNull(value);
  }

  isList(value: Value): value is ListNode {
    return value.kind === "list";
  }

  list(value: Value | undefined, what: string): readonly Value[] {
    if (value === undefined || isNull(value)) return [];
    if (value.kind === "list") return value.items;
    this.#wrongType(what, "a list", value, mendList(value));
    return [];
  }

  /** `wanted`: where something else than a string would do, too. */
  string(value: Value | undefined, what: string, wanted = "a string"): string | undefined {
    return this.#scalar(value, what, wanted, (content) => (typeof content === "string" ? content : undefined));
  }

  boolean(value: Value | undefined, what: string): boolean | undefined {
    const wanted = "`true` or `false`";
    return this.#scalar(
      value,
      what,
      wanted,
      (content) => (typeof content === "boolean" ? content : undefined),
      mendBoolean,
    );
  }

  /** A port or an address that people write as a number. */
  stringOrInteger(value: Value | undefined, what: string): string | undefined {
    return this.#scalar(value, what, "a string or a whole number", (content) => {
      if (typeof content === "string" || typeof content === "bigint") return String(content);
      return Number.isInteger(content) ? String(content) : undefined;
    });
  }

  integer(value: Value | undefined, what: string, least: number, most: number): number | undefined {
    return this.#scalar(value, what, `a whole number from ${least} to ${most}`, (content) => {
      if (typeof content !== "bigint" && typeof content !== "number") return undefined;
      const number = Number(content);
      return Number.isInteger(number) && number >= least && number <= most ? number : undefined;
    });
  }

  /** One of these words. `refusal`: what is said of another one. */
  oneOf<T extends string>(
    value: Value | undefined,
    what: string,
    known: readonly T[],
    refusal: (text: string) => string,
  ): T | undefined {
    const text = this.string(value, what);
    const found = known.find((word) => word === text);
    if (text === undefined || found !== undefined) return found;
    this.report("invalid-value", refusal(text), value, meantOf(text, known));
    return undefined;
  }

  #scalar<T>(
    value: Value | undefined,
    what: string,
    wanted: string,
    read: (content: unknown) => T | undefined,
    mend?: (value: Value) => string | undefined,
  ): T | undefined {
    if (value === undefined) return undefined;
    const content = value.kind === "scalar" ? read(value.value) : undefined;
    if (content === undefined) this.#wrongType(what, wanted, value, mend?.(value));
    return content;
  }

  #wrongType(what: string, wanted: string, node: Value, hint?: string): void {
    this.report("wrong-type", `${what} must be ${wanted}`, node, hint);
  }

  /** The mapping with the known key in place of each that is a slip for one, so that nobody is told that it lacks that. */
  #meant(map: MapNode, what: string, keys: readonly string[]): MapNode {
    if (map.entries.every(({ key }) => keys.includes(key.value))) return map;
    let meant = map;
    for (const entry of map.entries) {
      const { key } = entry;
      if (keys.includes(key.value)) continue;
      const near = suggest(key.value, keys);
      this.report("unknown-key", `${what} has no \`${key.value}\``, key, meantOf(key.value, keys));
      if (near !== undefined && !entryOf(meant, near)) meant = renamed(meant, entry, near);
    }
    return meant;
  }
}

function meantOf(word: string, known: readonly string[]): string {
  const near = suggest(word, known);
  return near === undefined
    ? `possible: ${known.map((each) => `\`${each}\``).join(", ")}`
    : `did you mean \`${near}\`?`;
}

/** What YAML 1.1 took for one. */
function mendBoolean(value: Value): string | undefined {
  const text = value.kind === "scalar" ? String(value.value).toLowerCase() : "";
  if (text === "yes" || text === "on") return "write `true`";
  return text === "no" || text === "off" ? "write `false`" : undefined;
}

/** Longer ones are no slip, and nobody wants to read them twice. */
const MAX_QUOTED = 60;

function mendList(value: Value): string | undefined {
  const isShort = value.kind === "scalar" && value.raw.length <= MAX_QUOTED && !/[\n,]/.test(value.raw);
  return isShort ? `write it as a list: \`[${value.raw}]\`` : undefined;
}

function renamed(map: MapNode, entry: Entry, name: string): MapNode {
  const { key, value } = entry;
  return {
    ...map,
    entries: map.entries.map((each) => (each === entry ? { key: { ...key, value: name }, value } : each)),
  };
}

/** The keys of one mapping. */
export class MapReader<K extends string> {
  readonly #reader: ConfigReader;
  readonly #node: MapNode;
  readonly #what: string;

  constructor(reader: ConfigReader, node: MapNode, what: string) {
    this.#reader = reader;
    this.#node = node;
    this.#what = what;
  }

  /** The start of the mapping: where something is missing. */
  get start(): Value {
    return this.#node;
  }

  /** The value; `undefined` if the key is missing or its value is `null`. */
  get(key: K): Value | undefined {
    const value = entryOf(this.#node, key)?.value;
    return value && !isNull(value) ? value : undefined;
  }

  /**
   * The value of a key that makes things stricter. A null, which counts as left out elsewhere, is reported: a template that
   * came out empty must not switch off what was asked for.
   */
  written(key: K, wanted: string): Value | undefined {
    const value = this.get(key);
    const keyAt = value ? undefined : this.key(key);
    if (keyAt) this.#reader.report("wrong-type", `\`${key}\` must be ${wanted}`, keyAt);
    return value;
  }

  /** The key itself, null value or not. */
  key(key: K): Value | undefined {
    return entryOf(this.#node, key)?.key;
  }

  /** The value, whose absence is reported. */
  required(key: K, hint?: string): Value | undefined {
    const value = this.get(key);
    if (!value) this.#reader.reportMissing(`${this.#what} has no \`${key}\``, this.#node, hint);
    return value;
  }
}
