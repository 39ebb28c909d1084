/**
 * Records the README's tour, after `npm run build`: runs its commands in a terminal and writes what that shows to `docs/tour/`, as
 * an asciicast and as a picture that plays, and the same as text to the README. `scripts/tour/tour.test.ts` runs them again and compares.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCast, textOf, toCast } from "./tour/cast.js";
import { withTranscript } from "./tour/readme.js";
import { record } from "./tour/session.js";
import { FILES, STEPS, TITLE } from "./tour/steps.js";
import { toSvg } from "./tour/svg.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "sluice-tour-"));
try {
  for (const file of FILES) cpSync(join(root, "examples/tour", file), join(directory, "examples/tour", file));
  const command = [process.execPath, join(root, "packages/proxy/bin/sluice.js")];
  const shown = await record({ steps: STEPS, directory, command });
  const cast = toCast(shown, TITLE);
  writeFileSync(join(root, "docs/tour/tour.cast"), cast);
  writeFileSync(join(root, "docs/tour/tour.svg"), toSvg(readCast(cast), TITLE));
  const readme = join(root, "README.md");
  writeFileSync(readme, withTranscript(readFileSync(readme, "utf8"), textOf(shown)));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
