import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { ACTIONS } from "../actions/index.ts";
import { compilePolicy } from "../compile.ts";
import * as policy from "../index.ts";
import { CONNECTION } from "../variables/connection.ts";
import { declare } from "../variables/declare.ts";
import { compileExpression } from "./compile-expression.ts";
import type { Declaration, Environment, Frame, Names } from "./environment.ts";
import { FUNCTIONS, METHODS } from "./functions/index.ts";
import * as limits from "./limits.ts";
import { codeSpans, examplesOf, type PageExample, rowsUnder, withoutFences } from "./testing/page.ts";
import { signatures } from "./testing/signatures.ts";
import { identical } from "./testing/spec-tests.ts";
import { typeName } from "./type.ts";
import { isFault, type Value } from "./value.ts";

const PAGE = readFileSync(new URL("../../../../docs/expressions.md", import.meta.url), "utf8");
const TEXT = withoutFences(PAGE);

/** Called like a function, and none of the table: it is resolved when the expression is compiled. */
const RESOLVED_WHEN_COMPILED = ["secrets.get(string, string) → string"];

describe("the page's functions", () => {
  const documented = codeSpans(TEXT).filter((span) => span.includes(" → "));

  it("are those of the language, with the signatures that they have", () => {
    const expected = [...signatures(FUNCTIONS, METHODS), ...RESOLVED_WHEN_COMPILED];
    expect([...documented].sort()).toEqual([...expected].sort());
  });

  it("are each said what they do, and shown with an example", () => {
    const rows = TEXT.split("\n").filter((line) => codeSpans(line).some((span) => span.includes(" → ")));
    for (const row of rows) {
      const [, , means = ""] = row.split(/(?<!\\)\|/);
      expect(means, row).toMatch(/\p{L}/u);
      expect(examplesOf(row).length, row).toBeGreaterThan(0);
    }
  });
});

describe("the page's bounds", () => {
  const [, section = ""] = TEXT.split("## What an expression may cost\n");
  it.each(Object.entries(limits))("%s is told", (_, bound) => {
    expect(section.split("\n## ")[0]).toContain(bound.toLocaleString("en-US"));
  });
});

describe("the page's variables", () => {
  it("are those of a connection, with the types that they have", () => {
    const documented = rowsUnder(TEXT, "### Of the connection").flatMap(([names = "", type = ""]) =>
      codeSpans(names).flatMap((each) => expandBraces(each).map((path) => `${path}: ${type}`)),
    );
    expect(documented.sort()).toEqual(typesUnder(CONNECTION).sort());
  });

  it("are those of the actions that ran, with the types that they have", () => {
    const documented = rowsUnder(TEXT, "### Of the policy").flatMap(([names = "", type = ""]) =>
      codeSpans(names).flatMap((each) => expandBraces(each).map((path) => `${path}: ${type}`)),
    );
    const results = ACTIONS.flatMap(({ results }) =>
      results === undefined ? [] : typesUnder(declare(`actions.ngrok.${results.name}`, results.fields)),
    );
    // The page says once that a handshake's result has what `conn.tls` has.
    const handshake = new Set(
      typesUnder(CONNECTION).map((each) => each.replace("conn.tls.", "actions.ngrok.terminate_tls.")),
    );
    handshake.delete("actions.ngrok.terminate_tls.sni: string");
    expect(documented.filter((each) => each.startsWith("actions.")).sort()).toEqual(
      results.filter((each) => !handshake.has(each)).sort(),
    );
  });
});

describe("the page's examples", () => {
  const environment = exampleEnvironment();
  const frame = (): Frame => ({ locals: [], random: () => 0.5 });

  function evaluate(text: string): Value | string {
    const { expression, diagnostics } = compileExpression(text, environment);
    if (expression === undefined) return `refused: ${diagnostics.map(({ message }) => message).join("; ")}`;
    const value = expression.evaluate(frame());
    return isFault(value) ? `failed: ${value.message}` : value;
  }

  function gives({ expression, value }: PageExample): boolean {
    const { expression: compiled } = compileExpression(expression, environment);
    const given = compiled?.evaluate(frame());
    const failed = given === undefined || isFault(given);
    if (value === undefined || failed) return value === undefined && failed;
    const wanted = compileExpression(value, environment).expression?.evaluate(frame());
    if (wanted === undefined || isFault(wanted)) throw new Error(`\`${value}\` is no value`);
    return identical(given, wanted);
  }

  const examples = examplesOf(TEXT);
  test.each(examples.map((each) => [`${each.expression} → ${each.value ?? "error"}`, each] as const))("%s", (_, each) =>
    expect(gives(each), `gives ${String(evaluate(each.expression))}`).toBe(true),
  );

  it("are many", () => {
    expect(examples.length).toBeGreaterThan(150);
  });
});

