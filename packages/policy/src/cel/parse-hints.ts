import type { Token } from "./scan.ts";

/** Operators of other languages. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["and", "&&"],
  ["or", "||"],
]);
/** An address or a CIDR, as far as it can be told without reading it. */
const ADDRESS = /^(?:\d+(?:\.\d+){2,3}(?:\/\d+)?|[\da-fA-F]*:[\da-fA-F:.]*(?:\/\d+)?)$/;

/** What was probably meant where `token` cannot stand, behind `before`. */
export function meantAt(text: string, token: Token, before: Token | undefined): string | undefined {
  const word = token.kind === "name" ? WORDS.get(token.text) : undefined;
  if (word !== undefined) return `did you mean \`${word}\`?`;
  if (token.kind === "name" && token.text === "not") return "write `!` before the whole: `!(a in b)`";
  if (token.text === ",") return "a list stands in square brackets: `[a, b]`";
  if (before?.kind === "name" && before.text === "not") return "did you mean `!`?";
  if (token.text === ">" && before?.text === "<" && before.end === token.start) return "did you mean `!=`?";
  if (token.text === "{" && before?.kind === "name") return "messages cannot be built here; a map is `{'key': value}`";
  const written = wordAround(text, token.start);
  return ADDRESS.test(written) ? `write \`'${written}'\`` : undefined;
}

/** The run of characters around an offset that an address may be made of. */
function wordAround(text: string, offset: number): string {
  const before = /[\da-fA-F.:]{0,45}$/.exec(text.slice(Math.max(0, offset - 45), offset))?.[0] ?? "";
  const after = /^[\da-fA-F.:]{0,45}(?:\/\d{1,3})?/.exec(text.slice(offset, offset + 50))?.[0] ?? "";
  return before + after;
}
