import { runProgram } from "@sluice/policy/cli";
import { createProgram } from "./program.ts";

/** The `sluice` command; sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  await runProgram(createProgram(argv.slice(2)), argv);
}
