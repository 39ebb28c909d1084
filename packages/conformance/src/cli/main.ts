import { Command, CommanderError } from "commander";
import { addHaproxyCommand } from "./haproxy.ts";
import { addLiveCommand } from "./live.ts";
import { type RunArguments, run } from "./run.ts";
import { addToolCommands } from "./tool-commands.ts";

/** Runs the command line; resolves to the exit code: 0 all as expected, 1 not, 2 misuse. */
export async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("sluice-conformance")
    .description("Holds an engine of the traffic-policy language against the test vectors.")
    .exitOverride();
  program
    .command("run")
    .description("run all vectors and say which are not as expected")
    .option("--vectors <dir>", "directory or file of vectors; default: the ones that come with this package")
    .option("--wire [dir]", "wire vectors, too: of a directory, or those that come with this package")
    .option(
      "--engine <command>",
      "an engine that answers one vector a line; `name=command` names it, `builtin:sluice` and `builtin:model` are ours; again for another",
      (value: string, all: readonly string[] = []) => [...all, value],
    )
    .option("--timeout <seconds>", "how long an engine may take for one answer; default: 10")
    .option(
      "--known-failures <file>",
      "JSON list of {id, reason}, or such lists by engine; one that passes fails the run",
    )
    .option("--format <format>", "`text` or `json`; default: text")
    .option("--report <file>", "write an HTML report that compares the engines")
    .option("--docs <url>", "where the report's links to statements lead")
    .option("--verbose", "name unsupported vectors and known failures too")
    .action(async (options: RunArguments) => {
      code = await run(options);
    });
  const end = (exitCode: number): void => {
    code = exitCode;
  };
  addToolCommands(program, end);
  addLiveCommand(program, end);
  addHaproxyCommand(program, end);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}
