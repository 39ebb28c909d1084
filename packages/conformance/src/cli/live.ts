import { join } from "node:path";
import { formatProblem, loadVectors } from "@sluice/policy/vectors/load";
import { type Command, Option } from "commander";
import { vectorsDirectory } from "../directory.ts";
import { commandTarget } from "../live/command-target.ts";
import { formatLiveJson, formatLiveRun } from "../live/report.ts";
import { type LiveSet, runAllLive } from "../live/run-all.ts";
import { loadScenarios } from "../live/scenarios/load.ts";
import { sluiceTarget } from "../live/sluice-target.ts";
import { readKnownFailures } from "./known-failures.ts";
import { misuse } from "./misuse.ts";

/** Options of `sluice-conformance live`. */
export interface LiveArguments {
  /** `false`: none. Default: those that come with this package. */
  readonly vectors?: string | boolean;
  readonly scenarios?: string | boolean;
  /** Default: this project's proxy, in process. */
  readonly proxy?: string;
  readonly parallel?: string;
  readonly knownFailures?: string;
  readonly format: "text" | "json";
  readonly verbose?: boolean;
}

/** Processes are started one for each vector: more at a time would only wait for the processor. */
const PARALLEL = { sluice: 8, command: 4 };

/** The command `live`. `ended` is told the exit code: 0 all as expected, 1 not, 2 misuse. */
export function addLiveCommand(program: Command, ended: (code: number) => void): void {
  program
    .command("live")
    .description("run the vectors as real connections against a proxy, and say which are not as expected")
    .option("--vectors <dir>", "directory or file of decision vectors; default: the ones that come with this package")
    .option("--no-vectors", "run no decision vectors")
    .option("--scenarios <dir>", "directory of scenarios; default: the ones that come with this package")
    .option("--no-scenarios", "run no scenarios")
    .option("--proxy <command>", "a proxy that is given the path of a sluice.yml; default: this project's, in process")
    .option("--parallel <number>", "how many vectors to run at a time; default: 8 in process, 4 with `--proxy`")
    .option("--known-failures <file>", "JSON list of {id, reason}; one that passes fails the run")
    .addOption(new Option("--format <format>", "how to print the results").choices(["text", "json"]).default("text"))
    .option("--verbose", "name vectors that are not run, and known failures, too")
    .action(async (options: LiveArguments) => ended(await live(options)));
}

async function live(options: LiveArguments): Promise<number> {
  const { proxy, format, verbose = false } = options;
  if (proxy?.trim() === "") return misuse("--proxy: no command");
  const parallel = Number(options.parallel ?? (proxy === undefined ? PARALLEL.sluice : PARALLEL.command));
  if (!Number.isInteger(parallel) || parallel < 1) return misuse(`--parallel: \`${options.parallel}\` is no number`);
  const set = await load(options);
  if (!("vectors" in set)) return misuse(set);
  const known = options.knownFailures === undefined ? undefined : await readKnownFailures(options.knownFailures);
  if (typeof known === "string") return misuse(known);
  if (known?.kind === "by-engine") return misuse("--known-failures: there is one proxy, so write one list");
  const knownFailures = known?.list ?? [];
  const target = proxy === undefined ? sluiceTarget() : commandTarget(proxy);
  const run = await runAllLive(set, target, { knownFailures, parallel });
  await target.close?.();
  process.stdout.write(format === "json" ? formatLiveJson(run) : `${formatLiveRun(run, { verbose })}\n`);
  return run.ok ? 0 : 1;
}

/** A list is one of problems. */
async function load({ vectors, scenarios }: LiveArguments): Promise<LiveSet | readonly string[]> {
  const directory = (given: string | boolean | undefined, own: string) => (typeof given === "string" ? given : own);
  const set = { vectors: [] as LiveSet["vectors"], scenarios: [] as LiveSet["scenarios"] };
  if (vectors !== false) {
    const loaded = await loadVectors(directory(vectors, vectorsDirectory()));
    if (!loaded.ok) return loaded.problems.map(formatProblem);
    set.vectors = loaded.vectors;
  }
  if (scenarios !== false) {
    const loaded = await loadScenarios(directory(scenarios, join(vectorsDirectory(), "scenarios")));
    if (!loaded.ok) return loaded.problems;
    set.scenarios = loaded.scenarios;
  }
  return set;
}
