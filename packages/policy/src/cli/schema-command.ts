import { Command } from "commander";

/** `schema`. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description("print the JSON Schema of a policy (draft-07), for editors")
    .action(async () => {
      const { editorSchema } = await import("../schema/editor-schema.ts");
      process.stdout.write(`${JSON.stringify(editorSchema(), undefined, 2)}\n`);
    });
}
