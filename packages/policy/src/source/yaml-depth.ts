import type { CST } from "yaml";

/** Far above what is read (64 levels), and far below what fills a stack. */
export const MAX_DEPTH = 500;

/** Whether collections stand in each other too often for a reader that recurses. Does not recurse itself. */
export function isTooDeep(root: CST.Token): boolean {
  let level: readonly CST.Token[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    const next: CST.Token[] = [];
    for (const token of level) addCollectionsIn(token, next);
    level = next;
  }
  return false;
}

/** Scalars have nothing in them. */
function addCollectionsIn(token: CST.Token, found: CST.Token[]): void {
  if (token.type === "document") {
    if (token.value !== undefined) found.push(token.value);
    return;
  }
  if (!("items" in token)) return;
  for (const { key, value } of token.items) {
    if (key && "items" in key) found.push(key);
    if (value && "items" in value) found.push(value);
  }
}
