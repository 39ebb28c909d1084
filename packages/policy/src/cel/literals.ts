/** What a literal's characters between the quotes mean, or where they are wrong. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly start: number; readonly end: number };

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ["?", "?"],
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

/** Reads the escapes of a string literal: `\x` and octal ones name code points. Offsets are into `raw`. */
export function decodeString(raw: string): Decoded<string> {
  if (!raw.includes("\\")) return { ok: true, value: raw };
  let value = "";
  const failure = eachPart(
    raw,
    true,
    (text) => {
      value += text;
    },
    (number) => {
      value += String.fromCodePoint(number);
    },
  );
  return failure ?? { ok: true, value };
}

/** Reads the escapes of a bytes literal: `\x` and octal ones name bytes, everything else is taken as UTF-8. */
export function decodeBytes(raw: string): Decoded<Uint8Array> {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  const failure = eachPart(
    raw,
    false,
    (text) => {
      for (const byte of encoder.encode(text)) bytes.push(byte);
    },
    (number) => {
      bytes.push(number);
    },
  );
  return failure ?? { ok: true, value: Uint8Array.from(bytes) };
}

function eachPart(
  raw: string,
  unicode: boolean,
  onText: (text: string) => void,
  onNumber: (number: number) => void,
): Extract<Decoded<never>, { ok: false }> | undefined {
  let at = 0;
  while (at < raw.length) {
    const backslash = raw.indexOf("\\", at);
    if (backslash < 0) {
      onText(raw.slice(at));
      return undefined;
    }
    if (backslash > at) onText(raw.slice(at, backslash));
    const letter = raw[backslash + 1] ?? "";
    const simple = SIMPLE.get(letter);
    if (simple !== undefined) {
      onText(simple);
      at = backslash + 2;
      continue;
    }
    const [pattern, length, base] = numericForm(letter);
    const digits = raw.slice(backslash + (base === 8 ? 1 : 2), backslash + 1 + length);
    const written = raw.slice(backslash, backslash + 1 + Math.max(1, length));
    const fail = (why: string) => ({
      ok: false as const,
      message: `\`${written}\` ${why}`,
      start: backslash,
      end: backslash + written.length,
    });
    if (pattern === undefined) return fail("is not an escape sequence");
    if ((letter === "u" || letter === "U") && !unicode) return fail("is not allowed in a bytes literal");
    if (!pattern.test(digits)) return fail("is not a complete escape sequence");
    const number = Number.parseInt(digits, base);
    if (base === 8 && number > 0xff) return fail("is above `\\377`");
    if (number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff)) return fail("is not a Unicode code point");
    onNumber(number);
    at = backslash + 1 + length;
  }
  return undefined;
}

/** The digits an escape must have, its length after the backslash, and the base. */
function numericForm(letter: string): readonly [RegExp | undefined, number, 8 | 16] {
  switch (letter) {
    case "x":
    case "X":
      return [/^[0-9a-fA-F]{2}$/, 3, 16];
    case "u":
      return [/^[0-9a-fA-F]{4}$/, 5, 16];
    case "U":
      return [/^[0-9a-fA-F]{8}$/, 9, 16];
    case "0":
    case "1":
    case "2":
    case "3":
    case "4":
    case "5":
    case "6":
    case "7":
      return [/^[0-7]{3}$/, 3, 8];
    default:
      return [undefined, 1, 16];
  }
}
