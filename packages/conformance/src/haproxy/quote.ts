import { Untranslatable } from "./untranslatable.ts";

/**
 * How many bytes a text may have. HAProxy cuts text off where its buffers of 16 KiB end, without a word: this is far below
 * that, also in hexadecimal and in Base64.
 */
export const LONGEST_TEXT = 2_048;

/** What needs no quoting anywhere: not in a line, and not between the parentheses of a sample. */
const PLAIN = /^[\w.:/-]+$/;

/** A sample that yields this text. In Base64 where a sample's argument would need two kinds of quotes. */
export function textSample(text: string): string {
  if (text === "") return "str()";
  refuseLong(text);
  if (PLAIN.test(text)) return `str(${text})`;
  // HAProxy ends text at a NUL wherever it is read as text.
  if (text.includes("\0")) throw new Untranslatable("text", "text with a NUL in it");
  return `str(${Buffer.from(text, "utf8").toString("base64")}),b64dec`;
}

/** A pattern of an ACL, in the quotes in which HAProxy reads nothing but what is there. */
export function quotePattern(text: string): string {
  refuseLong(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a line of configuration cannot hold.
  if (/['\u0000-\u001f]/.test(text)) throw new Untranslatable("text", `the pattern \`${text}\``);
  return `'${text}'`;
}

function refuseLong(text: string): void {
  if (Buffer.byteLength(text) > LONGEST_TEXT)
    throw new Untranslatable("text", `text of more than ${LONGEST_TEXT} bytes`);
}

/** Whether bytes and characters are the same thing, as they are to HAProxy's converters. */
export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what ASCII is.
  return /^[\u0000-\u007f]*$/.test(text);
}
