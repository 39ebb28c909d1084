import { visible } from "../diagnostics/render/visible.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { SchemaError, Validator } from "../schema/schema-error.ts";
import { type Data, type DataProblem, positionAt } from "./data.ts";

/** Everything in which a file is not as its schema says, in words. */
export function schemaProblems(validate: Validator, data: Data): readonly DataProblem[] {
  if (validate(data.value)) return [];
  // Of a condition what it asks for is told, not that there is one.
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== "if");
  return toldOnce(deepest(errors)).map((error) => {
    const { message, hint, key } = describe(error);
    const path = error.instancePath;
    return { path, message, ...(hint === undefined ? {} : { hint }), ...positionAt(data, path, key) };
  });
}

/** The schema may ask for a type beside a list of words, or twice, by a reference: that a value is not of it is told once, with the words. */
function toldOnce(errors: readonly SchemaError[]): readonly SchemaError[] {
  const at = byPath(errors);
  return errors.filter((error) => {
    if (error.keyword !== "type") return true;
    const others = at.get(error.instancePath) ?? [];
    const isFirst = others.find(({ keyword }) => keyword === "type") === error;
    return isFirst && !others.some(({ keyword }) => keyword === "enum");
  });
}

/** Of the errors under one `oneOf` only those that go deepest say what was meant; where they tie, all are one. */
function deepest(errors: readonly SchemaError[]): readonly SchemaError[] {
  const all = byPath(errors.filter(({ keyword }) => keyword === "oneOf"));
  const above = new Set(errors.flatMap(({ instancePath }) => pathsAbove(instancePath)));
  const kept = errors.filter((error) => {
    const isOfChoice = (all.get(error.instancePath) ?? []).some(
      (choice) => choice === error || isBranch(error, choice),
    );
    return !isOfChoice || !above.has(error.instancePath);
  });
  const choices = kept.filter(({ keyword }) => keyword === "oneOf");
  const others = kept.filter(({ keyword }) => keyword !== "oneOf");
  const othersAt = byPath(others);
  const merged = choices.map((choice) => {
    const branches = (othersAt.get(choice.instancePath) ?? []).filter((error) => isBranch(error, choice));
    return { choice, branches };
  });
  const taken = new Set(merged.flatMap(({ branches }) => branches));
  return [...others.filter((error) => !taken.has(error)), ...merged.flatMap(mergeBranches)];
}

/** A file may have a mistake in every one of its thousands of vectors. */
function byPath(errors: readonly SchemaError[]): ReadonlyMap<string, readonly SchemaError[]> {
  const grouped = new Map<string, SchemaError[]>();
  for (const error of errors) {
    const same = grouped.get(error.instancePath);
    if (same === undefined) grouped.set(error.instancePath, [error]);
    else same.push(error);
  }
  return grouped;
}

function pathsAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

function isBranch(error: SchemaError, choice: SchemaError): boolean {
  return error.instancePath === choice.instancePath && error.schemaPath.startsWith(`${choice.schemaPath}/`);
}

/** What no alternative knows, under the name of one of them, or a type that is none of theirs; else the choice itself. */
function mergeBranches({
  choice,
  branches,
}: {
  readonly choice: SchemaError;
  readonly branches: readonly SchemaError[];
}): readonly SchemaError[] {
  const unknown = branches.filter(({ keyword }) => keyword === "additionalProperties");
  const alternatives = (choice.schema as readonly unknown[] | undefined)?.length ?? 0;
  const properties = Object.assign({}, ...unknown.map(({ parentSchema }) => parentSchema?.properties));
  const types = branches.filter(({ keyword }) => keyword === "type");
  if (types.length > 0 && types.length === alternatives) return types.slice(0, 1);
  const names = new Set(unknown.map(({ params }) => params.additionalProperty));
  const merged = [...names].flatMap((name) => {
    const same = unknown.filter(({ params }) => params.additionalProperty === name);
    const [first] = same;
    if (first === undefined || same.length < alternatives) return [];
    return [{ ...first, parentSchema: { ...first.parentSchema, properties } }];
  });
  return merged.length > 0 ? merged : [choice];
}

interface Description {
  readonly message: string;
  readonly hint?: string | undefined;
  /** The key that it is about, in the map at the error's path. */
  readonly key?: string;
}

function describe(error: SchemaError): Description {
  const { keyword, params } = error;
  switch (keyword) {
    case "additionalProperties":
      return unknownKey(error);
    case "required":
      return { message: `\`${params.missingProperty}\` is missing` };
    case "dependentRequired":
      return {
        message: `\`${params.property}\` needs \`${params.missingProperty}\` beside it`,
        key: String(params.property),
      };
    case "type":
      return { message: `expected ${TYPE_NAMES[String(params.type)] ?? params.type}` };
    case "enum": {
      const allowed = (params.allowedValues as readonly string[]).map(String);
      return { message: `${quoted(error.data)} is not possible here`, hint: offer(textOf(error.data), allowed) };
    }
    case "pattern":
      return { message: `${quoted(error.data)} is not of the form \`${params.pattern}\`` };
    case "oneOf":
      return noAlternative(error);
    case "false schema":
      return { message: "this cannot stand here" };
    case "minProperties":
      return { message: "something must stand here" };
    default:
      return { message: (error.message ?? "not as the schema says").replace(/^must NOT/, "must not") };
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: "a map",
  array: "a list",
  string: "a string",
  boolean: "`true` or `false`",
  number: "a number",
  integer: "a whole number",
};

function unknownKey({ params, parentSchema }: SchemaError): Description {
  const name = String(params.additionalProperty);
  const key = visible(name);
  const possible = Object.keys((parentSchema?.properties as object | undefined) ?? {});
  return { message: `\`${key}\` is not a key here`, hint: offer(name, possible), key: name };
}

function noAlternative({ params, schema }: SchemaError): Description {
  const alternatives = (schema as readonly { readonly required?: readonly string[] }[] | undefined) ?? [];
  const names = alternatives.flatMap(({ required }) => required ?? []).map((name) => `\`${name}\``);
  if (names.length === 0) return { message: "this fits none of the possible forms" };
  if (Array.isArray(params.passingSchemas)) return { message: `of ${names.join(" and ")} only one can be given` };
  return { message: `${names.join(" or ")} is missing` };
}

function offer(word: string, possible: readonly string[]): string | undefined {
  if (possible.length === 0) return undefined;
  const near = suggest(word, possible);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return `possible: ${possible.map((name) => `\`${name}\``).join(", ")}`;
}

/** Not by `String`: a map may have a `toString` of its own, which is no function. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}

function quoted(value: unknown): string {
  const text = textOf(value);
  return `\`${visible(text.length > 60 ? `${text.slice(0, 60)}…` : text)}\``;
}
