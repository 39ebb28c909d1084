import { FUNCTIONS } from "./functions/index.ts";

/** What stands before the dot of a function's name, such as `base64`. */
export const NAMESPACES: ReadonlySet<string> = new Set(
  ["secrets", "cel", ...Array.from(FUNCTIONS.keys(), (name) => name.split(".").slice(0, -1).join("."))].filter(Boolean),
);
