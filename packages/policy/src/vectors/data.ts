import { isMap, isPair, isScalar, Parser, parseDocument, type Document as YamlDocument } from "yaml";
import type { Position } from "../diagnostics/diagnostic.ts";
import { LineIndex } from "../source/lines.ts";
import { isTooDeep } from "../source/yaml-depth.ts";
import { jsonFlaw, TOO_DEEP } from "./json-flaw.ts";

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
    const flaw = jsonFlaw(text);
    if (flaw !== undefined) return { ok: false, problem: problemAt(text, flaw.offset, flaw.message) };
    let parsed: { readonly document: YamlDocument; readonly lines: LineIndex } | undefined;
    const locate: Data["locate"] = (pointer, key) => {
      parsed ??= { document: parseYaml(text), lines: new LineIndex(text) };
      const { document, lines } = parsed;
      return document.errors.length > 0 ? undefined : find(document, lines, pointer, key);
    };
    return { ok: true, data: { value: plain.value, locate } };
  }
  const deep = [...new Parser().parse(text)].find(isTooDeep);
  // The library recurses, and a stack that is nearly full ends the process where it compiles a regular expression.
  if (deep !== undefined) return { ok: false, problem: problemAt(text, deep.offset, TOO_DEEP) };
  const document = parseYaml(text);
  const lines = new LineIndex(text);
  const [error] = document.errors;
  if (error !== undefined) {
    return { ok: false, problem: problemAt(text, error.pos[0], withoutQuotes(error.message)) };
  }
  if (json) return { ok: false, problem: notJson(text, lines, plain.failure) };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { ok: true, data: { value, locate: (pointer, key) => find(document, lines, pointer, key) } };
  } catch (failure) {
    // More aliases within each other than anybody writes, or an alias of nothing.
    return { ok: false, problem: { path: "", message: withoutQuotes(reasonOf(failure)) } };
  }
}

/** The `position` of a problem, if it can be told. */
export function positionAt(data: Data, pointer: string, key?: string): Pick<DataProblem, "position"> {
  const position = data.locate(pointer, key);
  return position === undefined ? {} : { position: { line: position.line, column: position.column } };
}

function problemAt(text: string, offset: number, message: string): DataProblem {
  const { line, column } = new LineIndex(text).position(offset);
  return { path: "", message, position: { line, column } };
}

function parseJson(text: string): { readonly value: unknown } | { readonly failure: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (failure) {
    return { failure: reasonOf(failure) };
  }
}

const PARSING = { version: "1.2", prettyErrors: false, logLevel: "error" } as const;

function parseYaml(text: string): YamlDocument {
  return parseDocument(text, PARSING);
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

/** Of a parser's message what it does not quote: a file that cannot be read may hold secrets, and anywhere. */
function withoutQuotes(message: string): string {
  const line = (message.split(/\n|: |, (?:\.\.\.)?"/)[0] ?? "").replace(/[.:]$/, "");
  return line.charAt(0).toLowerCase() + line.slice(1);
}

/** YAML that is not JSON, with the place where YAML's own reading as JSON ends, or the one that JSON's parser tells. */
function notJson(text: string, lines: LineIndex, failure: string): DataProblem {
  const told = / (?:in JSON )?at position (\d+).*$/s.exec(failure);
  const strict =
    told === null ? parseDocument(text, { schema: "json", ...PARSING }).errors[0]?.pos[0] : Number(told[1]);
  const message = `this is not JSON: ${withoutQuotes(told === null ? failure : failure.slice(0, told.index))}`;
  if (strict === undefined) return { path: "", message };
  const { line, column } = lines.position(Math.min(strict, text.length));
  return { path: "", message, position: { line, column } };
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
