const LATIN_1 = /^[\0-\xff]*$/;

/** The same text in memory of its own: what was cut out of a larger one keeps all of that in memory. */
export function ownText(text: string): string {
  const encoding = LATIN_1.test(text) ? "latin1" : "utf16le";
  return Buffer.from(text, encoding).toString(encoding);
}
