import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the fixed vectors are: the packaged copy, or the repository's `test-vectors`. */
export function vectorsDirectory(): string {
  return packagedOr("test-vectors");
}

/** Where the language's description is, whose statements the vectors hold: the packaged copy, or the repository's. */
export function languageFile(): string {
  return packagedOr("docs/language.md");
}

/** Packing copies it to the same place within the package. */
function packagedOr(path: string): string {
  // `src/` and `dist/` are at the same depth, so this is the package either way.
  const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));
  const packaged = join(packageRoot, path);
  return existsSync(packaged) ? packaged : join(packageRoot, "..", "..", path);
}
