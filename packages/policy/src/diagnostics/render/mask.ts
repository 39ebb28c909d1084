/** Stands where the body of a private key stood. */
export const MASK = "«private key»";

/** A stretch of a text, in UTF-16 offsets; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Bounded repetitions keep this linear on any text. */
const PEM_MARKER = /-{0,5}(BEGIN|END)(?: [A-Z0-9]{1,20}){0,3} PRIVATE KEY-{0,5}|-----BEGIN /gi;
/** A line that starts another key or item, or closes a collection: the end of a body that nothing else ends. */
const NEXT_ENTRY = /[\r\n][ \t]*(?!(?:Proc-Type|DEK-Info):)(?:- |[}\]]|["']?[\w.-]{1,80}["']?[ \t]*:[ \t\r\n])/;
const KEY_FIELD = /private_?key["']?[ \t]*:[ \t]*/gi;
/** Shorter values of a key's field are file names and slips; no key is that short. */
const SHORTEST_KEY = 40;
const CERTIFICATE_OR_BASE64 = /-----BEGIN CERTIFICATE-----[^-]*|[A-Za-z0-9+/]{40,}={0,2}/g;

/**
 * Where private keys stand in a file, ascending and apart: bodies between PEM markers, also written with escapes on one
 * line or cut off, and values of fields that are meant for a key and have no markers at all.
 */
export function privateKeySpans(text: string): readonly Span[] {
  if (!/private[_ ]?key/i.test(text)) return [];
  return merged([...pemBodies(text), ...keyFields(text)]);
}

/** A sentence or an inserted text without what could be a private key's body. */
export function withoutPrivateKeys(text: string): string {
  if (text.length < SHORTEST_KEY) return text;
  return masked(text, merged([...privateKeySpans(text), ...base64Runs(text)]));
}

/** Data without what its markers or its field call a private key. */
export function withoutKeyBodies(text: string): string {
  return masked(text, privateKeySpans(text));
}

function masked(text: string, spans: readonly Span[]): string {
  let shown = "";
  let from = 0;
  for (const { start, end } of spans) {
    shown += text.slice(from, start) + MASK;
    from = end;
  }
  return shown + text.slice(from);
}

function pemBodies(text: string): Span[] {
  const spans: Span[] = [];
  let start: number | undefined;
  let behindLast = 0;
  for (const marker of text.matchAll(PEM_MARKER)) {
    const kind = marker[1]?.toUpperCase();
    if (start !== undefined) {
      spans.push({ start, end: kind === "END" ? marker.index : endOfOpenBody(text, start, marker.index) });
    } else if (kind === "END") {
      spans.push({ start: startOfOpenBody(text, behindLast, marker.index), end: marker.index });
    }
    behindLast = marker.index + marker[0].length;
    start = kind === "BEGIN" ? behindLast : undefined;
  }
  if (start !== undefined) spans.push({ start, end: endOfOpenBody(text, start, text.length) });
  return spans;
}

/** Longer than any body that is in use. */
const LONGEST_BODY = 16_384;

/** Where a body begins whose first marker has a slip in it: behind the last dashes, or else what can be in no body. */
function startOfOpenBody(text: string, bound: number, end: number): number {
  const dashes = text.slice(Math.max(bound, end - LONGEST_BODY), end).lastIndexOf("---");
  if (dashes !== -1) return Math.max(bound, end - LONGEST_BODY) + dashes + 3;
  let start = end;
  while (start > bound && /[A-Za-z0-9+/=\s\\]/.test(text.charAt(start - 1))) start--;
  return start;
}

function endOfOpenBody(text: string, start: number, bound: number): number {
  const next = NEXT_ENTRY.exec(text.slice(start, bound));
  return next === null ? bound : start + next.index;
}

function keyFields(text: string): Span[] {
  const spans: Span[] = [];
  for (const field of text.matchAll(KEY_FIELD)) {
    const start = field.index + field[0].length;
    if (start < (spans.at(-1)?.end ?? 0)) continue;
    const value = text.slice(start, endOfValue(text, start));
    // What is named, or has markers, is shown.
    const [bare = ""] = value.split(/\$\{|-----BEGIN [A-Z ]{0,40}-----/, 1);
    const header = /^[|>][^\r\n]*/.exec(bare)?.[0].length ?? 0;
    if (bare.length - header >= SHORTEST_KEY) spans.push({ start: start + header, end: start + bare.length });
  }
  return spans;
}

/** Of a quoted value behind its quote; of any other where its indented lines end. */
function endOfValue(text: string, start: number): number {
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    for (let i = start + 1; i < text.length; i++) {
      if (quote === '"' && text.charAt(i) === "\\") i++;
      else if (text.charAt(i) === quote) return i + 1;
    }
    return text.length;
  }
  const deeper = `(?:\\r\\n|\\n|\\r)(?:[ \\t]{${indentOfLineAt(text, start) + 1},}[^\\r\\n]*|[ \\t]*(?=[\\r\\n]|$))`;
  const value = new RegExp(`[^\\r\\n]*(?:${deeper})*`, "y");
  value.lastIndex = start;
  return start + (value.exec(text)?.[0].length ?? 0);
}

function indentOfLineAt(text: string, offset: number): number {
  const from = Math.max(text.lastIndexOf("\n", offset), text.lastIndexOf("\r", offset)) + 1;
  return /^[ \t]*(?:- *)?/.exec(text.slice(from, offset))?.[0].length ?? 0;
}

/** A piece of a body that a message quotes without its markers. */
function base64Runs(text: string): Span[] {
  const spans: Span[] = [];
  for (const { 0: run, index } of text.matchAll(CERTIFICATE_OR_BASE64)) {
    // Digests in hexadecimal may be shown.
    const mixed = /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run);
    if (mixed && !run.startsWith("-")) spans.push({ start: index, end: index + run.length });
  }
  return spans;
}

function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && span.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    } else if (span.end > span.start) result.push(span);
  }
  return result;
}
