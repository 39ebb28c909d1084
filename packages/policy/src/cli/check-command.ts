import { Command, InvalidArgumentError, Option } from "commander";
import type { SourceFile } from "../check/file-check.ts";
import type { HostFindings } from "../check/host-findings.ts";
import { FORMATS, type Format } from "../diagnostics/render/options.ts";
import { asTyped } from "./as-typed.ts";

const MORE = `
Exit code: 0 if nothing is an error, 1 if something is (or --max-warnings is
exceeded), 2 if a file cannot be read or an option makes no sense.

Examples:
  sluice-policy check policy.yml
  sluice-policy check deploy/ --max-warnings 0 --format github`;

/** Options of `check`, as they are written. */
export interface CheckArguments {
  readonly protocol?: "tcp" | "tls";
  readonly resources?: string;
  readonly format: Format;
  readonly maxWarnings?: number;
  readonly config?: string;
  readonly fix?: boolean;
}

/** Tells what else is wrong with configurations among the files. */
export type InspectFiles = (files: readonly SourceFile[], options: InspectOptions) => Promise<HostFindings>;

export interface InspectOptions {
  /** Whether what is in a file may be quoted: it is below the directories that are checked. */
  readonly isInside: (path: string) => boolean;
}

/** `check`; sets the exit code of the process. `inspect`: of a host that runs configurations. */
export function checkCommand(inspect?: InspectFiles): Command {
  return new Command("check")
    .description("find what is wrong with policies, with the character pointed at")
    .argument(
      "<file...>",
      "policies, agent configurations, Kubernetes manifests; of a directory every .yml, .yaml and .json; - reads standard input",
    )
    .addOption(
      new Option(
        "--protocol <protocol>",
        "of the endpoint, for policies whose endpoint is not among the files",
      ).choices(["tcp", "tls"]),
    )
    .option(
      "--resources <file>",
      "ip policies, certificate authorities, secrets and IP-intelligence sources; without it they are not checked",
    )
    .addOption(new Option("--format <format>", "how diagnostics are written").choices(FORMATS).default("text"))
    .addOption(
      new Option("--max-warnings <number>", "fail if there are more warnings than that").argParser(wholeNumber),
    )
    .option("--config <file>", "levels of lints (default: sluice.check.yml, here or in a directory above)")
    .option("--fix", "apply the mends that are certain, in the files")
    .addHelpText("after", asTyped(MORE))
    .action(async (files: string[], options: CheckArguments) => {
      const { check } = await import("./check.ts");
      process.exitCode = await check(files, options, inspect);
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It is no whole number.");
  return Number(text);
}
