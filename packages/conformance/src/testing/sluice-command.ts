import { buildCli } from "../../../proxy/src/e2e/testing/cli.ts";

/** `sluice`, as a command for a shell, made from the sources: nothing has to be built before the tests. */
export interface SluiceCommand {
  readonly command: string;
  remove(): Promise<void>;
}

export async function buildSluiceCommand(): Promise<SluiceCommand> {
  const cli = await buildCli();
  return {
    command: [process.execPath, cli.file].map((word) => JSON.stringify(word)).join(" "),
    remove: () => cli.remove(),
  };
}
