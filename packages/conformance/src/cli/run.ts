import { readFile } from "node:fs/promises";
import { formatProblem, loadVectors } from "@sluice/policy/vectors/load";
import { vectorsDirectory } from "../directory.ts";
import { commandEngine } from "../engines/command.ts";
import { SLUICE_KNOWN_FAILURES } from "../engines/known-failures.ts";
import { sluiceEngine } from "../engines/sluice.ts";
import { formatSummary } from "../report.ts";
import { type KnownFailure, runVectors } from "../run.ts";

/** Options of `sluice-conformance run`. */
export interface RunArguments {
  /** Default: the vectors that come with this package. */
  readonly vectors?: string;
  /** Default: this project's engine, in process. */
  readonly engine?: string;
  readonly knownFailures?: string;
  readonly verbose?: boolean;
}

/** `sluice-conformance run`: prints the report, returns the exit code. */
export async function run({ vectors, engine: command, knownFailures, verbose }: RunArguments): Promise<number> {
  if (command?.trim() === "") return misuse(["--engine: no command"]);
  const loaded = await loadVectors(vectors ?? vectorsDirectory());
  if (!loaded.ok) return misuse(loaded.problems.map(formatProblem));
  // Our own list is about our engine and the fixed vectors, nothing else.
  const own = vectors === undefined && command === undefined ? SLUICE_KNOWN_FAILURES : [];
  const known = knownFailures === undefined ? own : await readKnownFailures(knownFailures);
  if (typeof known === "string") return misuse([known]);
  const engine = command === undefined ? sluiceEngine : commandEngine(command);
  const summary = await runVectors(loaded.vectors, engine, { knownFailures: known });
  await engine.close?.();
  if (verbose === true) {
    for (const result of summary.results) {
      if (result.kind === "unsupported" || result.kind === "known-failure") {
        console.log(`${result.id}: ${result.kind.replace("-", " ")}: ${result.reason}`);
      }
    }
  }
  console.log(formatSummary(summary));
  return summary.ok ? 0 : 1;
}

async function readKnownFailures(file: string): Promise<readonly KnownFailure[] | string> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    return `${file}: ${error instanceof Error ? error.message : String(error)}`;
  }
  return Array.isArray(value) && value.every(isKnownFailure) ? value : `${file}: not a list of {id, reason}`;
}

function isKnownFailure(value: unknown): value is KnownFailure {
  const { id, reason } = (value ?? {}) as { id?: unknown; reason?: unknown };
  return typeof id === "string" && typeof reason === "string" && reason !== "";
}

function misuse(lines: readonly string[]): number {
  for (const line of lines) console.error(line);
  return 2;
}
