import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { environmentOf, frameOf } from "./environment-of.ts";
import { fromJson, type JsonValue } from "./json.ts";
import { identical } from "./testing/spec-tests.ts";
import { type CelType, DYN, INT, listOf, mapOf, STRING } from "./type.ts";
import { isFault, type Value } from "./value.ts";

interface Row {
  readonly id: string;
  readonly expr: string;
  readonly status: string;
  readonly l4: boolean;
  readonly expect: "value" | "bytes" | "contains" | "error";
  readonly expected?: JsonValue;
  readonly bindings?: { readonly [name: string]: JsonValue };
  readonly compare?: "unordered";
}

/** Rows that do not give what was published, each with the reason. Strict: one that does must leave the list. */
const EXPECTED_MISSES: ReadonlyMap<string, string> = new Map([]);

function readRows(): readonly Row[] {
  const folder = process.env.SLUICE_CORPUS;
  if (folder === undefined) throw new Error("set SLUICE_CORPUS to the folder of the published test data");
  const lines = readFileSync(join(folder, "ngrok-docs/functions.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** The type that somebody who declares the variable would give it. */
function typeOf(json: JsonValue): CelType {
  if (typeof json === "number") return INT;
  if (typeof json === "string") return STRING;
  if (Array.isArray(json)) return listOf(json[0] === undefined ? DYN : typeOf(json[0]));
  if (typeof json === "object" && json !== null) return mapOf(STRING, typeOf(Object.values(json)[0] ?? null));
  return DYN;
}

/** `undefined`: it failed, when compiled or when run. */
function evaluate({ expr, bindings = {} }: Row): Value | undefined {
  const types = Object.entries(bindings).map(([name, json]) => [name, typeOf(json)] as const);
  const { expression } = compileExpression(expr, environmentOf(Object.fromEntries(types)));
  const values = Object.entries(bindings).map(([name, json]) => [name, fromJson(json)] as const);
  const value = expression?.evaluate(frameOf(Object.fromEntries(values)));
  return isFault(value) ? undefined : value;
}

function gives(row: Row): boolean {
  const value = evaluate(row);
  const { expected = null } = row;
  switch (row.expect) {
    case "error":
      return value === undefined;
    case "bytes":
      return value instanceof Uint8Array && Buffer.from(value).toString("hex") === expected;
    case "contains":
      return typeof value === "string" && value.includes(String(expected));
    case "value":
      if (row.compare === "unordered" && Array.isArray(value) && Array.isArray(expected)) {
        return value.length === expected.length && expected.every((each) => value.includes(fromJson(each)));
      }
      return value !== undefined && identical(value, fromJson(expected));
  }
}

describe("published function examples", () => {
  const all = readRows();
  const rows = all.filter(({ l4, status }) => l4 && status === "ok");

  it.each(rows.map((row) => [`${row.id} ${row.expr}`, row] as const))("%s", (_, row) => {
    const reason = EXPECTED_MISSES.get(row.id);
    if (reason === undefined) expect(gives(row), `gives ${String(evaluate(row))}`).toBe(true);
    else expect(gives(row), `passes now, although: ${reason}`).toBe(false);
  });

  it("are all there, and so is every listed one", () => {
    expect(rows.length).toBeGreaterThanOrEqual(99);
    const ids = new Set(rows.map(({ id }) => id));
    expect(Array.from(EXPECTED_MISSES.keys()).filter((id) => !ids.has(id))).toEqual([]);
  });
});
