import { Command, Option } from "commander";
import { asTyped } from "./as-typed.ts";
import { EXIT_MISUSE, EXIT_OK } from "./exit-codes.ts";

/** A schema that a program which mounts this command has beside that of a policy. */
export interface OtherSchema {
  /** The flag that asks for it, one word without dashes. */
  readonly flag: string;
  /** What it is the schema of, such as `an event`. */
  readonly of: string;
  load(): Promise<object>;
}

/** `schema`. */
export function schemaCommand(others: readonly OtherSchema[] = []): Command {
  const command = new Command("schema").description("print the JSON Schema of a policy (draft-07), for editors");
  const flags = others.map(({ flag }) => flag);
  for (const { flag, of } of others) {
    const rest = flags.filter((other) => other !== flag);
    command.addOption(new Option(`--${flag}`, `that of ${of} instead`).conflicts(rest));
  }
  command.addHelpText("after", asTyped("\nExample:\n  sluice-policy schema > policy.schema.json"));
  return command.action(async (options: Readonly<Record<string, boolean>>) => {
    const other = others.find(({ flag }) => options[flag]);
    const [schema, { print }] = await Promise.all([other ? other.load() : ofPolicy(), import("./terminal.ts")]);
    const printed = await print(`${JSON.stringify(schema, undefined, 2)}\n`);
    process.exitCode = printed ? EXIT_OK : EXIT_MISUSE;
  });
}

async function ofPolicy(): Promise<object> {
  const { editorSchema } = await import("../schema/editor-schema.ts");
  return editorSchema();
}
