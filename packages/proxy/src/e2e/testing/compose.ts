import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { examplePath } from "../examples/testing/example.ts";

/** The parts of a compose file that our example has. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export interface ComposeService {
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly secrets: readonly string[];
  readonly volumes: readonly string[];
  readonly stop_grace_period?: string;
}

export function readCompose(path: string): ComposeFile {
  return parse(readFileSync(examplePath(path), "utf8"), { strict: true }) as ComposeFile;
}

/** Where a service finds a secret. */
export function secretPath(name: string): string {
  return `/run/secrets/${name}`;
}
