import { Command, InvalidArgumentError, Option } from "commander";
import { asTyped } from "./as-typed.ts";

const MORE = `
Exit code: 0 if all vectors pass, 1 if one fails (or coverage is too low), 2 if
there are none or a file is not one of vectors.

A vector in a file tests.yml:
  topic: tests
  vectors:
    - id: tests/from-outside
      policy_file: policy.yml
      connection: { client_ip: 192.0.2.7 }
      expect: { outcome: deny }`;

/** Options of `test`, as they are written. */
export interface TestArguments {
  readonly coverage?: boolean;
  /** Percent; asks for coverage. */
  readonly minCoverage?: number;
  readonly format: "text" | "json" | "junit";
}

/** `test`; sets the exit code of the process. */
export function testCommand(): Command {
  return new Command("test")
    .description("run test vectors as unit tests of policies")
    .argument("<path...>", "files of vectors, JSON or YAML; of a directory all that are in it")
    .option("--coverage", "tell which rules, expressions and branches no vector reached")
    .addOption(new Option("--min-coverage <percent>", "fail below that; implies --coverage").argParser(percentage))
    .addOption(
      new Option("--format <format>", "how results are written").choices(["text", "json", "junit"]).default("text"),
    )
    .addHelpText("after", asTyped(MORE))
    .action(async (paths: string[], options: TestArguments) => {
      const { test } = await import("./test/test.ts");
      process.exitCode = await test(paths, options);
    });
}

function percentage(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}(\.\d+)?$/.test(text) || value > 100) throw new InvalidArgumentError("It is no percentage, 0 to 100.");
  return value;
}
