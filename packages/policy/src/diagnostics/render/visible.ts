/**
 * What a terminal obeys instead of showing, or shows as nothing or as an ordinary space: control, format, unassigned and
 * private characters, lone surrogates, line separators, and spaces that are not U+0020.
 */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A sentence or a path on one line, every character of it in plain sight. */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, (character) => SHORT[character] ?? escaped(character));
}

/** Like `visible`, for JSON: the same value, written without a character that a terminal obeys. */
export function visibleJson(json: string): string {
  return json.replaceAll(HIDDEN, (character) =>
    character === "\n"
      ? character
      : Array.from({ length: character.length }, (_, i) => jsonEscape(character.charCodeAt(i))).join(""),
  );
}

/** One character as a line of code shows it, and the columns it takes. */
export function glyph(character: string): { readonly text: string; readonly width: number } {
  // Nearly all of what is shown, and what needs no look at its properties.
  if (character >= " " && character <= "~") return { text: character, width: 1 };
  if (character === "\t") return { text: "    ", width: 4 };
  const text = visible(character);
  if (text !== character) return { text, width: text.length };
  return { text, width: COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1 };
}

const COMBINING = /^[\p{Mn}\p{Me}\u1160-\u11ff]$/u;
/** East Asian Width W and F, as far as scripts and blocks tell (UAX #11). */
const WIDE =
  /^(?![\uff61-\uffdc])[\p{Emoji_Presentation}\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Bopo}\p{sc=Yi}\p{sc=Tang}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

function jsonEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
