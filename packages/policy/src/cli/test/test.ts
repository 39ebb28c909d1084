import { compileProgram } from "../../compile.ts";
import { compileOnce } from "../../vectors/compile-once.ts";
import { Coverage } from "../../vectors/coverage.ts";
import { countsOf, percentOf, sumOf } from "../../vectors/coverage-summary.ts";
import { testVector } from "../../vectors/test-vector.ts";
import { certificateReader, x509ChecksFor } from "../certificates.ts";
import { styleOf, wantsColor } from "../color.ts";
import { EXIT_FAILURE, EXIT_MISUSE, EXIT_OK } from "../exit-codes.ts";
import { print, say } from "../terminal.ts";
import type { TestArguments } from "../test-command.ts";
import { formatProblem, loadVectors } from "../vectors/load-vectors.ts";
import { reportJson } from "./report-json.ts";
import { reportJunit } from "./report-junit.ts";
import { reportText } from "./report-text.ts";
import type { TestRun } from "./result.ts";

/** `sluice-policy test`: runs vectors and prints what came of them; returns the exit code. */
export async function test(paths: readonly string[], options: TestArguments): Promise<number> {
  const loaded = await loadVectors(paths);
  if (!loaded.ok) {
    for (const problem of loaded.problems) say(formatProblem(problem));
    return EXIT_MISUSE;
  }
  const { minCoverage = 0, format } = options;
  const isCovered = options.coverage === true || options.minCoverage !== undefined;
  const coverage = isCovered ? new Coverage() : undefined;
  const host = {
    ...(await x509ChecksFor(
      loaded.vectors.map(({ policy }) => policy),
      loaded.vectors.map(({ resources }) => resources),
    )),
    ...(await certificateReader(loaded.vectors.map(({ effects }) => effects))),
  };
  const compile = compileOnce(compileProgram);
  const originOf = (id: string) => loaded.origins.get(id) ?? { file: "" };
  const results = loaded.vectors.map((vector) => ({
    ...testVector(vector, { ...host, coverage, compile }),
    origin: originOf(vector.id),
  }));
  const covered = coverage?.policies().map((each) => ({ ...each, origin: originOf(each.vector) }));
  const run: TestRun = covered === undefined ? { results } : { results, coverage: covered };
  const printed = await print(report(run, format));
  const percent = percentOf(sumOf((covered ?? []).map(countsOf)));
  if (percent < minCoverage) say(`coverage is below ${minCoverage} %`);
  if (!printed) return EXIT_MISUSE;
  const passed = results.every(({ mismatches }) => mismatches.length === 0);
  return passed && percent >= minCoverage ? EXIT_OK : EXIT_FAILURE;
}

function report(run: TestRun, format: TestArguments["format"]): string {
  switch (format) {
    case "json":
      return reportJson(run);
    case "junit":
      return reportJunit(run);
    case "text":
      return reportText(run, styleOf(wantsColor(process.stdout)));
  }
}
