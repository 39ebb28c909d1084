import { formatProblem, loadVectors } from "@sluice/policy/vectors/load";
import { vectorsDirectory } from "../directory.ts";
import { type NamedEngine, namedEngines } from "../engines/named.ts";
import { formatJson } from "../report/json.ts";
import { createReport } from "../report/report.ts";
import { formatSummary } from "../report/text.ts";
import type { KnownFailure, RunSummary } from "../run.ts";
import { type AllVectors, runAll } from "../run-all.ts";
import { loadWireVectors } from "../wire/load.ts";
import { isWireId } from "../wire/vector.ts";
import { type KnownFailures, readKnownFailures } from "./known-failures.ts";
import { misuse } from "./misuse.ts";
import { checkReport, writeReport } from "./write-report.ts";

/** Options of `sluice-conformance run`. */
export interface RunArguments {
  /** Default: the vectors that come with this package. */
  readonly vectors?: string;
  /** Wire vectors, too: of a directory, or (true) those that come with this package. Default: none. */
  readonly wire?: string | boolean;
  /** Default: this project's engine, in process. */
  readonly engine?: readonly string[];
  /** Seconds for one answer. Default 10. */
  readonly timeout?: string;
  readonly knownFailures?: string;
  /** Default `text`. */
  readonly format?: string;
  /** File of an HTML report. */
  readonly report?: string;
  /** Where the report's links to statements lead; default: this repository's `docs`, if it is there. */
  readonly docs?: string;
  readonly verbose?: boolean;
}

/** `sluice-conformance run`: prints the report, returns the exit code. */
export async function run(options: RunArguments): Promise<number> {
  const { format = "text", report: file } = options;
  if (format !== "text" && format !== "json") return misuse(`--format: \`${format}\` is neither \`text\` nor \`json\``);
  const seconds = Number(options.timeout ?? 10);
  if (!(seconds > 0 && seconds <= 3600)) return misuse(`--timeout: \`${options.timeout}\` is no number of seconds`);
  const engines = namedEngines(options.engine ?? [], { timeout: seconds * 1000 });
  if (typeof engines === "string") return misuse(engines);
  const all = await loadAll(options);
  if (Array.isArray(all)) return misuse(all);
  const known = options.knownFailures === undefined ? undefined : await readKnownFailures(options.knownFailures);
  if (typeof known === "string") return misuse(known);
  if (known?.kind === "list" && engines.length > 1) {
    return misuse('--known-failures: several engines need lists by engine: {"engine": [{id, reason}]}');
  }
  const unwritable = file === undefined ? undefined : await checkReport(file);
  if (unwritable !== undefined) return misuse(unwritable);

  const runs: { readonly name: string; readonly summary: RunSummary }[] = [];
  for (const engine of engines) {
    const knownFailures = knownOf(engine, known, options, all);
    const summary = await runAll(all, engine.engine, { knownFailures });
    await engine.engine.close?.();
    runs.push({ name: engine.name, summary });
  }
  const report = createReport([...all.vectors, ...all.wire], runs);
  const failure = file === undefined ? undefined : await writeReport(file, report, options.docs);
  if (format === "json") process.stdout.write(formatJson(report));
  else for (const each of runs) printRun(each, { verbose: options.verbose === true, alone: runs.length === 1 });
  // Only now: what was found is not to be lost with the page.
  if (failure !== undefined) return misuse(failure);
  return report.ok ? 0 : 1;
}

async function loadAll({ vectors, wire }: RunArguments): Promise<AllVectors | string[]> {
  const loaded = await loadVectors(vectors ?? vectorsDirectory());
  if (!loaded.ok) return loaded.problems.map(formatProblem);
  if (wire === undefined || wire === false) return { vectors: loaded.vectors, wire: [] };
  const loadedWire = await loadWireVectors(wire === true ? undefined : wire);
  return loadedWire.ok ? { vectors: loaded.vectors, wire: loadedWire.vectors } : [...loadedWire.problems];
}

function knownOf(
  { name, knownFailures = [] }: NamedEngine,
  known: KnownFailures | undefined,
  { vectors }: RunArguments,
  all: AllVectors,
): readonly KnownFailure[] {
  // A list that we keep is about the vectors that come with it, and no others.
  const own = vectors === undefined ? knownFailures : [];
  const listed = known?.kind === "list" ? known.list : (known?.lists.get(name) ?? own);
  // One of a wire vector is no mistake where none is asked for.
  return listed.filter(({ id }) => all.wire.length > 0 || !isWireId(id));
}

function printRun(
  { name, summary }: { readonly name: string; readonly summary: RunSummary },
  { verbose, alone }: { readonly verbose: boolean; readonly alone: boolean },
): void {
  if (!alone) console.log(`engine ${name}`);
  for (const result of verbose ? summary.results : []) {
    if (result.kind === "unsupported" || result.kind === "known-failure") {
      console.log(`${result.id}: ${result.kind.replace("-", " ")}: ${result.reason}`);
    }
  }
  console.log(formatSummary(summary));
}
