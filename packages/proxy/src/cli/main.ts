import { policyCommands, runProgram } from "@sluice/policy/cli";
import { Command } from "commander";
import { quickstartCommand } from "../quickstart/index.ts";
import { startCommand } from "./start.ts";

/** The `sluice` command; sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("sluice").description("traffic policy for TCP and TLS");
  for (const command of [startCommand(), quickstartCommand(), ...policyCommands()]) program.addCommand(command);
  await runProgram(program, argv);
}
