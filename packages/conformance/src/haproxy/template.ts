import { list, map, type Yaml } from "../model/document.ts";
import { type Part, splitTemplate } from "../model/template.ts";
import { translateExpression } from "./expression.ts";
import { text } from "./functions.ts";
import { concatenated } from "./operators.ts";
import type { Binding, Scene } from "./scene.ts";
import { Untranslatable } from "./untranslatable.ts";
import { known, type Value } from "./value.ts";

/** A string of an action's configuration: exactly one `${…}` keeps its type, anything more is text. */
export function translateTemplate(value: string, scene: Scene): Value {
  const parts = partsOf(value);
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
export function translateValue(
  value: Yaml,
  scene: Scene,
): { readonly binding: Binding; readonly parts: readonly Value[] } {
  if (typeof value === "string") {
    const binding = translateTemplate(value, scene);
    return { binding, parts: [binding] };
  }
  if (typeof value === "boolean" || typeof value === "bigint") return { binding: known(value), parts: [] };
  const inside = [...list(value), ...map(value).values()].flatMap((item) => translateValue(item, scene).parts);
  return { binding: { kind: "none", reason: "value" }, parts: inside };
}

/** Every expression in a value of the document. */
export function expressionsIn(value: Yaml): readonly string[] {
  if (typeof value === "string") {
    return partsOf(value).flatMap((part) => ("expression" in part ? [part.expression] : []));
  }
  return [...list(value), ...map(value).values()].flatMap(expressionsIn);
}

function partsOf(value: string): readonly Part[] {
  try {
    return splitTemplate(value);
  } catch {
    // The compiler takes it, so it is the parser that does not know what is in it.
    throw new Untranslatable("value", `\`${value}\`, which the parser does not know`);
  }
}