test("the page's policies compile without a word", () => {
  const [rules = "", action = ""] = Array.from(PAGE.matchAll(/^```yaml\n(.*?)^```/gms), ([, text]) => text);
  for (const text of [rules, `on_tcp_connect:\n  - actions:\n${action}`]) {
    expect(compilePolicy(text, { protocol: "tcp", resources: {} }).diagnostics, text).toEqual([]);
  }
});

test("the page's literals are some", () => {
  const literals = rowsUnder(TEXT, "## Types").flatMap(([, , cell = ""]) => codeSpans(cell));
  const { variables } = exampleEnvironment();
  const refused = literals.filter((each) => compileExpression(each, { variables }).expression === undefined);
  expect(refused).toEqual([]);
  expect(literals.length).toBeGreaterThan(20);
});

test("the page's program prints what it says it prints", () => {
  const [, program = ""] = /^```js\n(.*?)^```/ms.exec(PAGE) ?? [];
  const said = Array.from(program.matchAll(/console\.log\(.*?\);? *\/\/ (.*)$/gm), ([, line]) => line);
  const printed: string[] = [];
  const body = program.replace(/^import (\{[^}]*\}) from "@sluice\/policy";$/m, "const $1 = policy;");
  new Function("policy", "console", `"use strict";${body}`)(policy, {
    log: (value: unknown) => printed.push(String(value)),
  });
  expect(printed).toEqual(said);
  expect(said.length).toBeGreaterThan(0);
});

/** `a.{b, c}.d` is `a.b.d` and `a.c.d`. */
function expandBraces(text: string): string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(text);
  if (match === null) return [text];
  const [, before = "", inner = "", after = ""] = match;
  return inner.split(", ").flatMap((each) => expandBraces(before + each + after));
}

function typesUnder<F extends Frame>(names: Names<F>): string[] {
  return declarationsOf(names).flatMap(({ path, type, fields }) => [
    ...(type === undefined ? [] : [`${path}: ${typeName(type)}${fields === undefined ? "" : "+"}`]),
    ...(fields === undefined ? [] : typesUnder(fields)),
  ]);
}

function declarationsOf<F extends Frame>(names: Names<F>): Declaration<F>[] {
  return Array.from(names.names(), (name) => names.get(name)).filter((each) => each !== undefined);
}

/** A policy's variables with the values that the page gives them; a variable it does not name is not there. */
function exampleEnvironment(): Environment<Frame> {
  const none: Environment<Frame> = { variables: { get: () => undefined, names: () => [] } };
  const values = new Map<string, { readonly value: Value; readonly declaration: Declaration }>();
  for (const [path = "", text = ""] of rowsUnder(TEXT, "## The examples")) {
    const { expression } = compileExpression(codeSpans(text)[0] ?? "", none);
    const value = expression?.evaluate({ locals: [], random: () => Number.NaN });
    if (expression === undefined || value === undefined || isFault(value)) throw new Error(`${path} has no value`);
    const name = codeSpans(path)[0] ?? "";
    values.set(name, { value, declaration: { path: name, type: expression.type, read: () => value } });
  }
  const withValues = (names: Names<never>): Names => ({
    names: () => names.names(),
    get(name) {
      const found = names.get(name) as Declaration | undefined;
      if (found === undefined) return undefined;
      const { path, type, fields } = found;
      return {
        path,
        ...(type === undefined ? {} : { type, read: () => values.get(path)?.value }),
        ...(fields === undefined ? {} : { fields: withValues(fields as Names<never>) }),
      };
    },
  });
  const connection = withValues(CONNECTION as Names<never>);
  const vars: Declaration = {
    path: "vars",
    fields: {
      get: (name) => values.get(`vars.${name}`)?.declaration,
      names: () => Array.from(values.keys()).flatMap((path) => (path.startsWith("vars.") ? [path.slice(5)] : [])),
    },
  };
  return {
    variables: {
      get: (name) => (name === "vars" ? vars : connection.get(name)),
      names: () => [...connection.names(), "vars"],
    },
    secrets: { main: { token: "open sesame" } },
  };
}
