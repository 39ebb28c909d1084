import {
  CODES,
  type Diagnostic,
  type DiagnosticCode,
  type Position,
  type Range,
  type Severity,
  type TextEdit,
} from "@sluice/policy";
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
  YAMLSeq,
} from "yaml";
import { readJson } from "./json-text.ts";
import type { SplitText, TextPiece } from "./split-endpoints.ts";
import { addLines, readItems, readYaml } from "./yaml-text.ts";

/** A diagnostic with the file it is about. */
export interface FileDiagnostic extends Diagnostic {
  readonly path: string;
}

/** A node of the document, wherever it stands. */
export type Value = Node;

/** A part of a file as a document of its own. */
export interface Excerpt {
  /** The part, indented as far as it is in the file. */
  readonly text: string;
  /** What was found in `text`, at its place in the file. */
  place(found: Diagnostic): Diagnostic;
}

/** How often the nodes of an alias are expanded before the document is taken for a bomb. */
const MAX_ALIASES = 100;

/**
 * Reads one YAML document by the types that are asked of it, and reports where it is otherwise. What cannot be read is
 * `undefined`, so that one run reports all there is.
 */
export class ConfigReader {
  readonly path: string;
  readonly text: string;
  readonly diagnostics: FileDiagnostic[] = [];
  readonly #lines = new LineCounter();
  /** None of a text that is JSON, which has no aliases to look up. */
  readonly #document: Document.Parsed | undefined;
  readonly #contents: Node | undefined;
  #pieces: { readonly at: Value; readonly pieces: Iterable<TextPiece> } | undefined;
  #misread = false;

