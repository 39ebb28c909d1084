import type { CheckedFile } from "../checked-file.ts";
import type { Severity } from "../diagnostic.ts";

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** One line that counts everything: `2 errors, 1 warning in 2 of 3 files (5 policies checked, 1 file holds no policy)`. */
export function summaryOf(files: readonly CheckedFile[]): string {
  if (files.length === 0) return "no files were checked";
  const found = files.flatMap((file) => file.diagnostics);
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: found.filter((diagnostic) => diagnostic.severity === severity).length,
  }));
  const problems = counts.filter(({ count }) => count > 0).map(({ severity, count }) => plural(count, severity));
  const wrong = files.filter((file) => file.diagnostics.length > 0).length;
  const where =
    wrong === 0 || wrong === files.length
      ? plural(files.length, "file")
      : `${wrong} of ${plural(files.length, "file")}`;
  const policies = files.reduce((sum, file) => sum + file.policies, 0);
  // A file that could not be read may hold one all the same.
  const without = files.filter((file) => file.policies === 0 && !hasError(file)).length;
  const checked = `${plural(policies, "policy", "policies")} checked`;
  const empty = without === 0 ? "" : `, ${plural(without, "file")} ${without === 1 ? "holds" : "hold"} no policy`;
  return `${problems.length === 0 ? "no problems" : problems.join(", ")} in ${where} (${checked}${empty})`;
}

function hasError(file: CheckedFile): boolean {
  return file.diagnostics.some(({ severity }) => severity === "error");
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
