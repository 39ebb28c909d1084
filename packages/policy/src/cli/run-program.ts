import type { Command } from "commander";
import { EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";

/** Runs a command line; what commander refuses is misuse, and ends with its exit code. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  for (const command of withAllBelow(program)) {
    command.exitOverride().showHelpAfterError("(--help shows what there is)");
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    const exitCode = exitCodeOf(error);
    if (exitCode === undefined) throw error;
    // Help that was asked for is no mistake.
    process.exitCode = exitCode === 0 ? EXIT_OK : EXIT_MISUSE;
  }
}

function withAllBelow(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withAllBelow)];
}

/** Of commander's way to end, whichever copy of it built the program: the class is another one in each. */
function exitCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, exitCode } = error as { readonly code?: unknown; readonly exitCode?: unknown };
  return String(code).startsWith("commander.") && typeof exitCode === "number" ? exitCode : undefined;
}
