import { CODES, type DiagnosticCode, isLint } from "../diagnostics/codes.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { Comment } from "../source/comments.ts";
import type { Span } from "../source/node.ts";
import type { Sink } from "../source/problems.ts";

/** A code that a comment silences, and where it names it. */
export interface SuppressedCode extends Span {
  readonly code: DiagnosticCode;
}

const SUPPRESSION = /^#+\s*(sluice-ignore)(?![\w-])/;
const LINTS: readonly DiagnosticCode[] = (Object.keys(CODES) as DiagnosticCode[]).filter(isLint);

/**
 * Reads `# sluice-ignore CODE[, CODE…]: reason`; `undefined`: the comment is none of these. One with a mistake (reported)
 * silences nothing.
 */
export function readSuppression(comment: Comment, sink: Sink): readonly SuppressedCode[] | undefined {
  const match = SUPPRESSION.exec(comment.text);
  if (match === null) return undefined;
  const bodyAt = match[0].length;
  const body = comment.text.slice(bodyAt);
  const colon = body.indexOf(":");
  const list = colon === -1 ? body : body.slice(0, colon);
  const keyword = { start: comment.start + bodyAt - "sluice-ignore".length, end: comment.start + bodyAt };
  if (list.trim() === "") {
    invalid(sink, keyword, "a suppression names the lints that it silences", "write `# sluice-ignore CODE: reason`");
    return [];
  }
  if (colon === -1 || body.slice(colon + 1).trim() === "") {
    const end = comment.start + comment.text.trimEnd().length;
    invalid(sink, { ...keyword, end }, "a suppression says why", "write `: reason` behind the codes");
    return [];
  }
  const codes = codesIn(list, comment.start + bodyAt).map((code) => readCode(code, sink));
  return codes.every((code) => code !== undefined) ? codes : [];
}

interface Word extends Span {
  readonly text: string;
}

function codesIn(list: string, base: number): readonly Word[] {
  const words: Word[] = [];
  let at = base;
  for (const item of list.split(",")) {
    const text = item.trim();
    const start = at + (text === "" ? 0 : item.indexOf(text));
    words.push({ text, start, end: start + text.length });
    at += item.length + 1;
  }
  return words;
}

function readCode({ text, start, end }: Word, sink: Sink): SuppressedCode | undefined {
  if (!Object.hasOwn(CODES, text)) {
    const near = suggest(text, LINTS);
    const hint = near === undefined ? "`docs/diagnostics.md` lists them" : `did you mean \`${near}\`?`;
    invalid(sink, { start, end }, text === "" ? "a code is missing here" : `there is no lint \`${text}\``, hint);
    return undefined;
  }
  const code = text as DiagnosticCode;
  if (isLint(code)) return { code, start, end };
  invalid(sink, { start, end }, `\`${code}\` is an error of the language, and cannot be silenced`, "mend it");
  return undefined;
}

function invalid(sink: Sink, { start, end }: Span, message: string, hint: string): void {
  sink.report("invalid-suppression", start, end, message, { hint });
}
