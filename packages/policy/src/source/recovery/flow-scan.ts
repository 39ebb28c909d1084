/**
 * Where the value ends that starts at `from` in flow style: behind the bracket that closes it, or for what starts with
 * none before the next separator. `undefined`: it does not end before `limit` with its brackets matched.
 */
export function endOfFlowValue(source: string, from: number, limit: number): number | undefined {
  const closers: string[] = [];
  for (let at = from; at < limit; at++) {
    const character = source.charAt(at);
    const closer = CLOSERS[character];
    if (closer !== undefined) closers.push(closer);
    else if (character === "}" || character === "]") {
      if (closers.length === 0) return at > from ? at : undefined;
      if (closers.pop() !== character) return undefined;
      if (closers.length === 0) return at + 1;
    } else if (character === "," && closers.length === 0) return at;
    else if (startsQuote(source, at)) {
      const end = endOfQuote(source, at, limit);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (startsComment(source, at)) at = endOfLine(source, at, limit) - 1;
  }
  return undefined;
}

const CLOSERS: Readonly<Record<string, string>> = { "{": "}", "[": "]" };

/** Skips white space and comments. */
export function skipSpace(source: string, from: number, limit: number): number {
  let at = from;
  while (at < limit) {
    if (isSpace(source.charCodeAt(at))) at++;
    else if (startsComment(source, at)) at = endOfLine(source, at, limit);
    else break;
  }
  return at;
}

/** An apostrophe inside of a word is none. */
function startsQuote(source: string, at: number): boolean {
  const character = source.charAt(at);
  return character === '"' || (character === "'" && /[\s,:[{]/.test(source.charAt(at - 1)));
}

function endOfQuote(source: string, from: number, limit: number): number | undefined {
  const quote = source.charAt(from);
  for (let at = from + 1; at < limit; at++) {
    const character = source.charAt(at);
    if (character === "\\" && quote === '"') at++;
    else if (character === quote) return at + 1;
  }
  return undefined;
}

function startsComment(source: string, at: number): boolean {
  return source.charAt(at) === "#" && (at === 0 || isSpace(source.charCodeAt(at - 1)));
}

function endOfLine(source: string, from: number, limit: number): number {
  const at = source.indexOf("\n", from);
  return at === -1 || at > limit ? limit : at;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}
