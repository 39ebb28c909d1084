import type { JsonValue } from "@sluice/policy";
import { Document, parse } from "yaml";
import type { Answer } from "../../engine.ts";
import { ask, comparable, differences, vectorOf } from "../answers.ts";
import type { Dice } from "../dice.ts";
import { type Json, questionOf } from "../document.ts";
import { randomDraft } from "../policies.ts";
import { type Property, property } from "../search.ts";

export const spelling: Property = property(
  "a document means the same as JSON, as YAML, and reformatted",
  "Written as JSON, as YAML in blocks or in one line, with other quotes, indents, line breaks or comments, a document " +
    "gets the same answer and the same diagnostics, but for where they point.",
  async (dice, engine) => {
    const draft = randomDraft(dice);
    const before = questionOf(draft);
    const after = questionOf(draft, writer(dice));
    const [was, actual] = [await ask(engine, before), await ask(engine, after)];
    const mismatches = differences(withCodes(was), withCodes(actual));
    return mismatches.length === 0 ? undefined : { vector: await vectorOf(after), before, actual, mismatches };
  },
);

function withCodes(answer: Answer): JsonValue {
  const { diagnostics: _, ...rest } = comparable(answer);
  const codes = (answer.diagnostics ?? []).map(({ code, severity }) => `${severity} ${code}`);
  return { ...(rest as { readonly [key: string]: JsonValue }), codes: codes.sort() };
}

/** A way to write a document down. */
function writer(dice: Dice): (document: Json) => string {
  const lineWidth = dice.pick(0, 20, 80);
  const indent = dice.pick(2, 1, 4, 8);
  const style = dice.pick("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL", "BLOCK_FOLDED");
  const flow = dice.chance(20);
  const around = dice.pick("", "\n\n", "# rules\n", "---\n", "\ufeff");
  if (dice.chance(25)) return (document) => JSON.stringify(document, null, dice.pick<string | number>(1, 4, "\t"));
  return (json) => {
    const document = new Document(json, { aliasDuplicateObjects: false });
    if (flow && document.contents !== null) Object.assign(document.contents, { flow: true });
    const options = { indent, defaultStringType: style, defaultKeyType: "PLAIN" } as const;
    const narrow = document.toString({ ...options, lineWidth });
    // Where lines are indented by more than their width, the library loses what it breaks.
    const text = isSame(narrow, json) ? narrow : document.toString({ ...options, lineWidth: 0 });
    return around + (dice.chance(30) && !flow ? commented(text) : text);
  };
}

function isSame(text: string, json: Json): boolean {
  try {
    return JSON.stringify(parse(text)) === JSON.stringify(json);
  } catch {
    return false;
  }
}

/** With a comment line in front of what begins a rule. */
function commented(text: string): string {
  return text.replace(/^( *)- (?=expressions:|actions:|name:)/gm, "$1# a rule\n$1- ");
}