  /** `split`: what `splitEndpoints` has made of the text, if it has. */
  constructor(text: string, path: string, split?: SplitText) {
    this.path = path;
    this.text = text;
    const json = split ? undefined : readJson(text);
    if (json) {
      this.#contents = json;
      addLines(text, this.#lines);
      return;
    }
    const document = readYaml(split?.around ?? text, this.#lines);
    this.#document = document;
    this.#contents = document.contents ?? undefined;
    if (split) {
      // What was read for a list of blanks has no line breaks there.
      this.#lines.lineStarts = [];
      addLines(text, this.#lines);
      this.#usePieces(split, document);
      return;
    }
    for (const problem of [...document.errors, ...document.warnings]) {
      const code = problem.code === "DUPLICATE_KEY" ? "duplicate-key" : "syntax-error";
      this.#report(code, lowerFirst(problem.message), this.rangeAt(problem.pos[0], problem.pos[1]));
    }
  }

  /** Whether the text was not what the split took it for: then nothing that was read of it counts. */
  get misread(): boolean {
    return this.#misread;
  }

  #usePieces({ pieces, keyAt }: SplitText, { contents, errors, warnings }: Document.Parsed): void {
    const pairs = isMap(contents) ? (contents.items as unknown as Pair<Node, Node | null>[]) : [];
    // By its place: the text of a scalar may have lines that look the same.
    const pair = pairs.find(({ key }) => isScalar(key) && key.value === "endpoints" && key.range?.[0] === keyAt);
    this.#misread = errors.length > 0 || warnings.length > 0 || !pair || !(pair.value === null || isNull(pair.value));
    if (!pair || this.#misread) return;
    pair.value = new YAMLSeq();
    this.#pieces = { at: pair.value, pieces };
  }

  /** The whole document; `undefined` if it is empty or cannot be read. */
  get root(): Value | undefined {
    return this.diagnostics.length > 0 ? undefined : this.#contents;
  }

  report(code: DiagnosticCode, message: string, at: Value | undefined, hint?: string, severity?: Severity): void {
    const [start, end] = at?.range ?? [0, 0];
    this.#report(code, message, this.rangeAt(start, end), hint, severity);
  }

  /** Something that a mapping lacks is reported where the mapping starts. */
  reportMissing(message: string, map: Value): void {
    const [start] = map.range ?? [0];
    this.#report("missing-field", message, this.rangeAt(start, start));
  }

  /** A mapping with these keys and no others; unknown ones are reported at the key. */
  map<K extends string>(value: Value | undefined, what: string, keys: readonly K[]): MapReader<K> | undefined {
    const node = this.#resolve(value);
    if (!isMap(node)) {
      if (node) this.#wrongType(what, "a mapping", node);
      return undefined;
    }
    for (const { key } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name !== undefined && (keys as readonly string[]).includes(name)) continue;
      this.report("unknown-key", `${what} has no \`${name ?? "…"}\``, key as Node, `known are ${keys.join(", ")}`);
    }
    return new MapReader(this, node as YAMLMap<Node, Node | null>, what);
  }

  /** A mapping with keys of the user's choice. */
  entries(value: Value | undefined, what: string): [string, Value, Value][] {
    const node = this.#resolve(value);
    if (node === undefined || isNull(node)) return [];
    if (!isMap(node)) {
      this.#wrongType(what, "a mapping", node);
      return [];
    }
    return (node.items as Pair<Node, Node | null>[]).map(({ key, value: entry }) => [
      isScalar(key) ? String(key.value) : "",
      key,
      entry ?? key,
    ]);
  }

  isMap(value: Value): boolean {
    return isMap(this.#resolve(value));
  }

  isNull(value: Value): boolean {
    const node = this.#resolve(value);
    return node !== undefined && isNull(node);
  }

  isList(value: Value): boolean {
    return isSeq(this.#resolve(value));
  }

  list(value: Value | undefined, what: string): Value[] {
    const node = this.#resolve(value);
    if (node === undefined || isNull(node)) return [];
    if (isSeq(node)) return node.items as Node[];
    this.#wrongType(what, "a list", node);
    return [];
  }

  /** As `list`, for what may be too large to be read at once. */
  *items(value: Value | undefined, what: string): Iterable<Value> {
    if (this.#pieces === undefined || value !== this.#pieces.at) {
      yield* this.list(value, what);
      return;
    }
    for (const piece of this.#pieces.pieces) {
      const items = readItems(piece);
      this.#misread ||= items === undefined;
      if (this.#misread) return;
      yield* items ?? [];
    }
  }

  string(value: Value | undefined, what: string): string | undefined {
    return this.#scalar(value, what, "a string", (content) => (typeof content === "string" ? content : undefined));
  }

  boolean(value: Value | undefined, what: string): boolean | undefined {
    return this.#scalar(value, what, "`true` or `false`", (content) =>
      typeof content === "boolean" ? content : undefined,
    );
  }

  /** A port or an address that people write as a number. */
  stringOrInteger(value: Value | undefined, what: string): string | undefined {
    return this.#scalar(value, what, "a string or a whole number", (content) => {
      if (typeof content === "string") return content;
      return Number.isInteger(content) ? String(content) : undefined;
    });
  }

  integer(value: Value | undefined, what: string, least: number, most: number): number | undefined {
    return this.#scalar(value, what, `a whole number from ${least} to ${most}`, (content) =>
      typeof content === "number" && Number.isInteger(content) && content >= least && content <= most
        ? content
        : undefined,
    );
  }

  /** The part of the file that holds this value. */
  excerpt(value: Value): Excerpt {
    const node = this.#resolve(value) ?? value;
    const [start, end] = node.range ?? [0, 0];
    const { line, column } = this.#position(start);
    const indent = " ".repeat(column - 1);
    const moved = (position: Position): Position => ({
      ...position,
      line: position.line + line - 1,
      offset: position.offset + start - indent.length,
    });
    return {
      text: indent + this.text.slice(start, end),
      place: ({ range, fix, ...found }) => ({
        ...found,
        range: { start: moved(range.start), end: moved(range.end) },
        ...(fix ? { fix: { ...fix, edits: fix.edits.map((edit) => movedEdit(edit, start - indent.length)) } } : {}),
      }),
    };
  }

  rangeAt(start: number, end: number): Range {
    return { start: this.#position(start), end: this.#position(Math.max(start, end)) };
  }

  #scalar<T>(
    value: Value | undefined,
    what: string,
    wanted: string,
    read: (content: unknown) => T | undefined,
  ): T | undefined {
    const node = this.#resolve(value);
    if (node === undefined) return undefined;
    const content = isScalar(node) ? read(node.value) : undefined;
    if (content === undefined) this.#wrongType(what, wanted, node);
    return content;
  }

  #resolve(value: Value | undefined): Value | undefined {
    let node = value;
    for (let depth = 0; this.#document && isAlias(node) && depth < MAX_ALIASES; depth++) {
      node = node.resolve(this.#document);
    }
    return node;
  }

  #wrongType(what: string, wanted: string, node: Value): void {
    this.report("wrong-type", `${what} must be ${wanted}`, node);
  }

  #report(code: DiagnosticCode, message: string, range: Range, hint?: string, weight?: Severity): void {
    const { severity, ngrok } = CODES[code];
    this.diagnostics.push({
      path: this.path,
      code,
      severity: weight ?? severity,
      message,
      range,
      ...(hint === undefined ? {} : { hint }),
      ...(ngrok === undefined ? {} : { ngrok }),
    });
  }

  /** Columns are counted in code points. */
  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    const before = this.text.slice(offset - (col - 1), offset);
    return { line, column: [...before].length + 1, offset };
  }
}

/** The keys of one mapping. */
export class MapReader<K extends string> {
  readonly #reader: ConfigReader;
  readonly #node: YAMLMap<Node, Node | null>;
  readonly #what: string;

  constructor(reader: ConfigReader, node: YAMLMap<Node, Node | null>, what: string) {
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
    const value = this.#pair(key)?.value;
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
    return this.#pair(key)?.key;
  }

  /** The value, whose absence is reported. */
  required(key: K): Value | undefined {
    const value = this.get(key);
    if (!value) {
      this.#reader.reportMissing(`${this.#what} has no \`${key}\``, this.#node);
    }
    return value;
  }

  #pair(key: K): Pair<Node, Node | null> | undefined {
    return this.#node.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
  }
}

function movedEdit(edit: TextEdit, by: number): TextEdit {
  return { ...edit, start: edit.start + by, end: edit.end + by };
}

function isNull(node: Value): boolean {
  return isScalar(node) && node.value === null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
