import { Command } from "commander";
import { policyCommands } from "./commands.ts";
import { runProgram } from "./run-program.ts";
import { VERSION } from "./version.ts";

/** The `sluice-policy` command; sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("sluice-policy")
    .description("checks, runs and tests traffic policies for TCP and TLS")
    .version(VERSION);
  for (const command of policyCommands()) program.addCommand(command);
  await runProgram(program, argv);
}
