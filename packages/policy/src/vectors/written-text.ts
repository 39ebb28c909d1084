/** A text, or its parts in a row: a document of megabytes need not be written out. */
export type WrittenText = string | readonly (string | RepeatedText)[];

interface RepeatedText {
  readonly repeat: string;
  readonly times: number;
}

/** The text that is meant. */
export function textOf(written: WrittenText): string {
  if (typeof written === "string") return written;
  return written.map((part) => (typeof part === "string" ? part : part.repeat.repeat(part.times))).join("");
}
