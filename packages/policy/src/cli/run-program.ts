import { type Command, CommanderError } from "commander";
import { EXIT_MISUSE } from "./exit-codes.ts";

/** Runs a command line; what commander refuses is misuse, and ends with its exit code. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showHelpAfterError("(--help shows what there is)");
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for is no mistake.
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_MISUSE;
  }
}
