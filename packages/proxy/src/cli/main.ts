import { type InspectFiles, type OtherSchema, policyCommands, runProgram } from "@sluice/policy/cli";
import { Command } from "commander";
import { quickstartCommand } from "../quickstart/index.ts";
import { startCommand } from "./start.ts";

/** Each is loaded once it is asked for. */
const SCHEMAS: readonly OtherSchema[] = [
  {
    flag: "config",
    of: "a configuration, `sluice.yml`,",
    load: async () => (await import("../config/schema/config-schema.ts")).configSchema(),
  },
  { flag: "events", of: "an event", load: async () => (await import("../events/event-schema.ts")).eventSchema() },
];

/** Loaded once something is to be checked. */
const inspect: InspectFiles = async (...given) => (await import("./inspect-files.ts")).inspectFiles(...given);

/** The `sluice` command; sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("sluice").description("traffic policy for TCP and TLS");
  for (const command of [startCommand(), quickstartCommand(), ...policyCommands({ schemas: SCHEMAS, inspect })])
    program.addCommand(command);
  await runProgram(program, argv);
}
