import { type Command, Option } from "commander";
import { check, format, number, type StatementsArguments, statements, type ToolArguments } from "./tool.ts";

const DIRECTORY = "directory of vectors; default: the ones that come with this package";
const LANGUAGE = "the language's description; default: the one that comes with this package";

/** The commands for who writes vectors. `ended` is told the exit code. */
export function addToolCommands(program: Command, ended: (code: number) => void): void {
  program
    .command("check")
    .description("check files of vectors: their schema, ids, statements, codes and form")
    .argument("[dir]", DIRECTORY)
    .option("--language <file>", LANGUAGE)
    .action(async (directory: string | undefined, options: ToolArguments) => ended(await check(directory, options)));
  program
    .command("format")
    .description("write files of vectors in their canonical form, and give ids to vectors without one")
    .argument("[dir]", DIRECTORY)
    .action(async (directory: string | undefined) => ended(await format(directory)));
  program
    .command("statements")
    .description("say which vectors hold which statement, and fail if one has none")
    .argument("[dir]", DIRECTORY)
    .option("--language <file>", LANGUAGE)
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"))
    .action(async (directory: string | undefined, options: StatementsArguments) =>
      ended(await statements(directory, options)),
    );
  program
    .command("number")
    .description("give numbers to the statements of a description that are written with `?` for one")
    .argument("[file]", LANGUAGE)
    .action(async (file: string | undefined) => ended(await number(file)));
}
