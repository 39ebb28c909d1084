import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the fixed vectors are: the packaged copy, or the repository's `test-vectors`. */
export function vectorsDirectory(): string {
  return packagedOr("test-vectors", "test-vectors");
}

/** Where the language's description is, whose statements the vectors hold: the packaged copy, or the repository's. */
export function languageFile(): string {
  return packagedOr("language.md", "docs/language.md");
}

function packagedOr(packaged: string, own: string): string {
  // `src/` and `dist/` are at the same depth, so this is the package either way.
  const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));
  const path = join(packageRoot, packaged);
  return existsSync(path) ? path : join(packageRoot, "..", "..", own);
}
