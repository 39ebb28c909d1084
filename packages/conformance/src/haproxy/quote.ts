import { Untranslatable } from "./untranslatable.ts";

/** What needs no quoting anywhere: not in a line, and not between the parentheses of a sample. */
const PLAIN = /^[\w.:/-]+$/;

/** A sample that yields this text. In Base64 where a sample's argument would need two kinds of quotes. */
export function textSample(text: string): string {
  if (text === "") return "str()";
  if (PLAIN.test(text)) return `str(${text})`;
  // HAProxy ends text at a NUL wherever it is read as text.
  if (text.includes("\0")) throw new Untranslatable("text", "text with a NUL in it");
  return `str(${Buffer.from(text, "utf8").toString("base64")}),b64dec`;
}

/** A pattern of an ACL, in the quotes in which HAProxy reads nothing but what is there. */
export function quotePattern(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a line of configuration cannot hold.
  if (/['\u0000-\u001f]/.test(text)) throw new Untranslatable("text", `the pattern \`${text}\``);
  return `'${text}'`;
}

/** Whether bytes and characters are the same thing, as they are to HAProxy's converters. */
export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what ASCII is.
  return /^[\u0000-\u007f]*$/.test(text);
}
