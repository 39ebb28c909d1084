import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Scenario, ScenarioFile } from "./scenario.ts";

export type LoadScenariosResult =
  | { readonly ok: true; readonly scenarios: readonly Scenario[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * The scenarios of a directory's files, in the order of their names; the schema is none of them. Whether they are as the
 * schema has them is not looked at: `sluice-conformance check` does that.
 */
export async function loadScenarios(directory: string): Promise<LoadScenariosResult> {
  let names: string[];
  try {
    names = (await readdir(directory)).filter((name) => name.endsWith(".json") && !name.endsWith("schema.json")).sort();
  } catch (error) {
    return { ok: false, problems: [`${directory}: ${messageOf(error)}`] };
  }
  const scenarios: Scenario[] = [];
  const problems: string[] = [];
  for (const name of names) {
    const path = join(directory, name);
    try {
      const file = JSON.parse(await readFile(path, "utf8")) as Partial<ScenarioFile>;
      if (Array.isArray(file.vectors)) scenarios.push(...file.vectors);
      else problems.push(`${path}: it holds no \`vectors\``);
    } catch (error) {
      problems.push(`${path}: ${messageOf(error)}`);
    }
  }
  return problems.length === 0 ? { ok: true, scenarios } : { ok: false, problems };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
