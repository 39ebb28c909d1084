import { formatProblem, loadVectors } from "@sluice/policy/vectors/load";
import { type Command, Option } from "commander";
import { vectorsDirectory } from "../directory.ts";
import { compareLive } from "../haproxy/comparison.ts";
import { HAPROXY_DIFFERENCES } from "../haproxy/known-differences.ts";
import { findHaproxy, haproxyVersion, isSupportedHaproxy, OLDEST_HAPROXY } from "../haproxy/program.ts";
import { comparisonJson, formatComparison } from "../haproxy/report.ts";
import { haproxyTarget } from "../haproxy/target.ts";
import { HostCertificates } from "../live/host-certificates.ts";
import { misuse } from "./misuse.ts";

/** Options of `sluice-conformance haproxy`. */
export interface HaproxyArguments {
  /** Default: the one that is installed. */
  readonly haproxy?: string;
  /** Default: the vectors that come with this package. */
  readonly vectors?: string;
  readonly format: "text" | "json";
}

/** The command `haproxy`. `ended` is told the exit code: 0 all as expected, 1 not, 2 misuse. */
export function addHaproxyCommand(program: Command, ended: (code: number) => void): void {
  program
    .command("haproxy")
    .description("hold HAProxy and this project's proxy against the vectors that HAProxy can be configured for")
    .option("--haproxy <path>", "the program; default: the one that is installed")
    .option("--vectors <dir>", "directory or file of vectors; default: the ones that come with this package")
    .addOption(new Option("--format <format>", "how to print the results").choices(["text", "json"]).default("text"))
    .action(async (options: HaproxyArguments) => ended(await haproxy(options)));
}

async function haproxy({ haproxy: given, vectors, format }: HaproxyArguments): Promise<number> {
  const program = given ?? findHaproxy();
  if (program === undefined) return misuse("no haproxy found; install it, or name it by --haproxy");
  const version = await haproxyVersion(program);
  if (version === undefined) return misuse(`\`${program}\` is no haproxy that can be run`);
  if (!isSupportedHaproxy(version)) {
    return misuse(`\`${program}\` is HAProxy ${version}; ${OLDEST_HAPROXY} or later is needed`);
  }
  const loaded = await loadVectors(vectors ?? vectorsDirectory());
  if (!loaded.ok) return misuse(loaded.problems.map(formatProblem));
  const nobody = await new HostCertificates().authority();
  const comparison = await compareLive(loaded.vectors, {
    target: haproxyTarget({ program, nobody }),
    // The list is about the fixed vectors, nothing else.
    differences: vectors === undefined ? HAPROXY_DIFFERENCES : [],
  });
  console.log(format === "json" ? comparisonJson(comparison, version) : formatComparison(comparison));
  return comparison.ok ? 0 : 1;
}
