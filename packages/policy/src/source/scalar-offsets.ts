import { Scalar } from "yaml";

/**
 * Where in the file each character of a decoded scalar was written. One walk over source and value serves plain,
 * quoted, folded and literal scalars: characters must match in order, and white space that folding, stripping or
 * indentation changed is skipped. Only ever computed for a diagnostic.
 */
export function scalarOffsets(
  source: string,
  start: number,
  end: number,
  value: string,
  doubleQuoted: boolean,
): Int32Array {
  const offsets = new Int32Array(value.length + 1);
  let at = start;
  for (let i = 0; i < value.length; ) {
    const code = value.charCodeAt(i);
    if (doubleQuoted) at = skipEscapedLineBreak(source, at, end);
    if (!isSpace(code)) while (at < end && isSpace(source.charCodeAt(at))) at++;
    const escaped = doubleQuoted && source[at] === "\\" ? escapeLength(source, at) : 0;
    if (escaped > 0) {
      const units = source[at + 1] === "U" && isHighSurrogate(code) ? 2 : 1;
      offsets.fill(at, i, i + units);
      at += escaped;
      i += units;
      continue;
    }
    offsets[i] = at;
    if (at >= end || !sameCharacter(source.charCodeAt(at), code)) {
      if (!isSpace(code)) return offsets.fill(start, i, value.length).fill(end, value.length);
      // A line break that the scalar's style adds at its end.
      i++;
      continue;
    }
    // `''` inside single quotes is one character.
    at += code === 39 && source[at + 1] === "'" && source[start - 1] === "'" ? 2 : 1;
    i++;
  }
  offsets[value.length] = at;
  return offsets;
}

/** A line break that folding turned into a space stands where the space does. */
function sameCharacter(written: number, decoded: number): boolean {
  return written === decoded || (isSpace(written) && isSpace(decoded));
}

/** Inside double quotes a backslash before a line break joins the lines (YAML 1.2, section 7.3.1). */
function skipEscapedLineBreak(source: string, at: number, end: number): number {
  let next = at;
  while (source[next] === "\\" && (source[next + 1] === "\n" || source[next + 1] === "\r")) {
    next += 2;
    while (next < end && isSpace(source.charCodeAt(next))) next++;
  }
  return next;
}

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escapeLength(source: string, at: number): number {
  return 2 + (HEX_DIGITS[source[at + 1] ?? ""] ?? 0);
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

const ESCAPED_LINE_BREAKS = /(?:\\(?:\r\n|[\r\n])\s*)+$/;

/** Where in the file the characters from `first` to `last` (exclusive) of a scalar stand. */
export function rangeWithin(source: string, offsets: Int32Array, first: number, last: number): [number, number] {
  const length = offsets.length - 1;
  const at = (index: number): number => offsets[Math.max(0, Math.min(index, length))] as number;
  const start = at(first);
  if (last <= first) return [start, start];
  // Up to the next character; but where that stands on another line, no further than this one's end.
  const beyond = at(last - 1) + 1;
  const between = source.slice(beyond, at(last)).replace(ESCAPED_LINE_BREAKS, "");
  return [start, beyond + (between.trim() === "" ? 0 : between.length)];
}

/** The part of the file that a scalar's characters come from: without quotes, or without a block scalar's header. */
export function contentExtent(source: string, node: Scalar, start: number, end: number): [number, number] {
  switch (node.type) {
    case Scalar.QUOTE_DOUBLE:
    case Scalar.QUOTE_SINGLE:
      return [start + 1, end - 1];
    case Scalar.BLOCK_FOLDED:
    case Scalar.BLOCK_LITERAL: {
      const headerEnd = source.indexOf("\n", start);
      return [headerEnd === -1 ? end : headerEnd + 1, end];
    }
    default:
      return [start, end];
  }
}
