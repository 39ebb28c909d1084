import { isMap, isPair, isScalar, parseDocument, type Document as YamlDocument } from "yaml";
import type { Position } from "../diagnostics/diagnostic.ts";
import { LineIndex } from "../source/lines.ts";

/** What a JSON or YAML file holds, with the way back to its lines. */
export interface Data {
  readonly value: unknown;
  /** Where the value at a JSON pointer (RFC 6901) stands, or its key `key`; where there is none, what is around it. */
  locate(pointer: string, key?: string): Position | undefined;
}

/** One thing that is wrong with a file. */
export interface DataProblem {
  /** JSON pointer into the file; `""` is the whole file. */
  readonly path: string;
  /** One sentence, lower case, no final period. */
  readonly message: string;
  readonly hint?: string;
  readonly position?: Pick<Position, "line" | "column">;
}

export type DataResult =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly problem: DataProblem };

/** Reads JSON, or YAML 1.2 unless `json` says that it must be JSON. */
export function readData(written: string, { json = false }: { readonly json?: boolean } = {}): DataResult {
  // A byte order mark is no content; blanking it keeps every offset.
  const text = written.startsWith("\ufeff") ? ` ${written.slice(1)}` : written;
  // JSON has a parser that is many times as fast; YAML's is asked only for what that cannot tell.
  const plain = json || /^\s*[{[]/.test(text) ? parseJson(text) : { failure: "" };
  if ("value" in plain) {
    let document: YamlDocument | undefined;
    const locate: Data["locate"] = (pointer, key) => {
      document ??= parseYaml(text);
      return document.errors.length > 0 ? undefined : find(document, new LineIndex(text), pointer, key);
    };
    return { ok: true, data: { value: plain.value, locate } };
  }
  const document = parseYaml(text);
  const lines = new LineIndex(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, column } = lines.position(error.pos[0]);
    return { ok: false, problem: { path: "", message: lowerFirst(error.message), position: { line, column } } };
  }
  if (json) return { ok: false, problem: { path: "", message: `this is not JSON: ${plain.failure}` } };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { ok: true, data: { value, locate: (pointer, key) => find(document, lines, pointer, key) } };
  } catch (failure) {
    // More aliases within each other than anybody writes, or an alias of nothing.
    return { ok: false, problem: { path: "", message: lowerFirst(reasonOf(failure)) } };
  }
}

/** The `position` of a problem, if it can be told. */
export function positionAt(data: Data, pointer: string, key?: string): Pick<DataProblem, "position"> {
  const position = data.locate(pointer, key);
  return position === undefined ? {} : { position: { line: position.line, column: position.column } };
}

function parseJson(text: string): { readonly value: unknown } | { readonly failure: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (failure) {
    return { failure: reasonOf(failure) };
  }
}

function parseYaml(text: string): YamlDocument {
  return parseDocument(text, { version: "1.2", prettyErrors: false, logLevel: "error" });
}

function find(document: YamlDocument, lines: LineIndex, pointer: string, key?: string): Position | undefined {
  const path = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  let node: unknown = document.contents;
  for (const part of path) {
    const next: unknown = (node as { get?: (key: unknown, keepScalar: boolean) => unknown } | null)?.get?.(part, true);
    if (next === undefined) break;
    node = next;
  }
  if (key !== undefined && isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
    node = pair?.key ?? node;
  }
  const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
  return range === undefined || range === null ? undefined : lines.position(range[0]);
}

function lowerFirst(message: string): string {
  const line = (message.split("\n")[0] ?? "").replace(/[.:]$/, "");
  return line.charAt(0).toLowerCase() + line.slice(1);
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
