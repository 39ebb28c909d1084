import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ACTIONS } from "../actions/index.ts";
import { compilePolicy, type Diagnostic, type DiagnosticCode } from "../index.ts";
import { editorSchema } from "./editor-schema.ts";
import type { JsonSchema } from "./json-schema.ts";

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(editorSchema());

/** What is wrong with a document's structure, and not with what stands in it. */
const STRUCTURAL: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  "unknown-key",
  "unknown-phase",
  "legacy-phase",
  "legacy-enabled",
  "http-phase",
  "misplaced-phase",
  "wrong-type",
  "missing-field",
  "invalid-value",
  "needs-other-field",
  "no-action",
  "unknown-action",
  "http-only-action",
  "vars-not-one-key",
]);

/** Documents that a parser gives no value for, or another one. */
const UNREADABLE: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  "syntax-error",
  "duplicate-key",
  "multiple-documents",
]);

interface VectorText {
  readonly id: string;
  readonly policy: string;
}

const directory = new URL("../../../../test-vectors/", import.meta.url);
const vectors: readonly VectorText[] = readdirSync(directory)
  .filter((name) => name.endsWith(".json") && name !== "schema.json")
  .flatMap((name) => JSON.parse(readFileSync(new URL(name, directory), "utf8")).vectors)
  // Those of mode `check` are files around policies; one in parts is one of megabytes.
  .filter(({ mode, policy }) => mode !== "check" && typeof policy === "string");

function isStructural(code: DiagnosticCode): boolean {
  // `${}` is an empty expression, too, and its emptiness is beyond a schema.
  return STRUCTURAL.has(code) || code === "empty-expression" || UNREADABLE.has(code) || code.startsWith("yaml-");
}

function structuralErrors({ policy }: VectorText): readonly Diagnostic[] {
  const { diagnostics } = compilePolicy(policy);
  return diagnostics.filter(({ code, severity }) => severity === "error" && isStructural(code));
}

describe("the schema for editors", () => {
  test("accepts every vector without structural errors", () => {
    const valid = vectors.filter((vector) => structuralErrors(vector).length === 0);
    const refused = valid.filter(({ policy }) => !validate(parse(policy) ?? null));
    expect(refused.map(({ id }) => id)).toEqual([]);
    expect(valid.length).toBeGreaterThan(400);
  });

  test("rejects every vector with one", () => {
    const invalid = vectors.filter((vector) => {
      const errors = structuralErrors(vector);
      return errors.length > 0 && errors.every(({ code }) => STRUCTURAL.has(code));
    });
    const accepted = invalid.filter(({ policy }) => validate(parse(policy)));
    expect(accepted.map(({ id }) => id)).toEqual([]);
    expect(invalid.length).toBeGreaterThan(30);
  });

  test("takes a null for a key that is left out, as the compiler does", () => {
    const text =
      "on_tcp_connect: [{name: , expressions: , actions: [{type: deny, config: }, {type: terminate-tls, config: {min_version: }}]}]";
    expect(validate(parse(text))).toBe(true);
    expect(compilePolicy(text).diagnostics.map(({ code }) => code)).toEqual(["unreachable-action"]);
    expect(validate(parse("on_tcp_connect: [{actions: [{type: }]}]"))).toBe(false);
  });

  test("rejects an expression without text, and a list that is neither a list nor an expression", () => {
    expect(validate(parse("on_tcp_connect: [{expressions: [' '], actions: [{type: deny}]}]"))).toBe(false);
    const allow = (value: string) => `on_tcp_connect: [{actions: [{type: restrict-ips, config: {allow: ${value}}}]}]`;
    expect(validate(parse(allow("10.0.0.0/8")))).toBe(false);
    expect(validate(parse(allow("'${vars.list}'")))).toBe(true);
  });

  test("says of every key what it is, in the settings and the type of an action for each action", () => {
    const untold: string[] = [];
    const visit = (schema: JsonSchema, path: string): void => {
      const properties = { ...schema.properties, ...schema.patternProperties };
      for (const [name, property] of Object.entries(properties)) {
        const told = [property, ...(property.anyOf ?? [])];
        const isTold = property.title !== undefined && told.every(({ description }) => description !== undefined);
        // Which settings depends on the action, and each says it of its own.
        const isLeftToActions = name === "config" && schema.allOf !== undefined;
        if (!isTold && !isLeftToActions) untold.push(`${path}/${name}`);
        visit(property, `${path}/${name}`);
      }
      if (schema.items !== undefined) visit(schema.items, `${path}/items`);
      for (const [index, part] of (schema.allOf ?? []).entries()) {
        if (part.then !== undefined) visit(part.then, `${path}/allOf/${index}`);
      }
    };
    visit(editorSchema(), "");
    expect(untold).toEqual([]);
  });

  test("suggests what can be written: the one phase that runs, and every type of action", () => {
    const { properties, patternProperties } = editorSchema();
    expect(Object.keys(properties ?? {})).toEqual(["on_tcp_connect"]);
    expect(Object.keys(patternProperties ?? {})).toContain("^on_http_request$");
    const action = properties?.on_tcp_connect?.items?.properties?.actions?.items;
    expect(action?.properties?.type?.anyOf?.map((one) => one.const)).toEqual(ACTIONS.map(({ type }) => type));
  });

  test("promises no settings of an action before its type is written", () => {
    const { allOf = [] } = editorSchema().properties?.on_tcp_connect?.items?.properties?.actions?.items ?? {};
    const conditions = new Ajv().compile({ anyOf: allOf.map((part) => part.if) });
    expect(conditions(null)).toBe(false);
    expect(conditions({})).toBe(false);
    expect(conditions({ type: "deny" })).toBe(true);
  });
});
