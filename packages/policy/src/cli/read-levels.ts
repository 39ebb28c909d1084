import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { render } from "../diagnostics/render/index.ts";
import { type LintLevels, readLevels } from "../lint/levels.ts";
import { readText } from "./read-text.ts";

const NAME = "sluice.check.yml";

export type ReadLevelsFile =
  | { readonly ok: true; readonly levels: LintLevels }
  | { readonly ok: false; readonly problem: string };

/** Levels of lints from the file that is named, else from the nearest `sluice.check.yml`, here or in a directory above. */
export async function readLevelsFile(named: string | undefined): Promise<ReadLevelsFile> {
  const path = named ?? nearest(process.cwd());
  if (path === undefined) return { ok: true, levels: {} };
  const read = await readText(path);
  if (!read.ok) return read;
  const { levels, diagnostics } = readLevels(read.text);
  if (diagnostics.length === 0) return { ok: true, levels };
  const files = [{ path, text: read.text, policies: 0, diagnostics }];
  return { ok: false, problem: render("text", files, { summary: false }).trimEnd() };
}

function nearest(directory: string): string | undefined {
  const path = join(directory, NAME);
  if (existsSync(path)) return directory === process.cwd() ? NAME : path;
  const above = resolve(dirname(directory));
  return above === directory ? undefined : nearest(above);
}
