/**
 * All mutants of a file in one text: where one is possible stands a question whether it is the active one. Only then is
 * its text run, so that thousands are tried without a build for each.
 */
import ts from "typescript";
import { placesOf } from "./operators.js";

/**
 * `ids` gives the next number, from 1. The mutants come in the order of the file: `id`, `file`, `line` and `column` (from
 * 1), the `original` text, `text` in its place, `around` (the line it stands in, trimmed) and `kind` of place.
 */
export function instrument(file, text, ids) {
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  const mutants = [];
  const places = placesOf(parsed).map((place) => {
    const { line, character } = parsed.getLineAndCharacterOfPosition(place.start);
    const own = place.mutants.map((replacement) => ({
      id: ids(),
      file,
      line: line + 1,
      column: character + 1,
      kind: place.kind,
      original: text.slice(place.start, place.end).trim(),
      text: replacement,
      around: text.split("\n", line + 1)[line].trim(),
    }));
    mutants.push(...own);
    return { ...place, mutants: own };
  });
  return { mutants, text: write(text, 0, text.length, places) };
}

/** The text from `start` to `end`, `places` in it written out. */
function write(text, start, end, places) {
  let result = "";
  let at = start;
  for (let i = 0; i < places.length; ) {
    const place = places[i];
    let next = i + 1;
    while (next < places.length && places[next].start < place.end) next++;
    const inner = write(text, place.start, place.end, places.slice(i + 1, next));
    result += text.slice(at, place.start) + WRITE[place.kind](inner, place.mutants);
    at = place.end;
    i = next;
  }
  return result + text.slice(at, end);
}

const WRITE = {
  expression: (inner, mutants) => `(${mutants.map(({ id, text }) => `__mutant(${id})?(${text}):`).join("")}(${inner}))`,
  block: left,
  clause: left,
  statement: (inner, mutants) => `{${left(inner, mutants)}}`,
};

function left(inner, [{ id }]) {
  return `if(!__mutant(${id})){${inner}}`;
}
