import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the fixed vectors are: the packaged copy, or the repository's `test-vectors`. */
export function vectorsDirectory(): string {
  // `src/` and `dist/` are at the same depth, so this is the package either way.
  const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));
  const packaged = join(packageRoot, "test-vectors");
  return existsSync(packaged) ? packaged : join(packageRoot, "..", "..", "test-vectors");
}
