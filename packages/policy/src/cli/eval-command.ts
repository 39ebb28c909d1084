import { Command, Option } from "commander";
import { asTyped } from "./as-typed.ts";

const MORE = `
Exit code: 0 whatever the decision, 1 if the policy does not compile, 2 if a
file cannot be read or is no connection.

Example:
  echo '{"connection": {"client_ip": "192.0.2.7"}}' |
    sluice-policy eval policy.yml --connection -`;

/** Options of `eval`, as they are written. */
export interface EvalArguments {
  readonly connection: string;
  readonly resources?: string;
  readonly format: "text" | "json";
}

/** `eval`; sets the exit code of the process. */
export function evalCommand(): Command {
  return new Command("eval")
    .description("show what a policy decides for one connection, and the way to the decision")
    .argument("<policy>", "the policy; - reads standard input")
    .requiredOption(
      "--connection <file>",
      "who connects to which endpoint, JSON or YAML: protocol, endpoint, resources, connection, effects, as in a test vector; - reads standard input",
    )
    .option(
      "--resources <file>",
      "ip policies, certificate authorities, secrets, for what the connection file leaves out",
    )
    .addOption(new Option("--format <format>", "how the decision is written").choices(["text", "json"]).default("text"))
    .addHelpText("after", asTyped(MORE))
    .action(async (policy: string, options: EvalArguments) => {
      const { evaluate } = await import("./eval/evaluate.ts");
      process.exitCode = await evaluate(policy, options);
    });
}
