import { Command } from "commander";
import { EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";

/** `schema`. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description("print the JSON Schema of a policy (draft-07), for editors")
    .action(async () => {
      const [{ editorSchema }, { print }] = await Promise.all([
        import("../schema/editor-schema.ts"),
        import("./terminal.ts"),
      ]);
      const printed = await print(`${JSON.stringify(editorSchema(), undefined, 2)}\n`);
      process.exitCode = printed ? EXIT_OK : EXIT_MISUSE;
    });
}
