import type { About } from "../log/names.ts";
import type { ReloadReport } from "../reload/report.ts";
import { printDiagnostics, shorter } from "./print-diagnostics.ts";
import { log, say } from "./say.ts";

const PROBLEM: About = { event: "reload-problem", level: "error" };
/** More would hide the rest of the log. */
const MOST_FILES = 10;

/** Says what a reload has come to. A refusal is the last line of what is wrong. */
export function tellReload(report: ReloadReport): void {
  switch (report.kind) {
    case "reloaded":
      tellDiagnostics(report);
      say(report.changed.length === 0 ? "reloaded, no file has changed" : `reloaded ${list(report.changed)}`, {
        event: "reloaded",
        fields: { changed: report.changed.slice(0, MOST_FILES) },
      });
      return;
    case "restored":
      say("the files are again those of the configuration in force", { event: "restored" });
      return;
    case "refused": {
      tellDiagnostics(report);
      const { reading, problem, since, again = false } = report;
      const unreadable = reading?.unreadable;
      if (unreadable !== undefined) say(`the configuration cannot be read (${unreadable})`, PROBLEM);
      if (problem !== undefined) say(problem, PROBLEM);
      const found = reading?.diagnostics.filter(({ severity }) => severity === "error").length ?? 0;
      const errors = found + (unreadable === undefined ? 0 : 1) + (problem === undefined ? 0 : 1);
      const count = errors === 1 ? "1 error" : `${errors} errors`;
      const meanwhile = again ? " while the new one is tried again" : "";
      say(`reload refused, the configuration of ${since.toISOString()} stays in force${meanwhile}: ${count}`, {
        event: "reload-refused",
        level: "error",
        fields: { errors, again, in_force_since: since.toISOString() },
      });
      return;
    }
    default:
      report satisfies never;
  }
}

function tellDiagnostics({ reading }: ReloadReport & { readonly kind: "reloaded" | "refused" }): void {
  if (reading) log.diagnostics(reading.diagnostics, (all) => printDiagnostics(all, process.cwd()));
}

function list(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_FILES).map((path) => shorter(path, process.cwd()));
  const more = paths.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}
