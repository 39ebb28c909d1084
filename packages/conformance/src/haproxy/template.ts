import { list, map, type Yaml } from "../model/document.ts";
import { addressText } from "./addresses.ts";
import type { Told } from "./configuration.ts";
import { translateExpression } from "./expression.ts";
import { text } from "./functions.ts";
import { concatenated } from "./operators.ts";
import { LONGEST_TEXT } from "./quote.ts";
import type { Binding, Scene } from "./scene.ts";
import { splitTemplate } from "./split-template.ts";
import { known, longestOf, registerOf, type Scalar, typeOf, type Value } from "./value.ts";

/** A string of an action's configuration: exactly one `${…}` keeps its type, anything more is text. */
export function translateTemplate(value: string, scene: Scene): Value {
  const parts = splitTemplate(value);
  const [only] = parts;
  if (only === undefined) return known("");
  if (parts.length === 1 && "expression" in only) return translateExpression(only.expression, scene);
  const texts = parts.map((part) =>
    "text" in part ? known(part.text) : text(scene.script, translateExpression(part.expression, scene)),
  );
  return concatenated(scene.script, texts);
}

/**
 * A value of the document with its strings interpolated. What HAProxy cannot hold is bound to nothing, and told to who
 * reads it; its strings are translated all the same, since one that fails refuses the connection.
 */
export function translateValue(value: Yaml, scene: Scene): TranslatedValue {
  if (typeof value === "string") {
    const binding = translateTemplate(value, scene);
    return { binding, parts: [binding], told: toldOf(binding, scene) };
  }
  if (typeof value === "boolean" || typeof value === "bigint") {
    const binding = known(value);
    return { binding, parts: [], told: toldOf(binding, scene) };
  }
  if (value === null || typeof value === "number") return { ...UNHELD, parts: [], told: { kind: "constant", value } };
  const items = list(value).map((item) => translateValue(item, scene));
  if (Array.isArray(value)) {
    const told: Told = { kind: "list", items: items.map((item) => item.told) };
    return { ...UNHELD, parts: items.flatMap(({ parts }) => parts), told };
  }
  const entries = Array.from(map(value), ([key, item]) => [String(key), translateValue(item, scene)] as const);
  const told: Told = { kind: "map", entries: entries.map(([key, item]) => [key, item.told] as const) };
  return { ...UNHELD, parts: entries.flatMap(([, { parts }]) => parts), told };
}

export interface TranslatedValue {
  readonly binding: Binding;
  /** All that can fail in it. */
  readonly parts: readonly Value[];
  readonly told: Told;
}

const UNHELD = { binding: { kind: "none", reason: "value" } } as const;

/** How HAProxy tells of a value: constants, too, by what its registers have become; not what its log has no room for. */
export function toldOf(value: Binding, { script }: Pick<Scene, "script">): Told {
  if (value.kind === "address") return toldOf(addressText(script, value), { script });
  if (value.kind !== "known" && value.kind !== "held") return { kind: "untold" };
  if (!script.takesFromLog(loggedBytes(value))) return { kind: "untold" };
  return { kind: "register", register: registerOf(script, value), type: typeOf(value) };
}

/** At most: text in hexadecimal, behind its length and a space. A name in a certificate is taken to be within the bound. */
function loggedBytes(value: Scalar): number {
  return 2 * Math.min(longestOf(value), LONGEST_TEXT) + " 65536:".length;
}

/** Every expression in a value of the document. */
export function expressionsIn(value: Yaml): readonly string[] {
  if (typeof value === "string") {
    return splitTemplate(value).flatMap((part) => ("expression" in part ? [part.expression] : []));
  }
  return [...list(value), ...map(value).values()].flatMap(expressionsIn);
}
