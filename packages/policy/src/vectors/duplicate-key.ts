const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g;

/** UTF-16 offset of the first key that stands twice in one object of a text that is JSON: a parser keeps the last, without a word. */
export function duplicateKey(json: string): number | undefined {
  /** Of each object around a token its keys; of a list none. */
  const around: (Set<string> | undefined)[] = [];
  for (const { 0: token, 1: colon, index } of json.matchAll(TOKEN)) {
    if (token === "{" || token === "[") around.push(token === "{" ? new Set() : undefined);
    else if (token === "}" || token === "]") around.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, -colon.length)) as string;
      const keys = around.at(-1);
      if (keys?.has(key)) return index;
      keys?.add(key);
    }
  }
  return undefined;
}
