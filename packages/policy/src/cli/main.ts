import { Command, CommanderError } from "commander";
import { policyCommands } from "./commands.ts";
import { EXIT_MISUSE } from "./exit-codes.ts";
import { VERSION } from "./version.ts";

/** The `sluice-policy` command; sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("sluice-policy")
    .description("checks, runs and tests traffic policies for TCP and TLS")
    .version(VERSION)
    .showHelpAfterError("(--help shows what there is)");
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
