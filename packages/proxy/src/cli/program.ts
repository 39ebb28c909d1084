import { type InspectFiles, type OtherSchema, policyCommands } from "@sluice/policy/cli";
import { Command } from "commander";
import { quickstartCommand } from "../quickstart/index.ts";
import { VERSION } from "../version.ts";
import { completionCommands } from "./completion/command.ts";
import { configCommand } from "./config-print.ts";
import { endpointCommand } from "./endpoint/run.ts";
import { withExamples } from "./examples.ts";
import { explainMisuse } from "./misuse/explain.ts";
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

/** The `sluice` command with all that it has. `args`: what was typed behind it. */
export function createProgram(args: readonly string[]): Command {
  const program = new Command("sluice")
    .description("traffic policy for TCP and TLS")
    .version(VERSION, "-V, --version", "print the version");
  const commands = [
    startCommand(),
    endpointCommand("tcp", args),
    endpointCommand("tls", args),
    configCommand(),
    quickstartCommand(),
    ...policyCommands({ schemas: SCHEMAS, inspect }),
    ...completionCommands(program),
  ];
  for (const command of commands) program.addCommand(command, { hidden: command.name() === "complete" });
  withExamples(program, [
    { does: "see it work, with nothing but this", line: "sluice quickstart" },
    { does: "serve all endpoints of sluice.yml", line: "sluice start --all" },
    { does: "serve one without a configuration", line: "sluice tcp 5432 --url tcp://127.0.0.1:7000" },
    { does: "find what is wrong with a configuration", line: "sluice check sluice.yml" },
  ]);
  for (const command of commandsOf(program)) {
    command.configureOutput({ outputError: (text, write) => write(explainMisuse(command, text)) });
  }
  return program;
}

/** A command, and all below it. */
export function commandsOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}
