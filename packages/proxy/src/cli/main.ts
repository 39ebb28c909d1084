import { policyCommands } from "@sluice/policy/cli";
import { Command, CommanderError } from "commander";
import { quickstartCommand } from "../quickstart/index.ts";
import { EXIT_MISUSE } from "./exit-codes.ts";
import { startCommand } from "./start.ts";

/** The `sluice` command; sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("sluice")
    .description("traffic policy for TCP and TLS")
    .showHelpAfterError("(--help shows what there is)")
    .addCommand(startCommand())
    .addCommand(quickstartCommand());
  for (const command of policyCommands()) program.addCommand(command);
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for is no mistake.
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_MISUSE;
  }
}
