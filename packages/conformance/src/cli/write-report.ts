import { existsSync } from "node:fs";
import { open, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { vectorsDirectory } from "../directory.ts";
import { formatHtml } from "../report/html.ts";
import type { Report } from "../report/report.ts";

/** Whether the HTML report can be written, before a run that it is for: a message if not. What is there stays. */
export async function checkReport(file: string): Promise<string | undefined> {
  try {
    const isNew = !existsSync(file);
    await (await open(file, "a")).close();
    // Without a run there is no report, not an empty one.
    if (isNew) await rm(file, { force: true });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Writes the HTML report; a message if that fails. */
export async function writeReport(
  file: string,
  report: Report,
  docs: string | undefined = docsFrom(file),
): Promise<string | undefined> {
  try {
    await writeFile(file, formatHtml(report, { docs }));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return `--report: ${error instanceof Error ? error.message : String(error)}`;
}

/** The way from the report to the pages of this repository; packages come without them. */
function docsFrom(file: string): string | undefined {
  const docs = join(vectorsDirectory(), "..", "docs");
  if (!existsSync(join(docs, "language.md"))) return undefined;
  return relative(dirname(resolve(file)), docs)
    .split(sep)
    .map(encodeURIComponent)
    .join("/");
}
