const CONTROLS: ReadonlyMap<string, number> = new Map([
  ["a", 0x07],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
  ["v", 0x0b],
]);

/** The character at a place of the pattern, if it is an ASCII one. */
export function charCode(pattern: string, at: number): number | undefined {
  const code = pattern.charCodeAt(at);
  return code < 0x80 ? code : undefined;
}

/** What `\` and a character stand for, if it is one character: punctuation is itself, and six letters are controls. */
export function escapedCode(letter: string): number | undefined {
  const code = letter.charCodeAt(0);
  const isPunctuation = code > 0x20 && code < 0x7f && !/[0-9A-Za-z]/.test(letter);
  return isPunctuation ? code : CONTROLS.get(letter);
}
